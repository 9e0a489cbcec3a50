"""The Transformer page without a browser: what is typed is run, what is asked for is shown, nothing typed breaks it."""

import json
import shutil

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import pretrained
import ui.run
from figures.transformer import BELOW, PATHS
from figures.wire import unpack
from nets.transformer import Intervention
from text.bpe import SOS
from text.examples import CLASS
from ui.words import look_up

STUDENT = "I am a student."


def drawn(app) -> tuple[dict, dict]:
    """Header and arrays of the picture on the page."""
    assert not app.exception
    return unpack(app.get("bidi_component")[1].proto.bytes)


def typed(app, text: str):
    app.session_state["text"] = {"live": {"text": text}}
    return app.run()


def asked(app, **ask):
    app.session_state["transformer"] = {"ask": ask}
    return app.run()


def fresh(header: dict, **touch) -> dict:
    """The same run, made again from the picture's own tokens by the net itself."""
    model = pretrained.load(ui.run.TRANSLATOR)
    reading = ui.run.run(ui.run.TRANSLATOR, header["text"], ui.run.Settings())
    source = torch.tensor([[piece.id for piece in reading.source]])
    target = torch.tensor([[SOS, *(piece.id for piece in reading.written[:-1])]])
    with torch.inference_mode():
        return model.net.trace(source, target, Intervention(**touch))


@pytest.fixture(scope="module")
def page():
    """One visitor for the tests that leave nothing behind."""
    from streamlit.testing.v1 import AppTest

    from tests.conftest import ROOT

    app = AppTest.from_file(str(ROOT / "ui" / "main.py"), default_timeout=60)
    app.switch_page(str(ROOT / "pages" / "transformer.py"))
    return app.run()


def test_the_class_example_is_drawn_first(open_page):
    header, arrays = drawn(open_page("transformer"))
    assert header["text"] == CLASS
    assert [t["text"] for t in header["source"]][-1] == "<eos>"
    assert header["selected"] == "cross.2.1" and header["below"] == "query"
    assert arrays["weights"].shape == (len(header["target"]), len(header["source"]))


def test_the_picture_follows_the_text(open_page):
    app = open_page("transformer", text=STUDENT)
    for text in ("I", "I am", "", "He is here."):
        header, arrays = drawn(typed(app, text))
        assert header["text"] == text
        assert len(arrays["probabilities"]) == len(header["written"])
        assert bool(header["written"]) == bool(text)


def test_the_picture_shows_the_nets_own_numbers(open_page):
    header, arrays = drawn(open_page("transformer", text=STUDENT, head="encoder.3.2"))
    trace = fresh(header)
    weights = trace.encoder.layers[2].attn.weights[0, 1].numpy()
    assert np.allclose(arrays["weights"], weights, atol=1e-5)
    assert np.allclose(arrays["weights"].sum(-1), 1, atol=1e-5)


@pytest.mark.parametrize("head", ["encoder.1.1", "decoder.3.8", "cross.2.5"])
@pytest.mark.parametrize("below", BELOW)
def test_a_link_opens_a_head_and_a_section(open_page, head, below):
    strategy = {"strategy": "beam"} if below == "tree" else {}
    header, arrays = drawn(open_page("transformer", text=STUDENT, head=head, below=below, **strategy))
    assert (header["selected"], header["below"]) == (head, below)
    side, layer, number = head.split(".")
    reading = ui.run.run(ui.run.TRANSLATOR, STUDENT, ui.run.Settings(**strategy))
    wanted = reading.trace[f"{PATHS[side]}.weights"].at(batch=0, layer=int(layer) - 1, head=int(number) - 1)
    assert np.array_equal(arrays["weights"], wanted.values)
    assert (header["tree"] is not None) == (below == "tree")


def test_a_choice_inside_the_picture_wins_over_the_link(open_page):
    app = open_page("transformer", text=STUDENT, head="encoder.1.1", ablated="cross.1.1")
    assert drawn(app)[0]["ablated"] == ["cross.1.1"]
    header, _ = drawn(asked(app, head="decoder.2.2", below="block", ablated=["encoder.2.3", "cross.1.1"]))
    assert (header["selected"], header["below"]) == ("decoder.2.2", "block")
    assert header["ablated"] == ["cross.1.1", "encoder.2.3"]
    assert drawn(asked(app, head="decoder.2.2", below="block", ablated=[]))[0]["ablated"] == []


