"""The live picture of the page on recurrent cells: three nets over the same tokens, in one blob (see ui/web/cells.js).

A cell is named ``net.quantity.unit``, its unit counted from 1: ``lstm.f.17``. Maps travel as bytes while somebody types
and as floats once the typing rests; numbers that are written out, of the chosen unit, are floats always.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from figures.units import best, offered, properties, saturation
from figures.wire import pack
from nets.quantity import Quantity

QUANTITIES = {"rnn": ("h",), "lstm": ("i", "f", "g", "o", "c", "h"), "gru": ("r", "z", "n", "h")}
"""What is drawn of each net, in the order of its equations."""
SHARES = ("i", "f", "o", "r", "z")
"""The gates proper, in [0, 1]; everything else is signed."""
BELOW = ("unit", "gates")
ORDERS = ("similar", "timescale", "stored")
LAYERS = "rnn.layers."
WINDOW = 64
"""The most steps that are sent and drawn at once."""
ALTERNATIVES = 3
LIMITS = (1, 2, 3, 5, 8, 12, 20, 50, 100)
"""Ends of the scale of a signed quantity: few, so that colours keep their meaning while somebody types."""


@dataclass(frozen=True)
class Net:
    """What a net made of the text: its trace, the same as trained where something is held, and what its states say.

    ``order``: its units by similarity; ``timescale`` (unit): in steps. Both may be empty.
    """

    cell: str
    trace: Mapping[str, Quantity]
    trained: Mapping[str, Quantity] | None = None
    order: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int32))
    timescale: np.ndarray = field(default_factory=lambda: np.zeros(0, np.float32))

    def quantity(self, name: str, layer: int) -> np.ndarray:
        """(time, unit)"""
        return self.trace[LAYERS + name].at(batch=0, layer=layer).values

    def layers(self) -> int:
        return self.trace[LAYERS + "h"].values.shape[0] if self.trace else 1

    def units(self) -> int:
        return self.trace[LAYERS + "h"].values.shape[-1] if self.trace else 0


@dataclass(frozen=True)
class View:
    """What is looked at: a cell, a layer (from 0), the first step of the window (None: the end is in view), the section
    below, the property that units are compared with ("": the one that says most), and whether maps are sent in full."""

    net: str = "lstm"
    quantity: str = "f"
    unit: int = 0
    layer: int = 0
    start: int | None = None
    below: str = BELOW[0]
    track: str = ""
    exact: bool = False


@dataclass(frozen=True)
class Scene:
    """The text, its tokens with the word of each, the three nets, the labels of what they predict, and what is held.

    ``model`` is the family that was chosen, "" when the text chose it; ``family`` the one that reads. ``letters``:
    tokens are single characters; ``next_token``: the nets predict the next one. ``clamps`` are as in the address,
    ``touch`` is the same in Python.
    """

    text: str
    tokens: Sequence[str]
    words_of: Sequence[int]
    nets: Sequence[Net]
    labels: Sequence[str]
    words: Mapping[str, object]
    model: str = ""
    family: str = ""
    families: Sequence[str] = ()
    letters: bool = False
    next_token: bool = False
    clamps: Sequence[str] = ()
    reset: str = "after"
    touch: str = "Intervention()"
    notice: str = ""


def cells(scene: Scene, view: View) -> bytes:
    """The picture: maps of every quantity of every net, the chosen cell in numbers, and the section below."""
    steps = len(scene.tokens)
    first, end = window(steps, view.start)
    shown = slice(first, end)
    header = {
        "text": scene.text,
        "tokens": list(scene.tokens),
        "first": first,
        "shown": end - first,
        "word": list(scene.words_of),
        "family": scene.family,
        "families": list(scene.families),
        "letters": scene.letters,
        "next": scene.next_token,
        "two": len(scene.labels) == 2,
        "second": scene.labels[1] if len(scene.labels) > 1 else "",
        "asked": {
            "model": scene.model, "cell": f"{view.net}.{view.quantity}.{view.unit + 1}", "layer": view.layer + 1,
            "start": view.start, "below": view.below, "track": view.track, "clamps": list(scene.clamps),
            "reset": scene.reset,
        },
        "exact": view.exact,
        "top": max((net.layers() for net in scene.nets), default=1),
        "offered": offered(scene.letters, len(scene.labels) == 2),
        "touch": scene.touch,
        "words": dict(scene.words),
        "notice": scene.notice,
        "nets": [],
    }  # fmt: skip
    arrays, used = {}, set()
    for net in scene.nets:
        entry = {"cell": net.cell, "units": net.units(), "maps": []}
        for name in QUANTITIES[net.cell] if net.trace else ():
            values = net.quantity(name, view.layer)[shown]
            limit = None if name in SHARES else end_of_scale(net.quantity(name, view.layer))
            entry["maps"].append({"name": name, "limit": limit})
            arrays[f"{net.cell}.{name}"] = values if view.exact else coded(values, limit)
        for kind, trace in (("", net.trace), ("trained.", net.trained)):
            if trace:
                out = trace["out"].at(batch=0).values
                (ids, shares), (last, of_last) = likeliest(out[shown]), likeliest(out[-1:])
                used |= set(ids.flatten().tolist()) | set(last.flatten().tolist())
                arrays |= {f"{net.cell}.{kind}ids": ids, f"{net.cell}.{kind}p": shares}
                entry[f"{kind}last"] = [[int(i), float(p)] for i, p in zip(last[0], of_last[0], strict=True)]
        arrays |= {f"{net.cell}.order": net.order, f"{net.cell}.timescale": net.timescale}
        header["nets"].append(entry)
    header["labels"] = {str(i): scene.labels[i] for i in sorted(used)}
    if steps:
        more, found = chosen_cell(scene, view, first, end)
        header |= more
        arrays |= found
        more, found = {"unit": tracked, "gates": gates}[view.below](scene, view)
        header |= more
        arrays |= found
    return pack(header, arrays)


def window(steps: int, start: int | None) -> tuple[int, int]:
    """The first step that is shown and the one behind the last.

    >>> window(40, None), window(1000, None), window(1000, 300), window(130, 300)
    ((0, 40), (936, 1000), (300, 364), (66, 130))
    """
    latest = max(0, steps - WINDOW)
    first = latest if start is None else max(0, min(start, latest))
    return first, min(steps, first + WINDOW)


def end_of_scale(values: np.ndarray) -> int:
    """The least of LIMITS that holds all values, in size, but for one in a hundred where they go beyond 1.

    A few units of a cell state may pile up far above the others; they are drawn in the colour of the end.
    """
    sizes = np.abs(values).flatten()
    largest = float(sizes.max(initial=0))
    if largest > 1 + 1e-6:
        place = int(0.99 * (sizes.size - 1))
        largest = float(np.partition(sizes, place)[place])
    return next((limit for limit in LIMITS if largest <= limit + 1e-6), LIMITS[-1])


def coded(values: np.ndarray, limit: float | None) -> np.ndarray:
    """Shares as bytes 0 to 255; signed values as bytes 1 to 255, 128 for 0, those beyond the limit as the limit."""
    if limit is None:
        return (np.clip(values, 0, 1) * 255).round().astype(np.uint8)
    return (128 + 127 * np.clip(values / limit, -1, 1)).round().astype(np.uint8)


def likeliest(out: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The likeliest labels after each step, the best first, and their probabilities: both (time, alternative)."""
    k = min(ALTERNATIVES, out.shape[1])
    ids = np.argpartition(-out, k - 1, axis=-1)[:, :k]
    ids = np.take_along_axis(ids, np.argsort(-np.take_along_axis(out, ids, -1), -1, kind="stable"), -1)
    return ids.astype(np.int32), np.take_along_axis(out, ids, -1)


