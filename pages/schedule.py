"""The learning-rate schedule: how large training's steps are, by formula and in the runs of the shipped models."""

import streamlit as st

from ui.lesson import chapter, lesson
from ui.live import asked, picture
from ui.schedule import blob


@st.fragment
def live() -> None:
    picture("schedule", blob(asked("schedule")), key="schedule")


live()
lesson("schedule", "see")
chapter("schedule", skip=("see",))
