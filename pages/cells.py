"""Recurrent cells: an RNN, an LSTM and a GRU read the same text, with every gate of every unit at every step."""

import streamlit as st

from ui.ahead import ahead
from ui.cells import blob, chosen, family_of, samples
from ui.lesson import chapter, lesson
from ui.live import asked, live_text, picture
from ui.run import BrokenModel
from ui.words import word


@st.fragment
def live() -> None:
    try:
        asking = asked("cells")
        choice = chosen(asking)
        family = family_of(choice.model)
        tries = samples(family)
        text = live_text(word("text.label"), tries[0][1], samples=tries)
        picture("cells", ahead(blob, choice, family, asking.get("exact", ""), text=text), key="cells")
    except BrokenModel as error:
        st.error(word("app.broken", message=error), icon=":material/error:")


live()
lesson("cells", "see")
chapter("cells", skip=("see", "notice"))
