"""The first page: what Unrolled is, one sentence, and a door to every chapter."""

import streamlit as st

from text.examples import CLASS, SAMPLES
from ui.doors import doors
from ui.lesson import lesson
from ui.live import live_text, picture
from ui.reading import glance_blob
from ui.run import BrokenModel, Settings, translate
from ui.words import word


@st.fragment
def live() -> None:
    samples = [(word(f"sample.{name}"), sentence) for name, sentence in SAMPLES]
    text = live_text(word("text.label"), CLASS, samples=samples)
    try:
        picture("glance", glance_blob(translate(text, Settings())), key="glance")
    except BrokenModel as error:
        st.error(word("app.broken", message=error), icon=":material/error:")


with st.container(key="opening"):
    lesson("start", "opening")
live()
doors()
with st.container(key="how"):
    lesson("start", "how")
