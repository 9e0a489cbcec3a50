"""The page on recurrent cells without a browser: what is typed is read, and what is asked for is shown."""

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import pretrained
from figures.cells import BELOW, QUANTITIES, SHARES, WINDOW
from nets.recurrent import Clamp, Intervention
from tests.pages import asked, drawn, typed
from tests.test_lesson_code import printed
from text.examples import EXAMPLES
from ui.cells import CODE, FAMILIES, FIRST, OWN, TRACKS, clamped
from ui.words import look_up

EN, KO = OWN["sentiment-en"], EXAMPLES["sentiment-ko"][0]
SENTENCE = "I thought it would be awful, but it was wonderful"


def fresh(header: dict, net: str, touch: Intervention | None = None):
    """The same run, made again by the net itself."""
    model = pretrained.load(f"{header['family']}-{net}")
    ids = model.tokenizer.ids(model.tokenizer.normalise(header["text"]))
    with torch.inference_mode():
        return model.net.trace(torch.tensor([ids]), touch or Intervention())


def states(trace, name: str, layer: int = -1) -> np.ndarray:
    return getattr(trace.rnn.layers[layer], name)[0].numpy()


def test_the_example_of_the_screens_language_is_read_first(open_page):
    header, _ = drawn(open_page("cells"))
    assert (header["text"], header["family"]) == (EN, "sentiment-en")
    header, _ = drawn(open_page("cells", lang="ko"))
    assert (header["text"], header["family"]) == (KO, "sentiment-ko")
    assert header["words"]["maps_title"] == look_up("cells.maps_title", "ko")


def test_the_nets_follow_the_language_of_the_text_until_some_are_chosen(open_page):
    app = open_page("cells", text=SENTENCE)
    assert drawn(typed(app, "정말 재미있다"))[0]["family"] == "sentiment-ko"
    assert drawn(typed(app, SENTENCE))[0]["family"] == "sentiment-en"
    assert drawn(asked(app, "cells", model="spam-en"))[0]["family"] == "spam-en"
    assert drawn(typed(app, "정말 재미있다"))[0]["family"] == "spam-en"


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_is_read_by_three_nets_on_one_axis(open_page, family):
    header, arrays = drawn(open_page("cells", model=family, text="a1b2 c?"))
    assert header["family"] == family
    assert [net["cell"] for net in header["nets"]] == list(QUANTITIES)
    for net, names in QUANTITIES.items():
        for name in names:
            assert arrays[f"{net}.{name}"].shape[0] == len(header["tokens"])


def test_maps_come_in_full_when_they_are_asked_for(open_page):
    app = open_page("cells", text=SENTENCE)
    assert drawn(app)[1]["lstm.f"].dtype == np.uint8
    header, arrays = drawn(asked(app, "cells", exact=SENTENCE))
    assert header["exact"]
    for net, names in QUANTITIES.items():
        trace = fresh(header, net)
        for name in names:
            assert np.allclose(arrays[f"{net}.{name}"], states(trace, name), atol=1e-6), (net, name)
    assert drawn(typed(app, SENTENCE + "!"))[1]["lstm.f"].dtype == np.uint8, "while somebody types, bytes will do"


@pytest.mark.parametrize("cell", ["rnn.h.3", "lstm.f.1", "lstm.c.9", "gru.n.2", "gru.z.4"])
@pytest.mark.parametrize("below", BELOW)
def test_a_link_opens_a_cell_and_a_section(open_page, cell, below):
    header, arrays = drawn(open_page("cells", text=SENTENCE, cell=cell, below=below))
    assert (header["asked"]["cell"], header["asked"]["below"]) == (cell, below)
    net, name, unit = cell.split(".")
    wanted = states(fresh(header, net), name)[:, int(unit) - 1]
    assert np.allclose(arrays["unit"], wanted, atol=1e-6)
    assert np.allclose(arrays["cell"][header["fields"].index(name)][1:], wanted, atol=1e-6)
    assert any(key.endswith("saturated") for key in arrays) == (below == "gates")
    assert ("found" in header) == (below == "unit")


