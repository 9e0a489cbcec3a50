"""Attention by hand: eight steps with small matrices, from a vector in a basis to several heads."""

import streamlit as st

from ui.attention import blob, elsewhere, step_of
from ui.lesson import chapter, lesson
from ui.live import asked, live_text, picture
from ui.words import word


@st.fragment
def live() -> None:
    ask = asked("attention")
    samples = [
        (word("attention.sample"), "the cat sleeps"),
        (word("attention.sample_long"), "she gave him the book"),
    ]
    text = live_text(word("text.label"), samples[0][1], samples=samples)
    picture("attention", blob(ask, text), key="attention")
    lesson("attention", "see")
    lesson("attention", step_of(ask))
    chapter("attention", skip=elsewhere(step_of(ask)))


live()
