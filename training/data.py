"""Readers of the data sets.

``pairs`` and ``references`` are strict: training fails at a line it does not understand. ``table`` is for evaluation
files that nobody here has seen: it reads what it can, and says on stderr which lines it left out and why.
"""

import gzip
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from text.bpe import normalise

TATOEBA = "tatoeba-fra-eng"
ALIBI = "word-alignment-alibi"
COLUMNS = {
    "id": ("id", "sent_id"),
    "en": ("en", "eng", "english", "source", "src"),
    "fr": ("fr", "fra", "french", "target", "tgt"),
    "sure": ("sure",),
    "possible": ("possible",),
    "text": ("text", "document", "sentence", "message", "comment", "review", "sms"),
    "label": ("label", "labels", "class", "category", "sentiment", "emotion", "emotions"),
}
"""The names that a column may have in a header."""

T = TypeVar("T")


class BadLine(ValueError):
    """A line that cannot be used, and why."""


def rows(path: Path) -> Iterator[list[str]]:
    """The tab-separated fields of each line of a file, gzipped or not. Quotes are text, as the sets mean them.

    Raises SystemExit, naming the file, when it is not there, or is not UTF-8.
    """
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8-sig", newline="\n") as lines:
            for line in lines:
                yield line.rstrip("\r\n").split("\t")
    except FileNotFoundError as error:
        raise SystemExit(f"{path} is missing (NOTICE says where the data sets come from)") from error
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise SystemExit(f"{path} cannot be read as UTF-8 text: {error}") from error


def pairs(path: Path) -> list[tuple[str, str]]:
    """English-French pairs, both normalised. Raises SystemExit for a line that lacks a side."""
    result = []
    for number, fields in enumerate(rows(path), 1):
        try:
            result.append(pair({"en": fields[0], "fr": fields[1] if len(fields) > 1 else ""}))
        except BadLine as error:
            raise SystemExit(f"{path}, line {number}: {error}; expected English, tab, French") from error
    return result


def pair(cells: dict[str, str]) -> tuple[str, str]:
    """The two sides of a row, normalised. Raises BadLine when either is empty."""
    english, french = normalise(cells["en"]), normalise(cells["fr"])
    if not english or not french:
        raise BadLine("nothing to read" if not english + french else f"no {'French' if english else 'English'}")
    return english, french


def table(
    path: Path,
    order: tuple[str, ...],
    needed: int,
    read: Callable[[dict[str, str]], T],
    named_by: tuple[str, ...] = ("en", "fr"),
) -> tuple[list[T], int]:
    """What ``read`` makes of each row, and the number of lines left out, which are named on stderr.

    The columns are those that a header names (see ``COLUMNS``), in any place; a header is a first line that names all
    of ``named_by``. Without one they are ``order``, of which the first ``needed`` must be there. Raises SystemExit when
    no line can be used.
    """
    result: list[T] = []
    places, left_out = {name: i for i, name in enumerate(order)}, 0
    for number, fields in enumerate(rows(path), 1):
        if number == 1 and (named := header(fields, named_by)):
            places = named
            if missing := [name for name in order[:needed] if name not in named]:
                raise SystemExit(f"{path}: the header names no column {', '.join(missing)}")
            continue
        try:
            if not any(map(str.strip, fields)):
                raise BadLine("blank")
            cells = {name: fields[i] if i < len(fields) else "" for name, i in places.items()}
            result.append(read(cells))
        except BadLine as error:
            left_out += 1
            print(f"{path}, line {number} is left out: {error}", file=sys.stderr)
    if not result:
        raise SystemExit(f"{path} holds no line that can be used; expected the columns {', '.join(order)} between tabs")
    return result, left_out


def header(fields: list[str], named_by: tuple[str, ...]) -> dict[str, int] | None:
    """Where the columns are, if this is a header: a line that names all of ``named_by``."""
    names = [field.strip().casefold() for field in fields]
    found = {name: names.index(alias) for name, aliases in COLUMNS.items() for alias in aliases if alias in names}
    return found if set(named_by) <= found.keys() else None


def grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Each distinct English sentence with all its French references, in the order of the pairs.

    >>> grouped([("Go.", "Va !"), ("Hi.", "Salut !"), ("Go.", "Partez !")])
    {'Go.': ['Va !', 'Partez !'], 'Hi.': ['Salut !']}
    """
    result: dict[str, list[str]] = defaultdict(list)
    for english, french in pairs:
        result[english].append(french)
    return dict(result)
