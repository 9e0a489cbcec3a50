"""The typed sentence, live: scores of every head, and what the net says with some of them off: the numbers behind
ui/web/compare_live.js."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np


@dataclass(frozen=True)
class Says:
    """What a net says at each place of a text: ``likely`` names the likeliest tokens there, ``chances`` (place, top)
    are theirs, ``own`` (place,) that of the token that stands there, ``losses`` (place,) -ln of it in nats.
    ``written``: what an encoder-decoder writes, None for other nets."""

    likely: Sequence[Sequence[str]]
    chances: np.ndarray
    own: np.ndarray
    losses: np.ndarray
    written: str | None


def live(
    scores: Mapping[str, np.ndarray], effects: Mapping[str, Mapping[str, np.ndarray]] | None, names: Sequence[str],
    head: np.ndarray, says: tuple[Says, Says] | None, **more,
) -> tuple[dict, dict[str, np.ndarray]]:  # fmt: skip
    """Header and arrays. ``scores`` by side (score, layer, head) with their ``names``; ``effects``, where they have
    been measured, by kind and side (layer, head); ``head``: the weights of the chosen one (query, key); ``says``: all
    heads on, and without those that are off, None for a net that cannot be asked."""
    arrays = {f"scores.{side}": values for side, values in scores.items()} | {"map": head}
    for kind, sides in (effects or {}).items():
        arrays |= {f"{kind}.{side}": values for side, values in sides.items()}
    header = {"scores": list(names), "sides": list(scores), "measured": effects is not None, "says": None}
    if says:
        for name, one in zip(("before", "after"), says, strict=True):
            arrays |= {f"{name}.{part}": getattr(one, part) for part in ("chances", "own", "losses")}
        before, after = says
        texts = None if before.written is None else apart(before.written, after.written or "")
        header["says"] = {"before": wire(before), "after": wire(after), "texts": texts}
    return header | more, arrays


def wire(says: Says) -> dict:
    """What a net says, but for its arrays; ``loss``: nats a token, None where nothing was read."""
    loss = float(says.losses.mean()) if len(says.losses) else None
    return {"likely": [list(names) for names in says.likely], "loss": loss}


def apart(first: str, second: str) -> list[list[list]]:
    """Two texts word by word, each word with 1 where the other text has another in its place.

    >>> apart("il est là", "il est très là")
    [[['il', 0], ['est', 0], ['là', 0]], [['il', 0], ['est', 0], ['très', 1], ['là', 0]]]
    """
    words = first.split(), second.split()
    found = [[[word, 1] for word in one] for one in words]
    for block in SequenceMatcher(None, *words, autojunk=False).get_matching_blocks():
        for k, start in ((0, block.a), (1, block.b)):
            for place in range(start, start + block.size):
                found[k][place][1] = 0
    return found
