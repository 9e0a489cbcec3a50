"""The live picture of the page on kinds of sequence task: one net drawn as it is wired (see ui/web/tasks.js).

What is drawn over the tokens depends on the kind: a class after every word, a tag under each word, or the characters
that may come next. At most ``WINDOW`` columns travel; of the chosen step, every number does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from figures.wire import pack
from nets.quantity import Quantity

KINDS = ("one-to-many", "many-to-one", "encoder-decoder", "aligned")
"""In the order of the strip; an ordinary net, one to one, stands before them and cannot be chosen."""
WINDOW = 120
"""The most columns that are sent."""
RIVALS = {"aligned": 3, "one-to-many": 5}
"""How many answers are listed at each step, by kind."""


@dataclass(frozen=True)
class Token:
    """A column: its text, whether the net wrote it itself, and whether it is missing from the vocabulary."""

    text: str
    written: bool = False
    unknown: bool = False

    def wire(self) -> dict:
        return {"text": self.text, "written": self.written, "unknown": self.unknown}


@dataclass(frozen=True)
class Wiring:
    """How a net is put together: the entries of its card that decide it. ``pooling`` is "" where nothing is pooled."""

    layers: int
    bidirectional: bool
    pooling: str
    units: int

    def wire(self) -> dict:
        return {
            "layers": self.layers,
            "bidirectional": self.bidirectional,
            "pooling": self.pooling,
            "units": self.units,
        }


@dataclass(frozen=True)
class Shown:
    """What is drawn. ``trace`` is the chosen net's; ``outs`` holds each net's answers (time, class or tag), by cell.

    ``step``: the column in detail, None for the newest. ``unit``: which unit colours the boxes, from 1; 0 is the norm
    of all. ``parts``: what each direction says about the tags. Of generation, ``goes_on`` is the trace of reading what
    was written, ``considered`` (time, vocab) what each next character is drawn from, ``dice`` the throws of the written
    ones, ``texts`` what each net wrote, by cell.
    ``state`` is what was asked for, as it goes back to the browser.
    """

    text: str
    kind: str
    family: str
    families: Sequence[str]
    cell: str
    cells: Sequence[str]
    tokens: Sequence[Token]
    labels: Sequence[str]
    wiring: Wiring
    trace: Mapping[str, Quantity]
    words: Mapping[str, object]
    outs: Mapping[str, np.ndarray] = field(default_factory=dict)
    step: int | None = None
    unit: int = 0
    parts: Mapping[str, Quantity] = field(default_factory=dict)
    goes_on: Mapping[str, Quantity] = field(default_factory=dict)
    considered: Quantity | None = None
    dice: Quantity | None = None
    texts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    state: Mapping[str, object] = field(default_factory=dict)
    notice: str = ""

    @property
    def prompt(self) -> int:
        """How many of the columns were typed."""
        return sum(not token.written for token in self.tokens)

    @property
    def at(self) -> int:
        """The column in detail: the one asked for, else the newest that was typed; -1 when there is none."""
        return min(self.prompt - 1 if self.step is None else self.step, len(self.tokens) - 1)

    def values(self, path: str) -> np.ndarray:
        """The numbers of a path over all columns, those that were written behind those that were typed."""
        first = self.trace[path].at(batch=0)
        if path not in self.goes_on:
            return first.values
        return np.concatenate([first.values, self.goes_on[path].at(batch=0).values], first.dims.index("time"))

    @property
    def window(self) -> slice:
        """The columns that travel: the last ones, or as many around the one in detail."""
        n = len(self.tokens)
        last = n if self.step is None else min(n, max(self.at + WINDOW // 2, WINDOW))
        return slice(max(0, last - WINDOW), last)


def tasks(shown: Shown) -> bytes:
    """The picture, as one blob."""
    window = shown.window
    header = {
        "text": shown.text,
        "kind": shown.kind,
        "family": shown.family,
        "families": list(shown.families),
        "cell": shown.cell,
        "cells": list(shown.cells),
        "tokens": [token.wire() for token in shown.tokens[window]],
        "first": window.start,
        "length": len(shown.tokens),
        "prompt": shown.prompt,
        "step": shown.at,
        "pinned": shown.step is not None,
        "labels": list(shown.labels),
        "wiring": shown.wiring.wire(),
        "unit": shown.unit,
        "state": dict(shown.state),
        "words": dict(shown.words),
        "notice": shown.notice,
    }
    more, arrays = {"many-to-one": classes, "aligned": tags, "one-to-many": characters}.get(shown.kind, nothing)(shown)
    return pack(header | more, states(shown) | arrays)


def nothing(shown: Shown) -> tuple[dict, dict]:
    return {}, {}


def states(shown: Shown) -> dict[str, np.ndarray]:
    """What colours the boxes: of every input its norm; of every state, by layer, its norm or the chosen unit."""

    def colour(path: str, axes: str) -> np.ndarray:
        if path not in shown.trace:
            return np.zeros((0, len(shown.tokens[shown.window])), np.float32)
        values = shown.values(path)
        units = np.linalg.norm(values, axis=-1) if axes == "norm" or not shown.unit else values[..., shown.unit - 1]
        return units[..., shown.window]

    return {
        "x": colour("x", "norm"),
        "forward": colour("rnn.layers.h", "unit"),
        "backward": colour("rnn.backward.h", "unit"),
    }


def classes(shown: Shown) -> tuple[dict, dict]:
    """Many to one: each net's probabilities after every token, and what the answer at the chosen step is made of."""
    arrays = {f"curve_{cell}": out for cell, out in shown.outs.items()}
    if shown.at >= 0:
        trace = {name: shown.trace[name].at(batch=0).values[shown.at] for name in ("weights", "logits", "out")}
        arrays |= {"shares": trace["weights"][shown.window], "logits": trace["logits"], "out": trace["out"]}
    return {}, arrays


