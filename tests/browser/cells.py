"""Driving the page on recurrent cells in a browser: open it, wait until it shows a text, point at its pictures."""

import re
from functools import cache

import torch

import pretrained
from nets.recurrent import Intervention
from tests.browser.driving import FIND, boxes, panel, visit

SENTENCE = "I thought it would be awful, but it was wonderful"
PANELS = ["maps", "cell", "left", "right"]
DRAWN = f"""([text, exact]) => {{
  {FIND}
  const shown = [...(live?.querySelectorAll("figure[data-picture]") ?? [])];
  return live?.dataset.text === text && (!exact || live.dataset.exact === "true" || !text)
    && shown.length === 4 && shown.every((figure) => figure.dataset.text === text);
}}"""
BOXES = boxes("figure, canvas, .note, .tabs")
CELL = re.compile(r"(\w) \[.*?, unit (\d+)\] = (−?[\d.]+).*\n(\w+) · .* · step (\d+)", re.DOTALL)


def wait_drawn(page, text: str, exact: bool = True) -> None:
    """Until every picture shows this text, its maps in full."""
    page.wait_for_function(DRAWN, arg=[text, exact])


def start(page, text: str = SENTENCE, **query: str) -> None:
    visit(page, "/cells", text=text, **query)
    wait_drawn(page, text)


@cache
def truth(text: str, net: str, family: str = "sentiment-en", touch: Intervention = Intervention()):  # noqa: B008
    model = pretrained.load(f"{family}-{net}")
    with torch.inference_mode():
        return model.net.trace(torch.tensor([model.tokenizer.ids(model.tokenizer.normalise(text))]), touch)


def value(text: str, net: str, name: str, unit: int, step: int, **how) -> float:
    """A number of the trace; unit and step count from 1."""
    return float(getattr(truth(text, net, **how).rnn.layers[-1], name)[0, step - 1, unit - 1])


def over(page, name: str, x: float, y: float, click: bool = False) -> str:
    """Point at a place of a picture, in shares of its size: what the tooltip says."""
    panel(page, name).locator("canvas").evaluate("(canvas) => canvas.scrollIntoView({ block: 'center' })")
    box = panel(page, name).locator("canvas").bounding_box()
    at = box["x"] + box["width"] * x, box["y"] + box["height"] * y
    page.mouse.move(*at)
    if click:
        page.mouse.click(*at)
    return panel(page, name).locator(".tip").inner_text()
