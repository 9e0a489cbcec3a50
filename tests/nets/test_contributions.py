"""Norm-based attention against the five-dimensional array that it does without."""

import pytest
import torch

from nets.contributions import of_heads, of_layer, transformed
from tests.nets.small_ways import NAMES, close, way_of


def vectors(way, layer: int) -> torch.Tensor:
    """A^h_ij f_h(x_j), (head, query, key, d_model), from W_V, b_V and W_O themselves."""
    attention, trace = way.attention(layer), way.traces[layer]
    y = trace.norm1.out[0] if way.name == "attn" else way.memory(1)[0]
    d, wide = attention.embed_dim, attention.head_dim
    found = []
    for h in range(attention.num_heads):
        part = slice(2 * d + h * wide, 2 * d + (h + 1) * wide)
        value = y @ attention.in_proj_weight[part].T + attention.in_proj_bias[part]
        f = value @ attention.out_proj.weight[:, h * wide : (h + 1) * wide].T
        found.append(way.traced(layer).weights[0, h][:, :, None] * f)
    return torch.stack(found)


@pytest.fixture(params=NAMES)
def way(request):
    return way_of(request.param)


@pytest.mark.parametrize("layer", [0, 1])
def test_the_norms_are_those_of_the_vectors(way, layer):
    wanted, given = vectors(way, layer), (way.attention(layer), way.traced(layer))
    assert close(of_heads(*given), wanted.norm(dim=-1))
    assert close(of_layer(*given), wanted.sum(0).norm(dim=-1))


def test_the_vectors_add_up_to_what_attention_writes(way):
    attention, trace = way.attention(1), way.traced(1)
    f = transformed(attention, trace.V[0])
    summed = torch.einsum("hij,hjd->id", trace.weights[0], f) + attention.out_proj.bias
    assert close(summed, trace.out[0])


def test_heads_may_cancel_but_never_add_more_than_they_have(way):
    given = way.attention(0), way.traced(0)
    assert (of_layer(*given) <= of_heads(*given).sum(0) + 1e-4).all()


def test_a_large_weight_on_a_short_vector_is_little():
    way = way_of("gpt")
    attention, trace = way.attention(0), way.traced(0)
    trace.V[0, :, 2] = 0.0
    assert of_heads(attention, trace)[:, 4, 2].abs().max() == 0 and (trace.weights[0, :, 4, 2] > 0).all()
