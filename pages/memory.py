"""Memory and gradients: how far back a net hears, what training sees of it, why a bag of words is not enough."""

import streamlit as st

from ui.ahead import ahead
from ui.lesson import chapter, lesson
from ui.live import asked, live_text, picture
from ui.memory import blob, tries
from ui.run import BrokenModel
from ui.words import word


@st.fragment
def live() -> None:
    ask = asked("memory")
    samples = tries(ask)
    text = live_text(word("text.label"), samples[0][1], samples=samples)
    try:
        picture("memory", ahead(blob, ask, text=text), key="memory")
    except BrokenModel as error:
        st.error(word("app.broken", message=error), icon=":material/error:")


live()
lesson("memory", "see")
chapter("memory", skip=("see",))
