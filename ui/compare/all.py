"""All heads of a stack at once: maps of tiles for all of them, and a window into the one that is looked at."""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np

from figures.compare.all import SIZES, all_heads, sharpness
from models.known import shown
from nets.heads import mass, offset
from nets.tiles import strongest, tiles
from ui.classified import labels
from ui.compare.choosing import Head, head_of
from ui.compare.reading import CHARACTERS, opened, read
from ui.compare.room import refusal, room
from ui.run import NETS
from ui.words import word

CODE = Path(__file__).parent.parent.parent / "lessons" / "code" / "compare"
FIRST = (1, 1, 32)
"""Where the window is at first: the query and the key that it begins with, from 1, and how many of each it shows."""
PLACES = (-1, 0, 1)
"""Keys that a picture of all heads names, by where they stand from the query."""


class TooLong(Exception):
    """A text whose weights would not fit into memory."""


def asked_for(view: Mapping) -> dict:
    """``window``: ``query.key.size``, of a mapping that may hold nonsense."""
    return {"window": ".".join(map(str, window_of(view.get("window"))))}


def window_of(value) -> tuple[int, int, int]:
    """A window as it is written.

    >>> window_of("130.1.64"), window_of("0.7.50"), window_of("x"), window_of(None)
    ((130, 1, 64), (1, 7, 32), (1, 1, 32), (1, 1, 32))
    """
    found = re.fullmatch(r"(\d{1,5})\.(\d{1,5})\.(\d{1,3})", value, re.ASCII) if isinstance(value, str) else None
    if not found:
        return FIRST
    query, key, size = map(int, found.groups())
    return max(1, query), max(1, key), max((s for s in SIZES if s <= size), default=SIZES[0])


@lru_cache(maxsize=64)
def counted(model: str, text: str) -> int:
    """How many tokens a model makes of a text."""
    return NETS.submit(lambda: len(opened(model).tokens(text[:CHARACTERS]))).result()


@lru_cache(maxsize=8)
def overview(model: str, side: str, text: str) -> dict[str, np.ndarray]:
    """The tiles of every head of a stack, and their strongest weights. Raises TooLong before anything is read."""
    if room(opened(model).shapes, counted(model, text), opened(model).limit).full:
        raise TooLong
    return NETS.submit(pooled, read(model, text).stacks[side].weights, side).result()


def pooled(weights: np.ndarray, side: str) -> dict[str, np.ndarray]:
    """What a picture of all heads shows of weights (layer, head, query, key): see ``figures.compare.all``."""
    small = tiles(weights, sharpness(weights.shape[0] * weights.shape[1]))
    alone = int(side == "decoder" and weights.shape[-2] > 1)  # the first query has no choice
    weight, where = strongest(weights[..., alone:, :])
    return {"tiles": small, "strongest": weight, "where": where + [alone, 0], "places": places(weights, side)}


def places(weights: np.ndarray, side: str) -> np.ndarray:
    """How much of its attention a head gives to the previous token, to itself, to the next, and to the first one,
    (4, layer, head): NaN where there is none, and for places that two texts do not share."""
    found = np.full((4, *weights.shape[:2]), np.nan, np.float32)
    queries, keys = weights.shape[-2:]
    if side != "cross":
        for k, by in enumerate(PLACES):
            if abs(by) < keys:
                found[k] = offset(weights, by)
    if keys and queries:
        found[3] = mass(weights, np.arange(keys) == 0)
    return found


def section(asked: Mapping, text: str) -> tuple[dict, dict, list[str]]:
    """Header, arrays, and what the reader must know. Raises BrokenModel, CannotRead."""
    chosen, window = head_of(asked["a"], asked["a"]), window_of(asked["window"])
    model = opened(chosen.model)
    here = room(model.shapes, counted(chosen.model, text), model.limit)
    about = dict(model=chosen.model, side=chosen.side, room=here.wire(), layers=model.shapes[chosen.side][0])
    try:
        found = overview(chosen.model, chosen.side, text)
    except TooLong:
        header, arrays = nothing(model.shapes[chosen.side], chosen, window)
        return header | about, arrays, [refusal(chosen.model, here)]
    reading = read(chosen.model, text)
    stack = reading.stacks[chosen.side]
    header, arrays = all_heads(
        stack.weights, found, ([piece.text for piece in stack.queries], [piece.text for piece in stack.keys]),
        (chosen.layer - 1, chosen.head - 1), window, **about,
    )  # fmt: skip
    notices = [] if reading.cut is None else [word("notice.cut", place=reading.cut)]
    if here.tokens > here.limit:
        notices.append(word("compare_all.limit", model=shown(chosen.model), limit=here.limit))
    return header, arrays, notices


def nothing(shape: tuple[int, int], chosen: Head, window: tuple[int, int, int]) -> tuple[dict, dict]:
    """The picture of a text that was not read."""
    weights = np.zeros((*shape, 0, 0), np.float32)
    found = pooled(weights, chosen.side)
    return all_heads(weights, found, ([], []), (chosen.layer - 1, chosen.head - 1), window)


@lru_cache
def words(lang: str) -> dict:
    """Every label of this tab in one language, and its code."""
    return labels("compare_all", lang) | {"code": {"tiles": (CODE / "tiles.py").read_text(encoding="utf-8")}}
