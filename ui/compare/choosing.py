"""Which two heads are looked at: each a model, a stack of it, a layer and a head, as one name.

``gpt-en/decoder/2/5`` is head 5 of layer 2, both counted from 1.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from foreign import CannotRead
from models.known import OURS, names
from models.maps import Shapes
from ui.compare.reading import opened, shapes
from ui.memory import number
from ui.words import language

LONGEST = 2000
"""The most characters of B's own sentence."""


@dataclass(frozen=True)
class Head:
    """A head of a model; layer and head are counted from 1."""

    model: str
    side: str
    layer: int
    head: int

    def __str__(self) -> str:
        return f"{self.model}/{self.side}/{self.layer}/{self.head}"


def head_of(value, otherwise: str) -> Head:
    """The head that a name means; where it makes no sense, the nearest that does. Raises CannotRead, BrokenModel."""
    parts = (value if isinstance(value, str) else otherwise).rsplit("/", 3)
    if len(parts) != 4 or parts[0] not in names():
        parts = otherwise.rsplit("/", 3)
    model, side, layer, head = parts
    found: Shapes = shapes(model)
    side = side if side in found else next(iter(found))
    layers, heads = found[side]
    return Head(model, side, number(layer, 1, layers, 1), number(head, 1, heads, 1))


def usable(view: Mapping) -> tuple[dict, list[str]]:
    """The same without the heads of checkpoints that cannot be opened, and why they cannot."""
    left, why = dict(view), []
    for which in ("a", "b"):
        model = str(view.get(which, "")).rsplit("/", 3)[0]
        try:
            if model in names() and model not in OURS:
                opened(model)
        except CannotRead as error:
            left[which] = ""
            said = error.said(language())
            why += [said] if said not in why else []
    return left, why


def first(view: Mapping) -> tuple[str, str]:
    """Two heads of one model, where nobody has chosen any: B starts in A's model, one head on."""
    a = head_of(view.get("a"), f"{names()[0]}/decoder/1/1")
    heads = shapes(a.model)[a.side][1]
    return str(a), str(Head(a.model, a.side, a.layer, a.head % heads + 1))


def asked_for(view: Mapping) -> dict:
    """``a``, ``b`` and ``text2``, of a mapping that may hold nonsense."""
    a, b = first(view)
    text2 = view.get("text2")
    return dict(a=a, b=str(head_of(view.get("b"), b)), text2=text2[:LONGEST] if isinstance(text2, str) else "")
