"""Two heads side by side, and what tells them apart: the numbers behind ui/web/compare_two.js."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from nets.quantity import Quantity


@dataclass(frozen=True)
class Map:
    """A head's weights (query, key), where it may look, and what rows and columns are called. ``rest``: the last column
    is that of all tokens of no word together. ``written``: whether rows and columns are what the model wrote itself."""

    weights: np.ndarray
    seen: np.ndarray
    rows: Sequence[str]
    columns: Sequence[str]
    written: tuple[bool, bool]
    rest: bool = False

    def wire(self) -> dict:
        return {
            "rows": list(self.rows),
            "columns": list(self.columns),
            "written": list(self.written),
            "rest": self.rest,
        }


@dataclass(frozen=True)
class Link:
    """What belongs together on an axis: a number for each place of A and of B; -1 where nothing does. ``by`` says what
    the numbers count: tokens, words, or mere places, where the two have read different sentences."""

    by: str
    a: Sequence[int]
    b: Sequence[int]

    def wire(self) -> dict:
        return {"by": self.by, "a": list(self.a), "b": list(self.b)}


def two(
    a: Map, b: Map, rows: Link, columns: Link, compared: Mapping[str, Quantity] | None, **more
) -> tuple[dict, dict[str, np.ndarray]]:
    """Header and arrays; ``compared`` is what ``nets.compared`` says, None where the two cannot be compared."""
    arrays = {}
    for name, one in (("a", a), ("b", b)):
        arrays[f"{name}.weights"] = one.weights
        arrays[f"{name}.seen"] = one.seen.astype(np.uint8)
    for name, quantity in (compared or {}).items():
        arrays[f"compared.{name}"] = quantity.values
    header = {
        "a": a.wire(),
        "b": b.wire(),
        "links": {"rows": rows.wire(), "columns": columns.wire()},
        "compared": compared is not None,
        "most": float(np.log(2)),
    }
    return header | more, arrays
