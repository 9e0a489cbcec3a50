"""The first page: one sentence, five nets on one time axis, and a door to every chapter."""

import streamlit as st

from text.examples import CLASS
from ui.ahead import ahead
from ui.doors import doors
from ui.home import blob, samples
from ui.lesson import lesson
from ui.live import live_text, picture
from ui.words import word


@st.fragment
def live() -> None:
    text = live_text(word("text.label"), CLASS, samples=samples())
    picture("home", ahead(blob, text=text), key="home")


with st.container(key="opening"):
    lesson("start", "opening")
live()
doors()
with st.container(key="how"):
    lesson("start", "how")
