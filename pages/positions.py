"""Positional encoding: how a net that reads all tokens at once is told their order."""

import streamlit as st

from text.examples import CLASS
from ui.ahead import ahead
from ui.lesson import chapter, lesson
from ui.live import asked, live_text, picture
from ui.positions import blob, tries
from ui.run import BrokenModel
from ui.words import word


@st.fragment
def live() -> None:
    text = live_text(word("text.label"), CLASS, samples=tries())
    try:
        picture("positions", ahead(blob, asked("positions"), text=text), key="positions")
    except BrokenModel as error:
        st.error(word("app.broken", message=error), icon=":material/error:")


live()
lesson("positions", "see")
chapter("positions", skip=("see",))
