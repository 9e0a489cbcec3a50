"""How weights lie in memory: the same numbers, read faster.

A linear layer computes x Wᵀ. Stored column by column, W is read in one sweep by every product. Row by row, as layers
are born, each product rearranges it first, which costs as much as the product where x holds only a few tokens.
"""

from torch import nn


def by_columns(net: nn.Module) -> nn.Module:
    """Store every weight matrix of a net column by column. For a net that only reads; training stays as it was."""
    for parameter in net.parameters():
        if parameter.dim() == 2:
            parameter.data = parameter.data.t().contiguous().t()
    return net
