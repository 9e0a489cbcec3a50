"""What changes when heads are gated or values are left out: a checkpoint's pass under an intervention.

An intervention here is anything with ``keep(side, layer, heads)``, which gives the gates of a layer's heads, (head,),
or None where they all stay as trained: ``nets.transformer.Intervention`` and ``nets.importance.Gated`` are such.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol

from torch import Tensor

from foreign import CannotRead
from foreign.checkpoint import Checkpoint
from foreign.places import Place
from foreign.switched import Touch, touching


class Gates(Protocol):
    """The gates of heads."""

    def keep(self, side: str, layer: int, heads: int) -> Tensor | None: ...


class Changed(Touch):
    """A pass with ``gates``, and with the values of some keys left out: ``silent`` says which by side and layer, True
    (batch, key) or (1, key) where a value is set to 0. It begins at the attention call ``at``. A net that writes
    calls its decoder again and again."""

    def __init__(
        self,
        places: tuple[Place, ...],
        gates: Gates | None = None,
        silent: Mapping[tuple[str, int], Tensor] | None = None,
        at: int = 0,
    ):
        self.places, self.gates, self.silent, self.at = places, gates, silent or {}, at
        self.again = next((i for i, place in enumerate(places) if place.side != "encoder"), 0)

    def values(self, values: Tensor) -> Tensor:
        place = self.places[self.at]
        out = self.silent.get((place.side, place.layer))
        return values if out is None else values * ~out[:, None, :, None]

    def context(self, context: Tensor) -> Tensor:
        place = self.places[self.at]
        self.at = self.at + 1 if self.at + 1 < len(self.places) else self.again
        keep = self.gates.keep(place.side, place.layer, context.shape[2]) if self.gates else None
        return context if keep is None else context * keep[:, None]


@contextmanager
def changed(
    checkpoint: Checkpoint, gates: Gates | None = None, silent: Mapping[tuple[str, int], Tensor] | None = None
) -> Iterator[None]:
    """A pass made inside is changed; make one, and without a cache. Raises CannotRead for a net that cannot be."""
    if not checkpoint.places:
        raise CannotRead("not_changed", architecture=checkpoint.facts.architecture)
    with touching(Changed(checkpoint.places, gates, silent)):
        yield
