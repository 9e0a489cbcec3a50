"""Does a head matter? Two answers for every head of a net at once.

Each head's context is multiplied by a gate ξ_h, which is 1 as trained:

    by gradient     |∂L/∂ξ_h| at ξ = 1, divided by the l2 norm over the layer      (Michel et al. 2019, section 5.1)
    by ablation     L with ξ_h = 0, less L                                         what is really lost without the head

L is the mean cross-entropy of the target's tokens in nats. The gradient costs one pass and tells of small changes; the
ablation costs a pass a head, and tells of this one.

Source: Michel et al. 2019, Are Sixteen Heads Really Better than One?
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import torch
from torch import Tensor
from torch.nn import functional as F

from nets.transformer import Intervention

Heads = dict[str, Tensor]
"""Something for each head: by side (encoder, decoder or cross), (layer, head)."""


@dataclass(frozen=True)
class Gated(Intervention):
    """An intervention that multiplies each head's context by its gate; a side that is not named stays as trained."""

    gates: Heads = field(default_factory=dict)

    def keep(self, side: str, layer: int, heads: int) -> Tensor | None:
        """The gates of a layer, (head,)."""
        return self.gates[side][layer] if side in self.gates else None


@dataclass(frozen=True)
class Each(Intervention):
    """A run of as many rows as a layer has heads, each without one of them; what lies below is one row for all."""

    side: str = ""
    layer: int = 0

    def keep(self, side: str, layer: int, heads: int) -> Tensor | None:
        """The gates of the layer, (row, head)."""
        return 1.0 - torch.eye(heads) if (side, layer) == (self.side, self.layer) else None


def cross_entropy(logits: Tensor, target: Tensor) -> Tensor:
    """Mean cross-entropy in nats of the tokens target (batch, time), each foretold by logits (batch, time, vocab)."""
    return F.cross_entropy(logits.flatten(0, 1), target.flatten())


def by_gradient(loss: Callable[[Intervention], Tensor], shapes: dict[str, tuple[int, int]]) -> Heads:
    """|∂L/∂ξ| of every head; ``shapes`` says how many layers and heads each side has, not yet divided."""
    with torch.enable_grad():
        gates = {side: torch.ones(shape, requires_grad=True) for side, shape in shapes.items()}
        gradients = torch.autograd.grad(loss(Gated(gates=gates)), list(gates.values()))
    return {side: gradient.abs() for side, gradient in zip(gates, gradients, strict=True)}


def by_ablation(loss: Callable[[Intervention], Tensor], shapes: dict[str, tuple[int, int]]) -> Heads:
    """How much the loss grows without each head, in nats a token; below 0 where the net is better off."""
    with torch.no_grad():
        whole = loss(Intervention())
        found = {side: torch.empty(shape) for side, shape in shapes.items()}
        for side, shape in shapes.items():
            for layer in range(shape[0]):
                for head in range(shape[1]):
                    without = Intervention(ablated=frozenset([(side, layer, head)]))
                    found[side][layer, head] = loss(without) - whole
    return found
