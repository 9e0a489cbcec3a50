"""Growing prefixes: how much of a source survives in s_0, read off what the net makes of its first 1, 2, … n words.

    s_0(x)                                              one vector of the same size, however long x is
    ŷ(x) = greedy decoding from it
    surprise(x) = −(1/m) Σ_t log p(y_t | y_<t, x)       nats a token, of a given translation y of x with m tokens

All prefixes are read as one batch. The given translation is forced (teacher forcing), so that a prefix on which the
net itself writes too little, too much or the same again is measured on the same tokens as any other net.

Source: Cho et al. 2014, On the Properties of Neural Machine Translation: Encoder-Decoder Approaches, section 4, where
translations without attention get worse as sentences grow.
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from nets.free import greedy_each, laid_out
from nets.seq2seq import Seq2seq
from nets.trace import Trace, lhs


@dataclass(slots=True)
class PrefixTrace(Trace):
    start: Tensor = lhs("s_0", "batch unit", "The one vector made of each prefix.")
    tokens: Tensor = lhs(r"\hat y_t", "batch time", "What the net writes of each prefix, filled up with padding.")
    losses: Tensor = lhs(
        r"-\log p(y_t \mid y_{<t}, x)", "batch query", "Nats for each given token, NaN after the last."
    )
    surprise: Tensor = lhs(r"-\frac{1}{m} \sum_t \log p(y_t \mid y_{<t}, x)", "batch", "Their mean for each prefix.")


def prefixes(
    net: Seq2seq, sources: list[list[int]], given: list[list[int]], steps: int, *, sos: int = 2, eos: int = 3
) -> PrefixTrace:
    """Translate each source, <eos> included, by at most ``steps`` tokens, and measure the given translation of each.

    Raises ValueError when there is not one translation, of at least one token, for each source.
    """
    if len(sources) != len(given) or not all(given):
        raise ValueError("each source needs a given translation of at least one token")
    memory = net.read(laid_out(sources, net.pad))
    target = laid_out(given, net.pad)
    read = F.pad(target[:, :-1], (1, 0), value=sos)
    logits = net.project(net.decode(read, memory).out)
    losses = F.cross_entropy(logits.transpose(1, 2), target, reduction="none")
    losses[laid_out([[1] * len(one) for one in given], 0) == 0] = torch.nan
    tokens = laid_out(greedy_each(net, memory, steps, sos=sos, eos=eos), net.pad)
    return PrefixTrace(memory.start, tokens, losses, losses.nanmean(-1))
