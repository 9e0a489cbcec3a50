"""The tab on beam search: one net's search as a tree, from any branch that the viewer has made the beginning."""

import re
from collections.abc import Mapping
from functools import lru_cache

import streamlit as st
import torch

from figures.tree import tree
from nets.decoding import Decoding, decode
from nets.quantity import Quantity
from nets.trace import freeze
from text.bpe import SPECIAL
from text.french import elide
from ui.reading import vocabulary
from ui.run import LIMIT, NETS, STEPS, Reading, load
from ui.sections.choosing import MODEL, SIDES, side_of, wanted, whole, words_of

KEYS = ("net", "size", "alpha", "prefix")
BEAMS, PENALTY = 4, 1.0
"""At first; as on the Transformer's page."""


@st.cache_resource(show_spinner=False, max_entries=64)
def searched(
    name: str, source: tuple[int, ...], prefix: tuple[int, ...], beams: int, penalty: float
) -> Mapping[str, Quantity]:
    """A beam search from a forced prefix. Raises BrokenModel."""
    net, how = load(name).net, Decoding("beam", beams, penalty, max_steps=STEPS)

    def compute() -> Mapping[str, Quantity]:
        with torch.inference_mode():
            return freeze(decode(net, torch.tensor([source]), how, prefix=prefix))

    return NETS.submit(compute).result()


def path(value, count: int) -> tuple[int, ...]:
    """Token ids as they stand in the address, "41-7-3"; none where one of them is no word of ``count`` tokens.

    >>> path("41-7", 8000), path("41-3", 8000), path("41-8000", 8000), path("<b>", 8000), path(7, 8000)
    ((41, 7), (), (), (), ())
    """
    if not isinstance(value, str) or not re.fullmatch(r"\d{1,6}(-\d{1,6})*", value, re.ASCII):
        return ()
    ids = tuple(map(int, value.split("-")))[: LIMIT - 1]
    return ids if all(len(SPECIAL) <= i < count for i in ids) else ()


def decimal(value, low: float, high: float, otherwise: float) -> float:
    """A number with at most one digit after the point, moved between its bounds; ``otherwise`` for anything else.

    >>> decimal("0.6", 0, 2, 1.0), decimal(7, 0, 2, 1.0), decimal("much", 0, 2, 1.0), decimal(0, 0, 2, 1.0)
    (0.6, 2.0, 1.0, 0.0)
    """
    fits = re.fullmatch(r"\d{1,3}(\.\d{1,6})?", str(value), re.ASCII)
    return round(min(max(float(value), float(low)), float(high)), 1) if fits else otherwise


def section(
    asking: dict, text: str, first: Reading, second: Reading, names: tuple[str, str]
) -> tuple[dict, dict]:  # fmt: skip
    """Header and arrays of the search. Raises BrokenModel."""
    side = side_of(wanted(asking, "beam_net"), names)
    name = MODEL.format(names[side])
    bpe = load(name).tokenizer
    prefix = path(wanted(asking, "beam_prefix"), len(bpe))
    beams = whole(wanted(asking, "beam_size"), 1, 8, BEAMS)
    penalty = decimal(wanted(asking, "beam_alpha"), 0.0, 2.0, PENALTY)
    pieces = bpe.pieces_of(list(prefix))
    shown = "-".join(map(str, prefix))
    header = {
        "state": {"beam_net": SIDES[side], "beam_size": beams, "beam_alpha": penalty, "beam_prefix": shown},
        "names": list(names),
        "net": names[side],
        "prefix": [[piece.id, piece.text] for piece in pieces],
        "tree": None,
    }
    if not first.written:
        return header, {}
    search = searched(name, tuple(piece.id for piece in first.source), prefix, beams, penalty)
    described, arrays = tree(search, vocabulary(name))
    for ended in described["ended"]:
        ended["text"] = elide(bpe.text([*prefix, *ended["ids"]]))
    return header | described, arrays | {"forced": search["log_probs"].values[: len(prefix)]}


@lru_cache
def words(lang: str) -> dict:
    """Every label of this tab in one language, and its code."""
    return words_of("beam", lang)