@pytest.mark.parametrize("nonsense", [
    {"head": "cross.9.9"}, {"head": 3}, {"head": None}, {"below": "../x"}, {"below": []}, {"ablated": "all"},
    {"ablated": [None, 1, "x", "cross.1.99", {}]}, {"ablated": {}}, {"stranger": 1},
])  # fmt: skip
def test_nonsense_from_the_browser_is_the_default(page, nonsense):
    header, _ = drawn(asked(page, **nonsense))
    assert (header["selected"], header["below"], header["ablated"]) == ("cross.2.1", "query", [])
    asked(page)


@pytest.mark.parametrize("state", [None, 5, "ask", [], {}])
def test_an_ask_of_another_kind_is_none(page, state):
    page.session_state["transformer"] = {"ask": state}
    assert drawn(page.run())[0]["selected"] == "cross.2.1"


def test_temperature_and_ablation_reach_the_net(open_page):
    head = "cross.1.1"
    plain_header, plain = drawn(open_page("transformer", text=STUDENT, head=head))
    _, hot = drawn(open_page("transformer", text=STUDENT, head=head, temperature="2.0"))
    shared = slice(0, 1)  # the first query reads <sos>, whatever was written after it
    assert np.allclose(hot["scaled"][shared] * 2, hot["scores"][shared], rtol=1e-4) is False
    assert np.allclose(hot["scaled"] * 2 * np.sqrt(32), hot["scores"], rtol=1e-4)
    assert np.allclose(plain["scaled"] * np.sqrt(32), plain["scores"], rtol=1e-4)
    _, off = drawn(open_page("transformer", text=STUDENT, head=head, ablated=head))
    assert not off["context"].any() and plain["context"].any()


def test_without_the_look_ahead_mask_the_future_leaks_and_the_page_says_so(open_page):
    header, arrays = drawn(open_page("transformer", text=STUDENT, head="decoder.1.1"))
    assert header["alarm"] == "" and not np.triu(arrays["weights"], 1).any()
    assert np.isneginf(arrays["masked"][0, 1:]).all()
    header, arrays = drawn(open_page("transformer", text=STUDENT, head="decoder.1.1", look_ahead="false"))
    assert np.triu(arrays["weights"], 1).any()
    assert look_up("picture.leak", "en").split("{")[0] in header["alarm"]


def test_padding_is_masked_or_seen(open_page):
    found = {}
    for padding in ("none", "masked", "seen"):
        header, arrays = drawn(open_page("transformer", text=STUDENT, head="encoder.1.1", padding=padding))
        pads = [t["text"] == "<pad>" for t in header["source"]]
        assert sum(pads) == (0 if padding == "none" else 4)
        found[padding] = arrays["weights"][:, pads]
    assert not found["masked"].any() and found["seen"].all()


def test_a_forced_prefix_is_marked(open_page):
    header, _ = drawn(open_page("transformer", text=STUDENT, prefix="Nous sommes"))
    forced = [t["text"] for t in header["written"] if t["forced"]]
    assert "".join(forced).replace(" ", "") == "Noussommes"
    assert header["translation"].startswith("Nous sommes")


def test_the_same_seed_throws_the_same_dice(open_page):
    def written(seed):
        link = dict(text=CLASS, strategy="sample", sampling_temperature="2.0", seed=seed)
        return [t["text"] for t in drawn(open_page("transformer", **link))[0]["written"]]

    assert written("1") == written("1")
    assert len({tuple(written(seed)) for seed in "123"}) > 1


def test_a_long_text_is_cut_and_the_page_says_where(open_page):
    text = "one two three " * 800
    header, _ = drawn(open_page("transformer", text=text))
    assert len(header["source"]) == ui.run.LIMIT + 1
    place = int("".join(c for c in header["notice"].split("(")[0] if c.isdigit()))
    assert 100 < place < 1000
    assert "".join(t["text"] for t in header["source"][:-1]) == text[:place].replace(" ", "")


