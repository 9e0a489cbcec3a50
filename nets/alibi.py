"""Attention with linear biases (ALiBi): no code of a position at all, but a penalty for distance on every score.

    m_h            = 2^(-8 h / H)              h = 1 … H, for a number of heads H that is a power of 2
    bias(h, i, j)  = -m_h (i - j)              for a key j that is not after the query i, -∞ for later ones
    weights        = softmax(scores + bias)

m_h is fixed, not trained: half of the heads look near, half far. For another H the slopes are those of the largest
power of 2 below, P, and then every other one of 2P heads, as in the authors' program. What softmax makes of the bias
where all scores are equal is ``shares``.

Source: Press, Smith and Lewis 2022, Train Short, Test Long, section 3.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from nets.attention import look_ahead_mask
from nets.trace import Trace, lhs


@dataclass(slots=True)
class LinearBiasTrace(Trace):
    slopes: Tensor = lhs("m_h", "head", "How much a score loses with every step of distance.")
    bias: Tensor = lhs("-m_h (i - j)", "head query key", "What is added to a score.")
    shares: Tensor = lhs(r"\mathrm{softmax}(-m_h (i - j))", "head query key", "Weights where all scores are equal.")


def slopes(heads: int) -> Tensor:
    """m_h of each head, (head,).

    >>> slopes(4).tolist(), slopes(3).tolist()
    ([0.25, 0.0625, 0.015625, 0.00390625], [0.0625, 0.00390625, 0.25])

    Raises ValueError for less than one head.
    """
    if heads < 1:
        raise ValueError(f"there must be at least one head, not {heads}")
    power = 2 ** int(math.log2(heads))

    def geometric(count: int) -> Tensor:
        return 2.0 ** (-8.0 / count * torch.arange(1, count + 1))

    return torch.cat([geometric(power), geometric(2 * power)[::2][: heads - power]])


def linear_bias(length: int, heads: int) -> LinearBiasTrace:
    """Slopes, biases and what they do to equal scores, for queries and keys at positions 0 … ``length`` - 1."""
    m, positions = slopes(heads), torch.arange(length)
    bias = -m[:, None, None] * (positions[:, None] - positions)
    bias = bias.masked_fill(~look_ahead_mask(length)[0], -math.inf)
    return LinearBiasTrace(m, bias, bias.softmax(-1))
