"""What the page about the block shows: the tab that is asked for, its numbers, and its words."""

from functools import lru_cache

import streamlit as st

from figures.tabs import Scene, tabbed
from ui.block import experts, ffn, norm, residual
from ui.classified import labels
from ui.notice import notice
from ui.tabs import show_of
from ui.words import language

SECTIONS = {"norm": norm, "residual": residual, "ffn": ffn, "experts": experts}
"""The tabs in their order: the name in the address, and the module."""


@lru_cache
def words(show: str, lang: str) -> dict:
    """Every label of a tab in one language, and those of the bar."""
    return labels("block", lang) | SECTIONS[show].words(lang)


def blob(ask: dict, text: str) -> bytes:
    """The live picture. Raises BrokenModel."""
    show, number = show_of(ask, SECTIONS), ask.get("n")
    tab = SECTIONS[show]
    asked = tab.asked_for(st.query_params.to_dict() | ask)
    header, arrays, readings = tab.section(asked, text)
    scene = Scene(
        text, {"tabs": list(SECTIONS)}, show, header, arrays, words(show, language()), asked, tab.asked_for({}),
        number if isinstance(number, int) else 0, notice(*readings),
    )  # fmt: skip
    return tabbed(scene)
