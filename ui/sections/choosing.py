"""What the sections of the page on seq2seq have in common: reading what was asked for, and naming nets."""

import re
from pathlib import Path

import streamlit as st

from ui.classified import labels

CODE = Path(__file__).parent.parent.parent / "lessons" / "code" / "seq2seq"
MODEL = "seq2seq-en-fr-{}"
"""A net's name in pretrained/, of its name on the page."""
NAMES = ("none", "dot", "general", "concat", "additive")
"""The nets to choose from: their attention."""
SIDES = ("first", "second")


def wanted(asking: dict, name: str):
    """What the picture asks for, else what the address says, else ""."""
    return asking[name] if name in asking else st.query_params.get(name, "")


def whole(value, low: int, high: int, otherwise: int) -> int:
    """A whole number from JSON or an address, moved between its bounds; ``otherwise`` for anything else.

    >>> whole("7", 1, 5, 2), whole(3, 1, 5, 2), whole("many", 1, 5, 2), whole(True, 1, 5, 2)
    (5, 3, 2, 2)
    """
    text = "" if isinstance(value, bool) else str(value)
    return min(max(int(text), low), high) if re.fullmatch(r"\d{1,6}", text, re.ASCII) else otherwise


def side_of(value, names: tuple[str, str], attentive: bool = False) -> int:
    """Which of the two nets, 0 or 1: the one asked for, else the second where it looks back, else the first.

    ``attentive``: a net that cannot look back is never chosen where the other can.

    >>> side_of("first", ("none", "dot")), side_of("first", ("none", "dot"), True), side_of("", ("dot", "none"))
    (0, 1, 0)
    """
    able = [name != "none" for name in names]
    if value in SIDES:
        side = SIDES.index(value)
        return 1 - side if attentive and able[1 - side] and not able[side] else side
    return int(able[1])


def words_of(tab: str, lang: str) -> dict:
    """The labels of a tab in one language, and the code that it shows."""
    code = (CODE / f"{tab}.py").read_text(encoding="utf-8")
    return labels(f"seq2seq_{tab}", lang) | {"code": {tab: code}}
