"""The position-wise feed-forward net: the same two layers for every token, with nothing between tokens.

    hidden = ReLU(x W_1 + b_1)
    out    = hidden W_2 + b_2

Source: Vaswani et al. 2017, section 3.3.
"""

from dataclasses import dataclass

from torch import Tensor, nn

from nets.layout import linear
from nets.trace import Trace, lhs


@dataclass(slots=True)
class FFNTrace(Trace):
    hidden: Tensor = lhs(r"\max(0, xW_1 + b_1)", "batch time d_ff", "The neurons; those at 0 are silent.")
    out: Tensor = lhs(r"\mathrm{FFN}(x)", "batch time d_model", "What the neurons write to the residual stream.")


def trace_ffn(linear1: nn.Linear, linear2: nn.Linear, x: Tensor) -> FFNTrace:
    """The equations above for x (batch, time, d_model)."""
    hidden = linear(x, linear1.weight, linear1.bias).relu()
    return FFNTrace(hidden, linear(hidden, linear2.weight, linear2.bias))
