"""A small hub: a server on this machine that speaks what a download needs of the Hugging Face hub."""

import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PART = 8192
COMMIT = "0123456789abcdef0123456789abcdef01234567"


class Hub(ThreadingHTTPServer):
    """Serves folders by name; ``facts`` changes what is said of a model; ``asked`` are the requests, with headers.
    ``pause``: seconds between two parts of a file."""

    daemon_threads = True

    def __init__(self, folders: dict[str, Path]):
        super().__init__(("127.0.0.1", 0), Handler)
        self.folders, self.facts, self.asked, self.down, self.pause = folders, {}, [], False, 0.0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *rest):
        pass

    def answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        for start in range(0, len(body) if self.command == "GET" else 0, PART):
            self.wfile.write(body[start : start + PART])
            time.sleep(self.server.pause)

    def do_GET(self) -> None:
        self.server.asked.append((self.command, self.path, dict(self.headers)))
        path = self.path.split("?")[0]
        if self.server.down:
            return self.answer(500, b"{}")
        for name, folder in self.server.folders.items():
            if path in (f"/api/models/{name}", f"/api/models/{name}/revision/{COMMIT}"):
                return self.answer(200, self.about(name, folder), Content_Type="application/json")
            start = f"/{name}/resolve/{COMMIT}/"
            if path.startswith(start) and (file := folder / path.removeprefix(start)).exists():
                body = file.read_bytes()
                tag = hashlib.sha256(body).hexdigest()
                return self.answer(200, body, ETag=f'"{tag}"', X_Repo_Commit=COMMIT)
        return self.answer(404, b"{}", X_Error_Code="RepoNotFound")

    do_HEAD = do_GET

    def about(self, name: str, folder: Path) -> bytes:
        files = [dict(rfilename=str(f.relative_to(folder)), size=f.stat().st_size) for f in folder.rglob("*")]
        said = dict(id=name, sha=COMMIT, siblings=files, gated=False, private=False)
        return json.dumps(said | self.server.facts).encode()


@contextmanager
def hub(folders: dict[str, Path]) -> Iterator[Hub]:
    server = Hub(folders)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
