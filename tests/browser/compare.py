"""Driving the page that compares heads: open a tab, wait for its pictures, walk them."""

from tests.browser.block import DRAWN, press
from tests.browser.driving import visit

__all__ = ["PAGE", "PANELS", "TEXT", "press", "shown", "start", "turn"]

PAGE = "/compare"
TEXT = "The animal did not cross the street because it was too tired."
PANELS = {
    "two": ["two"],
    "all": ["heads", "window", "place", "room"],
    "board": ["board", "space", "examples"],
    "live": ["scores", "ranks", "map", "said"],
    "explain": ["explain", "agree"],
}  # fmt: skip
"""The pictures of each tab, by their names; a tab's tests add its own here."""


def shown(page, text: str, show: str = "two", panels: list[str] | None = None) -> None:
    """Until the pictures of a tab, and no others, show this text, and nothing that was asked is open."""
    page.wait_for_function(DRAWN, arg=[text, show, PANELS[show] if panels is None else panels])


def start(page, text: str = TEXT, show: str = "two", panels: list[str] | None = None, **wanted: str) -> None:
    """Open a tab by its link; ``a``, ``b``, ``text2`` and the tab's own names as they are in the address."""
    visit(page, PAGE, text=text, show=show, **wanted)
    shown(page, text, show, panels)


def turn(page, show: str, text: str = TEXT, panels: list[str] | None = None) -> None:
    """Choose another tab."""
    page.locator(f".tabs button[value={show}]").click()
    shown(page, text, show, panels)
