"""Trajectories: the hidden state's path while a sentence is read, in a frame that typing never turns."""

import streamlit as st

from ui.ahead import ahead
from ui.classified import family_of, samples
from ui.lesson import chapter, lesson
from ui.live import asked, live_text, picture
from ui.run import BrokenModel
from ui.trajectories import blob, seconds
from ui.words import word


@st.fragment
def live() -> None:
    ask = asked("trajectories")
    tries = samples(family_of(ask))
    first, other = st.columns([3, 2])
    with first:
        text = live_text(word("text.label"), tries[0][1], samples=tries)
    with other:
        second = live_text(word("trajectories.second"), "", key="text2", samples=seconds(text))
    try:
        picture("trajectories", ahead(blob, ask, second, text=text), key="trajectories")
    except BrokenModel as error:
        st.error(word("app.broken", message=error), icon=":material/error:")


live()
lesson("trajectories", "see")
chapter("trajectories", skip=("see",))
