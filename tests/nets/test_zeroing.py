"""Value zeroing against nets whose value vectors are really 0."""

import pytest

from nets.zeroing import zeroing
from tests.nets.small_ways import NAMES, close, replaced, way_of


def without_value(name: str, layer: int, head: int | None, key: int):
    """The layer's output in a net where one token has no value."""

    def attend(usual, Q, K, V, mask):
        V = V.clone()
        V[:, slice(None) if head is None else head, key] = 0.0
        return usual(Q, K, V, mask)

    return replaced(name, layer, attend).traces[layer].out[0]


@pytest.mark.parametrize("head", [None, 2])
@pytest.mark.parametrize("name", NAMES)
def test_it_is_what_a_net_without_the_value_gives_out(name, head):
    way = way_of(name)
    for layer in (0, 1):
        found, usual = zeroing(way, layer, head), way.traces[layer].out[0]
        for key in range(found.shape[1]):
            for query, changed in enumerate(without_value(name, layer, head, key)):
                cosine = changed @ usual[query] / (changed.norm() * usual[query].norm())
                wanted = 1 - cosine.item()
                assert found[query, key].item() == pytest.approx(wanted, abs=1e-5 if name == "experts" else 1e-9)
        assert found.max() > 1e-4
        assert close(zeroing(way, layer, head, 2), found[2:3])


def test_what_is_not_seen_is_not_missed():
    way = way_of("gpt")
    assert zeroing(way, 1).triu(1).abs().max() < 1e-12


def test_of_a_single_head_it_is_that_of_the_layer():
    way = way_of("gpt")
    way.traces[0].attn.weights[:, 1:] = 0.0
    way.traces[0].attn.context[:, 1:] = 0.0
    assert close(zeroing(way, 0, 0), zeroing(way, 0))
    assert zeroing(way, 0, 1).abs().max() < 1e-12
