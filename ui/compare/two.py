"""Two heads side by side: their maps by tokens or by words, and what tells them apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from figures.compare.two import Link, Map, two
from models.known import shown
from nets.compared import compared, words_and_rest
from nets.trace import freeze
from text.bpe import Piece
from text.common import common, spelt
from ui.block.choosing import one_of
from ui.classified import labels
from ui.compare.all import counted
from ui.compare.choosing import Head, head_of
from ui.compare.reading import Read, opened, read
from ui.compare.room import refusal, room
from ui.run import NETS
from ui.words import word

CODE = Path(__file__).parent.parent.parent / "lessons" / "code" / "compare"
WAYS = ("tokens", "words")


@dataclass(frozen=True)
class Axis:
    """The tokens along an axis, and whether they are those of the sentence or of what the model wrote itself."""

    pieces: list[Piece]
    written: bool

    def names(self) -> list[str]:
        return [piece.text for piece in self.pieces]


@dataclass(frozen=True)
class Side:
    """A head on its sentence: weights (query, key) and both axes; ``cut`` where not all of the sentence was read."""

    weights: torch.Tensor
    seen: torch.Tensor
    queries: Axis
    keys: Axis
    cut: int | None

    @property
    def written(self) -> tuple[bool, bool]:
        return self.queries.written, self.keys.written


NOBODY = Axis([], False)
NOTHING = Side(torch.zeros(0, 0), torch.zeros(0, 0).bool(), NOBODY, NOBODY, None)
"""What is there to see of a text that was not read."""


def asked_for(view: Mapping) -> dict:
    """``by``: tokens or words, "" for whichever can be compared."""
    return {"by": one_of(view.get("by"), WAYS, "")}


def side_of(head: Head, reading: Read) -> Side:
    """A head of what a model has read."""
    stack = reading.stacks.get(head.side)
    weights = np.zeros((0, 0), np.float32) if stack is None else stack.weights[head.layer - 1, head.head - 1]
    queries, keys = ([], []) if stack is None else (stack.queries, stack.keys)
    written, seen = "cross" in reading.stacks, np.ones(weights.shape, bool)
    if head.side == "decoder" and not np.triu(weights, 1).any():  # a causal mask; only there is a weight just 0
        seen = np.tril(seen)
    return Side(
        torch.from_numpy(np.array(weights)), torch.from_numpy(seen), Axis(queries, written and head.side != "encoder"),
        Axis(keys, written and head.side == "decoder"), reading.cut,
    )  # fmt: skip


def link(a: Axis, b: Axis) -> Link:
    """What belongs together on an axis, token by token: the same tokens, the same words, or else the same places."""
    if a.written == b.written and (found := common(a.pieces, b.pieces)) is not None:
        same = [(p.text, p.word < 0) for p in a.pieces] == [(p.text, p.word < 0) for p in b.pieces]
        return Link("tokens", range(len(a.pieces)), range(len(b.pieces))) if same else Link("words", *found)
    return Link("places", range(len(a.pieces)), range(len(b.pieces)))


def why_not(a: Side, b: Side, links: Sequence[Link], same: bool) -> str:
    """Why two heads cannot be compared, as the catalogue calls it; "" where they can. ``same``: the same sentence."""
    if torch.isnan(a.weights).any() or torch.isnan(b.weights).any():
        return "gone"
    if not (a.weights.numel() and b.weights.numel()):
        return "empty"
    if all(one.by != "places" for one in links):
        return ""
    axes = [(a.queries, b.queries), (a.keys, b.keys)]
    if not same:
        return "sentences"
    if any(x.written != y.written for x, y in axes):
        return "axes"
    if any(x.written for (x, _), one in zip(axes, links, strict=True) if one.by == "places"):
        return "written"
    return "cut" if a.cut != b.cut else "letters"


def in_tokens(side: Side) -> tuple[torch.Tensor, Map]:
    """Weights between tokens, in double precision, and their map."""
    names = (axis.names() for axis in (side.queries, side.keys))
    return side.weights.double(), Map(side.weights.numpy(), side.seen.numpy(), *names, side.written)


def in_words(side: Side, rows: Sequence[int], columns: Sequence[int], rest: bool) -> tuple[torch.Tensor, Map]:
    """The same between words; ``rest``: whether there is a column for tokens of no word."""
    numbers = torch.tensor([*rows], dtype=torch.long), torch.tensor([*columns], dtype=torch.long)
    A, seen = (words_and_rest(values.double(), *numbers) for values in (side.weights, side.seen))
    if rest and -1 not in columns:
        A, seen = (functional.pad(values, (0, 1)) for values in (A, seen))
    names = spelt(side.queries.pieces, rows), [*spelt(side.keys.pieces, columns), *[""] * rest]
    return A, Map(A.numpy(), seen.numpy() > 0, *names, side.written, rest)


def numbers(a: Axis, b: Axis) -> tuple[Sequence[int], Sequence[int]]:
    """The word of each token on an axis of A and of B: common words where there are such, else each its own."""
    met = common(a.pieces, b.pieces) if a.written == b.written else None
    return met or (common(a.pieces, a.pieces)[0], common(b.pieces, b.pieces)[0])


def by_words(a: Side, b: Side, links: Sequence[Link]) -> tuple[list[tuple[torch.Tensor, Map]], list[Link]]:
    """Both maps between words, and what belongs together in them."""
    rows, columns = numbers(a.queries, b.queries), numbers(a.keys, b.keys)
    rest = any(-1 in one for one in columns)
    found = [in_words(side, rows[k], columns[k], rest) for k, side in enumerate((a, b))]
    (one, _), (other, _) = found
    new = [
        Link("words" if old.by != "places" else "places", range(m), range(n))
        for old, m, n in zip(links, one.shape, other.shape, strict=True)
    ]
    return found, new


def drawn(a: Side, b: Side, links: Sequence[Link], by: str, why: str) -> tuple[dict, dict[str, np.ndarray]]:
    """Header and arrays, on the thread of the nets."""
    if by == "words":
        found, links = by_words(a, b, links)
    else:
        found = [in_tokens(a), in_tokens(b)]
        if not why and any(one.by == "words" for one in links):
            why = "pieces"
    (A, first), (B, second) = found
    why = why or ("" if A.numel() else "empty")
    record = None if why else freeze(compared(A, B, torch.from_numpy(first.seen & second.seen)))
    return two(first, second, *links, record, by=by, why=why)


def section(asked: Mapping, text: str) -> tuple[dict, dict, list[str]]:
    """Header, arrays, and what the reader must know. Raises BrokenModel, CannotRead."""
    texts = text, asked["text2"] or text
    (a, first), (b, second) = (
        looked(head_of(asked[which], asked[which]), one) for which, one in zip("ab", texts, strict=True)
    )
    links = link(a.queries, b.queries), link(a.keys, b.keys)
    why = "memory" if a is NOTHING or b is NOTHING else why_not(a, b, links, texts[0] == texts[1])
    by = asked["by"] or ("words" if not why and any(one.by == "words" for one in links) else "tokens")
    header, arrays = NETS.submit(drawn, a, b, links, by, why).result()
    return header | {"texts": texts}, arrays, list(dict.fromkeys([*first, *second]))


def looked(head: Head, text: str) -> tuple[Side, list[str]]:
    """A head on a text, and what the reader must know: that it was cut, or would not fit into memory."""
    model = opened(head.model)
    here = room(model.shapes, counted(head.model, text), model.limit)
    if here.full:
        return NOTHING, [refusal(head.model, here)]
    reading = read(head.model, text)
    cut = word("compare.cut", model=shown(head.model), limit=model.limit, place=reading.cut)
    return side_of(head, reading), [] if reading.cut is None else [cut]


@lru_cache
def words(lang: str) -> dict:
    """Every label of this tab in one language, and its code."""
    code = {path.stem: path.read_text(encoding="utf-8") for path in sorted(CODE.glob("two*.py"))}
    return labels("compare_two", lang) | {"code": code}
