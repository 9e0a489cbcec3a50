"""What Python makes of the text box's messages. How the box behaves in a browser: tests/browser/test_text.py."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages import parts


def page(**query: str) -> AppTest:
    def script():
        import streamlit as st

        from ui.live import live_text

        st.text(repr(live_text("Label", "example", max_chars=20)))
        st.text(repr(live_text("Other", "", key="other")))

    app = AppTest.from_function(script)
    app.query_params.update(query)
    return app.run()


def said(app: AppTest) -> list[str]:
    assert not app.exception
    return [eval(element.value) for element in app.text]


def test_the_example_comes_first_then_what_the_address_says():
    assert said(page()) == ["example", ""]
    assert said(page(text="mine", other="yours")) == ["mine", "yours"]
    assert said(page(text="")) == ["", ""]


def test_what_is_typed_wins_over_the_address():
    app = page(text="old")
    app.session_state["text"] = {"live": {"text": "new"}}
    assert said(app.run()) == ["new", ""]
    assert said(app.run()) == ["new", ""]


def test_a_text_from_the_address_is_cut_at_the_limit():
    assert said(page(text="x" * 50))[0] == "x" * 20


@pytest.mark.parametrize("text", ["", "<b>", "한ㄱ", "\x00", "$x$", "a\nb"])
def test_a_text_passes_unchanged(text):
    app = page()
    app.session_state["text"] = {"live": {"text": text}}
    assert said(app.run())[0] == text


def test_the_browser_is_told_what_was_seen():
    app = page(text="mine")
    assert '"seen":"mine"' in parts(app)[0].json.replace(" ", "")
    app.session_state["text"] = {"live": {"text": "more"}}
    app.run()
    assert '"seen":"more"' in parts(app)[0].json.replace(" ", "")


def test_what_the_box_says_is_known_before_it_is_drawn():
    def script():
        import streamlit as st

        from ui.live import live_text
        from ui.live_text import said

        st.text(repr([said("example"), live_text("Label", "example")]))

    for query, state, wanted in (({}, None, "example"), ({"text": "mine"}, None, "mine"), ({"text": "mine"}, "x", "x")):
        app = AppTest.from_function(script)
        app.query_params.update(query)
        app.run()
        if state:
            app.session_state["text"] = {"live": {"text": state}}
            app.run()
        assert said(app) == [[wanted, wanted]]
