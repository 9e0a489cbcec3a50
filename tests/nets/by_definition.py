"""Searches as they are defined, for nets of every kind: slow, with nothing kept and nothing left out."""

from collections.abc import Sequence
from itertools import product

import numpy as np
import torch
from torch import Tensor

from nets.seq2seq import Seq2seq
from nets.trace import Trace, freeze
from nets.transformer import EncoderDecoder
from tests.nets.small import EOS, SOS


def assert_alike(ours: Trace, theirs: Trace) -> None:
    """Two traces hold the same numbers, up to rounding."""
    ours, theirs = freeze(ours), freeze(theirs)
    assert ours.keys() == theirs.keys()
    for name, quantity in theirs.items():
        assert ours[name].dims == quantity.dims
        size = np.abs(quantity.values, where=np.isfinite(quantity.values), out=np.ones(quantity.values.shape)).max()
        np.testing.assert_allclose(ours[name].values, quantity.values, atol=1e-5 * size, err_msg=name)


def greedily(net: EncoderDecoder | Seq2seq, source: Tensor, touch, prefix: Sequence[int], steps: int) -> list[int]:
    """Greedy decoding: the whole net anew at every step."""
    tokens = list(prefix)
    for _ in range(steps):
        t = net.trace(source, torch.tensor([[SOS, *tokens]]), touch)
        tokens.append(int(t.logits[0, -1].argmax()))
        if tokens[-1] == EOS:
            break
    return tokens


def every_translation(
    net: EncoderDecoder | Seq2seq, source: Tensor, steps: int, prefix: Sequence[int] = ()
) -> dict[tuple[int, ...], float]:
    """Each translation of at most ``steps`` tokens with its log-probability, by trying them all."""
    vocab = net.embedding.num_embeddings
    others = [token for token in range(vocab) if token != EOS]
    result = {}
    for n in range(1, steps + 1):
        last = range(vocab) if n == steps else [EOS]
        free = torch.tensor([[*body, end] for body in product(others, repeat=n - 1) for end in last])
        start = torch.tensor([[SOS, *prefix]]).expand(len(free), -1)
        read = torch.cat((start, free), dim=1)
        t = net.trace(source.expand(len(free), -1), read[:, :-1])
        p = t.logits.log_softmax(-1)[:, len(prefix) :].gather(2, free[:, :, None])[..., 0].sum(1)
        result |= dict(zip(map(tuple, free.tolist()), p.tolist(), strict=True))
    return result
