"""The live text box: every ``input`` event of the browser becomes a run, half-composed Korean syllables included.

The browser owns the text: Python is told what it says and never writes it back, so no late answer can overwrite a
newer key. How the browser sends, waits and keeps the text in the address is told in ui/web/text.js.
"""

from collections.abc import Sequence
from functools import cache

import streamlit as st

from ui.part import part
from ui.serve import keystroke
from ui.words import language, look_up

_mount = part("live_text", "text")


def live_text(
    label: str,
    default: str,
    *,
    key: str = "text",
    samples: Sequence[tuple[str, str]] = (),
    max_chars: int = 2000,
    rows: int = 1,
) -> str:
    """A text box that is read at every keystroke; returns what it says.

    It starts from the address (``?text=`` for the key ``text``), else from what the page before this one said, else
    from ``default``, and keeps the address up to date, so a link and a reload find the sentence. ``samples`` are
    (name, text) pairs to click; ``max_chars`` counts UTF-16 units, as browsers do. When ``default`` changes, say
    because another model reads now, a text that is one of the samples makes way for the new default; what was typed
    stays.
    """
    keystroke()
    start = _start(default, key, max_chars)
    text = st.session_state[f"{key} carried"] = _text(st.session_state.get(key), start)
    _mount(
        key=key,
        data=[  # one thing in a list: in a dictionary Streamlit would look for tables, value by value
            {
                "key": key,
                "label": label,
                "default": default,
                "start": start,
                "seen": text,
                "samples": [{"name": name, "text": text} for name, text in samples],
                "limit": max_chars,
                "rows": rows,
                "words": words(language()),
            }
        ],
        default={"live": {"text": start}},
        on_live_change=lambda: None,
    )
    return text


@cache
def words(lang: str) -> dict[str, str]:
    """What the box says itself, in one language."""
    return {name: look_up(f"text.{name}", lang) for name in ("hint", "samples", "full", "offline")}


def said(default: str, key: str = "text", max_chars: int = 2000) -> str:
    """What a text box says, for whoever must know before it is drawn: ``default`` where nobody has said anything."""
    return _text(st.session_state.get(key), _start(default, key, max_chars))


def _start(default: str, key: str, max_chars: int) -> str:
    return st.query_params.get(key, st.session_state.get(f"{key} carried", default))[:max_chars]


def _text(state, start: str) -> str:
    """The text in the component's state; ``start`` when there is none, or when it is not what the browser sends."""
    live = state.get("live") if state is not None else None
    text = live.get("text") if isinstance(live, dict) else None
    return text if isinstance(text, str) else start