@pytest.mark.parametrize(("clamp", "touch"), [
    ("f:1", Intervention((Clamp("f", 1.0),))),
    ("i:0,z:0.25", Intervention((Clamp("i", 0.0), Clamp("z", 0.25)))),
    ("o:0.5@7", Intervention((Clamp("o", 0.5, 6),))),
    ("h:-0.5@2,r:0", Intervention((Clamp("r", 0.0), Clamp("h", -0.5, 1)))),
])  # fmt: skip
def test_held_gates_reach_the_nets_and_the_trained_answer_stays_beside(open_page, clamp, touch):
    header, arrays = drawn(open_page("cells", text=SENTENCE, clamp=clamp))
    _, plain = drawn(open_page("cells", text=SENTENCE))
    for net in QUANTITIES:
        out = np.sort(fresh(header, net, touch).out[0].numpy(), -1)[:, ::-1]
        assert np.allclose(arrays[f"{net}.p"], out, atol=1e-5)
        assert np.allclose(arrays[f"{net}.trained.p"], plain[f"{net}.p"], atol=1e-6)
    assert "lstm.trained.p" not in plain


def test_the_reset_gate_works_before_or_after_the_matrix(open_page):
    app = open_page("cells", text=SENTENCE, cell="gru.n.5")
    header, after = drawn(app)
    of = dict(zip(header["fields"], after["cell"].astype(float), strict=True))
    assert np.allclose(of["n"][1:], np.tanh(of["n_x"] + of["r"] * of["n_h"])[1:], atol=1e-5)
    header, before = drawn(asked(app, "cells", cell="gru.n.5", reset="before"))
    of = dict(zip(header["fields"], before["cell"].astype(float), strict=True))
    assert np.allclose(of["n"][1:], np.tanh(of["n_x"] + of["n_h"])[1:], atol=1e-5)
    assert not np.allclose(before["gru.p"], after["gru.p"]) and np.allclose(before["lstm.p"], after["lstm.p"])
    assert "reset_after=False" in header["touch"]


def test_a_choice_inside_the_picture_wins_over_the_link_and_can_be_taken_back(open_page):
    app = open_page("cells", text=SENTENCE, clamp="f:1", cell="lstm.o.2")
    assert drawn(app)[0]["asked"]["clamps"] == ["f:1"]
    assert drawn(asked(app, "cells", clamps=["f:0", "i:1@3"]))[0]["asked"]["clamps"] == ["f:0", "i:1@3"]
    header, arrays = drawn(asked(app, "cells", clamps=[]))
    assert header["asked"]["clamps"] == [] and header["touch"] == "Intervention()"
    assert "lstm.trained.p" not in arrays


def test_a_long_text_comes_by_the_window(open_page):
    text = "To be, or not to be: that is the question. " * 24
    app = open_page("cells", model="chars-en", text=text)
    header, arrays = drawn(app)
    assert len(header["tokens"]) == len(text) > 1000
    assert (header["first"], header["shown"]) == (len(text) - WINDOW, WINDOW)
    assert arrays["gru.h"].shape[0] == WINDOW and len(arrays["unit"]) == len(text)
    header, arrays = drawn(asked(app, "cells", model="chars-en", start=200, exact=text))
    assert header["first"] == 200
    assert np.allclose(arrays["gru.h"], states(fresh(header, "gru"), "h")[200 : 200 + WINDOW], atol=1e-5)


def test_layers_can_be_chosen(open_page):
    header, arrays = drawn(
        asked(open_page("cells", model="chars-en", text="To be"), "cells", model="chars-en", exact="To be")
    )
    assert header["asked"]["layer"] == header["top"]
    app = open_page("cells", model="chars-en", text="To be")
    header, arrays = drawn(asked(app, "cells", model="chars-en", layer=1, exact="To be"))
    assert header["asked"]["layer"] == 1
    assert np.allclose(arrays["lstm.c"], states(fresh(header, "lstm"), "c", 0), atol=1e-6)


