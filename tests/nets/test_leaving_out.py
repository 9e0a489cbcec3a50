"""Leaving a token out: against masks set by hand in the net, and against padding, which nobody sees either."""

import pytest
import torch

from nets.leaving_out import leaving_out
from tests.nets.small import PAD
from tests.nets.small_ways import NAMES, SOURCE, TARGET, close, log_p, net_of, replaced, way_of


def masked(name: str, layer: int, heads: list[int], key: int):
    """The same net, one key out of sight of some heads of one attention."""

    def attend(usual, Q, K, V, mask):
        may = torch.ones(1, Q.shape[1], Q.shape[2], K.shape[2], dtype=torch.bool)
        may[:, heads, :, key] = False
        return usual(Q, K, V, may if mask is None else may & mask)

    return replaced(name, layer, attend)


@pytest.mark.parametrize("head", [None, 2])
@pytest.mark.parametrize("name", NAMES)
def test_it_is_what_the_net_says_with_the_key_masked(name, head):
    way = way_of(name)
    heads = list(range(4)) if head is None else [head]
    for layer in (0, 1):
        found = leaving_out(way, layer, head)
        assert found.shape == way.visible.shape
        for key in (0, 2):
            lost = way.base - log_p(way, masked(name, layer, heads, key))
            wanted = lost.sum().expand(len(way.visible)) if way.says_all else lost
            assert close(found[:, key], wanted)
        assert close(leaving_out(way, layer, head, 2), found[2:3])


def padded(ids: torch.Tensor, key: int) -> torch.Tensor:
    return ids.masked_fill(torch.arange(ids.shape[1]) == key, PAD)


@pytest.mark.parametrize("name", ["encoder", "cross", "experts"])
def test_in_the_whole_net_a_source_token_is_as_padding(name):
    way, net = way_of(name), net_of(name)
    found = leaving_out(way)
    for key in range(SOURCE.shape[1]):
        logits = net.trace(padded(SOURCE, key), TARGET).logits[0].log_softmax(-1)
        lost = way.base - logits.gather(-1, way.wanted[:, None])[:, 0]
        assert close(found[:, key], lost.sum() if way.says_all else lost)
    assert close(leaving_out(way, query=3), found[3:4])


def test_in_bert_too():
    way, net = way_of("bert"), net_of("bert")
    for key in (1, 4):
        logits = net.trace(padded(SOURCE, key)).logits[0].log_softmax(-1)
        lost, others = way.base - logits.gather(-1, way.wanted[:, None])[:, 0], torch.arange(5) != key
        assert close(leaving_out(way)[:, key][others], lost[others])


@pytest.mark.parametrize("name", ["gpt", "decoder"])
def test_what_comes_later_is_not_missed(name):
    found = leaving_out(way_of(name))
    assert found.triu(1).abs().max() < 1e-9 and found.tril().abs().max() > 1e-3
