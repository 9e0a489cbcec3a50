"""Sequence to sequence: a bottleneck, and attention that removes it, in two nets side by side."""

import streamlit as st

from text.examples import CLASS, SAMPLES
from ui.ahead import ahead
from ui.lesson import chapter, lesson
from ui.live import asked, live_text, picture
from ui.run import BrokenModel
from ui.seq2seq import blob
from ui.words import labelled, word


@st.fragment
def live() -> None:
    samples = labelled("sample", SAMPLES)
    text = live_text(word("text.label"), CLASS, samples=samples)
    try:
        picture("seq2seq", ahead(blob, asked("seq2seq"), text=text), key="seq2seq")
    except BrokenModel as error:
        st.error(word("app.broken", message=error), icon=":material/error:")


live()
lesson("seq2seq", "see")
chapter("seq2seq", skip=("see",))
