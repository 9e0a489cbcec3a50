"""The app as users start it, and pages in Chromium that fail a test on an error in the console or a request abroad."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.browser import chromium
from tests.browser.driving import WAIT

ROOT = Path(__file__).parent.parent.parent
SIZE = {"width": 1280, "height": 720}
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@dataclass
class Server:
    """``streamlit run app.py`` on a port of its own, which can be killed and started again."""

    port: int
    log: Path
    process: subprocess.Popen = field(init=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> "Server":
        command = [
            sys.executable,
            "-m",
            "streamlit",
            "run",
            "app.py",
            "--server.headless=true",
            f"--server.port={self.port}",
        ]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, start_new_session=True)
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=1).read()
                return self
            except (urllib.error.URLError, OSError):
                assert self.process.poll() is None, self.log.read_text()
                time.sleep(0.1)
        raise AssertionError(f"the server did not answer in a minute: {self.log.read_text()}")

    def stop(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def server(tmp_path_factory) -> Iterator[Server]:
    running = Server(free_port(), tmp_path_factory.mktemp("server") / "log").start()
    yield running
    running.stop()


@pytest.fixture
def own_server(tmp_path, watch) -> Iterator[Server]:
    """A server that a test may kill."""
    running = Server(free_port(), tmp_path / "log").start()
    watch.base = running.url
    yield running
    running.stop()


@pytest.fixture(scope="session")
def browser():
    path = chromium.find()
    if path is None:
        (pytest.fail if chromium.IN_CI else pytest.skip)(chromium.MISSING)
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=WAIT)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


@dataclass
class Watch:
    """What went wrong in a page. ``offline`` forgives failed requests while a test takes the server away."""

    base: str
    offline: bool = False
    wrong: list[str] = field(default_factory=list)

    def console(self, message) -> None:
        if message.type == "error" and not self.offline:
            self.wrong.append(f"console: {message.text} ({message.location.get('url')})")

    def request(self, request) -> None:
        if not request.url.startswith((self.base, "data:", "blob:", self.base.replace("http", "ws"))):
            self.wrong.append(f"a request left the machine: {request.url}")


@pytest.fixture
def watch(server) -> Watch:
    return Watch(server.url)


def opened(browser, server):
    """A tab of a browser that has never been here, 1280 x 720. Paths are relative: ``page.goto("/transformer")``."""
    page = browser.new_context(base_url=server.url, viewport=SIZE).new_page()
    page.set_default_timeout(WAIT)
    return page


@contextmanager
def watched(page, watch: Watch) -> Iterator[None]:
    """Fails when something went wrong in the page, or a request left the machine."""
    heard = {
        "console": watch.console, "request": watch.request,
        "pageerror": lambda error: watch.wrong.append(f"exception: {error}"),
    }  # fmt: skip
    for event, hears in heard.items():
        page.on(event, hears)
    yield
    for event, hears in heard.items():
        page.remove_listener(event, hears)
    assert not watch.wrong, "\n".join(watch.wrong)


@pytest.fixture(scope="session")
def tab(browser, server):
    """The tab that tests use one after the other: in a new one Chromium takes a second to compile Streamlit."""
    page = opened(browser, server)
    yield page
    page.context.close()


@pytest.fixture
def page(tab, watch):
    """A visitor, 1280 x 720, in light colours. What one test leaves behind the next does not find."""
    try:
        with watched(tab, watch):
            yield tab
    finally:
        tab.mouse.up()
        tab.mouse.move(0, 0)
        tab.evaluate("() => { try { localStorage.clear(); } catch {} }")
        tab.goto("about:blank")
        tab.set_viewport_size(SIZE)
        tab.emulate_media(color_scheme="light")
        tab.context.clear_cookies()
        tab.context.clear_permissions()


@pytest.fixture
def new_page(browser, server, watch):
    """A visitor in a tab of its own, for a test that looks at the tab's history or changes every page in it."""
    page = opened(browser, server)
    with watched(page, watch):
        yield page
        page.context.close()
