"""The tab about experts: where each token goes, why, how evenly, and what the dense net makes of the same text."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

import streamlit as st

from figures.block.experts import SIDES, UNITS, Written, experts
from nets.ablated import without_experts
from nets.load import load as load_of
from nets.trace import freeze
from text.bpe import normalise
from ui.block.choosing import several, words_of
from ui.memory import number
from ui.positions import shown
from ui.reading import token, vocabulary
from ui.run import CHARACTERS, NETS, Reading, Settings, compute, cut_off, drafted, load

EXPERTS, DENSE = "translate-en-fr-experts", "translate-en-fr"
SHUT = rf"({'|'.join(SIDES)})\.[1-9]\.[1-9]"


def asked_for(view: Mapping) -> dict:
    """What is asked for, of a mapping that may hold nonsense: ``at``, the side, layer and token that are looked at, and
    ``shut``, the experts that are switched off (side, layer, expert), joined by commas; all numbers from 1."""
    side, layer, place = ([*str(view.get("at") or "").split("."), "", "", ""])[:3]
    net = load(EXPERTS).net
    side = side if side in SIDES else SIDES[0]
    layer = number(layer, 1, len(getattr(net, side).layers), 1)
    kept, counts = [], Counter()
    for name in several(view.get("shut"), SHUT):
        on, where, expert = name.split(".")
        layers = getattr(net, on).layers
        if int(where) > len(layers):
            continue
        mixture = layers[int(where) - 1].ffn
        counts[on, where] += 1
        if int(expert) <= len(mixture.experts) and counts[on, where] <= len(mixture.experts) - mixture.top:
            kept.append(name)
    return {"at": f"{side}.{layer}.{number(place, 1, 99, 2)}", "shut": ",".join(kept)}


@st.cache_resource(show_spinner=False, max_entries=32)
def shut_out(text: str, shut: tuple[str, ...], _draft: tuple[int, ...]) -> Reading:
    """What the net makes of a text without some of its experts. Raises BrokenModel."""
    model = load(EXPERTS)
    parts = (name.split(".") for name in shut)
    net = without_experts(model.net, [(side, int(layer) - 1, int(expert) - 1) for side, layer, expert in parts])
    return NETS.submit(compute, replace(model, net=net), text, Settings(), [_draft]).result()


def written(reading: Reading) -> Written:
    return Written(
        [token(piece) for piece in reading.written], [piece.id for piece in reading.written], reading.translation,
        reading.trace["out"],
    )  # fmt: skip


def section(asked: Mapping, text: str) -> tuple[dict, dict, list[Reading]]:
    """Header, arrays, and what was read. Raises BrokenModel."""
    clean = normalise(text[:CHARACTERS])
    usual, dense = drafted(EXPERTS, clean, Settings()), drafted(DENSE, clean, Settings())
    reading = usual
    if asked["shut"]:
        reading = shut_out(clean, tuple(asked["shut"].split(",")), tuple(piece.id for piece in usual.written))
    pieces = {"encoder": shown(reading.source), "decoder": reading.target}
    side, layer, place = asked["at"].split(".")
    trace = reading.trace.trace
    loads = {on: dict(freeze(load_of([one.ffn for one in getattr(trace, on).layers]))) for on in SIDES}
    mixture = getattr(load(EXPERTS).net, side).layers[int(layer) - 1].ffn
    models = {"experts": load(EXPERTS), "dense": load(DENSE)}
    cards = {name: model.card for name, model in models.items()}
    sizes = {name: sum(p.numel() for p in model.net.parameters()) for name, model in models.items()}
    header, arrays = experts(
        reading.trace, loads, {"experts": written(reading), "dense": written(dense)},
        {on: [token(piece) for piece in pieces[on]] for on in SIDES},
        (side, int(layer) - 1, min(int(place), len(pieces[side])) - 1), cards, sizes,
        vocabulary(EXPERTS),
        usual=usual.translation, top=mixture.top, count=len(mixture.experts), shown_units=UNITS,
        target=[piece.id for piece in reading.target],
    )  # fmt: skip
    return header, arrays, [replace(usual, text=text, cut=cut_off(text, usual))]


@lru_cache
def words(lang: str) -> dict:
    """Every label of this tab in one language, and its code."""
    return words_of("experts", lang, "experts", "balance")
