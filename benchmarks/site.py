"""A small web server on this machine for bare pages: given pages, ui/web/ and the rival's scripts, nothing else."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from benchmarks.rival import VENDOR
from benchmarks.tools import ROOT


@dataclass(frozen=True)
class Site:
    """``pages`` maps a path to its HTML; change it while the server runs."""

    url: str
    pages: dict[str, bytes]


@contextmanager
def site() -> Iterator[Site]:
    pages: dict[str, bytes] = {}
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, pages))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Site(f"http://127.0.0.1:{server.server_port}", pages)
    server.shutdown()
    server.server_close()


class Handler(BaseHTTPRequestHandler):
    def __init__(self, pages: dict[str, bytes], *rest):
        self.pages = pages
        super().__init__(*rest)

    def do_GET(self) -> None:
        """A page, ``/web/<module>.js`` or ``/vendor/<script>.js``; 404 for anything else."""
        folder, name = {"web": ROOT / "ui" / "web", "vendor": VENDOR}.get(self.path.split("/")[1]), Path(self.path).name
        if self.path in self.pages:
            self.answer(self.pages[self.path], "text/html; charset=utf-8")
        elif folder and (folder / name).is_file():
            self.answer((folder / name).read_bytes(), "text/javascript; charset=utf-8")
        else:
            self.send_error(404)

    def answer(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_) -> None:
        """Say nothing."""
