"""The tab on beam search: the tree is the search's own, from whatever the viewer has made the beginning."""

import numpy as np
import pytest
import torch

import pretrained
from nets.decoding import Decoding, decode
from tests.seq2seq_sections import TEXT, call
from text.bpe import EOS, SOS
from ui.run import LIMIT, STEPS
from ui.sections import beam

NAMES = ("none", "general")


def search(name: str, prefix: list[int], beams: int = 4, alpha: float = 1.0):
    model = pretrained.load(f"seq2seq-en-fr-{name}")
    source = torch.tensor([[*model.tokenizer.ids(TEXT), EOS]])
    return decode(model.net, source, Decoding("beam", beams, alpha, max_steps=STEPS), prefix=prefix)


@pytest.mark.parametrize("prefix", [[], [41, 7]])
@pytest.mark.parametrize(("side", "beams", "alpha"), [("first", 1, 0.0), ("second", 3, 0.6)])
def test_the_tree_is_that_of_the_search(side, beams, alpha, prefix):
    asked = {"beam_net": side, "beam_size": beams, "beam_alpha": alpha, "beam_prefix": "-".join(map(str, prefix))}
    header, arrays = call(beam, NAMES, **asked)
    assert header["state"] == asked and header["net"] == NAMES[side == "second"]
    true = search(header["net"], prefix, beams, alpha)
    for name, values in (("parent", true.beam.parents), ("token", true.beam.tokens), ("score", true.beam.scores)):
        assert np.allclose(arrays[f"tree_{name}"], values, atol=1e-3), name
    assert np.allclose(arrays["ended_score"], true.finished.scores, atol=1e-3)
    assert np.allclose(arrays["ended_log_prob"], true.finished.log_probs, atol=1e-3)
    for ended, tokens, n in zip(header["ended"], true.finished.tokens, true.finished.lengths, strict=True):
        assert ended["ids"] == tokens[len(prefix) : len(prefix) + n].tolist()
    assert [i for i, _ in header["prefix"]] == prefix
    assert np.allclose(arrays["forced"], true.log_probs[: len(prefix)], atol=1e-3)


def test_the_score_is_the_sum_over_the_length_to_the_power_of_alpha():
    for alpha in (0.0, 0.5, 2.0):
        header, arrays = call(beam, NAMES, beam_alpha=alpha)
        n = np.array([len(ended["ids"]) for ended in header["ended"]])
        assert np.allclose(arrays["ended_score"], arrays["ended_log_prob"] / n**alpha, rtol=1e-4)


def test_the_way_to_a_node_made_the_beginning_is_forced():
    """What a click does: the path of a survivor as the prefix; its probability is that of forced decoding."""
    header, arrays = call(beam, NAMES)
    beams = arrays["tree_parent"].shape[1]
    k, path = 2 * beams + 1, []
    while k >= 0:
        path.insert(0, int(arrays["tree_token"].flatten()[k]))
        parent = int(arrays["tree_parent"].flatten()[k])
        k = (k // beams - 1) * beams + parent if parent >= 0 else -1
    assert len(path) == 3
    after, found = call(beam, NAMES, beam_prefix="-".join(map(str, path)))
    assert found["forced"].sum() == pytest.approx(float(arrays["tree_score"][2, 1]), abs=1e-3)
    model = pretrained.load("seq2seq-en-fr-general")
    assert all(ended["text"].startswith(after["ended"][0]["text"][:1]) for ended in after["ended"])
    assert after["prefix"] == [[piece.id, piece.text] for piece in model.tokenizer.pieces_of(path)]


@pytest.mark.parametrize(
    "nonsense",
    [None, 7, True, [41], {"a": 1}, "", "-", "41--7", "41-x", "3", f"41-{SOS}", "0", "41-99999", "²", "41-7-"],
)
def test_a_prefix_that_is_none_forces_nothing(nonsense):
    header, _ = call(beam, NAMES, beam_prefix=nonsense)
    assert header["state"]["beam_prefix"] == "" and header["prefix"] == []


@pytest.mark.parametrize(("asked", "beams", "alpha"), [
    ({"beam_size": 99, "beam_alpha": 99}, 8, 2.0), ({"beam_size": "0", "beam_alpha": "-1"}, 1, 1.0),
    ({"beam_size": "3", "beam_alpha": "0.25"}, 3, 0.2), ({"beam_size": [], "beam_alpha": None}, 4, 1.0),
    ({"beam_size": True, "beam_alpha": True}, 4, 1.0), ({"beam_size": "1e3", "beam_alpha": "nan"}, 4, 1.0),
])  # fmt: skip
def test_sizes_are_moved_between_their_bounds(asked, beams, alpha):
    state = call(beam, NAMES, **asked)[0]["state"]
    assert (state["beam_size"], state["beam_alpha"]) == (beams, alpha)


def test_a_very_long_prefix_leaves_the_net_room():
    header, arrays = call(beam, NAMES, beam_prefix="-".join(["41"] * 500))
    assert len(header["prefix"]) == LIMIT - 1 and len(header["ended"]) >= 1


def test_an_empty_sentence_has_no_tree():
    header, arrays = call(beam, NAMES, text="", beam_prefix="41")
    assert header["tree"] is None and arrays == {}
