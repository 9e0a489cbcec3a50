"""Rotary positions (RoPE): the query and the key are turned by their positions, nothing is added to anything.

    θ_i          = base^(-2i / d)                                  i = 0 … d/2 - 1
    R_n x        = pair i of x turned by n θ_i:  (x cos nθ - x' sin nθ,  x sin nθ + x' cos nθ)   for each pair (x, x')
    score(n, m)  = (R_n q)·(R_m k) = q·R_(m-n) k                   n, m: positions of query and key

Both hands of a pair turn at the same speed, so the angle between them, and with it the score, depends on n - m alone.
Pair i is dimensions 2i and 2i + 1, as in the paper; many programs pair i with i + d/2 instead, which is the same after
a permutation of the rows of W_Q and W_K. The direction is that of the paper: against the clock.

Source: Su et al. 2021, RoFormer: Enhanced Transformer with Rotary Position Embedding, sections 3.2 and 3.4.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from nets.sinusoids import speeds
from nets.trace import Trace, lhs


@dataclass(slots=True)
class RotaryTrace(Trace):
    speeds: Tensor = lhs(r"\theta_i", "unit", "How far a pair is turned from one position to the next.")
    q: Tensor = lhs("q", "d_head", "The query, before it is turned.")
    k: Tensor = lhs("k", "d_head", "The key, before it is turned.")
    queries: Tensor = lhs("R_n q", "query d_head", "The query as it is at each position.")
    keys: Tensor = lhs("R_m k", "key d_head", "The key as it is at each position.")
    scores: Tensor = lhs(r"(R_n q) \cdot (R_m k)", "query key", "How well the query there matches the key there.")
    by_distance: Tensor = lhs(r"q \cdot R_{m-n} k", "dim", "The same from the distance n - m alone, from the least up.")


def rotate(x: Tensor, positions: Tensor, base: float = 10000.0) -> Tensor:
    """R_n x for vectors x (…, d) at ``positions`` n (…): each pair of dimensions is turned by n θ_i.

    >>> rotate(torch.tensor([1.0, 0.0]), torch.tensor(torch.pi / 2)).round(decimals=4).abs().tolist()
    [0.0, 1.0]

    Raises ValueError for an odd d.
    """
    angle = positions[..., None] * speeds(x.shape[-1], base)
    even, odd = x[..., 0::2], x[..., 1::2]
    turned = even * angle.cos() - odd * angle.sin(), even * angle.sin() + odd * angle.cos()
    return torch.stack(turned, -1).flatten(-2)


def hands(width: int, throw: int = 0, angle: float = 0.0) -> tuple[Tensor, Tensor]:
    """A query and a key (width,) to turn: (1, 1, …, 1) both, or thrown at random; then each pair of q by ``angle``.

    >>> [x.tolist() for x in hands(2)]
    [[1.0, 1.0], [1.0, 1.0]]
    """
    dice = torch.Generator().manual_seed(throw)
    q, k = (torch.randn(width, generator=dice) if throw else torch.ones(width) for _ in range(2))
    return rotate(q, torch.tensor(float(angle)), base=1.0), k


def rotary(q: Tensor, k: Tensor, length: int, base: float = 10000.0) -> RotaryTrace:
    """One query q (d,) and one key k (d,) at every position from 0 to ``length`` - 1."""
    positions = torch.arange(float(length))
    queries, keys = (rotate(x.expand(length, -1), positions, base) for x in (q, k))
    distances = torch.arange(1.0 - length, length)
    by_distance = rotate(q.expand(len(distances), -1), distances, base) @ k
    return RotaryTrace(speeds(len(q), base), q, k, queries, keys, queries @ keys.T, by_distance)
