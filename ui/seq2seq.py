"""From two nets that translate one sentence to what /seq2seq shows: what the viewer asked for, runs and labels."""

from dataclasses import dataclass, replace
from functools import lru_cache

import streamlit as st

from figures.seq2seq import Net, Scene, seq2seq
from text.bpe import normalise
from ui.classified import labels
from ui.notice import notice
from ui.reading import token, vocabulary
from ui.run import CHARACTERS, Look, Reading, cut_off, drafted, load
from ui.sections import SECTIONS
from ui.sections.choosing import CODE, MODEL, NAMES
from ui.words import language

FIRST, SECOND = "none", "additive"
SHOWN = ("weights", "states", "probability")
"""What the top picture shows of lessons/code/seq2seq/."""


@dataclass(frozen=True)
class Asked:
    """Which two nets stand side by side, what stands below, and the number of the question that said so."""

    first: str = FIRST
    second: str = SECOND
    below: str = next(iter(SECTIONS))
    number: int = 0


def asked_for(ask: dict) -> Asked:
    """What the picture asks for, else what the address says; whatever makes no sense is as at first."""
    view = {name: st.query_params.get(name) for name in ("first", "second", "below")} | ask
    usual, number = Asked(), view.get("n")

    def one_of(name: str, choices) -> str:
        return view[name] if isinstance(view[name], str) and view[name] in choices else getattr(usual, name)

    return Asked(
        one_of("first", NAMES), one_of("second", NAMES), one_of("below", SECTIONS),
        number if isinstance(number, int) else 0,
    )  # fmt: skip


def model(name: str) -> str:
    return MODEL.format(name)


def translate(name: str, text: str) -> Reading:
    """What a net makes of a normalised text, with a guess from this visitor's last one. Raises BrokenModel."""
    return drafted(model(name), text, Look())


def net(name: str, reading: Reading) -> Net:
    measured = load(model(name)).card["metrics"]
    return Net(
        name=name,
        early=name == "additive",
        source=[token(piece) for piece in reading.source],
        target=[token(piece) for piece in reading.target],
        written=[token(piece) for piece in reading.written],
        written_ids=[piece.id for piece in reading.written],
        translation=reading.translation,
        trace=reading.trace,
        bleu=measured.get("bleu"),
        aer=measured.get("aer"),
    )


@lru_cache
def words(lang: str) -> dict:
    """Every label of the top picture and of the bar below it, in one language, and the code it shows."""
    code = {name: (CODE / f"{name}.py").read_text(encoding="utf-8") for name in SHOWN}
    return labels("seq2seq", lang) | {"code": code}


def blob(ask: dict, text: str) -> bytes:
    """The live picture. Raises BrokenModel."""
    wanted = asked_for(ask)
    names, read_text = (wanted.first, wanted.second), normalise(text[:CHARACTERS])
    readings = [translate(name, read_text) for name in names]
    tab = SECTIONS[wanted.below]
    header, arrays = tab.section(ask, read_text, *readings, names)
    scene = Scene(
        text=text, nets=[net(*both) for both in zip(names, readings, strict=True)], names=NAMES,
        vocabulary=vocabulary(model(names[0])), tabs=list(SECTIONS), below=wanted.below,
        section=(header | {"words": tab.words(language())}, arrays), words=words(language()),
        state={"first": wanted.first, "second": wanted.second, "below": wanted.below}, asked=wanted.number,
        notice=notice(replace(readings[0], cut=cut_off(text, readings[0]))),
    )  # fmt: skip
    return seq2seq(scene)
