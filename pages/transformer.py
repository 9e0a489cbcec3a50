"""The Transformer: type English, and see it translated with every weight of every head."""

from contextlib import suppress
from dataclasses import replace

import streamlit as st

from text.examples import CLASS, SAMPLES
from ui.ahead import ahead
from ui.controls import settings
from ui.lesson import chapter, lesson
from ui.live import asked, live_text, picture
from ui.reading import drawn, parameter_map
from ui.run import BrokenModel, Settings
from ui.view import chosen
from ui.words import labelled, word


@st.fragment
def live(controls: Settings) -> None:
    samples = labelled("sample", SAMPLES)
    text = live_text(word("text.label"), CLASS, samples=samples)
    try:
        view = chosen(asked("transformer"))
        how = replace(controls, ablated=view.ablated)
        picture("transformer", ahead(drawn, how, view.head, view.below, text=text), key="transformer")
    except BrokenModel as error:
        st.error(word("app.broken", message=error), icon=":material/error:")


def parameters() -> None:
    with suppress(BrokenModel):
        st.plotly_chart(parameter_map(), config={"displaylogo": False})
        st.caption(word("parameters.title"))


live(settings())
lesson("transformer", "see")
chapter("transformer", skip=("see", "notice"), pictures={"model": parameters})
