"""A page for the benches alone: what is typed, as plain text. The floor that no page of the app can go below.

It is in the app only while the environment variable UNROLLED_BENCH is set. The text stands in quotes, because st.text
cuts spaces off the ends.
"""

import streamlit as st

from ui.live import live_text


@st.fragment
def echo() -> None:
    st.text(f"'{live_text('Echo', '')}'")
