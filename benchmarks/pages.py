"""Keystroke to paint in Chromium on the pages that keystroke and cells leave out, over a bare echo in the same app."""

from benchmarks.browser import Typist, chromium, open_page
from benchmarks.keystroke import compare, figures_of
from benchmarks.report import Figure
from benchmarks.sentences import STEMS, WORDS
from benchmarks.tools import app

TITLE = "Keystroke to paint in Chromium, page by page, over the echo of the same app"
PAGES = {
    "One sentence, every model": "/",
    "Seq2seq, two nets": "/seq2seq",
    "Tasks": "/tasks",
    "Trajectories": "/trajectories",
    "Memory": "/memory",
}
TARGET, SLOWEST = 2.0, 150.0
"""The most that our median may be of the echo's, and the most ms that 95 of 100 keys may take."""


def measure(quick: bool = False) -> list[Figure]:
    figures, stem = [], STEMS[0]
    with app() as server, chromium() as browser:
        echo = Typist(open_page(browser, f"{server.url}/echo"))
        for name, address in PAGES.items():
            ours = Typist(open_page(browser, server.url + address))
            compare(ours, echo, stem, WORDS[:1])  # warms both up
            times = compare(ours, echo, stem, WORDS[1 : 3 if quick else 10])
            figures += figures_of(f"{len(stem)} characters", name, TARGET, SLOWEST, **times)
            ours.page.context.close()
    return figures
