"""Layer normalisation.

    μ  = mean of x over d_model
    σ² = mean of (x - μ)² over d_model
    x̂  = (x - μ) / √(σ² + ε)
    LN(x) = γ ⊙ x̂ + β

γ and β are learned, one number per unit; ε keeps the root away from 0. The variance is the biased one (divided by
d_model, not d_model - 1). Source: Ba, Kiros and Hinton 2016, Layer Normalization, section 3.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from nets.trace import Trace, lhs


@dataclass(slots=True)
class LayerNormTrace(Trace):
    mean: Tensor = lhs(r"\mu", "batch time", "The mean of the token's vector.")
    variance: Tensor = lhs(r"\sigma^2", "batch time", "The variance of the token's vector.")
    normalised: Tensor = lhs(r"\hat x", "batch time d_model", "The vector with mean 0 and variance 1.")
    out: Tensor = lhs(r"\mathrm{LN}(x)", "batch time d_model", "Stretched by γ and shifted by β.")


class LayerNorm(nn.LayerNorm):
    """``forward`` is torch's fused kernel; ``trace`` is the equations above, the first three in one kernel, which gives
    μ and 1 / √(σ² + ε) as well."""

    def trace(self, x: Tensor) -> LayerNormTrace:
        """Normalise x (batch, time, d_model)."""
        normalised, mean, root = torch.native_layer_norm(x, self.normalized_shape, None, None, self.eps)

        def statistics(name: str, _dims: Sequence[str]) -> Tensor:
            if name == "mean":
                return mean.squeeze(-1)
            return (root.pow(-2) - self.eps).clamp_min(0.0).squeeze(-1)  # rounding alone brings it below 0

        out = torch.addcmul(self.bias, self.weight, normalised)  # β + γ x̂
        return LayerNormTrace.later(statistics, normalised=normalised, out=out)