@pytest.mark.parametrize("track", TRACKS)
def test_a_search_for_units_answers_or_says_that_it_cannot(open_page, track):
    header, arrays = drawn(open_page("cells", text='He said "no" and left', track=track))
    if track in header["properties"]:
        assert header["track"] == track and len(header["found"]) == 10 and 0 < header["chance"] < 1
        best = header["found"][0]
        trace = fresh(header, best["net"])
        unit = states(trace, best["quantity"])[:, best["unit"] - 1]
        wanted = {
            "answer": trace.out[0, :, 1].numpy(), "position": np.arange(len(unit)),
        }.get(track)  # fmt: skip
        if wanted is not None:
            assert best["r"] == pytest.approx(np.corrcoef(unit, wanted)[0, 1], abs=1e-4)
    else:
        assert header["track"] == "answer"


@pytest.mark.parametrize(("text", "notice"), [("x" * 9, "notice.cut"), ("😀 🦄", "notice.unknown")])
def test_what_was_left_out_or_unknown_is_said(open_page, text, notice):
    header, _ = drawn(typed(open_page("cells", model="chars-en"), text * (1 if "😀" in text else 1200)))
    assert look_up(notice, "en").split("{")[0] in header["notice"]


def test_clamps_are_cleaned():
    assert clamped(["f:1", "f:0.5", "i:0@3", "q:1", "f:1@99", 7, "z:-1", "g:-9", "i:nan"], 10) == (
        "f:0.5", "g:-1", "z:0", "i:0@3",
    )  # fmt: skip
    assert clamped("f:1", 10) == clamped(None, 10) == ()
    assert len(clamped([f"f:1@{k}" for k in range(1, 100)], 128)) == 12
    assert all(gate in "ifogcrznh" for gate in SHARES)


ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12),
    st.lists(st.text(max_size=8), max_size=3),
    st.sampled_from(["lstm.f.0", "lstm.f.1e3", "gru.c.1", "rnn.h.99999", "-1", "1e999", "f:1@0", "<b>"]),
)  # fmt: skip
NAMES = ["model", "cell", "layer", "start", "below", "track", "clamps", "reset", "exact"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ask=st.dictionaries(st.sampled_from(NAMES), ODD, max_size=6))
def test_no_question_breaks_the_page(open_page, ask):
    assert drawn(asked(open_page("cells", text="It is"), "cells", **ask))[0]["text"] == "It is"


ADDRESS = ["model", "cell", "layer", "from", "below", "track", "clamp", "reset", "step", "order", "tall"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.dictionaries(st.sampled_from(ADDRESS), st.text(max_size=20), max_size=6))
def test_no_address_breaks_the_page(open_page, query):
    assert drawn(open_page("cells", text="It is", **query))[0]["text"] == "It is"


def test_a_net_that_cannot_forget_does_not_change_its_mind(open_page):
    """What the lesson promises of the two first examples."""
    for lang in ("en", "ko"):
        header, arrays = drawn(open_page("cells", lang=lang, clamp="f:1"))
        trained, held = arrays["lstm.trained.ids"][:, 0], arrays["lstm.ids"][:, 0]
        assert trained[1] == 0 and trained[-1] == 1, "a turn for the better"
        assert held[-1] == 0, header["text"]


@pytest.mark.parametrize("family", FIRST)
def test_the_first_cell_of_a_family_is_one_it_has(open_page, family):
    header, _ = drawn(open_page("cells", model=family, text="abc"))
    assert header["asked"]["cell"] == FIRST[family]


CLAMPED = Intervention((Clamp("f", 1.0),))


@pytest.mark.parametrize(("file", "wanted"), [
    ("cell", lambda trace: trace.rnn.layers[0].c[0, 2, 4]), ("answer", lambda trace: trace.out[0, 2, 1]),
])  # fmt: skip
def test_the_code_of_a_lesson_prints_the_number_of_the_trace(file, wanted):
    header = {"family": "sentiment-ko", "text": "정말 재미있게 봤어요"}
    found = printed((CODE / f"{file}.py").read_text(encoding="utf-8"))
    assert found == pytest.approx(float(wanted(fresh(header, "lstm", CLAMPED))), rel=1e-3)