def tags(shown: Shown) -> tuple[dict, dict]:
    """Many to many: the likeliest tags of every token for each net, and the scores of the chosen one, taken apart."""
    top = {cell: likeliest(out[shown.window], RIVALS[shown.kind]) for cell, out in shown.outs.items()}
    arrays = {f"ids_{cell}": ids for cell, (ids, _) in top.items()} | {f"p_{cell}": p for cell, (_, p) in top.items()}
    best = [shown.labels[i] for i in top[shown.cell][0][:, 0]] if shown.cell in top else []
    if shown.at >= 0:
        arrays |= {f"says_{name}": shown.parts[name].values[shown.at] for name in ("forward", "backward")}
        arrays["says_bias"] = shown.parts["bias"].values
        arrays |= {name: shown.trace[name].at(batch=0).values[shown.at] for name in ("logits", "out")}
    return {"spans": spans(best)}, arrays


def characters(shown: Shown) -> tuple[dict, dict]:
    """One to many: the likeliest next characters everywhere, and all of them at the chosen step."""
    header = {"texts": dict(shown.texts), "dice": None}
    if shown.at < 0:
        return header, {}
    considered = shown.considered.values
    ids, q = likeliest(considered[shown.window], RIVALS[shown.kind])
    written, dice = shown.at - shown.prompt + 1, shown.dice.values
    if 0 <= written < len(dice):
        header["dice"] = float(dice[written])
    return header, {"ids": ids, "q": q, "considered": considered[shown.at], "out": shown.values("out")[shown.at]}


def likeliest(probabilities: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """The ``count`` likeliest ids of each row (time, vocab), best first, and their probabilities."""
    count = min(count, probabilities.shape[-1])
    ids = np.argsort(-probabilities, axis=-1, kind="stable")[:, :count]
    return ids, np.take_along_axis(probabilities, ids, -1)


def spans(tags: Sequence[str]) -> list[tuple[int, int, str]]:
    """Where BIO tags say that an entity stands: its first and last place, and its name.

    An I without its beginning, or after another name, begins an entity of its own.

    >>> spans(["B-person", "I-person", "O", "I-place", "B-place", "NOUN"])
    [(0, 1, 'person'), (3, 3, 'place'), (4, 4, 'place')]
    """
    found: list[tuple[int, int, str]] = []
    for place, tag in enumerate(tags):
        mark, _, name = tag.partition("-")
        if not name or mark not in "BI":
            continue
        goes_on = mark == "I" and found and found[-1][1:] == (place - 1, name)
        if goes_on:
            found[-1] = (found[-1][0], place, name)
        else:
            found.append((place, place, name))
    return found
