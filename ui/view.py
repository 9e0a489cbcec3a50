"""What the viewer has chosen inside the Transformer's picture: from the picture itself, else from the address."""

from dataclasses import dataclass

import streamlit as st

from figures.transformer import BELOW
from ui.controls import heads, restored
from ui.run import TRANSLATOR, load

FIRST = "cross.2.7"
"""The head that is shown at first: of all, it comes closest to people's alignments (see the model's card)."""


@dataclass(frozen=True)
class View:
    head: str
    below: str
    ablated: tuple[str, ...]


def chosen(asked: dict) -> View:
    """The view, with everything that this net has not, or that makes no sense, replaced by the default."""
    kwargs = load(TRANSLATOR).card["kwargs"]
    layers, count = min(kwargs["encoder_layers"], kwargs["decoder_layers"]), kwargs["heads"]
    address = {
        "head": st.query_params.get("head", FIRST),
        "below": st.query_params.get("below", BELOW[0]),
        "ablated": st.query_params.get("ablated", "").split(","),
    }
    view = address | asked
    off = view["ablated"] if isinstance(view["ablated"], list) else []
    if view.get("restored", 0) != restored():
        off = []
    return View(
        head=(*heads([view["head"]], layers, count), FIRST)[0],
        below=view["below"] if view["below"] in BELOW else BELOW[0],
        ablated=heads(off, layers, count),
    )
