"""A large map of attention as a small one that loses no peak: tiles, each the maximum of what it covers.

    m     = min(n, most)                       tiles for n tokens, queries and keys alike
    e_i   = ⌊i n / m⌋                          where tile i begins; e_m = n, so that every token is in one tile
    T_ij  = max { A_qk : e_i <= q < e_{i+1}, f_j <= k < f_{j+1} }

A mean would hide the one weight in a thousand that a picture of all heads is for, and leaving out rows would lose it.
The maximum goes through any rising scale, so tiles may be coloured and rounded afterwards: the maximum of the bytes is
the byte of the maximum.
"""

import numpy as np


def edges(n: int, most: int) -> np.ndarray:
    """Where the tiles of n tokens begin, and n: at most ``most`` tiles, whose lengths differ by one at most.

    >>> edges(10, 4).tolist(), edges(3, 4).tolist(), edges(0, 4).tolist()
    ([0, 2, 5, 7, 10], [0, 1, 2, 3], [0])

    Raises ValueError for less than one tile.
    """
    if most < 1:
        raise ValueError(f"{most} tiles hold no token: at least 1 is needed")
    tiles = min(n, most)
    return np.arange(tiles + 1) * n // max(tiles, 1)


def tiles(A: np.ndarray, most: int) -> np.ndarray:
    """T (…, row of tiles, column of tiles) of weights A (…, query, key), with any axes in front.

    >>> tiles(np.array([[0.1, 0.0, 0.9], [0.2, 0.8, 0.0], [0.0, 0.3, 0.7]]), 2)
    array([[0.1, 0.9],
           [0.2, 0.8]])

    Rows are brought together first, because they lie side by side in memory.
    """
    for axis in (-2, -1):
        steps = edges(A.shape[axis], most)
        if len(steps) == A.shape[axis] + 1:
            continue
        ahead = np.moveaxis(A, axis, 0)
        small = np.empty((*A.shape[:-2], *pooled(A.shape, axis, len(steps) - 1)), A.dtype)
        for place, start, stop in zip(np.moveaxis(small, axis, 0), steps, steps[1:], strict=False):
            np.max(ahead[start:stop], axis=0, out=place)
        A = small
    return A


def pooled(shape: tuple[int, ...], axis: int, length: int) -> list[int]:
    """The last two lengths of a shape, one of them replaced."""
    last = list(shape[-2:])
    last[axis] = length
    return last


def strongest(A: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The largest weight of each map, and where it is, (…, 2): the query and the key, the first where several are.

    >>> weight, where = strongest(np.array([[[0.6, 0.4], [0.1, 0.9]]]))
    >>> weight.tolist(), where.tolist()
    ([0.9], [[1, 1]])

    A map without a query or without a key has none: NaN, at (0, 0).
    """
    *front, queries, keys = A.shape
    if not queries * keys:
        return np.full(front, np.nan), np.zeros((*front, 2), int)
    flat = A.reshape(*front, queries * keys)
    at = flat.argmax(-1)
    weight = np.take_along_axis(flat, at[..., None], -1)[..., 0]
    return weight, np.stack(np.divmod(at, keys), -1)