def test_what_the_net_does_not_know_is_named(open_page):
    header, _ = drawn(open_page("transformer", text="I am 학생"))
    assert "학" in header["notice"]


def test_korean_labels_reach_the_picture(open_page):
    header, _ = drawn(open_page("transformer", lang="ko", text=STUDENT))
    assert header["words"]["cross"] == look_up("picture.cross", "ko")
    assert header["words"]["axes"]["cross"] == [
        look_up("picture.target_axis", "ko"),
        look_up("picture.source_axis", "ko"),
    ]


ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=ANY)
@example(text="")
@example(text=" ")
@example(text="x")
@example(text="\x00\x07\x1b[31m\u202e\u2066\ufeff\uffff")
@example(text="<script>alert(1)</script> & $x^2$ **b** [l](u) {{7*7}}")
@example(text="שלום עולם مرحبا")
@example(text="e\u0301\u0316\u0301 \u0301")
@example(text="👩‍🔬🇰🇷😀" * 20)
@example(text="한국어 ㅎㅏㄴ")
@example(text="\ufffd")
@example(text="word " * 2000)
@example(text="a" * 10_000)
def test_whatever_is_typed_is_drawn(page, text):
    header, arrays = drawn(typed(page, text))
    assert header["text"] == text
    for side in PATHS:
        weights = (arrays[side] / 255.0) ** 2
        assert weights.shape[2:] == tuple(
            len(header[s])
            for s in {"encoder": ("source",) * 2, "decoder": ("target",) * 2, "cross": ("target", "source")}[side]
        )
        assert np.isfinite(weights).all()
    assert np.allclose(arrays["weights"].sum(-1), 1, atol=1e-4)
    json.dumps(header)


def test_two_visitors_never_see_each_others_run(open_page):
    one, two = open_page("transformer", text=STUDENT), open_page("transformer", text=STUDENT)
    before = drawn(two)
    everything = [f"cross.{layer}.{head}" for layer in (1, 2, 3) for head in range(1, 9)]
    changed = drawn(asked(one, head="decoder.3.1", ablated=everything))
    after = drawn(two.run())
    assert after[0] == before[0]
    assert all(np.array_equal(after[1][name], before[1][name]) for name in before[1])
    assert changed[0]["ablated"] == everything and changed[0]["selected"] == "decoder.3.1"
    plain = drawn(asked(one, head="cross.2.1", ablated=[]))
    assert plain[0]["translation"] == before[0]["translation"]
    assert np.array_equal(plain[1]["weights"], before[1]["weights"])


@pytest.fixture
def model_root(tmp_path, monkeypatch):
    """A copy of pretrained/ that may be damaged. Nothing read before is remembered, nor afterwards."""
    shutil.copytree(pretrained.HERE / ui.run.TRANSLATOR, tmp_path / ui.run.TRANSLATOR)
    load = pretrained.load
    monkeypatch.setattr(pretrained, "load", lambda name: load(name, tmp_path))
    ui.run.load.clear()
    ui.run.run.clear()
    yield tmp_path / ui.run.TRANSLATOR
    ui.run.load.clear()
    ui.run.run.clear()


@pytest.mark.parametrize("file", ["card.json", "weights.safetensors", "tokenizer.json"])
@pytest.mark.parametrize("damage", ["missing", "cut", "nonsense"])
def test_a_damaged_model_is_one_clear_sentence(open_page, model_root, file, damage):
    path = model_root / file
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:100] if damage == "cut" else b"\x80\x04nonsense")
    app = open_page("transformer", text=STUDENT)
    assert not app.exception
    assert len(app.error) == 1
    assert file in app.error[0].value or (file == "card.json" and damage == "missing")
    assert "\n" not in app.error[0].value
    assert app.markdown, "the lesson is still there"
    assert len(app.get("bidi_component")) == 1, "the text box is still there"


def test_a_mended_model_works_again(open_page, model_root):
    path = model_root / "card.json"
    card = path.read_text(encoding="utf-8")
    path.write_text("{}", encoding="utf-8")
    assert open_page("transformer").error
    path.write_text(card, encoding="utf-8")
    app = open_page("transformer")
    assert not app.error and drawn(app)
