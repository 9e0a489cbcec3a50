"""Keystroke to paint in Chromium: the page of recurrent cells, three nets at once, over a bare echo in the same app."""

from benchmarks.browser import Typist, chromium, open_page
from benchmarks.keystroke import compare, figures_of
from benchmarks.report import Figure
from benchmarks.sentences import SENTENCES, WORDS
from benchmarks.tools import CannotMeasure, app
from pretrained import names

TITLE = "Keystroke to paint in Chromium, RNN, LSTM and GRU on the screen, over the echo of the same app"
ROUNDS = (
    ("sentiment-en", 40, 2.0, 150.0),
    ("chars-en", 40, 2.0, 150.0),
    ("chars-en", 1000, 3.0, None),
)
"""A family of nets, how many characters stand in the box, the most that our median may be of the echo's, and the most
that 95 of 100 keys may take, in ms."""


def measure(quick: bool = False) -> list[Figure]:
    if missing := {f"{family}-{cell}" for family, *_ in ROUNDS for cell in ("rnn", "lstm", "gru")} - {*names()}:
        raise CannotMeasure(f"pretrained/ lacks {', '.join(sorted(missing))}")
    figures = []
    with app() as server, chromium() as browser:
        echo = Typist(open_page(browser, f"{server.url}/echo"))
        for family, length, target, slowest in ROUNDS:
            ours = Typist(open_page(browser, f"{server.url}/cells?model={family}"))
            stem = filler(length - 6)
            compare(ours, echo, stem, WORDS[:1])  # warms both up
            times = compare(ours, echo, stem, WORDS[1 : 3 if quick else 10])
            figures += figures_of(f"{family}, {length:,} characters", "Cells", target, slowest, **times)
            ours.page.context.close()
    return figures


def filler(length: int) -> str:
    """So many characters of English.

    >>> filler(20)
    'I am a student. The'
    """
    return " ".join(SENTENCES * (1 + length // 1000))[: length - 1]
