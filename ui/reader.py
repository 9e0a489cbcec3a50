"""What recurrent nets make of a text: the same tokens, read by an RNN, an LSTM and a GRU of one family."""

from dataclasses import dataclass

import streamlit as st
import torch

import pretrained
from nets.growing import Readings
from nets.quantity import Quantity
from nets.recurrent import AS_TRAINED, CELLS, Intervention
from nets.tasks import LanguageModel, Tagger
from nets.trace import freeze
from pretrained import Model
from text.bpe import Piece
from ui.run import NETS, load

CELL_KINDS = tuple(CELLS)
LIMIT = 2000
"""The most characters, and so the most tokens, that are read."""
STEPS = 6000
"""The most steps of earlier readings that are kept of one language model: 28 kB each for the largest."""
TOUCHES = 12
"""For how many language models, each with what is held in it, readings are kept."""
READINGS: dict[tuple[str, Intervention], Readings] = {}
"""Only the thread of the nets touches it."""


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
    """The three nets of a family, which share a tokenizer, read a text: ``{cell: Read}``. Raises BrokenModel."""
    models = {cell: load(f"{family}-{cell}") for cell in CELL_KINDS}
    tokenizer = models[CELL_KINDS[0]].tokenizer
    pieces = tokenizer.pieces(text[:LIMIT])
    unknown = tuple(dict.fromkeys(piece.text for piece in pieces if piece.id == tokenizer.unk))
    cut = LIMIT if len(text) > LIMIT else None

    def compute() -> dict[str, Read]:
        traces = {cell: trace_of(model, pieces, touch) for cell, model in models.items()}
        return {
            cell: Read(model.name, text, pieces, traces[cell], model.card["labels"], cut, unknown)
            for cell, model in models.items()
        }

    return NETS.submit(compute).result()


@torch.inference_mode()
def trace_of(model: Model, pieces: list[Piece], touch: Intervention) -> dict[str, Quantity]:
    """The frozen trace of the pieces, in a batch of one, on the thread of the nets."""
    if not pieces:
        some = trace_of(model, model.tokenizer.pieces("a"), touch)
        return {path: start(quantity) for path, quantity in some.items()}
    net, ids = model.net, [piece.id for piece in pieces]
    if isinstance(net, LanguageModel):
        readings = READINGS.setdefault((model.name, touch), Readings(STEPS, LIMIT))
        while len(READINGS) > TOUCHES:
            del READINGS[next(iter(READINGS))]
        return readings.read(ids, lambda ids, start: freeze(net.trace(torch.tensor([ids]), touch, start)))
    if not isinstance(net, Tagger):
        return freeze(net.trace(torch.tensor([ids]), touch))
    letters = model.tokenizer.letters([piece.text for piece in pieces])
    longest = max(map(len, letters))
    padded = torch.tensor([[*word, *[net.pad] * (longest - len(word))] for word in letters])
    return freeze(net.trace(torch.tensor([ids]), padded[None], touch))


def start(quantity: Quantity) -> Quantity:
    """A quantity with nothing along its axes of time."""
    index = tuple(slice(0 if dim in ("time", "query", "key") else None) for dim in quantity.dims)
    return Quantity(quantity.values[index], quantity.symbol, quantity.dims, quantity.text)
