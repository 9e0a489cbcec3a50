"""What a reader is told when a model cannot be read."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from foreign import CannotRead
from pretrained import BrokenModel
from ui.words import language, word


@contextmanager
def trouble() -> Iterator[None]:
    """Says in one sentence why there is no picture."""
    try:
        yield
    except BrokenModel as error:
        st.error(word("app.broken", message=error), icon=":material/error:")
    except CannotRead as error:
        st.error(error.said(language()), icon=":material/error:")
