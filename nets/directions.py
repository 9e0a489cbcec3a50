"""What each reading direction says about a token's tag.

    W h_t + b = →W →h_t + ←W ←h_t + b          with h_t = [→h_t ; ←h_t] and W = [→W , ←W]

A score is a sum, so it can be taken apart: one part knows only what stands to the left, the other only what stands to
the right (both know the token itself), and b knows only how frequent a tag is. Only differences between tags count: the
softmax does not change when the same number is added to all of them.
"""

from dataclasses import dataclass

from torch import Tensor, nn

from nets.trace import Trace, lhs


@dataclass(slots=True)
class DirectionsTrace(Trace):
    forward: Tensor = lhs(
        r"\overrightarrow{W}\,\overrightarrow{h}_t", "time vocab", "What the state from the left says."
    )
    backward: Tensor = lhs(
        r"\overleftarrow{W}\,\overleftarrow{h}_t", "time vocab", "What the state from the right says."
    )
    bias: Tensor = lhs("b", "vocab", "What holds for every token.")


def directions(answer: nn.Linear, h: Tensor) -> DirectionsTrace:
    """Take the scores ``answer(h)`` apart, for h (time, dim): the first half of dim is left to right.

    >>> import torch
    >>> answer, h = nn.Linear(4, 3), torch.randn(2, 4)
    >>> parts = directions(answer, h)
    >>> torch.allclose(parts.forward + parts.backward + parts.bias, answer(h), atol=1e-6)
    True
    """
    units = h.shape[-1] // 2
    W = answer.weight
    return DirectionsTrace(h[:, :units] @ W[:, :units].T, h[:, units:] @ W[:, units:].T, answer.bias)
