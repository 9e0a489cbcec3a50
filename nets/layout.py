"""How weights lie in memory: the same numbers, read faster.

A linear layer computes x Wᵀ + b. Stored column by column, W is read in one sweep by every product. Row by row, as
layers are born, each product rearranges it first, which costs as much as the product where x holds only a few tokens.
For two tokens and more, blocks as oneDNN cuts them to the processor's registers are faster still: a second copy of W,
made when it is first wanted.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

BLOCKS = torch.backends.mkldnn.is_available() and hasattr(torch.ops.mkldnn, "_linear_pointwise")
"""Whether this build of torch can multiply by blocks. The operators are those of torch's own compiler (its inductor),
private to the one version that requirements.txt pins; without them all goes on by columns."""


def for_reading(net: nn.Module) -> nn.Module:
    """Store every weight matrix of a net so that ``linear`` is quick. For a net that only reads and is never written to
    again; training stays as it was."""
    for parameter in net.parameters():
        if parameter.dim() == 2:
            parameter.data = parameter.data.t().contiguous().t()
            parameter.blocks = {}
    return net


def linear(x: Tensor, weight: Tensor, bias: Tensor | None = None, first: int = 0, last: int | None = None) -> Tensor:
    """x Wᵀ + b (..., out) of x (..., in), with rows ``first`` to ``last`` of weight (out, in) and bias (out,).

    By blocks where the weight is ``for_reading``, x holds two tokens or more, and nothing asks for a gradient.
    """
    last = weight.shape[0] if last is None else last
    bias = None if bias is None else bias[first:last]
    if BLOCKS and hasattr(weight, "blocks") and torch.is_inference_mode_enabled() and x.numel() > x.shape[-1]:
        blocks = weight.blocks.get((first, last))
        if blocks is None:
            blocks = weight.blocks[first, last] = torch.ops.mkldnn._reorder_linear_weight(weight[first:last].detach())
        return torch.ops.mkldnn._linear_pointwise(x, blocks, bias, "none", [], "")
    return F.linear(x, weight[first:last], bias)
