"""The first page: one sentence, read by five nets. Each row is made apart, so that a broken model breaks its own."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import streamlit as st

from figures.home import Reader, Row, Span, Writer, home
from nets.quantity import Quantity
from nets.recurrent import AS_TRAINED
from pretrained import Model
from text.bpe import EOS, PAD, SOS, Piece, normalise
from text.examples import EXAMPLES, SAMPLES
from text.spans import words_of
from ui import seq2seq
from ui.classified import HANGUL, names_of
from ui.reader import CELL_KINDS, LIMIT, trace_of
from ui.run import CHARACTERS, NETS, BrokenModel, Reading, Settings, cut_off, load, translate
from ui.words import CATALOGUE, catalogue, language, look_up, word

CODE = Path(__file__).parent.parent / "lessons" / "code"
ATTENTION = "concat"
"""The seq2seq net of this page, by its attention: the best of them (see their cards)."""
LOOKS, HEADS = 2, 3
"""Layers of the Transformer, from 1: of the cross-attention that comes closest to people's alignments (see the model's
card), and of the encoder's heads."""
TURN = "The film was boring, but the music was beautiful."
CELLS = {
    "sentiment-en": {"rnn": "rnn.h.16", "lstm": "lstm.c.81", "gru": "gru.h.35"},
    "sentiment-ko": {"rnn": "rnn.h.93", "lstm": "lstm.c.69", "gru": "gru.h.105"},
}
"""The cell that is looked at behind the door of a recurrent net: one that moves with the answer."""
NAMED = 6
"""How many unknown tokens are named."""
SHOWN = {
    "answer": "cells/answer", "state": "cells/cell", "look": "seq2seq/weights", "encoded": "seq2seq/states",
    "mean": "mean", "head": "attention",
}  # fmt: skip
"""What a reader may run to get a number of the picture."""
SHARED = (
    "take_away", "png", "svg", "html", "csv", "copy_link", "show_code", "code_note", "copy", "close", "token", "unit",
    "layer", "head", "probability", "query", "key", "weight",
)  # fmt: skip
"""Labels that this page has in common with others."""


Heard = tuple[list[Piece], dict[str, Quantity]]
"""Pieces and frozen trace of a text."""


def samples() -> list[tuple[str, str]]:
    """Names and sentences to try. The first is the page's own."""
    known = {name: (word(f"sample.{name}"), sentence) for name, sentence in SAMPLES}
    korean = word("home.sample_korean"), EXAMPLES["sentiment-ko"][0]
    return [known["animal"], (word("home.sample_turn"), TURN), known["student"], known["long"], korean]


def blob(text: str) -> bytes:
    """The live picture of a text. A model that cannot be used says so in its row."""
    tongue = "ko" if HANGUL.search(text) else "en" if text.strip() else language()
    family, read_text = f"sentiment-{tongue}", normalise(text[:LIMIT])
    models = nets(family)
    able = {cell: model for cell, model in models.items() if isinstance(model, Model)}
    heard = read(family, tuple(able), read_text, able)
    makers = {
        cell: lambda cell=cell: reader(models[cell], cell, heard.get(cell), len(text) > LIMIT) for cell in CELL_KINDS
    }
    makers |= {"seq2seq": lambda: look_back(text), "transformer": lambda: attend(text)}
    axis = [Span(read_text[start:end], start, end) for start, end in words_of(read_text)]
    rows = [row(name, make) for name, make in makers.items()]
    return home(text, axis, rows, names_of(["negative", "positive"]), words(language()))


def row(name: str, make: Callable[[], Row]) -> Row:
    """A row, or one that says why there is none."""
    try:
        return make()
    except BrokenModel as error:
        return Row(name, broken=word("app.broken", message=error))


def nets(family: str) -> dict[str, Model | BrokenModel]:
    """The recurrent nets of a family, by cell, or what is wrong with them."""
    found = {}
    for cell in CELL_KINDS:
        try:
            found[cell] = load(f"{family}-{cell}")
        except BrokenModel as error:
            found[cell] = error
    return found


