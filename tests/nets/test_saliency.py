"""Gradients against finite differences: a weight, and an embedding, moved a little by hand."""

from dataclasses import replace

import pytest
import torch

from nets.saliency import of_tokens, of_weights
from tests.nets.small_ways import DOUBLE, NAMES, log_p, replaced, way_of

STEP = 1e-5


def moved(name: str, layer: int, head: int, query: int, key: int, by: float):
    """The same net with one weight moved."""

    def attend(usual, Q, K, V, mask):
        trace = usual(Q, K, V, mask)
        weights = trace.weights.clone()
        weights[0, head, query, key] += by
        context = weights @ V
        return replace(
            trace, weights=weights, context=context, out=attention.out_proj(context.transpose(1, 2).flatten(2))
        )

    attention = way_of(name).attention(layer)
    return replaced(name, layer, attend)


@pytest.mark.parametrize("name", DOUBLE)
def test_of_weights_it_is_weight_times_slope(name):
    way = way_of(name)
    for layer, query in ((0, 2), (1, 3)):
        found = of_weights(way, layer)
        head, key = divmod(found[:, query].argmax().item(), found.shape[-1])
        ends = [log_p(way, moved(name, layer, head, query, key, sign * STEP)) for sign in (1, -1)]
        slopes = (ends[0] - ends[1]) / (2 * STEP)
        slope = slopes.sum() if way.says_all else slopes[query]
        wanted = abs(slope.item()) * way.traced(layer).weights[0, head, query, key].item()
        assert found[head, query, key].item() == pytest.approx(wanted, rel=1e-4) and wanted > 1e-4
        assert torch.allclose(of_weights(way, layer, query), found[:, query : query + 1])


@pytest.mark.parametrize("name", DOUBLE)
def test_of_tokens_it_is_the_length_of_the_slope(name):
    way, d = way_of(name), way_of(name).inputs.shape[-1]
    found = of_tokens(way)
    assert found.shape == way.visible.shape
    for query, key in ((2, 0), (3, 2)):
        slopes = torch.zeros(d, dtype=torch.float64)
        for k in range(d):
            ends = []
            for sign in (1, -1):
                x = way.inputs.clone()
                x[0, key, k] += sign * STEP
                ends.append(way.anew(x)[0])
            slope = (ends[0] - ends[1]) / (2 * STEP)
            slopes[k] = slope.sum() if way.says_all else slope[query]
        assert found[query, key].item() == pytest.approx(slopes.norm().item(), rel=1e-4)
        assert torch.allclose(of_tokens(way, query), found[query : query + 1])


@pytest.mark.parametrize("name", NAMES)
def test_each_place_alone_and_all_together_agree(name):
    way = way_of(name)
    for query in range(len(way.visible)):
        assert torch.allclose(of_weights(way, 1)[:, query], of_weights(way, 1, query)[:, 0], atol=1e-5)
        assert torch.allclose(of_tokens(way)[query], of_tokens(way, query)[0], atol=1e-5)


def test_what_comes_later_has_no_gradient():
    way = way_of("gpt")
    assert of_tokens(way).triu(1).abs().max() == 0 and of_tokens(way).diagonal().min() > 0


def test_a_trace_made_without_gradients_will_do():
    with torch.no_grad():
        way = way_of("decoder")
        assert of_weights(way, 0).max() > 0