def net_of(scene: Scene, view: View) -> Net:
    return next(net for net in scene.nets if net.cell == view.net)


def chosen_cell(scene: Scene, view: View, first: int, end: int) -> tuple[dict, dict[str, np.ndarray]]:
    """Every left-hand side of the chosen unit, (quantity, step), from the step before the window on (0 before the
    text), and the chosen quantity of that unit at every step of the text."""
    net = net_of(scene, view)
    names = [path.removeprefix(LAYERS) for path in net.trace if path.startswith(LAYERS)]
    cell = np.zeros((len(names), end - first + 1), np.float32)
    for row, name in zip(cell, names, strict=True):
        row[max(0, 1 - first) :] = net.quantity(name, view.layer)[max(0, first - 1) : end, view.unit]
    return {"fields": names}, {"cell": cell, "unit": net.quantity(view.quantity, view.layer)[:, view.unit]}


def tracked(scene: Scene, view: View) -> tuple[dict, dict]:
    """The units whose states go best with the chosen property of the text, and what chance alone would reach."""
    outs = {net.cell: net.trace["out"].at(batch=0).values for net in scene.nets}
    known = properties(scene.tokens, scene.words_of, outs, scene.letters, len(scene.labels) == 2)
    usual = "place" if scene.next_token else "position"
    wanted = next((name for name in (view.track, "answer", usual, "position") if name in known), "")
    states = {
        (net.cell, name): net.quantity(name, view.layer)
        for net in scene.nets
        for name in QUANTITIES[net.cell]
        if name in "ch"
    }
    found, chance = best(states, known.get(wanted, {}))
    more = {"wanted": known[wanted][view.net]} if wanted in known else {}
    return {"properties": list(known), "track": wanted, "found": found, "chance": chance}, more


def gates(scene: Scene, view: View) -> tuple[dict, dict[str, np.ndarray]]:
    """For each gate and unit, the shares of steps below 0.1 and above 0.9, as (2, unit)."""
    found = {
        f"{net.cell}.{name}.saturated": saturation(net.quantity(name, view.layer))
        for net in scene.nets
        for name in QUANTITIES[net.cell]
        if name in SHARES
    }
    return {}, found
