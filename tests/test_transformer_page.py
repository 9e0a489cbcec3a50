"""The Transformer page without a browser: what is typed is run, and what is asked for is shown."""

import numpy as np
import pytest
import torch

import pretrained
import ui.run
from figures.transformer import BELOW, PATHS
from nets.transformer import Intervention
from tests.pages import STUDENT, asked, drawn, typed
from text.bpe import SOS
from text.examples import CLASS
from ui.words import look_up


def fresh(header: dict, **touch) -> dict:
    """The same run, made again from the picture's own tokens by the net itself."""
    model = pretrained.load(ui.run.TRANSLATOR)
    reading = ui.run.run(ui.run.TRANSLATOR, header["text"], ui.run.Settings())
    source = torch.tensor([[piece.id for piece in reading.source]])
    target = torch.tensor([[SOS, *(piece.id for piece in reading.written[:-1])]])
    with torch.inference_mode():
        return model.net.trace(source, target, Intervention(**touch))


def test_the_class_example_is_drawn_first(open_page):
    header, arrays = drawn(open_page("transformer"))
    assert header["text"] == CLASS
    assert [t["text"] for t in header["source"]][-1] == "<eos>"
    assert header["selected"] == "cross.2.7" and header["below"] == "query"
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
    header, _ = drawn(
        asked(app, "transformer", head="decoder.2.2", below="block", ablated=["encoder.2.3", "cross.1.1"])
    )
    assert (header["selected"], header["below"]) == ("decoder.2.2", "block")
    assert header["ablated"] == ["cross.1.1", "encoder.2.3"]
    assert drawn(asked(app, "transformer", head="decoder.2.2", below="block", ablated=[]))[0]["ablated"] == []


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
    place = int("".join(c for c in header["notice"].split(".")[0] if c.isdigit()))
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
