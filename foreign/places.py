"""Which call of attention is which layer of which side, learned from one pass over a few tokens.

Nets call their attention in an order of their own, some call one module many times (ALBERT), and their modules have any
names. But the weights that a net hands out are the very tensors that its attention gave back, so one pass tells; and
what its output projection is given is what attention read, so the same pass tells which matrix that is.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from transformers import PreTrainedModel
from transformers.pytorch_utils import Conv1D

from foreign.switched import SwitchedXLNet, Touch, touching

FEW = 4
SIDES = {
    "attentions": "",
    "encoder_attentions": "encoder",
    "decoder_attentions": "decoder",
    "cross_attentions": "cross",
}


@dataclass(frozen=True)
class Place:
    """One call of attention. ``projection`` gives W_O (head, d_head, d_model) of so many heads, None where the net has
    none that could be found."""

    side: str
    layer: int
    projection: Callable[[int], Tensor] | None


class Watching(Touch):
    """Keeps what each call read and gave, and the module that is given what it read."""

    def __init__(self):
        self.seen: list[Tensor | None] = []
        self.read: list[Tensor] = []
        self.given: list[Callable[[int], Tensor] | None] = []

    def weights(self, weights: Tensor) -> None:
        self.seen.append(weights)

    def context(self, context: Tensor) -> Tensor:
        self.read.append(context)
        self.given.append(None)
        self.seen += [None] * (len(self.read) - len(self.seen))
        return context

    def linear(self, module: nn.Module, inputs: tuple) -> None:
        """A hook: is this what follows the last call?"""
        if self.read and self.given[-1] is None and inputs:
            if isinstance(module, SwitchedXLNet):
                return
            last = self.read[-1].flatten(2)
            if inputs[0].shape == last.shape and torch.equal(inputs[0], last):
                self.given[-1] = by_head(module)


def by_head(module: nn.Module) -> Callable[[int], Tensor]:
    """W_O of an output projection, (head, d_head, d_model), when it is asked for."""

    def matrix(heads: int) -> Tensor:
        if isinstance(module, SwitchedXLNet):
            return module.o.permute(1, 2, 0)
        weight = module.weight if isinstance(module, Conv1D) else module.weight.T
        return weight.unflatten(0, (heads, -1))

    return matrix


def places(net: PreTrainedModel) -> tuple[tuple[Place, ...], bool]:
    """Every call of attention in a pass, in order, none where that cannot be told; and whether a net with one side only
    looks back. Its side is then the decoder."""
    ids = torch.arange(1, FEW + 1)[None] % net.config.vocab_size
    both = net.config.is_encoder_decoder
    watching = Watching()
    with ExitStack() as stack:
        stack.enter_context(torch.no_grad())
        stack.enter_context(touching(watching))
        for module in net.modules():
            if isinstance(module, nn.Linear | Conv1D):
                stack.callback(module.register_forward_pre_hook(watching.linear).remove)
        out = net(input_ids=ids, output_attentions=True, **({"decoder_input_ids": ids} if both else {}))
    looks_back = not both and not any(bool(weights.triu(1).any()) for weights in out.attentions)
    own = "decoder" if looks_back else "encoder"
    known = {
        weights.data_ptr(): (side or own, layer)
        for name, side in SIDES.items()
        for layer, weights in enumerate(getattr(out, name, None) or ())
    }
    seen = [known.get(weights.data_ptr()) if weights is not None else None for weights in watching.seen]
    if not any(seen) and not both and len(seen) == len(known):
        seen = list(known.values())  # XLM tells no weights, and calls layer after layer
    if len(seen) != len(known) or None in seen:
        return (), looks_back
    relative = [by_head(module) for module in net.modules() if isinstance(module, SwitchedXLNet)]
    given = relative or watching.given
    return tuple(Place(*where, projection) for where, projection in zip(seen, given, strict=True)), looks_back
