"""Compare heads of attention: ours, and those of any Transformer you have."""

import streamlit as st

from text.examples import CLASS, SAMPLES, TWICE
from ui.compare.own import chosen, own
from ui.compare.page import SECTIONS, blob
from ui.compare.reading import CHARACTERS
from ui.compare.trouble import trouble
from ui.live import asked, live_text, picture
from ui.tabs import lessons, show_of
from ui.words import labelled, word


@st.fragment
def live() -> None:
    ask = chosen(asked("compare"))
    samples = labelled("sample", (*SAMPLES, TWICE))
    text = live_text(word("text.label"), CLASS, samples=samples, max_chars=CHARACTERS)
    door = st.container(key="own")
    with trouble():
        picture("compare", blob(ask, text), key="compare")
    lessons("compare", show_of(ask, SECTIONS), SECTIONS)
    with door:  # last, so that the picture never waits for a download
        own(ask)


live()
