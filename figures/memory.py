"""The live picture of the page on memory: horizons, gradients through time, a net made to measure, the recall curves,
and two bags of words, in one blob (see ui/web/memory.js)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from figures.wire import pack
from nets.quantity import Quantity


@dataclass(frozen=True)
class Bag:
    """A sentence as a bag and as a state: its mean embedding (d_model), last state (unit), and answer (classes)."""

    mean: np.ndarray
    state: np.ndarray
    out: np.ndarray


@dataclass(frozen=True)
class Net:
    """What one net remembers. ``horizon`` and ``loss`` are frozen traces of ``nets.memory`` (empty without a text);
    ``bags``: the two sentences; ``recall``: for each run its accuracy at each distance, may be empty."""

    cell: str
    horizon: Mapping[str, Quantity]
    loss: Mapping[str, Quantity]
    bags: Sequence[Bag]
    recall: Sequence[Sequence[float]]


@dataclass(frozen=True)
class Scene:
    """What is drawn. ``tokens`` are those of the window, which begins after ``first`` tokens; ``end`` is T, counted in
    all tokens. ``others`` are the tokens of both sentences of the bags, ``second`` the text of the second one.
    ``state`` is what was asked for, as it was understood."""

    text: str
    tokens: Sequence[str]
    first: int
    end: int
    nets: Sequence[Net]
    vanishing: Mapping[str, Quantity]
    distances: Sequence[int]
    chance: float
    second: str
    others: Sequence[Sequence[str]]
    classes: Sequence[str]
    families: Mapping[str, str]
    words: Mapping[str, object]
    state: Mapping[str, object] = field(default_factory=dict)
    notice: str = ""


def memory(scene: Scene) -> bytes:
    """The whole picture."""
    arrays = {f"vanishing.{name}": quantity.values for name, quantity in scene.vanishing.items()}
    nets = []
    for net in scene.nets:
        first, second = net.bags
        arrays |= {f"{net.cell}.{name}": quantity.values for name, quantity in net.horizon.items()}
        arrays |= {f"{net.cell}.loss.{name}": quantity.values for name, quantity in net.loss.items()}
        for name in ("mean", "state", "out"):
            arrays[f"{net.cell}.bag.{name}"] = np.stack([getattr(first, name), getattr(second, name)])
        arrays[f"{net.cell}.recall"] = np.array(net.recall, np.float32).reshape(len(net.recall), len(scene.distances))
        apart = [float(np.linalg.norm(a - b)) for a, b in ((first.mean, second.mean), (first.state, second.state))]
        nets.append({"cell": net.cell, "apart": apart})
    header = {
        "text": scene.text,
        "tokens": list(scene.tokens),
        "first": scene.first,
        "end": scene.end,
        "nets": nets,
        "distances": list(scene.distances),
        "chance": scene.chance,
        "second": scene.second,
        "others": [list(tokens) for tokens in scene.others],
        "bags": [counts(tokens) for tokens in scene.others],
        "classes": list(scene.classes),
        "families": dict(scene.families),
        "words": dict(scene.words),
        "state": dict(scene.state),
        "notice": scene.notice,
    }
    return pack(header, arrays)


def counts(tokens: Sequence[str]) -> list[tuple[str, int]]:
    """How often each token is there, in alphabetical order: all that a bag knows.

    >>> counts(["the", "dog", "bites", "the", "man"])
    [('bites', 1), ('dog', 1), ('man', 1), ('the', 2)]
    """
    return [(token, tokens.count(token)) for token in sorted(set(tokens))]
