"""Score boards that were measured before (``python -m training heads`` and ``boards``): a file beside the weights.

A board comes from a file that anyone may have written, so everything that is passed on is looked at first.
"""

import json
import math
from functools import lru_cache
from pathlib import Path

from foreign import CannotRead
from models.maps import Shapes
from models.roles import ROLES

BOARD = "heads.json"
"""The file in a model's folder."""
MEASURES = (
    "previous", "next", "self", "strongest_at", "distance", "special", "entropy", "confidence", "rare", "found",
    "prefix_matching", "aer", "gradient", "ablation", "bleu_lost",
)  # fmt: skip
"""What a row may hold, in the order of the columns."""
ENDS = ("", "_low", "_high", "_untrained", "_untrained_low", "_untrained_high")
"""What stands behind a measure's name: its value, the ends of its interval, and the same of the untrained net."""
NUMBERS = ("offset", "offset_finds", "found_where_chosen", "aer_diagonal")
WORDS = ("relation", "looks_for")
ABOUT = ("model", "texts", "text", "command", "data", "importance_texts", "bleu", "bleu_sentences", "alignments")
LARGEST = 40_000_000
"""Bytes."""


def board(folder: Path, shapes: Shapes) -> dict | None:
    """The board of a model with so many layers and heads, None where there is none. Raises CannotRead for one that is
    damaged, or is another model's."""
    file = folder / BOARD
    try:
        stamp = file.stat()
    except OSError:
        return None
    if stamp.st_size > LARGEST:
        raise CannotRead("long_board", file=file.name, folder=folder.name)
    return checked(file, stamp.st_mtime_ns, tuple(sorted(shapes.items())))


@lru_cache(maxsize=8)
def checked(file: Path, changed: int, shapes: tuple) -> dict:
    """The same, remembered until the file changes."""
    where = dict(file=file.name, folder=file.parent.name)
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        rows = [row_of(row) for row in found["heads"]]
        sentences = [str(text) for text in found.get("sentences", [])]
        maps = {
            side: map_of(found["maps"][side], many) for side, many in counted(rows).items() if side in found["maps"]
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise CannotRead("no_board", **where, error=error) from error
    wanted = {(side, i + 1, h + 1) for side, (layers, heads) in shapes for i in range(layers) for h in range(heads)}
    if {(row["side"], row["layer"], row["head"]) for row in rows} != wanted:
        raise CannotRead("other_board", **where)
    for row in rows:
        row["examples"] = [place for place in row["examples"] if 0 <= place < len(sentences)]
    about = {name: found[name] for name in ABOUT if name in found}
    return dict(heads=rows, sentences=sentences, maps=maps, about=about, sha256=found.get("sha256"))


def counted(rows: list[dict]) -> dict[str, int]:
    """How many heads each stack has."""
    sides = [row["side"] for row in rows]
    return {side: sides.count(side) for side in dict.fromkeys(sides)}


def number(value) -> float | None:
    """A number, or None. Raises ValueError for anything else."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{value!r} is no number")
    return value


def row_of(row: dict) -> dict:
    """What is known of a row, and nothing else."""
    found = {name: int(row[name]) for name in ("layer", "head")} | dict(side=str(row["side"]))
    found["role"] = row["role"] if row.get("role") in ROLES else "none"
    found |= {name + end: number(row[name + end]) for name in MEASURES for end in ENDS if name + end in row}
    found |= {name: number(row[name]) for name in NUMBERS if name in row}
    found |= {name: str(row[name]) for name in WORDS if row.get(name) is not None}
    return found | dict(examples=[int(place) for place in row.get("examples", [])])


def map_of(one: dict, many: int) -> dict:
    """The places of so many heads, with the share and the stress. Raises ValueError where they are not as many."""
    points = [[number(value) or 0.0 for value in point] for point in one["points"]]
    if len(points) != many or any(len(point) != 2 for point in points):
        raise ValueError(f"a map of {len(points)} heads, not {many}")
    return dict(points=points, share=number(one["share"]), stress=number(one["stress"]))
