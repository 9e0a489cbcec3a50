"""Readers of texts with a class each: NSMC, GoEmotions, and the SMS Spam Collection.

A file comes with its header or without, and may leave out the columns that we do not need.
"""

import html
import sys
from collections.abc import Callable
from pathlib import Path

from training import data

CSV_QUOTE = '""'
"""A quotation mark in some rows of NSMC's test set, which its training rows write as one."""

Example = tuple[str, int]
"""A text and its class."""

EMOTIONS = (  # noqa: SIM905
    "admiration amusement anger annoyance approval caring confusion curiosity desire disappointment disapproval "
    "disgust embarrassment excitement fear gratitude grief joy love nervousness optimism pride realization relief "
    "remorse sadness surprise neutral"
).split()
POSITIVE = frozenset(
    "admiration amusement approval caring desire excitement gratitude joy love optimism pride relief".split()  # noqa: SIM905
)
NEGATIVE = frozenset(
    "anger annoyance disappointment disapproval disgust embarrassment fear grief nervousness remorse sadness".split()  # noqa: SIM905
)
SENTIMENT = ("negative", "positive")
SPAM = ("ham", "spam")


class OfNoClass(Exception):
    """A row that the set holds but the task leaves out: neither or both of the classes."""


def one_of(classes: tuple[str, ...]) -> Callable[[str], int]:
    """Reads a class by its number or by its name.

    >>> [one_of(SPAM)(cell) for cell in ("ham", " Spam", "1")]
    [0, 1, 1]
    """

    def read(cell: str) -> int:
        cell = cell.strip().lower()
        if cell.isdecimal() and int(cell) < len(classes):
            return int(cell)
        if cell not in classes:
            raise data.BadLine(f"{cell!r} is none of {', '.join(classes)}")
        return classes.index(cell)

    return read


def sentiment_of_emotions(cell: str) -> int:
    """The sentiment of a comment's emotions, by the grouping of GoEmotions' authors.

    Raises OfNoClass unless all of them are positive, or all negative: mixed, ambiguous and neutral comments have none.

    >>> sentiment_of_emotions("0,17"), sentiment_of_emotions("anger")
    (1, 0)
    """
    found = set()
    for emotion in cell.split(","):
        emotion = emotion.strip().lower()
        if emotion.isdecimal() and int(emotion) < len(EMOTIONS):
            emotion = EMOTIONS[int(emotion)]
        if emotion not in EMOTIONS:
            raise data.BadLine(f"{emotion!r} is no emotion of the set")
        found.add(emotion)
    if found <= POSITIVE or found <= NEGATIVE:
        return int(found <= POSITIVE)
    raise OfNoClass


def read(path: Path, orders: tuple[tuple[str, ...], ...], of: Callable[[str], int]) -> tuple[list[Example], int]:
    """The examples of a file, and the number of lines left out.

    ``orders`` are the columns that a file without a header may have: the one with as many as the first line has. HTML
    entities become characters. An empty text is an example too: the test set of NSMC has three.
    """
    width = len(next(iter(data.rows(path)), ()))
    order = next((order for order in orders if len(order) == width), orders[0])
    skipped = 0

    def example(cells: dict[str, str]) -> Example | None:
        nonlocal skipped
        try:
            return html.unescape(cells["text"]).replace(CSV_QUOTE, '"'), of(cells["label"])
        except OfNoClass:
            skipped += 1
            return None

    found, left_out = data.table(path, order, len(order), example, ("text", "label"))
    if skipped:
        print(f"{path}: {skipped} lines are of no class or of several, and do not count", file=sys.stderr)
    return [one for one in found if one], left_out
