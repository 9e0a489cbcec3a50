"""The server's own part: files with a validator, small packets at once, garbage in the pauses."""

import asyncio
import gc
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.elements.widgets import text_widgets
from streamlit.errors import StreamlitAPIException
from streamlit.proto.NewSession_pb2 import NewSession
from streamlit.runtime import app_session

from ui import serve

ROOT = Path(__file__).parents[2]


@pytest.fixture
def web():
    return TestClient(Starlette(routes=serve.routes()))


def test_web_files_are_asked_for_again_and_not_sent_twice(web):
    first = web.get("/web/text.js")
    assert first.status_code == 200
    assert first.headers["content-type"].split(";")[0] in ("text/javascript", "application/javascript")
    assert first.headers["cache-control"] == "no-cache"
    again = web.get("/web/text.js", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["/web/nothing.js", "/web/../serve.py", "/web/%2e%2e/serve.py", "/web/"])
def test_nothing_else_is_served(web, path):
    assert web.get(path).status_code == 404


def test_listening_sockets_send_at_once():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        assert not listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert serve.send_at_once() >= 1
        assert listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_the_theme_is_the_one_that_streamlit_spells(monkeypatch):
    spell = app_session._populate_theme_msg
    monkeypatch.setattr(app_session, "_populate_theme_msg", spell)  # put back at the end
    serve.spell_theme_once()
    for section, empty in {"theme": False, "theme.light": False, "theme.dark": False, "theme.sidebar": True}.items():
        theirs = NewSession()
        spell(theirs.custom_theme.sidebar, section)
        assert theirs.custom_theme.HasField("sidebar") != empty, section
        for _ in range(2):
            ours = NewSession()
            app_session._populate_theme_msg(ours.custom_theme.sidebar, section)
            assert ours == theirs, section


def finished(coroutine):
    """What a coroutine returns, in a loop of a thread of its own: a browser test may have left one in ours."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result(10)


def collections(monkeypatch, seconds: float, typing: bool) -> int:
    """How often garbage is collected in some seconds with or without keystrokes after the first one."""
    count = 0

    def collect():
        nonlocal count
        count += 1

    async def watch():
        task = asyncio.create_task(serve.collect_when_idle())
        end = time.monotonic() + seconds
        await asyncio.sleep(0.02)
        serve.keystroke()
        while time.monotonic() < end:
            await asyncio.sleep(0.01)
            if typing:
                serve.keystroke()
        task.cancel()

    monkeypatch.setattr(serve, "QUIET", 0.1)
    monkeypatch.setattr(gc, "collect", collect)
    finished(watch())
    return count


def test_garbage_waits_for_a_pause_and_is_collected_once(monkeypatch):
    assert collections(monkeypatch, 0.6, typing=True) == 0
    assert collections(monkeypatch, 0.6, typing=False) == 1


def test_no_time_at_all_is_told_without_pandas(monkeypatch):
    monkeypatch.setattr(text_widgets, "time_to_seconds", text_widgets.time_to_seconds)  # put back at the end
    serve.read_no_time()
    assert [text_widgets._parse_text_input_live(text) for text in ("0ms", "300ms", "0.5s")] == [0, 300, 500]
    with pytest.raises(StreamlitAPIException):
        text_widgets._parse_text_input_live("soon")


FIRST_PAGE = """
import sys
from app import app
from ui.serve import read_no_time
assert not {"torch", "pandas"} & set(sys.modules), "imported before the server answers"
read_no_time()
from streamlit.testing.v1 import AppTest
page = AppTest.from_file("pages/transformer.py").run(timeout=60)
assert "torch" in sys.modules and not page.exception and page.text_input
assert "pandas" not in sys.modules, "imported before the first picture"
"""


def test_the_server_answers_without_torch_and_the_first_picture_needs_no_pandas():
    found = subprocess.run([sys.executable, "-c", FIRST_PAGE], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert found.returncode == 0, found.stderr


def test_the_server_answers_while_the_first_pages_nets_are_loaded(monkeypatch):
    steps, loaded = [], Event()
    monkeypatch.setattr(serve, "QUIET", 0.01)
    monkeypatch.setattr(serve, "warm", lambda: loaded.wait(10) and steps.append("warm"))
    monkeypatch.setattr(serve, "warm_home", lambda: steps.append("warm_home"))
    for name in ("spell_theme_once", "read_no_time"):
        monkeypatch.setattr(serve, name, lambda: None)
    for name in ("disable", "collect", "freeze", "unfreeze", "set_threshold", "enable"):
        monkeypatch.setattr(gc, name, lambda *_, name=name: steps.append(name))

    async def live() -> None:
        async with serve.lifespan(None):
            await asyncio.sleep(0.01)
            assert steps == ["disable"]
            loaded.set()
            while steps.count("freeze") < 2:
                await asyncio.sleep(0.01)

    finished(live())
    assert steps[:5] == ["disable", "warm", "freeze", "set_threshold", "enable"]
    assert steps[5:] == ["warm_home", "unfreeze", "collect", "freeze"]


def test_a_net_that_fails_leaves_the_collector_on(monkeypatch):
    def fails() -> None:
        raise MemoryError

    monkeypatch.setattr(serve, "warm", fails)
    for name in ("freeze", "set_threshold"):
        monkeypatch.setattr(gc, name, lambda *_: None)
    with pytest.raises(MemoryError):
        finished(serve.keep_tidy())
    assert gc.isenabled()
