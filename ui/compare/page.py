"""What the page that compares heads shows: the tab that is asked for, its numbers, and its words."""

from contextlib import suppress
from functools import lru_cache

import streamlit as st

from figures.tabs import Scene, tabbed
from foreign import CannotRead
from models import known
from ui.classified import labels
from ui.compare import all as every
from ui.compare import board, choosing, explain, live, two
from ui.compare.reading import shapes
from ui.tabs import show_of
from ui.words import language

SECTIONS = {"two": two, "all": every, "board": board, "live": live, "explain": explain}
"""The tabs in their order: the name in the address, and the module."""


@lru_cache
def words(show: str, lang: str) -> dict:
    """Every label of a tab in one language, and those of the bar."""
    return labels("compare", lang) | SECTIONS[show].words(lang)


def models(looked_at: set[str]) -> list[dict]:
    """The models that can be chosen, with the layers and heads of each of their stacks. Of a checkpoint that nobody
    looks at its configuration tells them, so that a list loads no model; one that does not tell is left out."""
    found = []
    for name in known.names():
        with suppress(CannotRead):
            of = shapes if name in looked_at or name in known.OURS else known.shapes
            stacks = {side: list(shape) for side, shape in of(name).items()}
            found.append(dict(name=name, title=known.shown(name), shapes=stacks))
    return found


def blob(ask: dict, text: str) -> bytes:
    """The live picture. Raises BrokenModel, CannotRead."""
    show, number = show_of(ask, SECTIONS), ask.get("n")
    tab, (view, why) = SECTIONS[show], choosing.usable(st.query_params.to_dict() | ask)
    common = choosing.asked_for(view)
    asked = common | tab.asked_for(view | common)
    header, arrays, notices = tab.section(asked, text)
    first = choosing.asked_for({}) | tab.asked_for(choosing.asked_for({}))
    looked_at = {asked[which].rsplit("/", 3)[0] for which in ("a", "b")}
    scene = Scene(
        text, {"models": models(looked_at)}, show, header, arrays, words(show, language()), asked, first,
        number if isinstance(number, int) else 0, "  ".join([*why, *notices]),
    )  # fmt: skip
    return tabbed(scene)