@st.cache_resource(show_spinner=False, max_entries=8)
def read(family: str, cells: tuple[str, ...], text: str, _models: dict[str, Model]) -> dict[str, Heard]:
    """What each of these nets makes of a normalised text: one turn on the thread of the nets."""

    def compute() -> dict[str, Heard]:
        pieces = {cell: _models[cell].tokenizer.pieces(text) for cell in cells}
        return {cell: (pieces[cell], trace_of(_models[cell], pieces[cell], AS_TRAINED)) for cell in cells}

    return NETS.submit(compute).result()


def reader(model: Model | BrokenModel, cell: str, heard: Heard | None, cut: bool) -> Reader:
    """The row of a recurrent net. Raises BrokenModel."""
    if isinstance(model, BrokenModel):
        raise model
    family = model.name.removesuffix(f"-{cell}")
    pieces, trace = heard
    unknown = [piece.text for piece in pieces if piece.id == model.tokenizer.unk]
    return Reader(
        cell,
        note(cell, LIMIT if cut else None, unknown, f"unknown_{family[-2:]}"),
        {"page": "cells", "cell": CELLS[family][cell]},
        family=family,
        tokens=[Span(piece.text, piece.start, piece.end) for piece in pieces],
        trace=trace,
        order=model.states.get("order"),
    )


def look_back(text: str) -> Writer:
    """The row of sequence to sequence with attention. Raises BrokenModel."""
    reading = seq2seq.translate(ATTENTION, normalise(text[:CHARACTERS]))
    return writer(
        "seq2seq", text, reading, door={"page": "seq2seq", "first": "none", "second": ATTENTION},
        looks="decoder.look.weights", shown={"h": "encoder.out"}, more={"net": ATTENTION},
    )  # fmt: skip


def attend(text: str) -> Writer:
    """The row of the Transformer. Raises BrokenModel."""
    return writer(
        "transformer", text, translate(text, Settings()), door={"page": "transformer"},
        looks="decoder.layers.cross.weights", shown={"heads": "encoder.layers.attn.weights"},
        layers={"looks": LOOKS, "heads": HEADS},
    )  # fmt: skip


def writer(name: str, text: str, reading: Reading, **more) -> Writer:
    """The row of a net that translates; ``more`` as in figures.home."""

    def spans(pieces: list[Piece]) -> list[Span]:
        return [Span(piece.text, piece.start, piece.end, piece.id in (PAD, SOS, EOS)) for piece in pieces]

    return Writer(
        name, note(name, cut_off(text, reading), list(reading.unknown), "unknown_en"), source=spans(reading.source),
        written=spans(reading.written), ids=[piece.id for piece in reading.written], translation=reading.translation,
        trace=reading.trace, **more,
    )  # fmt: skip


def note(name: str, cut: int | None, unknown: list[str], strange: str) -> str:
    """What to notice in a row; where a net was not given all of the text, or cannot read it, that instead."""
    said = []
    if cut is not None:
        said.append(word("home.cut", place=cut))
    if unknown:
        said.append(word(f"home.{strange}", tokens=" ".join(list(dict.fromkeys(unknown))[:NAMED])))
    return " ".join(said) or word(f"home.note_{name}")


@lru_cache
def words(lang: str) -> dict:
    """Every label inside the picture, in one language, and the code it shows."""
    known = catalogue(CATALOGUE.stat().st_mtime_ns)
    own = [key.removeprefix("home.") for key in known if key.startswith("home.")]
    found = {name: look_up(f"home.{name}", lang) for name in own}
    found |= {name: look_up(f"picture.{name}", lang) for name in SHARED}
    return found | {"code": {name: (CODE / f"{path}.py").read_text(encoding="utf-8") for name, path in SHOWN.items()}}
