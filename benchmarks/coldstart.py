"""From the start of the process to the first picture, painted in a Chromium that is already open."""

import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser

from benchmarks.browser import PATIENCE, chromium, open_page
from benchmarks.report import Figure
from benchmarks.stats import paired_ratio
from benchmarks.tools import ROOT, app

TITLE = "Cold start: a fresh process until the first picture is painted"
BARE = "import streamlit as st\nst.text('\"bare\"')\n"
IMPORTS = {
    "Streamlit": "import streamlit.web.cli",
    "torch": "import torch",
    "the model, torch included": "import pretrained; pretrained.load('translate-en-fr')",
}


def measure(quick: bool = False) -> list[Figure]:
    rounds = 2 if quick else 5
    with chromium() as browser, TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.py"
        bare.write_text(BARE)
        starts = [
            (*start(browser, ROOT / "app.py", "/transformer"), start(browser, bare, "/")[1]) for _ in range(rounds)
        ]
    answers, first, floor = (list(column) for column in zip(*starts, strict=True))
    return [
        Figure("start to first picture", median(first), "s", 4.0),
        Figure("of it, until the server answers", median(answers), "s"),
        Figure("of it, from there to the picture", median(first) - median(answers), "s"),
        Figure("an app of one line of text, start to text", median(floor), "s"),
        Figure("ours over the app of one line", paired_ratio(first, floor), "x"),
        *(Figure(f"a fresh interpreter that imports {name}", seconds(code), "s") for name, code in IMPORTS.items()),
    ]


def start(browser: Browser, script: Path, address: str) -> tuple[float, float]:
    """Seconds from a fresh process until the server answers, and until all that the page shows is painted."""
    page = open_page(browser)
    with app(script) as server:
        answers = time.time()
        page.goto(f"{server.url}{address}", wait_until="commit")
        page.evaluate(FIRST)
        page.wait_for_function("bench.first", polling=10, timeout=PATIENCE)
        first = page.evaluate("performance.timeOrigin + bench.first") / 1e3
        page.context.close()
    return answers - server.started, first - server.started


FIRST = """() => {
  const look = () => {
    const shown = bench.shown();
    if (shown.length && shown.every((text) => text)) bench.afterPaint(() => (bench.first = performance.now()));
    else requestAnimationFrame(look);
  };
  look();
}"""


def seconds(code: str) -> float:
    """The median time of three fresh interpreters that run ``code``."""
    times = []
    for _ in range(3):
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
        times.append(time.perf_counter() - begun)
    return median(times)
