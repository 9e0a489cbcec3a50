"""Compare heads of attention: ours, and those of any Transformer you have."""

import streamlit as st

from text.examples import CLASS, SAMPLES, TWICE
from ui.compare.own import chosen, own
from ui.compare.page import blob, elsewhere, show_of
from ui.compare.reading import CHARACTERS
from ui.compare.trouble import trouble
from ui.lesson import chapter, lesson
from ui.live import asked, live_text, picture
from ui.words import word


@st.fragment
def live() -> None:
    ask = chosen(asked("compare"))
    samples = [(word(f"sample.{name}"), sentence) for name, sentence in (*SAMPLES, TWICE)]
    text = live_text(word("text.label"), CLASS, samples=samples, max_chars=CHARACTERS)
    door = st.container(key="own")
    with trouble():
        picture("compare", blob(ask, text), key="compare")
    lesson("compare", "see")
    lesson("compare", show_of(ask))
    chapter("compare", skip=elsewhere(show_of(ask)))
    with door:  # last, so that the picture never waits for a download
        own(ask)


live()
