"""Driving the tabs of /seq2seq in a browser: open one, wait until it shows a text, take its pictures away."""

import csv
import io
from urllib.parse import quote

from tests.browser.states import take
from tests.browser.transformer import FIND, panel

TEXT = "I am a student."
SHOWN = f"""([text, panels]) => {{
  {FIND}
  return live?.dataset.text === text
    && panels.every((id) => live.querySelector(`figure[data-picture=${{id}}]`)?.dataset.text === text);
}}"""
BOXES = f"""() => {{
  {FIND}
  const box = (e) => {{ const r = e.getBoundingClientRect(); return [r.x, r.y, r.width, r.height]; }};
  const shown = [...live.querySelectorAll(".section")].find((e) => !e.hidden);
  return [...shown.querySelectorAll("figure, canvas, .tools")].map(box);
}}"""
PANELS = {
    "steps": ["steps"],
    "draw": ["draw", "draw-next"],
    "scores": ["scores", "scores-row", "scores-states"],
}


def shown(page, tab: str, text: str) -> None:
    page.wait_for_function(SHOWN, arg=[text, PANELS[tab]])


def start(page, tab: str, text: str = TEXT, **query: str) -> None:
    asked = {"text": text, "below": tab, **query}
    page.goto("/seq2seq?" + "&".join(f"{name}={quote(value)}" for name, value in asked.items()))
    shown(page, tab, text)


def canvas(page, name: str):
    return panel(page, name).locator("canvas")


def said(page, name: str) -> str:
    return panel(page, name).locator("[aria-live]").inner_text()


def table(page, name: str) -> list[list[str]]:
    """The rows behind a picture, as they are taken away, with their head."""
    _, raw = take(page, name, "csv")
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))


def code(page, name: str) -> str:
    """The lines of Python that the picture shows."""
    page.wait_for_timeout(450)
    panel(page, name).locator("summary[aria-label]").click()
    panel(page, name).locator("button[value=show_code]").click()
    found = panel(page, name).locator("dialog pre").inner_text()
    page.keyboard.press("Escape")
    return found
