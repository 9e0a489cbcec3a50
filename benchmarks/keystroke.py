"""Keystroke to paint in Chromium: the Transformer page with all its heads, over a bare echo in the same app.

Keys come as from a typist of five a second, so that most pictures have been drawn ahead (``ui.ahead``).
"""

from statistics import median

import pretrained
from benchmarks.browser import Typist, chromium, open_page
from benchmarks.report import Figure
from benchmarks.sentences import STEMS, WORDS
from benchmarks.stats import quantile
from benchmarks.tools import app

TITLE = "Keystroke to paint in Chromium, all heads on the screen, over the echo of the same app"


def measure(quick: bool = False) -> list[Figure]:
    bpe = pretrained.load("translate-en-fr").tokenizer
    with app() as server, chromium() as browser:
        ours = Typist(open_page(browser, f"{server.url}/transformer"))
        echo = Typist(open_page(browser, f"{server.url}/echo"))
        compare(ours, echo, STEMS[0], WORDS[:1])  # warms both up
        figures = []
        for stem in STEMS:
            times = compare(ours, echo, stem, WORDS[:3] if quick else WORDS)
            figures += figures_of(
                f"{len(bpe.ids(f'{stem} {WORDS[0]}')) + 1} tokens", "Transformer", 2.0, 150.0, **times
            )
    return figures


def figures_of(
    name: str, page: str, target: float, slowest: float | None, ours: list[float], echo: list[float]
) -> list[Figure]:
    """The figures of one length, from ms of every key.

    ``target`` is the most that our median may be of the echo's, ``slowest`` the most that 95 of 100 keys may take.
    """
    return [
        Figure(f"{name}, {page} / echo, medians", median(ours) / median(echo), "x", target),
        Figure(f"{name}, {page}, 95 of 100", quantile(ours, 0.95), "ms", slowest),
        Figure(f"{name}, {page}, median", median(ours), "ms"),
        Figure(f"{name}, echo, median", median(echo), "ms"),
        Figure(f"{name}, echo, 95 of 100", quantile(echo, 0.95), "ms"),
    ]


def compare(ours: Typist, echo: Typist, stem: str, words: list[str]) -> dict[str, list[float]]:
    """Type each word behind the stem, a word here and a word there; ms of every key."""
    times: dict[str, list[float]] = {"ours": [], "echo": []}
    for turn, word in enumerate(words):
        pages = [("ours", ours), ("echo", echo)]
        for name, typist in pages if turn % 2 else reversed(pages):
            typist.put(stem + " ")
            times[name] += [typist.key_to_paint(letter) for letter in word]
    return times
