"""The tab of score functions: identical states, and every map that of the net with that function alone."""

import numpy as np
import pytest
import torch

from nets.scores import SCORES
from nets.seq2seq_trace import Intervention
from pretrained import BrokenModel
from tests.seq2seq_sections import TEXT, call
from text.bpe import SOS
from ui.run import Look, load, run
from ui.sections import scores


@pytest.fixture(scope="module")
def net():
    return load(scores.NAME).net


def ids(header: dict) -> tuple[torch.Tensor, torch.Tensor]:
    source = [piece.id for piece in run(scores.NAME, TEXT, Look()).source]
    return torch.tensor([source]), torch.tensor([header["target"]])


def test_states_are_the_same_bit_for_bit_whichever_function_looks_back(net):
    header, arrays = call(scores)
    source, target = ids(header)
    with torch.inference_mode():
        runs = [net.trace(source, target, Intervention(score=name)) for name in SCORES]
    for trace in runs:
        assert np.array_equal(trace.encoder.out[0], arrays["h"])
        assert np.array_equal(trace.decoder.cell.h[0], arrays["s"])
    assert header["apart"] == 0
    maps = [trace.decoder.look.weights for trace in runs]
    assert not any(torch.equal(maps[0], other) for other in (maps[1], *maps[3:]))  # general may be dot, with W_a = I


@pytest.mark.parametrize("name", SCORES)
def test_a_map_is_the_nets_with_that_function_alone(net, name):
    header, arrays = call(scores)
    source, target = ids(header)
    with torch.inference_mode():
        trace = net.trace(source, target, Intervention(score=name))
    look = trace.decoder.look
    assert np.array_equal(arrays[f"{name}.weights"], look.weights[0])
    assert np.array_equal(arrays[f"{name}.scores"], look.scores[0])
    assert np.array_equal(arrays[f"{name}.next"], trace.out[0].argmax(-1))
    assert np.allclose(arrays[f"{name}.p"], trace.out[0].amax(-1))
    expected = torch.distributions.Categorical(look.weights[0].double()).entropy()
    assert np.allclose(arrays[f"{name}.entropy"], expected, atol=1e-5)
    assert len(header["next"][name]) == header["steps"]


@pytest.mark.parametrize("base", SCORES)
def test_the_target_is_what_the_net_writes_with_the_chosen_function(base):
    header, arrays = call(scores, scores_base=base)
    own = run(scores.NAME, TEXT, Look(score=base))
    assert header["base"] == base and header["translation"] == own.translation
    assert header["target"] == [piece.id for piece in own.target] and header["target"][0] == SOS
    assert arrays[f"{base}.next"].tolist() == [piece.id for piece in own.written]
    assert len(arrays["s"]) == header["steps"] == len(own.written)


@pytest.mark.parametrize("asked", ["", "softmax", None, 3, ["dot"], {"dot": 1}])
def test_nonsense_is_the_first_function(asked):
    header, _ = call(scores, scores_base=asked)
    assert header["base"] == SCORES[0] and header["state"] == {"scores_base": ""}


def test_a_missing_net_is_said_by_this_tab_alone(monkeypatch):
    def broken(*_):
        raise BrokenModel("no weights there")

    monkeypatch.setattr(scores, "compared", broken)
    header, arrays = call(scores)
    assert header["broken"] == "no weights there" and header["steps"] == 0 and arrays == {}


@pytest.mark.parametrize("text", ["", "I", "a " * 90, "<b>$x$</b>", "שלום 😀"])
def test_odd_texts_are_compared(text):
    header, arrays = call(scores, text=text)
    assert bool(header["steps"]) == bool(text)
    if text:
        rows, keys = arrays["location.weights"].shape
        assert rows == header["steps"] and keys == len(header["source"]) <= 65
        assert np.allclose(arrays["location.weights"].sum(-1), 1, atol=1e-5)


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_words(lang):
    words = scores.words(lang)
    assert set(words["names"]) == set(SCORES)
    assert "Intervention(score=score)" in words["code"]["scores"]
