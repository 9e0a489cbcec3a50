"""What recording costs: ``net.trace`` over the same equations with nothing kept.

The plain forward below is ``trace`` line by line, without the records, up to the logits. A second comparison, without a
target, is with torch's fused forward, which returns no attention weights at all.
"""

import math
from collections.abc import Sequence
from statistics import median

import torch
from torch import Tensor
from torch.nn import functional as F

import pretrained
from benchmarks.report import Figure
from benchmarks.stats import interleaved, paired_ratio
from nets.attention import MultiHeadAttention, look_ahead_mask
from nets.norm import LayerNorm
from nets.transformer import EncoderDecoder

TITLE = "Recording: trace() over a plain forward, CPU time of one thread"
TARGET = 1.15
LENGTHS = (6, 12, 24)


def measure(quick: bool = False) -> list[Figure]:
    torch.set_num_threads(1)
    net = pretrained.load("translate-en-fr").net
    return [figure for length in LENGTHS for figure in compare(net, length, rounds=40 if quick else 300)]


def compare(net: EncoderDecoder, length: int, rounds: int) -> Sequence[Figure]:
    """Ratios for ``length`` tokens on both sides. Raises AssertionError when the rivals do not compute the same."""
    dice = torch.Generator().manual_seed(length)
    source, target = torch.randint(4, net.embedding.num_embeddings, (2, 1, length), generator=dice)
    with torch.inference_mode():
        logits = net.trace(source, target).logits
        torch.testing.assert_close(plain(net, source, target), logits, rtol=1e-4, atol=1e-4)
        torch.testing.assert_close(net(source, target), logits, rtol=1e-4, atol=1e-4)
        seconds = interleaved(
            {
                "trace": lambda: net.trace(source, target),
                "plain": lambda: plain(net, source, target),
                "fused": lambda: net(source, target),
            },
            rounds,
        )
    return [
        Figure(f"{length} tokens, trace / plain", paired_ratio(seconds["trace"], seconds["plain"]), "x", TARGET),
        Figure(
            f"{length} tokens, trace / torch's fused forward", paired_ratio(seconds["trace"], seconds["fused"]), "x"
        ),
        Figure(f"{length} tokens, trace", median(seconds["trace"]) * 1e3, "ms"),
    ]


def plain(net: EncoderDecoder, source: Tensor, target: Tensor) -> Tensor:
    """Logits (batch, time, vocab) by the equations of ``net.trace``, recording nothing."""
    memory = embed(net, source)
    for layer in net.encoder.layers:
        normed = norm(layer.norm1, memory)
        memory = memory + attention(layer.self_attn, normed, normed)
        memory = memory + ffn(layer, norm(layer.norm2, memory))
    memory = norm(net.encoder.norm, memory)
    y = embed(net, target)
    mask = look_ahead_mask(target.shape[1])
    for layer in net.decoder.layers:
        normed = norm(layer.norm1, y)
        y = y + attention(layer.self_attn, normed, normed, mask)
        y = y + attention(layer.multihead_attn, norm(layer.norm2, y), memory)
        y = y + ffn(layer, norm(layer.norm3, y))
    return F.linear(norm(net.decoder.norm, y), net.embedding.weight)


def embed(net: EncoderDecoder, ids: Tensor) -> Tensor:
    return net.embedding(ids) * math.sqrt(net.d_model) + net.positions[: ids.shape[1]]


def norm(layer: LayerNorm, x: Tensor) -> Tensor:
    return F.layer_norm(x, layer.normalized_shape, layer.weight, layer.bias, layer.eps)


def ffn(layer, x: Tensor) -> Tensor:
    return layer.linear2(layer.linear1(x).relu())


def attention(layer: MultiHeadAttention, x: Tensor, y: Tensor, mask: Tensor | None = None) -> Tensor:
    Q, (K, V) = layer.queries(x), layer.keys_values(y)
    scores = Q @ K.transpose(-2, -1) / math.sqrt(layer.head_dim)
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf)
    return layer.out_proj((scores.softmax(dim=-1) @ V).transpose(1, 2).flatten(2))
