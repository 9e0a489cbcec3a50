"""Driving the Transformer page in a browser: open it, wait until it shows a text, look at its pictures."""

import re
from functools import cache
from urllib.parse import parse_qs, quote, urlsplit

import numpy as np

from ui.run import TRANSLATOR, Settings, run

BOX = "textarea"
SENTENCE = "The animal did not cross the street because it was too tired."
STUDENT = "I am a student."
PANELS = ["translation", "heads", "head", "lines", "below"]
FIND = """
const find = (node) => node.querySelector(".live")
  ?? [...node.querySelectorAll("*")].map((n) => n.shadowRoot && find(n.shadowRoot)).find(Boolean);
const live = find(document);
"""
"""JavaScript that finds the pictures inside their shadow root."""
DRAWN = f"""([text, panels]) => {{
  {FIND}
  return live?.dataset.text === text
    && panels.every((id) => live.querySelector(`figure[data-picture=${{id}}]`)?.dataset.text === text);
}}"""
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
    page.wait_for_function(DRAWN, arg=[text, PANELS])


def start(page, text: str = STUDENT, **query: str) -> None:
    page.goto("/transformer?" + "&".join(f"{k}={quote(v)}" for k, v in {"text": text, **query}.items()))
    wait_drawn(page, text)


def panel(page, name: str):
    return page.locator(f"figure[data-picture={name}]")


def title(page, name: str = "head") -> str:
    return panel(page, name).locator("h3").inner_text()


def wait_title(page, text: str, name: str = "head") -> None:
    panel(page, name).locator("h3", has_text=text).wait_for()


def pixels(page, name: str) -> str:
    return panel(page, name).locator("canvas").evaluate("(canvas) => canvas.toDataURL()")


def query(page) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(urlsplit(page.url).query, keep_blank_values=True).items()}


def wait_query(page, **wanted: str | None) -> None:
    for name, value in wanted.items():
        page.wait_for_function("([n, v]) => new URLSearchParams(location.search).get(n) === v", arg=[name, value])


def value_said(text: str) -> tuple[int, int, float]:
    """Query, key (from 0) and value of a tooltip of the map."""
    value = re.search(r"= (−?[\d.]+)", text)[1].replace("−", "-")
    place = re.search(r"query (\d+) · key (\d+)", text)
    return int(place[1]) - 1, int(place[2]) - 1, float(value)


ODD = '<b>a</b> & "=1+1" ]]> שלום e\u0301 😀'
