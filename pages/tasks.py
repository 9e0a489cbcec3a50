"""Kinds of sequence task: one answer for many words, one for each, or many from one; each net drawn as it is wired."""

import streamlit as st

from ui.ahead import ahead
from ui.lesson import chapter, lesson
from ui.live import asked, live_text, picture
from ui.run import BrokenModel
from ui.tasks import blob, chosen, elsewhere, family_of, samples
from ui.words import word


@st.fragment
def live() -> None:
    try:
        choice = chosen(asked("tasks"))
        family = family_of(choice)
        tries = samples(family)
        text = live_text(word("text.label"), tries[0][1], samples=tries)
        picture("tasks", ahead(blob, choice, family, text=text), key="tasks")
    except BrokenModel as error:
        st.error(word("app.broken", message=error), icon=":material/error:")
        return
    elsewhere(choice)


live()
lesson("tasks", "see")
chapter("tasks", skip=("see",))
