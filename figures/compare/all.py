"""All heads of a stack at once, and a window into one of them: the numbers behind ui/web/compare_all.js."""

from collections.abc import Mapping, Sequence
from math import isqrt

import numpy as np

from figures.wire import share_bytes

SHARPEST = 64
"""The most tiles a side of a map."""
ROOM = 2**20
"""The most bytes that the tiles of all heads may have."""
SIZES = (8, 16, 32, 64)
"""Tokens a side of the window."""


def sharpness(heads: int) -> int:
    """How many tiles a side each of so many maps has, at most: 64, and fewer where all of them would be too large.

    >>> sharpness(8), sharpness(144), sharpness(1024), sharpness(10**9)
    (64, 64, 32, 1)
    """
    return max(1, min(SHARPEST, isqrt(ROOM // max(heads, 1))))


def frame(window: tuple[int, int, int], queries: int, keys: int) -> tuple[slice, slice]:
    """The rows and columns that a window shows, inside a map; ``window`` is its first query and key, from 1, and size.

    >>> frame((1, 1, 8), 5, 20), frame((90, 13, 8), 100, 15)
    ((slice(0, 5, None), slice(0, 8, None)), (slice(89, 97, None), slice(7, 15, None)))
    """
    *first, size = window
    starts = [max(0, min(start - 1, n - size)) for start, n in zip(first, (queries, keys), strict=True)]
    rows, columns = (slice(start, min(start + size, n)) for start, n in zip(starts, (queries, keys), strict=True))
    return rows, columns


def all_heads(
    weights: np.ndarray,
    overview: Mapping[str, np.ndarray],
    tokens: tuple[Sequence[str], Sequence[str]],
    head: tuple[int, int],
    window: tuple[int, int, int],
    **more,
) -> tuple[dict, dict[str, np.ndarray]]:
    """Header and arrays. weights (layer, head, query, key) in [0, 1]; ``overview``: what ``nets.tiles`` makes of them,
    ``tiles`` (layer, head, row, column), ``strongest`` (layer, head) and ``where`` (layer, head, 2); ``places``
    (place, layer, head), the share that falls on the previous token, the same, the next and the first one. ``head`` is
    the layer and head that the window looks into, from 0. A weight that is not a number is that of a head cut away."""
    rows, columns = frame(window, *weights.shape[-2:])
    header = {
        "queries": list(tokens[0]),
        "keys": list(tokens[1]),
        "head": list(head),
        "window": [rows.start, columns.start],
        "sizes": list(SIZES),
    }
    arrays = {
        "tiles": share_bytes(np.nan_to_num(overview["tiles"])),
        "strongest": overview["strongest"],
        "where": overview["where"],
        "places": overview["places"],
        "window": weights[*head, rows, columns],
    }
    return header | more, arrays
