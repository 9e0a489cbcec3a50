"""LayerNorm, FFN, positions, and the layers and stacks: their identities, and torch's own as the oracle."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.testing import assert_close

from nets.attention import look_ahead_mask, padding_mask
from nets.ffn import trace_ffn
from nets.layers import DecoderLayer, EncoderLayer
from nets.norm import LayerNorm
from nets.positions import sinusoidal
from nets.transformer import Decoder, Encoder

CLOSE = dict(rtol=1e-5, atol=1e-5)
IDS = torch.tensor([[5] * 6, [5, 5, 5, 0, 0, 0]])


def lively(module: nn.Module) -> nn.Module:
    """The module in eval mode, with random numbers where training starts from 0 and 1."""
    for parameter in module.parameters():
        if parameter.dim() == 1:
            nn.init.normal_(parameter, mean=0.5)
    return module.eval()


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 3), st.integers(1, 5), st.integers(2, 40), st.floats(0.01, 100), st.floats(-50, 50))
def test_layer_norm(batch, time, d_model, spread, shift):
    torch.manual_seed(d_model)
    norm = lively(LayerNorm(d_model))
    x = torch.randn(batch, time, d_model) * spread + shift
    with torch.no_grad():
        t = norm.trace(x)
        oracle = nn.functional.layer_norm(x, (d_model,), norm.weight, norm.bias, norm.eps)
    tolerance = dict(rtol=1e-4, atol=1e-4 * (1 + abs(shift) / spread))
    assert_close(t.out, oracle, **tolerance)
    assert_close(t.mean, x.mean(-1), **tolerance)
    assert_close(t.variance, x.double().var(-1, correction=0).float(), rtol=1e-3, atol=1e-5 * (1 + shift**2))
    assert_close(t.normalised.mean(-1), torch.zeros(batch, time), **tolerance)
    assert_close(t.normalised.square().mean(-1), t.variance / (t.variance + norm.eps), **tolerance)
    assert_close(t.out, t.normalised * norm.weight + norm.bias, **CLOSE)


def test_a_token_of_equal_numbers_is_all_mean():
    """Without ε this would be 0 / 0."""
    norm = lively(LayerNorm(8))
    t = norm.trace(torch.full((1, 1, 8), 3.0))
    assert t.variance.item() == 0
    assert_close(t.out[0, 0], norm.bias)


def test_ffn():
    linear1, linear2, x = nn.Linear(6, 20), nn.Linear(20, 6), torch.randn(2, 5, 6)
    t = trace_ffn(linear1, linear2, x)
    assert_close(t.hidden, (x @ linear1.weight.T + linear1.bias).clamp_min(0))
    assert_close(t.out, t.hidden @ linear2.weight.T + linear2.bias)
    assert 0 < (t.hidden == 0).float().mean() < 1, "some neurons are silent"
    alone = trace_ffn(linear1, linear2, x[:, 2:3])
    assert_close(alone.out, t.out[:, 2:3])  # nothing passes between tokens


def test_positions_against_a_loop_in_double_precision():
    length, d_model = 128, 64
    table = sinusoidal(length, d_model)
    for pos in range(length):
        for i in range(d_model // 2):
            angle = pos / 10000 ** (2 * i / d_model)
            assert abs(table[pos, 2 * i].item() - math.sin(angle)) < 1e-5
            assert abs(table[pos, 2 * i + 1].item() - math.cos(angle)) < 1e-5


def test_positions_differ_and_a_step_is_a_rotation():
    """PE(pos + k) is one and the same linear map of PE(pos), whatever pos is (section 3.5 of the paper)."""
    table = sinusoidal(60, 16).double()
    assert torch.cdist(table, table).fill_diagonal_(1).min() > 0.1
    step = torch.linalg.lstsq(table[:40], table[5:45]).solution
    assert_close(table[15:55] @ step, table[20:60], rtol=0, atol=1e-3)


def test_odd_width():
    with pytest.raises(ValueError, match="must be even, not 5"):
        sinusoidal(3, 5)


def torchs_encoder(layers: int, d_model: int, heads: int, d_ff: int) -> nn.TransformerEncoder:
    layer = nn.TransformerEncoderLayer(d_model, heads, d_ff, 0.0, batch_first=True, norm_first=True)
    return nn.TransformerEncoder(layer, layers, nn.LayerNorm(d_model), enable_nested_tensor=False).eval()


def torchs_decoder(layers: int, d_model: int, heads: int, d_ff: int) -> nn.TransformerDecoder:
    layer = nn.TransformerDecoderLayer(d_model, heads, d_ff, 0.0, batch_first=True, norm_first=True)
    return nn.TransformerDecoder(layer, layers, nn.LayerNorm(d_model)).eval()


@pytest.mark.parametrize("padded", [False, True])
@pytest.mark.parametrize("look_ahead", [False, True])
def test_torchs_encoder_agrees(padded, look_ahead):
    """One layer, and the stack of three with its final norm; the look-ahead mask makes the encoder a GPT."""
    ours, x = lively(Encoder(3, 16, 4, 24)), torch.randn(2, 6, 16)
    oracle = torchs_encoder(3, 16, 4, 24)
    oracle.load_state_dict(ours.state_dict())
    mask, theirs, one = None, {}, {}
    if padded:
        mask = padding_mask(IDS, 0)
        theirs["src_key_padding_mask"] = one["src_key_padding_mask"] = IDS == 0
    if look_ahead:
        mask = look_ahead_mask(6) if mask is None else mask & look_ahead_mask(6)
        theirs["mask"] = one["src_mask"] = ~look_ahead_mask(6)[0, 0]
    assert_close(ours.trace(x, mask).out, oracle(x, **theirs), **CLOSE)
    assert_close(ours.layers[1].trace(x, mask).out, oracle.layers[1](x, **one), **CLOSE)


@pytest.mark.parametrize("padded", [False, True])
@pytest.mark.parametrize("look_ahead", [False, True])
def test_torchs_decoder_agrees(padded, look_ahead):
    ours, y, memory = lively(Decoder(3, 16, 4, 24)), torch.randn(2, 5, 16), torch.randn(2, 6, 16)
    oracle = torchs_decoder(3, 16, 4, 24)
    oracle.load_state_dict(ours.state_dict())
    mask = look_ahead_mask(5) if look_ahead else None
    memory_mask = padding_mask(IDS, 0) if padded else None
    theirs = dict(
        tgt_mask=None if mask is None else ~mask[0, 0], memory_key_padding_mask=(IDS == 0) if padded else None
    )
    assert_close(ours.trace(y, memory, mask, memory_mask).out, oracle(y, memory, **theirs), **CLOSE)
    one = ours.layers[2].trace(y, memory, mask, memory_mask)
    assert_close(one.out, oracle.layers[2](y, memory, **theirs), **CLOSE)


def test_the_residual_stream_of_an_encoder_layer():
    layer, x = lively(EncoderLayer(16, 4, 24)), torch.randn(2, 6, 16)
    t = layer.trace(x)
    assert torch.equal(t.resid_pre, x)
    assert_close(t.norm1.out, layer.norm1(t.resid_pre), **CLOSE)
    assert_close(t.attn.out, layer.self_attn.trace(t.norm1.out, t.norm1.out).out, **CLOSE)
    assert_close(t.resid_mid, t.resid_pre + t.attn.out)
    assert_close(t.norm2.out, layer.norm2(t.resid_mid), **CLOSE)
    assert_close(t.out, t.resid_mid + t.ffn.out)


def test_the_residual_stream_of_a_decoder_layer():
    layer, y, memory = lively(DecoderLayer(16, 4, 24)), torch.randn(2, 5, 16), torch.randn(2, 6, 16)
    t = layer.trace(y, memory, look_ahead_mask(5))
    assert torch.equal(t.resid_pre, y)
    assert_close(t.resid_mid, t.resid_pre + t.attn.out)
    assert_close(t.norm2.out, layer.norm2(t.resid_mid), **CLOSE)
    assert_close(t.cross.out, layer.multihead_attn.trace(t.norm2.out, memory).out, **CLOSE)
    assert_close(t.resid_cross, t.resid_mid + t.cross.out)
    assert_close(t.norm3.out, layer.norm3(t.resid_cross), **CLOSE)
    assert_close(t.out, t.resid_cross + t.ffn.out)
