"""Live pictures: a component for each kind, whose real code is an ES module in ui/web/ (see ``picture``)."""

from functools import cache

import streamlit as st

from ui.part import part

ROOM = "<style>.live:empty { min-height: 75vh }</style>"
"""What is below a picture waits below the fold until it is drawn, and is not seen to jump there."""


@cache
def _mount(kind: str):
    return part(f"picture_{kind}", kind, ROOM + '<div class="live"></div>')


def asked(key: str) -> dict:
    """What the viewer asked for inside a picture, {} before the first time."""
    state = st.session_state.get(key)
    ask = state.get("ask") if state else None
    return ask if isinstance(ask, dict) else {}


def picture(kind: str, blob: bytes, *, key: str) -> None:
    """Draw a blob of figures/wire.py with ui/web/<kind>.js. It is drawn in place: nothing is torn down between runs."""
    _mount(kind)(key=key, data=blob, on_ask_change=lambda: None)
