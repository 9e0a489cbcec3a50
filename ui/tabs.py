"""What pages with tabs have in common: which tab is open, and what their lesson says while it is.

A tab has the name that the address knows; the lesson has a section of that name, and its question's answer behind it.
"""

from collections.abc import Collection

import streamlit as st

from ui.lesson import chapter, lesson


def show_of(ask: dict, tabs: Collection[str]) -> str:
    """The tab that is shown: the one asked for by the picture, else by the address, else the first."""
    show = ask.get("show", st.query_params.get("show"))
    return show if isinstance(show, str) and show in tabs else next(iter(tabs))


def lessons(page: str, show: str, tabs: Collection[str]) -> None:
    """What is read below the picture: what one sees, what the open tab is about, and all else behind its title, but not
    the questions and answers of the other tabs."""
    lesson(page, "see")
    lesson(page, show)
    chapter(page, skip=("see", *tabs, *(f"{tab}-answer" for tab in tabs if tab != show)))
