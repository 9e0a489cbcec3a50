"""From the start of the process to the first picture, painted in a Chromium that is already open."""

import subprocess
import sys
import time
from statistics import median

from playwright.sync_api import Browser

from benchmarks.browser import PATIENCE, chromium, open_page
from benchmarks.report import Figure
from benchmarks.tools import ROOT, app

TITLE = "Cold start: a fresh process until the first picture is painted"
PARTS = {
    "python": "pass",
    "and Streamlit, torch": "import streamlit, streamlit.web.cli, torch",
    "and the model": "import streamlit, streamlit.web.cli, torch, pretrained; pretrained.load('translate-en-fr')",
}


def measure(quick: bool = False) -> list[Figure]:
    with chromium() as browser:
        starts = [start(browser) for _ in range(2 if quick else 5)]
    answers, first = (median(moments) for moments in zip(*starts, strict=True))
    parts = [Figure(f"of it, imports: {name}", seconds(code), "s") for name, code in PARTS.items()]
    return [
        Figure("start to first picture", first, "s", 4.0),
        Figure("of it, until the server answers", answers, "s"),
        Figure("of it, from there to the picture", first - answers, "s"),
        *parts,
    ]


def start(browser: Browser) -> tuple[float, float]:
    """Seconds from a fresh process until the server answers, and until every picture of the Transformer page is painted."""
    page = open_page(browser)
    with app() as server:
        answers = time.time()
        page.goto(f"{server.url}/transformer", wait_until="commit")
        page.evaluate(FIRST)
        page.wait_for_function("bench.first", polling=10, timeout=PATIENCE)
        first = page.evaluate("performance.timeOrigin + bench.first") / 1e3
        page.context.close()
    return answers - server.started, first - server.started


FIRST = """() => {
  const look = () => {
    const texts = bench.pictures().map((e) => e.dataset.text);
    if (texts.length && texts.every((text) => text)) bench.afterPaint(() => (bench.first = performance.now()));
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
