"""What recurrent nets make of a text: the same tokens, read by an RNN, an LSTM and a GRU of one family."""

from dataclasses import dataclass

import streamlit as st
import torch

import pretrained
from nets.quantity import Quantity
from nets.recurrent import AS_TRAINED, CELLS, Intervention
from nets.tasks import Tagger
from nets.trace import Trace, freeze
from pretrained import Model
from text.bpe import Piece
from ui.run import NETS, load

CELL_KINDS = tuple(CELLS)
LIMIT = 2000
"""The most characters, and so the most tokens, that are read."""


@dataclass(frozen=True)
class Read:
    """What one net made of a text. ``trace`` maps paths as ``nets.trace.freeze`` names them to quantities; of an empty
    text their time axis has length 0. ``cut`` counts the characters that were read, None when all were."""

    name: str
    text: str
    pieces: list[Piece]
    trace: dict[str, Quantity]
    labels: list[str]
    cut: int | None
    unknown: tuple[str, ...]


@st.cache_data
def families() -> list[str]:
    """The families of recurrent nets in pretrained/, such as ``sentiment-ko``: those with all three cells."""
    names = set(pretrained.names())
    stems = sorted({name.rsplit("-", 1)[0] for name in names})
    return [stem for stem in stems if all(f"{stem}-{cell}" in names for cell in CELL_KINDS)]


@st.cache_resource(show_spinner=False, max_entries=8)
def read(family: str, text: str, touch: Intervention = AS_TRAINED) -> dict[str, Read]:
    """The three nets of a family read a text, ``{cell: Read}``. Raises BrokenModel."""
    models = {cell: load(f"{family}-{cell}") for cell in CELL_KINDS}
    return NETS.submit(lambda: {cell: compute(model, text, touch) for cell, model in models.items()}).result()


def compute(model: Model, text: str, touch: Intervention) -> Read:
    """One net reads a text, on the thread of the nets."""
    tokenizer = model.tokenizer
    known = tokenizer.normalise(text[:LIMIT])
    pieces = tokenizer.pieces(known)
    with torch.inference_mode():
        trace = freeze(trace_of(model, pieces or tokenizer.pieces("a"), touch))
    if not pieces:
        trace = {path: start(quantity) for path, quantity in trace.items()}
    return Read(
        name=model.name,
        text=text,
        pieces=pieces,
        trace=trace,
        labels=model.card["labels"],
        cut=LIMIT if len(text) > LIMIT else None,
        unknown=tuple(dict.fromkeys(piece.text for piece in pieces if piece.id == tokenizer.unk)),
    )


def trace_of(model: Model, pieces: list[Piece], touch: Intervention) -> Trace:
    """The trace of the pieces, in a batch of one."""
    ids = torch.tensor([[piece.id for piece in pieces]])
    if not isinstance(model.net, Tagger):
        return model.net.trace(ids, touch)
    letters = model.tokenizer.letters([piece.text for piece in pieces])
    longest = max(map(len, letters))
    padded = torch.tensor([[*word, *[model.net.pad] * (longest - len(word))] for word in letters])
    return model.net.trace(ids, padded[None], touch)


def start(quantity: Quantity) -> Quantity:
    """A quantity with nothing along its axes of time."""
    index = tuple(slice(0 if dim in ("time", "query", "key") else None) for dim in quantity.dims)
    return Quantity(quantity.values[index], quantity.symbol, quantity.dims, quantity.text)
