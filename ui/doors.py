"""Doors: a card for a chapter, the whole of which is the link. The sentence goes along (see ui/live_text.py)."""

from collections.abc import Iterable

import streamlit as st

from ui.contents import chapters
from ui.lesson import sections
from ui.words import language, word


def doors(names: Iterable[str] | None = None) -> None:
    """A card for each page that is named, or for each but the first; the first page's lesson says what is behind it."""
    (start, _), *others = chapters(word).items()
    prose = sections(start, language())
    with st.container(key="doors", horizontal=True):
        for name, page in others:
            if names is None or name in names:
                with st.container(border=True, key=f"door-{name}"):
                    st.page_link(page)
                    st.markdown(prose[name][1])
