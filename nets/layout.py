"""How weights lie in memory: the same numbers, read faster.

A linear layer computes x Wᵀ + b. A sentence has few tokens, so most of its time goes into fetching W from memory.
Stored column by column, W is read in one sweep by every product; row by row, as layers are born, each product
rearranges it first. Weights that came from a file of 16-bit floats are fetched as such, half as many bytes, and widened
to 32 bits in the processor: a second copy of W, made when it is first wanted. Products and sums are those of 32-bit
floats.
"""

import warnings

import torch
from torch import Tensor, nn
from torch.nn import functional as F

HALVES = "fbgemm" in torch.backends.quantized.supported_engines and hasattr(torch, "fbgemm_linear_fp16_weight")
"""Whether this build of torch can multiply by 16-bit weights in 32 bits: for x86 processors it can. A later torch than
the one that requirements.txt pins may do without these functions; then all goes on by columns."""


class Halves:
    """Rows of a weight matrix in 16 bits, packed as the processor reads them."""

    def __init__(self, weight: Tensor):
        """weight (out, in), each number of which a 16-bit float can hold."""
        self.packed = torch.fbgemm_pack_gemm_matrix_fp16(weight)
        self.nothing = torch.zeros(len(weight))

    def __call__(self, x: Tensor, bias: Tensor | None) -> Tensor:
        """x Wᵀ + b (..., out) of x (..., in)."""
        return torch.fbgemm_linear_fp16_weight(x, self.packed, self.nothing if bias is None else bias)


if HALVES:
    with warnings.catch_warnings():  # that they will go one day is said at their first use, and once
        warnings.simplefilter("ignore")
        Halves(torch.zeros(1, 1))(torch.zeros(1, 1), None)


def for_reading(net: nn.Module) -> nn.Module:
    """Store every weight matrix of a net so that ``linear`` is quick. For a net that only reads and is never written to
    again; training stays as it was."""
    for module in net.modules():
        for parameter in module.parameters(recurse=False):
            if parameter.dim() == 2:
                if HALVES and torch.equal(parameter, parameter.half().float()):
                    parameter.halves = {}
                if not (isinstance(module, nn.Embedding) and hasattr(parameter, "halves")):  # else looked up by rows
                    parameter.data = parameter.data.t().contiguous().t()
    return net


def linear(x: Tensor, weight: Tensor, bias: Tensor | None = None, first: int = 0, last: int | None = None) -> Tensor:
    """x Wᵀ + b (..., out) of x (..., in), with rows ``first`` to ``last`` of weight (out, in) and bias (out,).

    By 16-bit weights where the weight is ``for_reading`` and holds no more than those, and nothing asks for a gradient.
    """
    last = weight.shape[0] if last is None else last
    bias = None if bias is None else bias[first:last]
    if hasattr(weight, "halves") and torch.is_inference_mode_enabled():
        if (first, last) not in weight.halves:
            weight.halves[first, last] = Halves(weight[first:last].detach())
        return weight.halves[first, last](x, bias)
    return F.linear(x, weight[first:last], bias)
