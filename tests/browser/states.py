"""Driving the pages about states in a browser: open one, wait until it shows a text, take its pictures away."""

from pathlib import Path
from urllib.parse import quote

from tests.browser.transformer import FIND, panel

PANELS = {
    "trajectories": ["paths", "chances"],
    "memory": ["horizon", "backprop", "vanishing", "recall", "bag"],
    "seq2seq": ["alignment-first", "alignment-second", "unrolled-first", "unrolled-second"],
}
TURN = "I thought I would hate it, but it was not bad at all"
SHOWN = f"""([text, panels]) => {{
  {FIND}
  return live?.dataset.text === text
    && panels.every((id) => live.querySelector(`figure[data-picture=${{id}}]`)?.dataset.text === text);
}}"""
BOXES = f"""() => {{
  {FIND}
  const box = (e) => {{ const r = e.getBoundingClientRect(); return [r.x, r.y, r.width, r.height]; }};
  return [...live.querySelectorAll("figure, canvas, .note, .tools")].map(box);
}}"""


def shown(page, name: str, text: str) -> None:
    """Until every picture of a page shows this text."""
    page.wait_for_function(SHOWN, arg=[text, PANELS[name]])


def start(page, name: str, text: str = TURN, **query: str) -> None:
    page.goto(f"/{name}?" + "&".join(f"{k}={quote(v)}" for k, v in {"text": text, **query}.items()))
    shown(page, name, text)


def take(page, name: str, kind: str) -> tuple[str, bytes]:
    """Download a picture through its menu: the file's name and its bytes."""
    panel(page, name).locator("summary[aria-label]").click()
    with page.expect_download() as download:
        panel(page, name).locator(f"button[value={kind}]").click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def types_fast(page, name: str, text: str) -> None:
    """Type without a pause: the last picture is that of the whole text, and no older one comes after a newer."""
    page.evaluate(f"""() => {{
      {FIND}
      window.seen = [];
      const watch = new MutationObserver(() => window.seen.push(live.dataset.text));
      watch.observe(live, {{ attributeFilter: ["data-text"] }});
    }}""")
    page.click("textarea >> nth=0")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.type(text, delay=5)
    shown(page, name, text)
    seen = [one for one in page.evaluate("window.seen") if text.startswith(one)]
    assert seen == sorted(seen, key=len)
