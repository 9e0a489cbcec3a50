"""What the server does around the script: starts fast, answers fast, serves ui/web/, collects garbage when idle.

A keystroke has about 50 ms. Three things in a plain server take more than that on their own and are done away with
here: torch's second thread on a machine of two busy cores, a garbage collection after every run (switched off in
.streamlit/config.toml, done here when nobody types), and Nagle's algorithm, which holds small packets back for 40 ms.
A fourth takes a tenth of what an answer to a class costs: Streamlit gathers the theme anew for each of them.

A start has 4 s, nearly all of them imports. So the server answers before it has torch, nothing here imports it, and
pandas, which Streamlit wants for one small thing of ours, waits until something else needs it.
"""

import asyncio
import gc
import mimetypes
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import cache
from pathlib import Path

from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles
from streamlit.elements.widgets import text_widgets
from streamlit.runtime import app_session

from ui.idle import PAUSES
from ui.shell import shell

WEB = Path(__file__).parent / "web"
FIRST_FAMILY = "sentiment-en"
"""The recurrent nets that the first page opens with, in English."""
QUIET = 2.0  # seconds without a keystroke that count as idle
SELDOM = (50_000, 20, 200)
"""After how many new objects, and how many smaller collections, Python collects garbage while people type. As it comes,
that was a tenth of the processor time of a class, with pauses of 100 ms; what is left over is collected when idle."""

_last_keystroke = 0.0


def keystroke() -> None:
    """Say that somebody is typing, so that garbage and guesses wait."""
    global _last_keystroke
    _last_keystroke = time.monotonic()
    PAUSES.key()


class WebFiles(StaticFiles):
    """Files of ui/web/; the browser asks each time whether its copy is still good (ETag), so an edit shows at once."""

    def file_response(self, *args, **kwargs) -> Response:
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        return response


def routes() -> list[BaseRoute]:
    """The server's own addresses: every page's, and ``/web/<file>``."""
    mimetypes.add_type("text/javascript", ".js")  # some Windows machines say text/plain, which browsers refuse
    return [shell(), Mount("/web", WebFiles(directory=WEB), name="web")]


def send_at_once() -> int:
    """Switch Nagle's algorithm off on the listening sockets; accepted ones inherit it. Returns how many.

    asyncio does this only for sockets made with ``proto=IPPROTO_TCP``, and Streamlit binds its own with 0.
    """
    found = [s for s in gc.get_objects() if issubclass(type(s), socket.socket) and s.fileno() >= 0]
    found = [s for s in found if s.family in (socket.AF_INET, socket.AF_INET6) and s.type == socket.SOCK_STREAM]
    for s in found:
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return len(found)


def spell_theme_once() -> None:
    """Let Streamlit put the theme, which every answer carries, together at the first of them and not at each: it looks
    through all its options six times for that. Nothing changes them while the server runs."""
    spell = app_session._populate_theme_msg

    @cache
    def spelt(kind: type, section: str) -> bytes:
        message = kind()
        spell(message, section)
        return message.SerializeToString()

    def populate(message, section: str = "theme") -> None:
        if theme := spelt(type(message), section):
            message.MergeFromString(theme)

    app_session._populate_theme_msg = populate


def read_no_time() -> None:
    """Let Streamlit know what "0ms" is, the one duration of ours: to read it, it imports pandas at the first page."""
    read = text_widgets.time_to_seconds
    text_widgets.time_to_seconds = lambda text: 0.0 if text == "0ms" else read(text)


async def pause() -> None:
    """Return when nobody has typed for ``QUIET`` seconds, and that long from now at the earliest."""
    begun = time.monotonic()
    while (left := max(begun, _last_keystroke) + QUIET - time.monotonic()) > 0:
        await asyncio.sleep(left)


async def collect_when_idle() -> None:
    """One garbage collection in each pause of typing, none while somebody types."""
    collected = time.monotonic()
    while True:
        await pause()
        if collected < _last_keystroke:
            collected = time.monotonic()
            gc.collect()


@asynccontextmanager
async def lifespan(_app) -> AsyncIterator[dict]:
    """Around all visitors: torch is imported while the first one's browser loads the page, garbage waits for pauses."""
    send_at_once()
    spell_theme_once()
    read_no_time()
    tidy = asyncio.create_task(keep_tidy())
    yield {}
    tidy.cancel()
    with suppress(asyncio.CancelledError):
        await tidy


async def keep_tidy() -> None:
    """Load what most pages need at once, and in the first pause what the first page needs besides; put all of it out of
    the collector's sight, then collect in the pauses."""
    gc.disable()  # nothing that an import makes is garbage
    try:
        await asyncio.to_thread(warm)
    finally:
        gc.freeze()  # or the first collection, while somebody types, would look through all that was imported
        gc.set_threshold(*SELDOM)
        gc.enable()
    await pause()
    await asyncio.to_thread(warm_home)
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    await collect_when_idle()


def warm() -> None:
    """Import torch and run the translator. A net that cannot be loaded is told by its page, not at the start."""
    import torch

    torch.set_num_threads(1)
    from ui.run import TRANSLATOR, BrokenModel, Settings, run

    with suppress(BrokenModel):
        run(TRANSLATOR, "Hello", Settings())


def warm_home() -> None:
    """Run the other nets of the first page. The rest are loaded when they are asked for."""
    from ui.home import ATTENTION
    from ui.reader import read
    from ui.run import BrokenModel, Look, run
    from ui.seq2seq import model

    with suppress(BrokenModel):
        run(model(ATTENTION), "Hello", Look())
    with suppress(BrokenModel):
        read(FIRST_FAMILY, "Hello")
