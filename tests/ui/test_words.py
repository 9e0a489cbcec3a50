"""The language comes from the switch or the address, and labels are filled in that language."""

import pytest
from streamlit.testing.v1 import AppTest

from ui.words import catalogue


def chosen(address: str | None, state: dict) -> str:
    def script():
        import streamlit as st

        from ui.words import language, word

        st.text(language())
        st.text(word("text.full", limit=7))

    app = AppTest.from_function(script)
    if address is not None:
        app.query_params["lang"] = address
    for key, value in state.items():
        app.session_state[key] = value
    app.run()
    assert not app.exception
    assert "7" in app.text[1].value
    assert ("최대" in app.text[1].value) == (app.text[0].value == "ko")
    return app.text[0].value


@pytest.mark.parametrize(
    ("address", "state", "language"),
    [(None, {}, "en"), ("ko", {}, "ko"), ("fr", {}, "en"), ("ko", {"lang": "en"}, "en"), ("ko", {"lang": 5}, "ko")],
)
def test_the_switch_wins_over_the_address(address, state, language):
    assert chosen(address, state) == language


def test_the_catalogue_is_read_again_when_it_changes():
    assert catalogue(1) is catalogue(1)
    assert catalogue(2) is not catalogue(1)
