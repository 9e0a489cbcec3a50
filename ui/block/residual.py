"""The tab about residual connections: through the depth of a fresh net, and switched off in the translator."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

import streamlit as st

from figures.block.residual import apart, residual
from nets.ablated import PARTS, SUBLAYERS, ablated
from nets.depth import DEEPEST, KINDS, NORMS, WAYS, depth
from nets.quantity import Quantity
from nets.stream import stream
from nets.trace import freeze
from text.bpe import normalise
from ui.block.choosing import one_of, several, words_of
from ui.memory import number
from ui.positions import shown
from ui.run import CHARACTERS, NETS, TRANSLATOR, Reading, Settings, compute, load, translate

TOKENS = 16
"""The most tokens that go through the fresh net: six ways there and back, at every key."""
FIRST_LAYERS = 12
THROWS = 99
OFF = rf"({'|'.join(SUBLAYERS)})\.[1-9]\.(attn|cross|ffn)\.({'|'.join(PARTS)})"


def asked_for(view: Mapping) -> dict:
    """What is asked for, of a mapping that may hold nonsense. ``off``: what is switched off, joined by commas,
    ``side.layer.sublayer.part`` with layers from 1; ``token`` from 1; ``throw``: the seed."""
    net = load(TRANSLATOR).net
    off = [name for name in several(view.get("off"), OFF) if there(net, name)]
    return {
        "layers": number(view.get("layers"), 1, DEEPEST, FIRST_LAYERS),
        "kind": one_of(view.get("kind"), tuple(KINDS), "both"),
        "throw": number(view.get("throw"), 0, THROWS, 0),
        "off": ",".join(off),
        "token": number(view.get("token"), 1, 99, 1),
    }


def there(net, name: str) -> bool:
    """Whether a net has what a name calls."""
    side, layer, sublayer, _ = name.split(".")
    return int(layer) <= len(getattr(net, side).layers) and sublayer in SUBLAYERS[side]


@lru_cache(maxsize=64)
def measured(ids: tuple[int, ...], layers: int, kind: str, throw: int) -> dict[str, Quantity]:
    """The curves through depth of token ids."""
    return NETS.submit(lambda: dict(freeze(depth(list(ids), layers, kind, throw)))).result()


@st.cache_resource(show_spinner=False, max_entries=32)
def switched(text: str, off: tuple[str, ...], _draft: tuple[int, ...]) -> Reading:
    """What the translator makes of a text with something switched off. Raises BrokenModel."""
    model = load(TRANSLATOR)
    parts = (name.split(".") for name in off)
    net = ablated(model.net, [(side, int(layer) - 1, sublayer, part) for side, layer, sublayer, part in parts])
    return NETS.submit(compute, replace(model, net=net), text, Settings(), [_draft]).result()


def streams(reading: Reading) -> dict[str, dict[str, Quantity]]:
    """The residual stream of both sides of a reading."""
    trace = reading.trace.trace
    return {side: dict(freeze(stream(getattr(trace, side).layers))) for side in SUBLAYERS}


def section(asked: Mapping, text: str) -> tuple[dict, dict, list[Reading]]:
    """Header, arrays, and what was read. Raises BrokenModel."""
    reading = translate(text, Settings())
    ids = tuple(piece.id for piece in shown(reading.source))
    changed = reading
    if asked["off"]:
        draft = tuple(piece.id for piece in reading.written)
        changed = switched(normalise(text[:CHARACTERS]), tuple(asked["off"].split(",")), draft)
    written = [[piece.text for piece in one.written] for one in (reading, changed)]
    header, arrays = residual(
        measured(ids[:TOKENS], asked["layers"], asked["kind"], asked["throw"]),
        streams(changed), streams(reading),
        ways=[[residual, NORMS.index(norm)] for residual, norm in WAYS], norms=list(NORMS), kinds=list(KINDS),
        deepest=DEEPEST, used=min(len(ids), TOKENS), ids=list(ids[:TOKENS]),
        tokens={"encoder": [piece.text for piece in shown(changed.source)],
                "decoder": [piece.text for piece in changed.target]},
        translation=reading.translation, changed=changed.translation, apart=apart(*written),
        target=[piece.id for piece in changed.target],
        sublayers={side: list(SUBLAYERS[side]) for side in SUBLAYERS},
        layer_count={side: len(getattr(load(TRANSLATOR).net, side).layers) for side in SUBLAYERS},
    )  # fmt: skip
    return header, arrays, [reading]


@lru_cache
def words(lang: str) -> dict:
    """Every label of this tab in one language, and its code."""
    return words_of("residual", lang, "depth", "stream")
