"""Attention: the identities of the lecture, and torch's own implementation as the oracle."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.testing import assert_close

from nets.attention import MultiHeadAttention, look_ahead_mask, padding_mask

CLOSE = dict(rtol=1e-5, atol=1e-5)


def attention(seed: int, d_model: int, heads: int) -> MultiHeadAttention:
    torch.manual_seed(seed)
    module = MultiHeadAttention(d_model, heads)
    nn.init.normal_(module.in_proj_bias)
    nn.init.normal_(module.out_proj.bias)
    return module.eval()


@st.composite
def cases(draw):
    """An attention module, x, y, and a mask (None, or random with rows that may see nothing)."""
    batch, heads, d_head = draw(st.integers(1, 3)), draw(st.integers(1, 4)), draw(st.integers(1, 5))
    queries, keys = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    seed = draw(st.integers(0, 2**31))
    module = attention(seed, heads * d_head, heads)
    mask = torch.rand(batch, 1, queries, keys) < draw(st.sampled_from([0.0, 0.3, 0.7, 1.0]))
    x, y = torch.randn(batch, queries, heads * d_head), torch.randn(batch, keys, heads * d_head)
    return module, x, y, draw(st.sampled_from([None, mask])), draw(st.sampled_from([0.2, 1.0, 3.0]))


@settings(max_examples=60, deadline=None)
@given(cases())
def test_the_equations(case):
    module, x, y, mask, temperature = case
    with torch.no_grad():
        t = module.trace(x, y, mask, temperature=temperature)
    seen = torch.ones_like(t.scores, dtype=torch.bool) if mask is None else mask.expand_as(t.scores)

    assert_close(t.scores, torch.einsum("bhqd,bhkd->bhqk", t.Q, t.K), **CLOSE)
    assert_close(t.scaled, t.scores / math.sqrt(module.head_dim) / temperature, **CLOSE)
    assert torch.equal(t.masked[seen], t.scaled[seen])
    assert (t.masked[~seen] == -math.inf).all()

    assert (t.weights >= 0).all()
    assert (t.weights[~seen] == 0).all(), "what is masked gets a weight of exactly 0"
    sees_something = seen.any(-1).float()
    assert_close(t.weights.sum(-1), sees_something, **CLOSE)  # rows sum to 1; to 0 where there is nothing to see
    assert_close(t.context, torch.einsum("bhqk,bhkd->bhqd", t.weights, t.V), **CLOSE)

    concat = torch.cat(t.context.unbind(1), dim=-1)
    assert_close(t.out, concat @ module.out_proj.weight.T + module.out_proj.bias, **CLOSE)


@settings(max_examples=30, deadline=None)
@given(cases())
def test_every_head_is_an_attention_of_its_own(case):
    """Written out for one head at a time, in double precision, without any reshaping."""
    module, x, y, mask, temperature = case
    with torch.no_grad():
        t = module.trace(x, y, mask, temperature=temperature)
    d, width = module.embed_dim, module.head_dim
    W, b = module.in_proj_weight.double(), module.in_proj_bias.double()
    for head in range(module.num_heads):
        rows = slice(head * width, (head + 1) * width)
        Q = x.double() @ W[:d][rows].T + b[:d][rows]
        K = y.double() @ W[d : 2 * d][rows].T + b[d : 2 * d][rows]
        V = y.double() @ W[2 * d :][rows].T + b[2 * d :][rows]
        share = (Q @ K.mT / math.sqrt(width) / temperature).exp()
        if mask is not None:
            share = share * mask[:, 0]
        weights = share / share.sum(-1, keepdim=True).clamp_min(1e-300)
        assert_close(t.weights[:, head].double(), weights, rtol=1e-4, atol=1e-5)
        assert_close(t.context[:, head].double(), weights @ V, rtol=1e-4, atol=1e-5)


def torchs(module: MultiHeadAttention) -> nn.MultiheadAttention:
    oracle = nn.MultiheadAttention(module.embed_dim, module.num_heads, batch_first=True)
    oracle.load_state_dict(module.state_dict())
    return oracle.eval()


@pytest.mark.parametrize("kind", ["self", "cross"])
@pytest.mark.parametrize("masks", [(), ("padding",), ("look ahead",), ("padding", "look ahead")])
def test_torch_agrees(kind, masks):
    module = attention(1, 24, 4)
    x, y = torch.randn(3, 7, 24), torch.randn(3, 7, 24)
    y = x if kind == "self" else y
    ids = torch.tensor([[5] * 7, [5, 5, 5, 5, 0, 0, 0], [5, 0, 0, 0, 0, 0, 0]])
    mask, theirs = None, {}
    if "padding" in masks:
        mask = padding_mask(ids, pad=0)
        theirs["key_padding_mask"] = ids == 0
    if "look ahead" in masks:
        mask = look_ahead_mask(7) if mask is None else mask & look_ahead_mask(7)
        theirs["attn_mask"] = ~look_ahead_mask(7)[0, 0]
    out, weights = torchs(module)(x, y, y, average_attn_weights=False, **theirs)
    t = module.trace(x, y, mask)
    assert_close(t.out, out, **CLOSE)
    assert_close(t.weights, weights, **CLOSE)


def test_a_mask_of_its_own_for_each_head():
    module = attention(2, 12, 3)
    x = torch.randn(2, 5, 12)
    mask = torch.rand(2, 3, 5, 5) < 0.5
    mask |= torch.eye(5, dtype=torch.bool)
    out, weights = torchs(module)(x, x, x, attn_mask=~mask.flatten(0, 1), average_attn_weights=False)
    t = module.trace(x, x, mask)
    assert_close(t.out, out, **CLOSE)
    assert_close(t.weights, weights, **CLOSE)


def test_temperature_limits():
    """Cold attention looks at the best key alone, hot attention at all keys alike."""
    module = attention(3, 12, 3)
    x, mask = torch.randn(2, 5, 12), look_ahead_mask(5)
    cold, hot = module.trace(x, x, mask, temperature=1e-7), module.trace(x, x, mask, temperature=1e6)
    best = cold.masked.argmax(-1, keepdim=True)
    assert_close(cold.weights, torch.zeros_like(cold.weights).scatter(-1, best, 1.0), **CLOSE)
    assert_close(hot.weights, (mask / mask.sum(-1, keepdim=True)).expand_as(hot.weights), **CLOSE)


@pytest.mark.parametrize("temperature", [0, -1, math.nan])
def test_an_impossible_temperature(temperature):
    module, x = attention(4, 4, 1), torch.randn(1, 2, 4)
    with pytest.raises(ValueError, match="temperature must be above 0"):
        module.trace(x, x, temperature=temperature)


def test_a_query_that_sees_nothing_writes_the_bias_alone_and_has_a_gradient():
    module, x = attention(5, 8, 2), torch.randn(1, 3, 8, requires_grad=True)
    mask = torch.tensor([True, False, True])[:, None].expand(3, 3)
    t = module.trace(x, x, mask)
    assert_close(t.out[0, 1], module.out_proj.bias)
    t.out.sum().backward()
    assert x.grad.isfinite().all()


def test_ablating_a_head_takes_away_its_share_and_no_more():
    """out = Σ_h context_h W_O[h] + b_O: multi-head attention is a sum over heads."""
    module, x = attention(6, 12, 3), torch.randn(2, 5, 12)
    with torch.no_grad():
        whole = module.trace(x, x)
        W_O = module.out_proj.weight.T.unflatten(0, (3, 4))
        shares = torch.einsum("bhqd,hdm->bhqm", whole.context, W_O)
        assert_close(whole.out, shares.sum(1) + module.out_proj.bias, **CLOSE)
        for head in range(3):
            keep = torch.ones(3)
            keep[head] = 0
            ablated = module.trace(x, x, keep=keep)
            assert_close(ablated.out, whole.out - shares[:, head], **CLOSE)
            assert torch.equal(ablated.weights, whole.weights)


@given(st.integers(1, 8), st.integers(0, 8))
def test_the_look_ahead_mask(queries, earlier):
    """With a past, the queries are the last positions: query i stands at position earlier + i."""
    mask = look_ahead_mask(queries, earlier + queries)[0, 0]
    for i in range(queries):
        assert mask[i].tolist() == [j <= earlier + i for j in range(earlier + queries)]


def test_the_padding_mask():
    assert padding_mask(torch.tensor([[7, 0, 5], [0, 0, 0]]), 0)[:, 0, 0].tolist() == [[True, False, True], [False] * 3]
