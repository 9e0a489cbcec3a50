"""Driving the pages without a browser, as their text boxes and pictures would."""

import json
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from figures.wire import unpack

ROOT = Path(__file__).parent.parent
STUDENT = "I am a student."
TURN = "I thought I would hate it, but it was not bad at all"
ODD = (
    "", " ", "x", "\x00\x07\x1b[31m\u202e\u2066\ufeff\uffff", "<script>alert(1)</script> & $x^2$ **b** [l](u) {{7*7}}",
    "שלום עולם مرحبا", "e\u0301\u0316\u0301 \u0301", "👩‍🔬🇰🇷😀" * 20, "한국어 ㅎㅏㄴ", "\ufffd", "word " * 2000,
    "a" * 10_000,
)  # fmt: skip
"""Texts that nobody expects."""


def opened(name: str, **query: str) -> AppTest:
    """A page of the app as a visitor opens it: ``opened("transformer", lang="ko", text="Hi")``."""
    app = AppTest.from_file(str(ROOT / "ui" / "main.py"), default_timeout=60)
    app.query_params.update(query)
    app.switch_page(str(ROOT / "pages" / f"{name}.py"))
    return app.run()


def drawn(app: AppTest) -> tuple[dict, dict]:
    """Header and arrays of the picture on the page."""
    assert not app.exception
    assert not app.error, app.error[0].value
    return unpack([part.bytes for part in parts(app) if part.bytes][-1])


def parts(app: AppTest, kind: str = "") -> list:
    """Our own components on the page: of one kind, say ``live_text``, or all."""
    found = [element.proto for element in app.get("bidi_component")]
    return [part for part in found if kind in ("", part.component_name)]


def titles(app: AppTest) -> list[str]:
    """The titles of the lesson's sections that can be opened and closed."""
    return [title for part in parts(app, "titles") for _, title, _ in json.loads(part.json)]


def typed(app: AppTest, text: str, key: str = "text") -> AppTest:
    app.session_state[key] = {"live": {"text": text}}
    return app.run()


def asked(app: AppTest, page: str, **ask) -> AppTest:
    app.session_state[page] = {"ask": ask}
    return app.run()


def whatever_is_typed(times: int) -> Callable:
    """Run a test of a ``page`` and a ``text`` on odd texts and on so many random ones."""

    def decorate(test: Callable) -> Callable:
        for text in ODD:
            test = example(text=text)(test)
        test = given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=60))(test)
        return settings(max_examples=times, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])(
            test
        )

    return decorate
