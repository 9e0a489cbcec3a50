"""A corpus as a stream of texts: a sentence a line, pairs divided by a tab, or trees in CoNLL-U; gzipped or not."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path

from training import data
from training.board.relations import Tree
from training.words import untokenise

PIECE = 32
"""Texts of a piece: what is read between two moments at which a job can stop."""
COUNTED = 1000
"""How many texts tell how rare a token is."""


@dataclass(frozen=True)
class Text:
    """A text of a corpus by its number, counted from 0, with its target or its tree where the corpus has them."""

    number: int
    text: str
    target: str | None = None
    tree: Tree | None = None


def texts(files: Path | Sequence[Path]) -> Iterator[Text]:
    """The texts of a file, or of several in a row, lazily; lines of nothing are left out. Raises SystemExit when one
    cannot be read."""
    files = [files] if isinstance(files, Path) else files
    for number, text in enumerate(chain.from_iterable(map(texts_of, files))):
        yield replace(text, number=number)


def texts_of(file: Path) -> Iterator[Text]:
    """The texts of one file."""
    if ".conllu" in file.suffixes:
        yield from sentences(file)
        return
    lines = (cells for cells in data.rows(file) if cells[0].strip())
    for number, cells in enumerate(lines):
        yield Text(number, cells[0], cells[1] if len(cells) > 1 and cells[1].strip() else None)


def sentences(file: Path) -> Iterator[Text]:
    """The sentences of a CoNLL-U file with their trees."""
    number, words = 0, []
    for cells in chain(data.rows(file), [[""]]):
        if len(cells) == 10 and cells[0].isdecimal():
            words.append(cells)
        elif not any(map(str.strip, cells)) and words:
            sentence = untokenise([cells[1] for cells in words], "en")
            heads = [int(cells[6]) - 1 if cells[6].isdecimal() else -1 for cells in words]
            heads = [head if head < len(words) else -1 for head in heads]
            yield Text(number, sentence.text, None, Tree(sentence.spans, heads, [c[7].split(":")[0] for c in words]))
            number, words = number + 1, []


def pieces(files: Path | Sequence[Path], skip: int = 0) -> Iterator[tuple[Text, ...]]:
    """The texts by ``PIECE``, without the first ``skip`` pieces."""
    stream = islice(texts(files), skip * PIECE, None)
    yield from iter(lambda: tuple(islice(stream, PIECE)), ())


def frequencies(files: Path | Sequence[Path], tokens: Callable[[str], list[int]]) -> Counter[int]:
    """How often each token is among the first texts of a corpus, and among their targets."""
    first = islice(texts(files), COUNTED)
    return Counter(id for text in first for side in (text.text, text.target) if side for id in tokens(side))
