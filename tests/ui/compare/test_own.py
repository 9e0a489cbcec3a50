"""The door for a model of one's own: what it takes in becomes head A's, whoever may, and what it cannot is said."""

import time

import pytest
from streamlit.testing.v1 import AppTest

from foreign import CannotRead
from models import adding, known
from tests.foreign.hub import hub
from tests.foreign.small import write
from ui.compare import own


@pytest.fixture(scope="module")
def bert(tmp_path_factory):
    return write("bert", tmp_path_factory.mktemp("one"))


@pytest.fixture(autouse=True)
def machine(tmp_path, monkeypatch):
    monkeypatch.setenv(known.CACHE, str(tmp_path / "cache"))
    monkeypatch.delenv(known.GIVEN, raising=False)
    monkeypatch.setattr(known, "pointed", [])
    monkeypatch.setattr(own, "here", lambda: True)


def room(question: int = 0) -> AppTest:
    """What is behind the door, and which head A is."""

    def script(question: int) -> None:
        import streamlit as st

        from ui.compare import own

        ask = dict(n=question, a="gpt-en/decoder/1/1")
        own.inside(ask)
        st.text(own.chosen(ask)["a"])

    return AppTest.from_function(script, default_timeout=60, kwargs=dict(question=question)).run()


def press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def fetched(app: AppTest) -> AppTest:
    """Look until the download is over, as a browser does every half second."""
    press(app, "Fetch")
    for _ in range(200):
        if own.COMING not in app.session_state:
            return app
        time.sleep(0.05)
        app.run()
    raise AssertionError("the download never ended")


def test_a_folder_of_this_machine(bert):
    app = room()
    assert app.text[0].value == "gpt-en/decoder/1/1"
    app.text_input[0].set_value(str(bert))
    press(app, "Open folder")
    assert not app.exception and not app.error
    assert app.text[0].value == "hf:bert/encoder/1/1"
    assert app.toast[0].value == "bert is head A's model now."
    assert app.text_input[0].value == "", "the door is as at first"


@pytest.mark.parametrize("path", ["nowhere", "\x00", "~nobody-of-that-name", "<b>x</b>"])
def test_a_folder_that_is_none(path):
    app = room()
    app.text_input[0].set_value(path)
    press(app, "Open folder")
    assert not app.exception and len(app.error) == 1
    assert app.text[0].value == "gpt-en/decoder/1/1"


def test_a_name_on_the_hub_and_one_that_nobody_has(bert, monkeypatch):
    with hub({"someone/small": bert}) as server:
        monkeypatch.setenv("HF_ENDPOINT", server.address)
        app = room()
        assert not server.asked, "nothing is asked before the button"
        app.text_input[1].set_value("someone/else")
        fetched(app)
        assert "no model 'someone/else'" in app.error[0].value and not app.exception
        app.text_input[1].set_value("someone/small")
        fetched(app)
    assert not app.exception and not app.error
    assert app.text[0].value == "hf:someone--small/encoder/1/1"
    assert own.COMING not in app.session_state


def test_what_was_asked_since_counts_more(monkeypatch):
    state = {own.CHOSEN: dict(a="hf:x/encoder/1/1", after=3, added=1)}
    monkeypatch.setattr(own.st, "session_state", state)
    assert own.chosen(dict(n=3, a="gpt-en/decoder/1/1", b="y")) == dict(n=3, a="hf:x/encoder/1/1", b="y")
    assert own.chosen(dict(n=4, a="gpt-en/decoder/1/1")) == dict(n=4, a="gpt-en/decoder/1/1")
    assert own.chosen({}) == dict(a="hf:x/encoder/1/1")
    assert own.chosen(dict(n="many"))["a"] == "hf:x/encoder/1/1"


def test_who_sits_elsewhere_may_only_upload(monkeypatch):
    monkeypatch.setattr(own, "here", lambda: False)
    app = room()
    assert not app.text_input and not app.exception
    assert "for whoever sits at that machine" in app.caption[0].value


@pytest.mark.parametrize(
    ("address", "headers", "expected"),
    [
        ("127.0.0.1", {"Host": "127.0.0.1:8501"}, True),
        ("127.0.0.1", {"Host": "localhost:8501"}, True),
        ("127.0.0.1", {"Host": "[::1]:8501"}, True),
        ("127.0.0.1", {"Host": "evil.example:8501"}, False),
        ("127.0.0.1", {"Host": "localhost", "X-Forwarded-For": "10.1.1.1"}, False),
        ("127.0.0.1", {}, False),
        ("0.0.0.0", {"Host": "127.0.0.1:8501"}, False),
    ],
)
def test_who_sits_at_this_machine(monkeypatch, address, headers, expected):
    monkeypatch.undo()
    monkeypatch.setattr(own.st, "get_option", {"server.address": address}.get)
    monkeypatch.setattr(own.st, "context", type("Context", (), {"headers": headers})())
    assert own.here() is expected


def test_without_the_library_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(adding, "NEEDED", ("no_such_library",))
    app = room()
    assert "`pip install -r foreign/requirements.txt`" in app.info[0].value
    assert not app.text_input and not app.button


def test_a_download_tells_how_far_it_is(monkeypatch):
    def slow(name, progress):
        progress(1, 4)
        time.sleep(0.1)
        raise CannotRead("no_config")

    monkeypatch.setattr(adding, "fetched", slow)
    coming = own.Coming("x/y").start()
    while not coming.over:
        time.sleep(0.01)
    assert (coming.done, coming.all, coming.name) == (1, 4, "") and coming.wrong.reason == "no_config"
    monkeypatch.setattr(adding, "fetched", lambda name, progress: 1 / 0)
    coming = own.Coming("x/y")
    coming.fetch()
    assert "could not be fetched" in str(coming.wrong) and coming.wrong.said("ko") != str(coming.wrong)


def test_the_page_has_the_door(open_page):
    app = open_page("compare")
    assert not app.exception and not app.text_input, "its rooms are built when it is opened"
    assert app.get("popover") or "own_door_0" in app.session_state
