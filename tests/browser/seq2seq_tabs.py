"""Driving the tabs of /seq2seq in a browser: open one, wait until it shows a text, take its pictures away."""

from tests.browser.driving import BOX, FIND, panel, visit, wait_shown

TEXT = "I am a student."
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
    "prefixes": ["prefixes", "surprise"],
    "forcing": ["forcing", "excess", "drift"],
    "beam": ["beam", "ranked"],
}


def shown(page, tab: str, text: str) -> None:
    wait_shown(page, text, PANELS[tab])


def start(page, tab: str, text: str = TEXT, **query: str) -> None:
    visit(page, "/seq2seq", **{"text": text, "below": tab, "second": "general"} | query)
    shown(page, tab, text)


def types(page, text: str) -> None:
    """Another text, all at once."""
    page.locator(BOX).first.fill(text)


def canvas(page, name: str):
    return panel(page, name).locator("canvas")


def said(page, name: str) -> str:
    return panel(page, name).locator("[aria-live]").inner_text()
