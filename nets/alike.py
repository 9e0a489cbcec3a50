"""What a method of positions does by itself: where the last of many tokens looks when all tokens are the same.

    none          scores = c                                  every key alike: the weights are 1/n
    sinusoidal    scores = PE(p)·PE(q) / √d                   every token x = PE(pos), W_Q = W_K = I
    rope          scores = (R_n q)·(R_m k) / √d               q = k = (1, 1, …, 1)
    alibi         scores = -m (i - j)                         of one head

    weights = softmax(scores), the row of the last position

A trained net has W_Q and W_K to make something else of it; what it cannot do is get an order out of "none".
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from nets.alibi import slopes
from nets.rope import rotary
from nets.sinusoids import sinusoids
from nets.trace import Trace, lhs

METHODS = ("none", "sinusoidal", "rope", "alibi")


@dataclass(slots=True)
class AlikeTrace(Trace):
    """Along ``time`` lies the distance of the key from the last position, from 0."""

    none: Tensor = lhs("1/n", "time", "Without positions.")
    sinusoidal: Tensor = lhs(r"\mathrm{softmax}(PE_p \cdot PE_q / \sqrt{d})", "time", "With sinusoidal positions.")
    rope: Tensor = lhs(r"\mathrm{softmax}((R_n q) \cdot (R_m k) / \sqrt{d})", "time", "With rotary positions.")
    alibi: Tensor = lhs(r"\mathrm{softmax}(-m (i - j))", "time", "With linear biases.")


def alike(length: int, width: int, base: float, heads: int, head: int) -> AlikeTrace:
    """Weights over ``length`` keys; ``width`` is d, and ``head`` the one of ALiBi's, counted from 1."""
    ones = torch.ones(width)
    scores = {
        "none": torch.zeros(length),
        "sinusoidal": sinusoids(length, width, base).similarity[-1].flip(0) / math.sqrt(width),
        "rope": rotary(ones, ones, length, base).scores[-1].flip(0) / math.sqrt(width),
        "alibi": -slopes(heads)[head - 1] * torch.arange(length),
    }
    return AlikeTrace(**{name: row.softmax(-1) for name, row in scores.items()})
