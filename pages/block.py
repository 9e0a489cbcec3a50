"""The block: layer norm, residual connections, the position-wise FFN, and a mixture of experts in its place."""

import streamlit as st

from text.examples import CLASS, SAMPLES
from ui.ahead import ahead
from ui.block.page import SECTIONS, blob
from ui.live import asked, live_text, picture
from ui.run import BrokenModel
from ui.tabs import lessons, show_of
from ui.words import labelled, word


@st.fragment
def live() -> None:
    ask = asked("block")
    samples = labelled("sample", SAMPLES)
    text = live_text(word("text.label"), CLASS, samples=samples)
    try:
        picture("block", ahead(blob, ask, text=text), key="block")
    except BrokenModel as error:
        st.error(word("app.broken", message=error), icon=":material/error:")
    lessons("block", show_of(ask, SECTIONS), SECTIONS)


live()
