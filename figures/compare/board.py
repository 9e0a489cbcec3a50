"""The score board of all heads, their map, and the sentences that show one of them: behind ui/web/compare_board.js."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

PLAIN = ("side", "layer", "head", "role", "relation", "looks_for", "offset", "offset_finds", "aer_diagonal", "examples")
"""What a row says beside its measures."""


@dataclass(frozen=True)
class Example:
    """A sentence that shows what a head does: its weights (query, key) there, and the tokens that they are of."""

    text: str
    weights: np.ndarray
    queries: Sequence[str]
    keys: Sequence[str]


def board(
    found: Mapping | None, measures: Sequence[str], ends: Sequence[str], examples: Sequence[Example], **more
) -> tuple[dict, dict[str, np.ndarray]]:
    """Header and arrays of a board as ``models.boards`` reads it, None where nobody has measured one.

    ``values`` is (measure, end, head), NaN where a measure makes no sense; measures that no head has are left out.
    """
    header: dict = {"board": None}
    arrays: dict[str, np.ndarray] = {}
    if found:
        rows = found["heads"]
        there = [name for name in measures if any(row.get(name) is not None for row in rows)]
        cells = [[[number(row.get(name + end)) for row in rows] for end in ends] for name in there]
        arrays["values"] = np.array(cells, np.float32).reshape(len(there), len(ends), len(rows))
        arrays |= {f"map.{side}": np.array(one["points"], np.float32) for side, one in found["maps"].items()}
        header["board"] = {
            "measures": there,
            "rows": [{name: row[name] for name in PLAIN if name in row} for row in rows],
            "maps": {side: {"share": one["share"], "stress": one["stress"]} for side, one in found["maps"].items()},
            "about": dict(found["about"]),
        }
    arrays |= {f"example.{k}": one.weights for k, one in enumerate(examples)}
    header["examples"] = [{"text": one.text, "rows": list(one.queries), "columns": list(one.keys)} for one in examples]
    return header | more, arrays


def number(value: float | None) -> float:
    """
    >>> number(0.5), number(None)
    (0.5, nan)
    """
    return float("nan") if value is None else float(value)
