"""The first page: what Unrolled is, one sentence, and a door to every chapter."""

import streamlit as st

from text.examples import CLASS, SAMPLES
from ui.doors import doors
from ui.lesson import lesson
from ui.live import live_text
from ui.words import word

with st.container(key="opening"):
    lesson("start", "opening")


@st.fragment
def live() -> None:
    samples = [(word(f"sample.{name}"), sentence) for name, sentence in SAMPLES]
    doors(live_text(word("text.label"), CLASS, samples=samples))


live()
with st.container(key="how"):
    lesson("start", "how")
