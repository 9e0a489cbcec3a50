"""Reading ahead: a guess is the picture that the page would draw, and nothing else comes of it until it is typed."""

from threading import Thread

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from tests.pages import asked, drawn, parts, typed
from ui import ahead as module
from ui import run as runs

TEXT, NEXT = "The anima", "The animal"
PAGES = ["start", "transformer", "seq2seq", "block", "memory", "tasks", "positions", "trajectories"]


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """No picture is too slow to be guessed, on a busy machine either."""
    monkeypatch.setattr(module, "QUICK", 60.0)


def pause(calls: list) -> None:
    """What a server does when nobody types."""
    thread = Thread(target=lambda: [call() for call in calls])
    thread.start()
    thread.join()


def guessed(app: AppTest) -> dict[str, bytes]:
    return app.session_state["_ahead"].pictures


def picture(app: AppTest) -> bytes:
    assert not app.exception and not app.error
    return [part.bytes for part in parts(app) if part.bytes][-1]


@pytest.mark.parametrize("name", PAGES)
def test_a_guess_is_what_the_page_draws(open_page, pauses, name):
    app = open_page(name, text=TEXT)
    drawn(app)
    pause(pauses)
    assert NEXT in guessed(app) and [*guessed(app)] == module.guesses(TEXT)
    ready = guessed(app)[NEXT]
    assert picture(typed(app, NEXT)) == ready
    header, arrays = drawn(app)
    del app.session_state["_ahead"]
    runs.RUNS.clear()
    again, values = drawn(typed(app, NEXT))
    assert again.keys() == header.keys() and values.keys() == arrays.keys()
    assert (again["text"], again["words"]) == (NEXT, header["words"])
    for key, array in values.items():
        np.testing.assert_allclose(arrays[key], array, atol=1.0 if array.dtype == np.uint8 else 1e-4, err_msg=key)


def test_what_was_guessed_is_not_drawn_again(open_page, pauses):
    app = open_page("transformer", text=TEXT)
    pause(pauses)
    guessed(app)[NEXT] = other = [*guessed(app).values()][-1]
    assert picture(typed(app, NEXT)) == other


def test_a_guess_is_good_for_nothing_else(open_page, pauses):
    app = open_page("transformer", text=TEXT)
    pause(pauses)
    app.session_state["text"] = {"live": {"text": NEXT}}
    header, _ = drawn(asked(app, "transformer", head="encoder.1.1"))
    assert (header["text"], header["selected"]) == (NEXT, "encoder.1.1")
    pause(pauses)
    app.session_state["lang"] = "ko"
    korean, _ = drawn(app.run())
    assert korean["text"] == NEXT and korean["words"] != header["words"]


def test_a_guess_leaves_no_trace_until_it_is_typed(open_page, pauses):
    app = open_page("transformer", text=TEXT)
    kept, crowd = f"_drafts {runs.TRANSLATOR}", list(runs.WAITING.came)
    drafts = app.session_state[kept]
    pause(pauses)
    assert app.session_state[kept] == drafts
    assert list(runs.WAITING.came) == crowd
    typed(app, NEXT)
    assert app.session_state[kept] == drafts  # its picture was there already
    pause(pauses[:1])
    written = tuple(drawn(app)[0]["written_ids"])
    assert app.session_state[kept][0] == written


def test_slow_pictures_are_not_guessed(open_page, pauses, monkeypatch):
    monkeypatch.setattr(module, "QUICK", 0.0)
    open_page("transformer", text=TEXT)
    assert pauses == []


def test_without_the_model_there_is_no_guess(monkeypatch):
    def broken(name: str):
        raise runs.BrokenModel("no model")

    monkeypatch.setattr(module, "load", broken)
    assert module.guesses(TEXT) == []


def test_what_drawing_raises_is_raised(open_page, pauses, monkeypatch):
    def broken(*_) -> bytes:
        raise runs.BrokenModel("no picture")

    monkeypatch.setattr("ui.home.home", broken)
    app = open_page("start", text=TEXT)
    assert app.exception and not pauses
