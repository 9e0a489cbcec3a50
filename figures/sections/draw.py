"""An attention row and the next word, before and after somebody has drawn another row."""

from collections.abc import Mapping

import numpy as np

from nets.quantity import Quantity

TOP = 5
"""How many of the likeliest next tokens are shown."""


def top(trace: Mapping[str, Quantity], t: int) -> list[tuple[int, float]]:
    """Id and probability of the likeliest next tokens at step t, counted from 0, the best first."""
    p = trace["out"].at(batch=0, time=t).values
    return [(int(token), float(p[token])) for token in np.argsort(-p, kind="stable")[:TOP]]


def draw_arrays(before: Mapping[str, Quantity], after: Mapping[str, Quantity], t: int) -> dict[str, np.ndarray]:
    """The net's own row of step t (key), counted from 0, and the one that stands in its place."""
    return {
        name: trace["decoder.look.weights"].at(batch=0, query=t).values
        for name, trace in (("own", before), ("row", after))
    }
