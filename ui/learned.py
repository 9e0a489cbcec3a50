"""Learned positions: the table of a model that has one, and what it adds to a text."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import streamlit as st
import torch

import pretrained
from nets.learned import learned
from nets.quantity import Quantity
from nets.trace import freeze
from text.bpe import SOS, Piece, normalise
from ui.run import CHARACTERS, NETS, load

LEARNED = "bert-en"
SHORTEST = 8
"""The fewest positions that are shown."""


@dataclass(frozen=True)
class Embedded:
    """The tokens that the model reads of a text, and what its embeddings make of them. ``cut`` is the number of
    characters that were read, None when all were."""

    tokens: list[Piece]
    parts: Mapping[str, Quantity]
    cut: int | None


def there() -> bool:
    """Whether the model is in pretrained/."""
    return LEARNED in pretrained.names()


def rows() -> int:
    """How many positions the model knows. Raises BrokenModel."""
    return load(LEARNED).net.max_length


def longest() -> int:
    """How many positions may be asked for: a few more than there are, to see that there are no more."""
    return max(SHORTEST, rows() * 9 // 8)


@lru_cache(maxsize=16)
def table(length: int) -> dict[str, Quantity]:
    """The frozen trace of the first ``length`` positions. Raises BrokenModel."""
    net = load(LEARNED).net

    def compute() -> dict[str, Quantity]:
        with torch.inference_mode():
            return dict(freeze(learned(net.positions.weight, length)))

    return NETS.submit(compute).result()


@st.cache_resource(show_spinner=False, max_entries=32)
def embedded(text: str) -> Embedded:
    """A text as the model reads it, behind <sos>, at most ``rows()`` tokens in all. Raises BrokenModel."""
    model = load(LEARNED)
    pieces = [*model.tokenizer.pieces_of([SOS]), *model.tokenizer.pieces(normalise(text[:CHARACTERS]))]
    read = pieces[: model.net.max_length]
    cut = read[-1].end if len(pieces) > len(read) else CHARACTERS if len(text) > CHARACTERS else None

    def compute() -> Mapping[str, Quantity]:
        with torch.inference_mode():
            return dict(freeze(model.net.embed(torch.tensor([[piece.id for piece in read]], dtype=torch.long))))

    return Embedded(read, NETS.submit(compute).result(), cut)
