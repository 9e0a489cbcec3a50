"""The app as users start it, and what the operating system says of a process."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
PATIENCE = 120  # seconds for the app to answer


class CannotMeasure(Exception):
    """A bench that lacks something on this machine. The message says what, and how to get it."""


@dataclass(frozen=True)
class Server:
    """A running app: its address, its process, and when that process was started (``time.time()``)."""

    url: str
    pid: int
    started: float


def cpu_seconds(pid: int) -> float:
    """Processor time that a process and those that it started have used so far, all threads, user and system."""
    fields = _proc(pid, "stat").rsplit(")", 1)[1].split()
    children = _proc(pid, f"task/{pid}/children").split()
    own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return own + sum(cpu_seconds(int(child)) for child in children)


def resident_mb(pid: int) -> float:
    """Memory that a process holds in RAM, in MiB."""
    return int(_proc(pid, "statm").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def _proc(pid: int, name: str) -> str:
    path = Path(f"/proc/{pid}/{name}")
    if not path.exists():
        raise CannotMeasure("the server's memory and processor time are read from /proc, which only Linux has")
    return path.read_text()


@contextmanager
def app(script: str | Path = ROOT / "app.py", classroom: bool = False) -> Iterator[Server]:
    """``streamlit run app.py`` in a process of its own, until it answers, and stopped at the end; or what
    ``CLASSROOM=1 make app`` starts.

    The echo page is registered as well. Raises CannotMeasure, with the end of the log, when the app does not start.
    """
    with tempfile.TemporaryFile("w+") as log:
        port = free_port()
        address = ["--server.address", "127.0.0.1", "--server.port", str(port), "--server.headless", "true"]
        command = ["ui.launch"] if classroom else ["streamlit", "run", str(script), *address]
        asked = {"UNROLLED_BENCH": "1"} | ({"CLASSROOM": "1", "PORT": str(port)} if classroom else {})
        started = time.time()
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=Path(script).parent, env=os.environ | asked, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            server = Server(f"http://127.0.0.1:{port}", process.pid, started)
            while not answers(server.url):
                if process.poll() is not None or time.time() - started > PATIENCE:
                    log.seek(0)
                    raise CannotMeasure("the app did not start:\n" + log.read()[-2000:])
                time.sleep(0.02)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def answers(url: str) -> bool:
    """Whether a Streamlit server at this address takes visitors."""
    try:
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1) as answer:
            return answer.status == 200
    except OSError:
        return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
