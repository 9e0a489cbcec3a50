"""The score board of every head of A's model, as it was measured before, and the sentences that show what A does."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from figures.compare.board import Example, board
from foreign import CannotRead
from models import boards, known
from ui.classified import labels
from ui.compare.choosing import LONGEST, Head, head_of
from ui.compare.reading import read, shapes
from ui.run import load
from ui.words import language, word

SHOWN = 3
"""The most sentences that show a head."""
CODE = Path(__file__).parent.parent.parent / "lessons" / "code" / "compare"


def asked_for(view: Mapping) -> dict:
    """``sentences``: those of a board that the reader opened, for the head that is looked at. How a board is sorted and
    filtered is the browser's."""
    asked = view.get("sentences")
    if not isinstance(asked, list):
        return {}
    return {"sentences": [text[:LONGEST] for text in asked[:SHOWN] if isinstance(text, str)]}


@lru_cache(maxsize=128)
def example(model: str, side: str, layer: int, head: int, text: str) -> Example | None:
    """A head on a sentence; None where the model has nothing to say of it. Raises BrokenModel, CannotRead."""
    stack = read(model, text).stacks.get(side)
    if stack is None:
        return None
    weights = np.array(stack.weights[layer - 1, head - 1])
    return Example(text, weights, [piece.text for piece in stack.queries], [piece.text for piece in stack.keys])


def examples(head: Head, sentences: Sequence[str]) -> list[Example]:
    """A head on some sentences. Raises BrokenModel, CannotRead."""
    found = (example(head.model, head.side, head.layer, head.head, text) for text in sentences)
    return [one for one in found if one is not None]


def sentences_of(head: Head, found: Mapping) -> list[str]:
    """Those that the board keeps for a head."""
    mine = (head.side, head.layer, head.head)
    row = next(row for row in found["heads"] if (row["side"], row["layer"], row["head"]) == mine)
    return [found["sentences"][place] for place in row["examples"]]


def stale(model: str, found: Mapping) -> bool:
    """Whether one of our boards was measured on other weights than those that are there."""
    return model in known.OURS and found["sha256"] != load(model).card["sha256"]


def section(asked: Mapping, text: str) -> tuple[dict, dict, list[str]]:
    """Header, arrays, and what the reader must know. Raises BrokenModel, CannotRead."""
    head = head_of(asked["a"], asked["a"])
    folder, found, notices = known.folder_of(head.model), None, []
    try:
        found = boards.board(folder, shapes(head.model))
    except CannotRead as error:  # the other tabs go on
        notices.append(error.said(language()))
    kept = examples(head, asked.get("sentences") or (sentences_of(head, found) if found else []))
    if found and stale(head.model, found):
        notices.append(word("compare_board.stale", model=known.shown(head.model)))
    header, arrays = board(
        found, boards.MEASURES, boards.ENDS, kept, model=head.model, title=known.shown(head.model),
        folder=folder.name, ours=head.model in known.OURS,
    )  # fmt: skip
    return header, arrays, notices


@lru_cache
def words(lang: str) -> dict:
    """Every label of this tab in one language, and its code."""
    code = {path.stem: path.read_text(encoding="utf-8") for path in sorted(CODE.glob("board*.py"))}
    return labels("compare_board", lang) | {"code": code}
