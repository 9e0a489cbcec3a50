"""Doors: a card for each chapter, which takes the sentence along."""

from html import escape

import streamlit as st

from ui.contents import chapters
from ui.lesson import sections
from ui.words import language, word


def doors(text: str) -> None:
    """A card with a link for each page but the first, whose lesson says what is behind it.

    The sentence travels in the address.
    """
    (start, _), *others = chapters(word).items()
    prose = sections(start, language())
    with st.container(key="doors", horizontal=True):
        for name, page in others:
            with st.container(border=True, key=f"door-{name}"):
                st.page_link(page, query_params={"text": text})
                st.markdown(prose[name][1])
                st.html(f'<p class="sentence">{escape(text)}</p>')
