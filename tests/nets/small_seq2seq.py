"""A small random recurrent translator for the tests, lively enough to write different things and to end."""

from functools import cache

import torch

from nets.scores import SCORES
from nets.seq2seq import Seq2seq
from tests.nets.small import EOS, VOCAB

ALL = " ".join(SCORES)
"""One net with all score functions."""
ATTENTIONS = ("none", *SCORES, ALL)
KINDS = (("none", "gru"), ("general", "gru"), ("additive", "gru"), ("dot", "lstm"), ("additive", "lstm"))


@cache
def small_seq2seq(attention: str = "general", cell: str = "gru", seed: int = 0, **sizes: int) -> Seq2seq:
    """Random weights, three times as large as at the start of a training; <eos> is made likely enough to come."""
    torch.manual_seed(seed)
    sizes = dict(vocab=VOCAB, d_model=8, units=12, width=6) | sizes
    net = Seq2seq(attention=attention, cell=cell, **sizes)
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.mul_(3.0)
        net.embedding.weight[EOS] *= 1.5
    return net.eval().requires_grad_(False)
