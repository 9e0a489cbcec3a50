"""Driving the Transformer page in a browser: open it, wait until it shows a text, look at its pictures."""

import re
from functools import cache

import numpy as np

from tests.browser.driving import FIND, panel, visit, wait_shown
from ui.run import TRANSLATOR, Settings, run

SENTENCE = "The animal did not cross the street because it was too tired."
STUDENT = "I am a student."
PANELS = ["translation", "heads", "head", "lines", "below"]
BOXES = f"""() => {{
  {FIND}
  const box = (e) => {{ const r = e.getBoundingClientRect(); return [r.x, r.y, r.width, r.height]; }};
  const titles = [...live.querySelectorAll("h3")].map((e) => box(e).slice(1, 2));
  const rest = [...live.querySelectorAll("figure, canvas, .note:not(.aside)")].map(box);
  return [...titles, ...rest, [document.querySelector("[data-testid=stMain]").scrollHeight]];
}}"""


@cache
def truth(text: str, **settings):
    return run(TRANSLATOR, text, Settings(**settings)).trace


def weights(text: str, path: str, layer: int, head: int, **settings) -> np.ndarray:
    return truth(text, **settings)[f"{path}.weights"].at(batch=0, layer=layer - 1, head=head - 1).values


def wait_drawn(page, text: str) -> None:
    """Until every picture shows this text."""
    wait_shown(page, text, PANELS)


def start(page, text: str = STUDENT, **query: str) -> None:
    visit(page, "/transformer", text=text, **query)
    wait_drawn(page, text)


def wait_title(page, text: str, name: str = "head") -> None:
    panel(page, name).locator("h3", has_text=text).wait_for()


def value_said(text: str) -> tuple[int, int, float]:
    """Query, key (from 0) and value of a tooltip of the map."""
    value = re.search(r"= (−?[\d.]+)", text)[1].replace("−", "-")
    place = re.search(r"query (\d+) · key (\d+)", text)
    return int(place[1]) - 1, int(place[2]) - 1, float(value)
