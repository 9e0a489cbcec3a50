"""Growing prefixes: which of them are shown, and their numbers side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Row:
    """What one net makes of one prefix: the ids it writes, s_0 (unit), and −log p (time) of each given token."""

    tokens: tuple[int, ...]
    start: np.ndarray
    losses: np.ndarray


def spaced(count: int, most: int) -> list[int]:
    """Numbers from 1 to ``count``, at most so many, evenly spaced, both ends among them.

    >>> spaced(3, 24), spaced(9, 5), spaced(0, 5)
    ([1, 2, 3], [1, 3, 5, 7, 9], [])
    """
    if count <= most:
        return list(range(1, count + 1))
    return [round(1 + k * (count - 1) / (most - 1)) for k in range(most)]


def side_by_side(nets: Sequence[Sequence[Row]]) -> dict[str, np.ndarray]:
    """``surprise`` (net, prefix), nats a token; ``start`` (net, prefix, unit); ``moved`` (net, prefix): how far s_0 is
    from that of the prefix before, NaN for the first; ``losses.k`` (prefix, time) of net k, NaN after the last."""
    arrays = {
        "surprise": np.array([[row.losses.mean() for row in rows] for rows in nets], np.float32),
        "start": np.array([[row.start for row in rows] for rows in nets], np.float32),
    }
    steps = np.diff(arrays["start"], axis=1)
    gap = np.full((len(nets), 1), np.nan, np.float32)
    arrays["moved"] = np.concatenate([gap, np.linalg.norm(steps, axis=-1)], 1)
    for k, rows in enumerate(nets):
        longest = max(len(row.losses) for row in rows)
        table = np.full((len(rows), longest), np.nan, np.float32)
        for place, row in enumerate(rows):
            table[place, : len(row.losses)] = row.losses
        arrays[f"losses.{k}"] = table
    return arrays
