"""Driving the pages about states in a browser: open one, wait until it shows a text, take its pictures away."""

from tests.browser.driving import boxes, visit, wait_shown

PANELS = {
    "trajectories": ["paths", "chances"],
    "memory": ["horizon", "backprop", "vanishing", "recall", "bag"],
    "seq2seq": ["alignment-first", "alignment-second", "unrolled-first", "unrolled-second"],
}
TURN = "I thought I would hate it, but it was not bad at all"
BOXES = boxes("figure, canvas, .note, .tools")


def shown(page, name: str, text: str) -> None:
    """Until every picture of a page shows this text."""
    wait_shown(page, text, PANELS[name])


def start(page, name: str, text: str = TURN, **query: str) -> None:
    visit(page, f"/{name}", text=text, **query)
    shown(page, name, text)
