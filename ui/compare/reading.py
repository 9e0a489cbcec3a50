"""What a model's heads make of a text, for every tab of the page."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

from foreign import CannotRead
from models import known
from models.maps import Maps, Shapes, Source
from models.source import ours, source
from nets.transformer import AS_TRAINED
from text.bpe import Piece
from ui.compare.room import refusal, room
from ui.kept import Kept
from ui.run import NETS, load

CHARACTERS = 6000
"""The most characters that are read: more than 512 tokens of most languages."""


@dataclass(frozen=True)
class Stack:
    """The weights of a stack, (layer, head, query, key), read-only, and the tokens that they are of."""

    weights: np.ndarray
    queries: list[Piece]
    keys: list[Piece]


@dataclass(frozen=True)
class Read:
    """What a model made of a text. ``target``: what an encoder-decoder wrote, "" for a net that reads one text.
    ``cut``: after how many characters the text was cut, None when all of it was read."""

    name: str
    text: str
    target: str
    stacks: dict[str, Stack]
    cut: int | None


def opened(name: str) -> Source:
    """A model by its name. Raises BrokenModel, CannotRead."""
    if name in known.OURS:
        model = load(name)
        return ours(name, model.net, model.tokenizer)
    return source(str(known.folder_of(name)))


@st.cache_data(show_spinner=False, max_entries=64)
def shapes(name: str) -> Shapes:
    """How many layers and heads each stack of a model has. Raises BrokenModel, CannotRead."""
    return opened(name).shapes


def read(name: str, text: str) -> Read:
    """All heads of a model on a text; an encoder-decoder reads what it writes itself. Raises BrokenModel, CannotRead.

    What it wrote for this visitor last is its first guess.
    """
    kept = f"_written {name}"
    found = made(name, text, draft=st.session_state.get(kept, ""))
    st.session_state[kept] = found.target
    return found


def weight_of(reading: Read) -> int:
    """Bytes of the weights."""
    return sum(stack.weights.nbytes for stack in reading.stacks.values())


READINGS = Kept(64, room=400e6, size=weight_of)
"""The last readings of everybody: a short sentence by 32 heads is 25 kB, 512 tokens by 144 heads are 150 MB."""


def made(name: str, text: str, draft: str = "") -> Read:
    """What ``read`` does; the draft saves time and changes nothing. Raises BrokenModel, CannotRead."""
    return READINGS.get((name, text), lambda: anew(name, text, draft))


def anew(name: str, text: str, draft: str) -> Read:
    """The same, whatever is kept."""
    model, shown = opened(name), text[:CHARACTERS]
    here = room(model.shapes, len(model.tokens(shown)), model.limit)
    if here.full:
        raise CannotRead("said", sentence=refusal(name, here))
    return NETS.submit(compute, model, name, text, shown, draft).result()


def compute(model: Source, name: str, text: str, shown: str, draft: str = "") -> Read:
    """What ``anew`` does, on the thread of the nets."""
    guessed = draft and model.question
    target = (model.rewrite(shown, AS_TRAINED, draft) if guessed else model.write(shown)) or ""
    stacks = {maps.side: Stack(frozen(maps), maps.queries, maps.keys) for maps in model.read(shown, target)}
    cut = cut_of(model, shown, stacks)
    return Read(name, text, target, stacks, len(shown) if cut is None and len(text) > len(shown) else cut)


def frozen(maps: Maps) -> np.ndarray:
    """Weights that nobody can change."""
    values = maps.weights.numpy()
    values.flags.writeable = False
    return values


def cut_of(model: Source, text: str, stacks: dict[str, Stack]) -> int | None:
    """After how many characters a text was cut, None where all of it was read."""
    pieces = next(iter(stacks.values())).keys if stacks else []
    read_to = max((piece.end for piece in pieces), default=0)
    return read_to if len(pieces) >= model.limit and text[read_to:].strip() else None
