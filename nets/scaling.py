"""Why attention divides by √d_k: what random queries and keys give as they get longer.

    q_c, k_c ~ N(0, 1)          s_j = q · k_j = Σ_c q_c k_jc          Var(s) = d_k          Var(s / √d_k) = 1
    a = softmax(s)              H = -Σ_j a_j ln a_j                   J = ∂a/∂s = diag(a) - a aᵀ

With d_k terms of variance 1, a score has variance d_k. A softmax of such scores gives nearly all to one key: its
entropy H falls towards 0, and with it its gradient by what goes into it, whose size here is ‖J‖ (Frobenius). Divided by
√d_k all three stay where they are.

Source: Vaswani et al. 2017, Attention Is All You Need, section 3.2.1 and footnote 4.
"""

from dataclasses import dataclass
from functools import lru_cache

import torch
from torch import Tensor

from nets.trace import Trace, lhs

WIDTHS = tuple(2**k for k in range(11))
KEYS = 8
SAMPLES = 512


@dataclass(slots=True)
class ScalingTrace(Trace):
    d_k: Tensor = lhs("d_k", "dim", "How long queries and keys are.")
    variance: Tensor = lhs(r"\mathrm{Var}(q \cdot k)", "dim", "How far the scores stray.")
    variance_scaled: Tensor = lhs(r"\mathrm{Var}(q \cdot k / (\sqrt{d_k}\,\tau))", "dim", "The same, scaled.")
    entropy: Tensor = lhs("H", "dim", "How evenly the softmax of the scores shares out, in nats.")
    entropy_scaled: Tensor = lhs("H", "dim", "The same, of scaled scores.")
    gradient: Tensor = lhs(r"\lVert J \rVert", "dim", "How much the softmax answers to its scores.")
    gradient_scaled: Tensor = lhs(r"\lVert J \rVert", "dim", "The same, of scaled scores.")


@lru_cache(maxsize=2)
@torch.inference_mode(False)  # kept, and read wherever: also where a gradient is asked for
def random_scores(seed: int = 0) -> Tensor:
    """Scores (dim, batch, key) of ``SAMPLES`` queries with ``KEYS`` keys each, for every width of ``WIDTHS``.

    A shorter vector is the beginning of a longer one.
    """
    dice = torch.Generator().manual_seed(seed)
    q = torch.randn(SAMPLES, 1, WIDTHS[-1], generator=dice)
    k = torch.randn(SAMPLES, KEYS, WIDTHS[-1], generator=dice)
    sums = (q * k).double().cumsum(-1)
    return torch.stack([sums[..., width - 1] for width in WIDTHS])


def entropy(a: Tensor) -> Tensor:
    """-Σ a ln a over the last axis, in nats; 0 ln 0 is 0."""
    return -torch.special.xlogy(a, a).sum(-1)


def jacobian_norm(a: Tensor) -> Tensor:
    """‖diag(a) - a aᵀ‖ (Frobenius) over the last axis: Σ a² - 2 Σ a³ + (Σ a²)² is its square.

    >>> round(float(jacobian_norm(torch.tensor([0.5, 0.5]))), 6)
    0.5
    """
    squares = (a**2).sum(-1)
    return (squares - 2 * (a**3).sum(-1) + squares**2).clamp(min=0).sqrt()


def scaling(temperature: float = 1.0, seed: int = 0) -> ScalingTrace:
    """Means over the samples, for each width; ``temperature`` divides what is scaled. The variance is about 0."""
    scores, d_k = random_scores(seed), torch.tensor(WIDTHS, dtype=torch.float64)
    scaled = scores / (d_k.sqrt()[:, None, None] * temperature)
    measured = []
    for s in (scores, scaled):
        a = s.softmax(-1)
        measured.append(((s**2).mean((1, 2)), entropy(a).mean(1), jacobian_norm(a).mean(1)))
    (variance, H, J), (variance_scaled, H_scaled, J_scaled) = measured
    return ScalingTrace(d_k, variance, variance_scaled, H, H_scaled, J, J_scaled)
