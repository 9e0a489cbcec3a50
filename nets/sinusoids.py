"""What sinusoidal positions are made of: hands that turn, each pair of dimensions at a speed of its own.

    ω_i          = base^(-2i / d_model)                                       the speed of pair i, i = 0 … d_model/2 - 1
    PE(pos)      = (sin pos ω_0, cos pos ω_0, sin pos ω_1, cos pos ω_1, …)    a hand (sin, cos) for each pair
    PE(p)·PE(q)  = Σ_i cos((p - q) ω_i)                                       similarity: the distance alone counts

    | sin (pos+k)ω |   |  cos kω   sin kω | | sin pos ω |
    | cos (pos+k)ω | = | -sin kω   cos kω | | cos pos ω |                     PE(pos + k) = R_k PE(pos)

R_k turns every hand by k ω_i and does not know pos. So a linear layer can look k steps further, whatever the position:
that is what the authors hoped for. The similarity follows from sin a sin b + cos a cos b = cos(a - b).

Source: Vaswani et al. 2017, Attention Is All You Need, section 3.5.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from nets.positions import sinusoidal
from nets.trace import Trace, lhs


@dataclass(slots=True)
class SinusoidTrace(Trace):
    speeds: Tensor = lhs(r"\omega_i", "unit", "How far the hand of a pair turns from one position to the next.")
    encoding: Tensor = lhs("PE", "time d_model", "The code of each position.")
    similarity: Tensor = lhs("PE_p \\cdot PE_q", "query key", "How alike the codes of two positions are.")
    by_distance: Tensor = lhs(
        r"\sum_i \cos(s\,\omega_i)", "time", "The same for each distance s, from the speeds alone."
    )


def speeds(width: int, base: float = 10000.0) -> Tensor:
    """ω of each pair, (width / 2,), in radians a position.

    >>> speeds(4).tolist()
    [1.0, 0.009999999776482582]

    Raises ValueError for an odd width.
    """
    if width % 2:
        raise ValueError(f"hands need pairs of dimensions: the width must be even, not {width}")
    return (torch.arange(0, width, 2, dtype=torch.float64) / -width * torch.tensor(base).double().log()).exp().float()


def rotation(k: float, speeds: Tensor) -> Tensor:
    """R_k of each pair (pair, 2, 2), for ``speeds`` (pair,): it turns the hand of a position to where k steps lead.

    >>> (rotation(1, speeds(2)) @ sinusoidal(2, 2)[0]).allclose(sinusoidal(2, 2)[1])
    True
    """
    sin, cos = (k * speeds).sin(), (k * speeds).cos()
    return torch.stack([torch.stack([cos, sin], -1), torch.stack([-sin, cos], -1)], -2)


def sinusoids(length: int, d_model: int, base: float = 10000.0) -> SinusoidTrace:
    """Everything for positions 0 … ``length`` - 1. Raises ValueError for an odd d_model."""
    omega, encoding = speeds(d_model, base), sinusoidal(length, d_model, base)
    by_distance = (torch.arange(length)[:, None] * omega).cos().sum(-1)
    return SinusoidTrace(omega, encoding, encoding @ encoding.T, by_distance)
