"""The tab in which score functions are switched on identical states: one net that was trained with all of them."""

from functools import lru_cache

import streamlit as st
import torch

from figures.sections.scores import apart, function_arrays, states_arrays
from nets.scores import SCORES
from nets.seq2seq_trace import Intervention
from nets.trace import freeze
from pretrained import BrokenModel
from text.bpe import EOS, SOS
from ui.run import NETS, Look, Reading, drafted, load
from ui.sections.choosing import MODEL, wanted, words_of

KEYS = ("base",)
"""What may be asked for, each with "scores_" before it."""
NAME = MODEL.format("scores")


def section(asking: dict, text: str, first: Reading, second: Reading, names: tuple[str, str]) -> tuple[dict, dict]:
    """Header and arrays. The net of this tab is one of its own: where it is missing, the tab alone says so."""
    asked = wanted(asking, "scores_base")
    header = {"state": {"scores_base": asked if asked in SCORES else ""}, "broken": "", "steps": 0}
    base = asked if asked in SCORES else SCORES[0]
    try:
        found, arrays = compared(text, base, drafted(NAME, text, Look(score=base)))
    except BrokenModel as error:
        return header | {"broken": str(error)}, {}
    return header | found, arrays


@st.cache_resource(show_spinner=False, max_entries=32)
def compared(text: str, base: str, _reading: Reading) -> tuple[dict, dict]:
    """Every score function on the states of one run, ``_reading``: the target is what the net writes of the text with
    the function ``base``."""
    reading, model = _reading, load(NAME)
    bpe = model.tokenizer

    def compute() -> tuple[dict, dict]:
        with torch.inference_mode():
            source, target = (torch.tensor([[p.id for p in pieces]]) for pieces in (reading.source, reading.target))
            encoded = model.net.encode(source)
            touches = {name: Intervention(score=name) for name in model.net.attentions}
            traces = {name: freeze(model.net.trace(source, target, touch, encoded)) for name, touch in touches.items()}
            found = {name: function_arrays(trace) for name, trace in traces.items()}
            arrays = {f"{name}.{part}": values for name, parts in found.items() for part, values in parts.items()}
            header = {
                "functions": list(traces),
                "base": base,
                "translation": reading.translation,
                "source": [[piece.text, piece.id in (SOS, EOS)] for piece in reading.source],
                "read": [piece.text for piece in reading.target],
                "written": [piece.text for piece in reading.written],
                "target": [piece.id for piece in reading.target],
                "ids": [piece.id for piece in reading.written],
                "next": {
                    name: [piece.text for piece in bpe.pieces_of(parts["next"].tolist())]
                    for name, parts in found.items()
                },
                "apart": apart(traces),
                "steps": len(reading.written),
            }
            return header, arrays | states_arrays(traces[base])

    return NETS.submit(compute).result() if reading.written else ({}, {})


@lru_cache
def words(lang: str) -> dict:
    """Every label of this tab in one language, and its code."""
    found = words_of("scores", lang)
    return found | {"names": {name: found[f"name_{name}"] for name in SCORES}}
