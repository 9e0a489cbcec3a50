"""Sinusoidal positions.

    PE(pos, 2i)   = sin(pos / 10000^(2i / d_model))
    PE(pos, 2i+1) = cos(pos / 10000^(2i / d_model))

Source: Vaswani et al. 2017, section 3.5.
"""

import math

import torch
from torch import Tensor


def sinusoidal(length: int, d_model: int, base: float = 10000.0) -> Tensor:
    """The table PE, (length, d_model).

    >>> [[round(number, 3) for number in row] for row in sinusoidal(2, 4).tolist()]
    [[0.0, 1.0, 0.0, 1.0], [0.841, 0.54, 0.01, 1.0]]

    Raises ValueError for an odd d_model.
    """
    if d_model % 2:
        raise ValueError(f"sines and cosines come in pairs: d_model must be even, not {d_model}")
    frequency = torch.exp(torch.arange(0, d_model, 2) * (-math.log(base) / d_model))
    angle = torch.arange(length)[:, None] * frequency
    return torch.stack((angle.sin(), angle.cos()), dim=-1).flatten(1)
