"""The tab on teacher forcing: one net reads a teacher's French up to some place, and its own from there on."""

from collections.abc import Mapping
from functools import lru_cache

import streamlit as st
import torch

from figures.sections.forcing import forcing_arrays
from nets.forcing import forcing
from nets.quantity import Quantity
from nets.trace import freeze
from text.bpe import EOS, SOS, normalise
from ui.run import CHARACTERS, NETS, STEPS, TRANSLATOR, Reading, Settings, drafted, load
from ui.sections.choosing import MODEL, SIDES, side_of, wanted, words_of

KEYS = ("net", "teacher")


@st.cache_resource(show_spinner=False, max_entries=64)
def released(name: str, source: tuple[int, ...], teacher: tuple[int, ...]) -> Mapping[str, Quantity]:
    """A net released after 0, 1, … tokens of the teacher's. Raises BrokenModel."""
    net = load(name).net

    def compute() -> Mapping[str, Quantity]:
        with torch.inference_mode():
            return freeze(forcing(net, torch.tensor([source]), teacher, STEPS))

    return NETS.submit(compute).result()


def transformers(text: str) -> list[int]:
    """What the Transformer writes of a text, with a guess from this visitor's last one. Raises BrokenModel."""
    return [piece.id for piece in drafted(TRANSLATOR, text, Settings()).written]


def section(
    asking: dict, text: str, first: Reading, second: Reading, names: tuple[str, str]
) -> tuple[dict, dict]:  # fmt: skip
    """Header and arrays of every moment of release. Raises BrokenModel."""
    side = side_of(wanted(asking, "forcing_net"), names)
    name = MODEL.format(names[side])
    typed = wanted(asking, "forcing_teacher")
    typed = typed[:CHARACTERS] if isinstance(typed, str) else ""
    bpe = load(name).tokenizer
    ids = bpe.ids(normalise(typed)) or transformers(text)
    teacher = [i for i in ids if i not in (SOS, EOS)][: STEPS - 1]
    header = {
        "state": {"forcing_net": SIDES[side], "forcing_teacher": typed},
        "names": list(names),
        "net": names[side],
        "own": bool(normalise(typed)),
        "cut": len(teacher) < len([i for i in ids if i != EOS]),
        "teacher": [],
    }
    if not first.written or not teacher:
        return header, {}
    teacher = [*teacher, EOS]
    trace = released(name, tuple(piece.id for piece in first.source), tuple(teacher))
    arrays = forcing_arrays(trace, len(teacher))
    used = {*teacher, *arrays["tokens"].flatten().tolist(), *arrays["said"].tolist()}
    labels = {piece.id: piece.text for piece in bpe.pieces_of(sorted(used))}
    return header | {"teacher": teacher, "text": bpe.text(teacher), "labels": labels}, arrays


@lru_cache
def words(lang: str) -> dict:
    """Every label of this tab in one language, and its code."""
    return words_of("forcing", lang)
