"""What goes on inside a checkpoint's attention over one text, and what becomes of it when a part is rewritten.

A, V, W_O of every layer and head, so that f_h(x_j) = V_h[j] W_O^h        see ``nets.contributions``
context_h = anything made of A_h and V_h                                  ``rewritten``
1 - cos(h_i, h_i with v_j = 0)                                            ``zeroing``; see ``nets.zeroing``
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from foreign import CannotRead
from foreign.checkpoint import Checkpoint
from foreign.intervening import Changed
from foreign.places import Place
from foreign.switched import touching

AT_ONCE = 64
"""Keys that are taken away side by side."""
How = Callable[[Place, Tensor, Tensor], Tensor | None]
"""Of A (batch, head, query, key) and V (batch, head, key, d_head) the context (batch, head, query, d_head), or None to
leave it."""


@dataclass(frozen=True)
class Seen:
    """One attention over one text: ``A`` (head, query, key), ``V`` (head, key, d_head), and ``W_O`` (head, d_head,
    d_model). A is None in XLM, which tells no weights."""

    side: str
    layer: int
    A: Tensor | None
    V: Tensor
    W_O: Tensor | None


@dataclass(frozen=True)
class Home:
    """The layer that an attention is in: how it was called, which call of attention came ``first`` in it, and what it
    gave."""

    module: nn.Module
    inputs: tuple
    named: dict
    first: int
    out: Tensor


class Rewriting(Changed):
    """A pass in which ``how`` makes the context, and which remembers what it saw, and in which layers."""

    def __init__(self, places: tuple[Place, ...], how: How = lambda place, A, V: None, at: int = 0):
        super().__init__(places, at=at)
        self.how, self.depth, self.calls = how, 0, []
        self.V, self.A, self.seen, self.homes = None, None, [], {}

    def values(self, values: Tensor) -> Tensor:
        self.V, self.A = values, None
        return values

    def weights(self, weights: Tensor) -> None:
        self.A = weights

    def context(self, context: Tensor) -> Tensor:
        place, heads = self.places[self.at], context.shape[2]
        V = self.V.repeat_interleave(heads // self.V.shape[1], 1)  # grouped heads share theirs
        self.seen.append((place, self.A, V))
        self.calls.append(self.at)
        other = None if self.A is None else self.how(place, self.A, V)
        super().context(context)
        return context if other is None else other.transpose(1, 2)

    def enters(self, layer: nn.Module, inputs: tuple, named: dict) -> None:
        if not self.depth:
            self.open, self.calls = (layer, inputs, named), []
        self.depth += 1

    def leaves(self, layer: nn.Module, out) -> None:
        self.depth -= 1
        if not self.depth and self.calls:
            home = Home(*self.open, self.calls[0], out[0] if isinstance(out, tuple) else out)
            self.homes |= dict.fromkeys(self.calls, home)


def run(checkpoint: Checkpoint, given: dict[str, Tensor]) -> Rewriting:
    """One pass over what ``foreign.reading.inputs`` gives, remembered. Raises CannotRead."""
    if not checkpoint.places:
        raise CannotRead("not_inside", architecture=checkpoint.facts.architecture)
    watched = Rewriting(checkpoint.places)
    with touching(watched):
        checkpoint.net(**given, use_cache=False)
    return watched


def inside(checkpoint: Checkpoint, given: dict[str, Tensor]) -> list[Seen]:
    """Every attention of a pass over one text, in order. Raises CannotRead for a net that cannot be looked into."""
    return [
        Seen(place.side, place.layer, None if A is None else A[0], V[0],
             place.projection(V.shape[1]) if place.projection else None)
        for place, A, V in run(checkpoint, given).seen
    ]  # fmt: skip


@contextmanager
def rewritten(checkpoint: Checkpoint, how: How) -> Iterator[None]:
    """A pass made inside has its contexts made by ``how``; make one, and without a cache. Raises CannotRead."""
    if not checkpoint.places:
        raise CannotRead("not_changed", architecture=checkpoint.facts.architecture)
    with touching(Rewriting(checkpoint.places, how)):
        yield


@torch.no_grad()
def zeroing(checkpoint: Checkpoint, given: dict[str, Tensor], side: str, layer: int, head: int | None = None) -> Tensor:
    """Z (query, key) of a layer, or of one of its heads: 1 - cos of what the layer gives out, and gives without v_j.

    The layer alone is run again, for all j side by side. Raises CannotRead for a net whose layers cannot be.
    """
    if checkpoint.net.config.model_type in ("xlm", "xlnet"):  # no module is a layer; time comes before batch
        raise CannotRead("not_by_layers", architecture=checkpoint.facts.architecture)
    watched = run(checkpoint, given)
    at = next(i for i, place in enumerate(checkpoint.places) if (place.side, place.layer) == (side, layer))
    home, keys = watched.homes[at], watched.seen[at][2].shape[2]

    def without(place: Place, A: Tensor, V: Tensor) -> Tensor | None:
        if place is not checkpoint.places[at]:
            return None
        gone = hidden[:, None, None] if head is None else hidden[:, None, None] & of_head
        return A.masked_fill(gone, 0.0) @ V

    of_head = None if head is None else (torch.arange(watched.seen[at][2].shape[1]) == head)[:, None, None]
    found = []
    for hidden in torch.eye(keys, dtype=torch.bool).split(AT_ONCE):
        with touching(Rewriting(checkpoint.places, without, home.first)):
            out = home.module(*many(home.inputs, len(hidden)), **many(home.named, len(hidden)))
        found.append(out[0] if isinstance(out, tuple) else out)
    changed = torch.cat(found)
    return (1 - F.cosine_similarity(changed.double(), home.out.double(), dim=-1)).clamp_min(0.0).T


def many(value, count: int):
    """Whatever a layer is called with, for so many texts where it was one."""
    if isinstance(value, Tensor):
        return value.expand(count, *value.shape[1:]) if value.ndim > 1 and value.shape[0] == 1 else value
    if isinstance(value, tuple | list):
        return type(value)(many(part, count) for part in value)
    return {name: many(part, count) for name, part in value.items()} if type(value) is dict else value
