"""Driving a page in a browser: type into its box, look at its pictures, take them away."""

import csv
import io
import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import parse_qs, quote, urlencode, urlsplit

BOX = "textarea"
DONE = "[data-testid=stApp][data-test-script-state=notRunning]"
"""The whole page, once the server has nothing to add to it."""
WAIT = 30_000
"""ms that a page may take, on a busy machine, to show what a test waits for."""
ODD = '<b>a</b> & "=1+1" ]]> שלום e\u0301 😀'
FIND = """
const find = (node) => node.querySelector(".live")
  ?? [...node.querySelectorAll("*")].map((n) => n.shadowRoot && find(n.shadowRoot)).find(Boolean);
const live = find(document);
"""
"""JavaScript that finds the pictures inside their shadow root."""
SHOWN = f"""([text, panels]) => {{
  {FIND}
  return live?.dataset.text === text
    && panels.every((id) => live.querySelector(`figure[data-picture=${{id}}]`)?.dataset.text === text);
}}"""
WATCH = f"""() => {{
  {FIND}
  window.seen = [];
  const watch = new MutationObserver(() => window.seen.push(live.dataset.text));
  watch.observe(live, {{ attributeFilter: ["data-text"] }});
}}"""


PIXELS = """async (canvas) => {
  await document.fonts.ready;
  await new Promise(requestAnimationFrame);
  return canvas.toDataURL();
}"""
AGAIN = f"""(name) => new Promise((done) => {{
  {FIND}
  const table = live.querySelector(`figure[data-picture=${{name}}] > .sr`);
  new MutationObserver(done).observe(table, {{ childList: true }});
  document.fonts.dispatchEvent(new Event("loadingdone"));
}})"""
"""JavaScript that has the pictures drawn again, as when letters have come, until the words behind one have followed."""


CSV = """async (button) => {
  const make = URL.createObjectURL, { click } = HTMLAnchorElement.prototype;
  let file;
  URL.createObjectURL = (blob) => ((file = blob), "");
  HTMLAnchorElement.prototype.click = () => {};
  button.click();
  [URL.createObjectURL, HTMLAnchorElement.prototype.click] = [make, click];
  return file.text();
}"""
"""JavaScript that reads the file of numbers that a menu's item makes, without the download."""


def visit(page, address: str, **query: str) -> None:
    page.goto(f"{address}?{urlencode(query, quote_via=quote)}")


def wait_shown(page, text: str, panels: Sequence[str]) -> None:
    """Until the page, and each of these pictures, shows this text."""
    page.wait_for_function(SHOWN, arg=[text, [*panels]])


def eventually(page, holds: Callable[[], object]) -> None:
    """Until something holds: a condition that is true, or a function whose assertions pass. This is how a test waits
    for what it asserts, where Playwright has no wait of its own; it fails as the last attempt did, after WAIT ms."""
    end = time.monotonic() + WAIT / 1000
    while True:
        try:
            found = holds()
            assert found is None or found, "it never came to hold"
            return
        except AssertionError:
            if time.monotonic() > end:
                raise
        page.wait_for_timeout(30)


def redrawn(page, name: str, before: str) -> str:
    """Until a picture looks other than before; what it looks like then."""
    eventually(page, lambda: pixels(page, name) != before)
    return pixels(page, name)


def resized(page, width: int, height: int, names: Sequence[str]) -> None:
    """Give the window another size; until each of these pictures has been drawn anew."""
    drawn = {name: drawings(page, name) for name in names}
    page.set_viewport_size({"width": width, "height": height})
    for name, before in drawn.items():
        eventually(page, lambda name=name, before=before: drawings(page, name) > before)


def drawings(page, name: str) -> int:
    """How often a picture has been drawn."""
    return int(panel(page, name).get_attribute("data-seq"))


def fit_both_screens(page, names: Sequence[str], inside: str = "canvas") -> None:
    """On the page that is open, each of these pictures ends above the fold of a projector and of a laptop."""
    for width, height in ((1920, 1080), (1280, 720)):
        resized(page, width, height, names)
        for name in names:
            box = panel(page, name).locator(inside)
            eventually(page, lambda box=box, height=height: bottom(box) <= height)


def themed_anew(page, names: Sequence[str]) -> None:
    """Turn the lights out: until each of these pictures looks other than before."""
    light = {name: pixels(page, name) for name in names}
    page.emulate_media(color_scheme="dark")
    for name, before in light.items():
        redrawn(page, name, before)


def fit_a_phone(page, names: Sequence[str], width: int = 390) -> None:
    """On a phone the page that is open is not scrolled sideways, and neither is any of these pictures."""
    page.set_viewport_size({"width": width, "height": 844})

    def fits() -> None:
        assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= width
        for name in names:
            box = panel(page, name).bounding_box()
            assert box["x"] >= 0 and box["x"] + box["width"] <= width, name

    eventually(page, fits)


def settled(page, name: str) -> None:
    """Until the table for screen readers and the label of a picture say what is drawn: they follow after a pause."""
    page.evaluate(AGAIN, name)


def bottom(element) -> float:
    box = element.bounding_box()
    return box["y"] + box["height"]


def boxes(selector: str) -> str:
    """JavaScript for the places of what a page draws."""
    return f"""() => {{
      {FIND}
      const box = (e) => {{ const r = e.getBoundingClientRect(); return [r.x, r.y, r.width, r.height]; }};
      return [...live.querySelectorAll("{selector}")].map(box);
    }}"""


def types_fast(page, text: str, shown: Callable[[str], None], delay: float = 5) -> list[str]:
    """Type without a pause, and wait until it is shown: the last picture is that of the whole text, and no older one
    comes after a newer. Returns the texts that were drawn on the way."""
    page.evaluate(WATCH)
    page.click(f"{BOX} >> nth=0")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.type(text, delay=delay)
    shown(text)
    assert page.locator(BOX).first.input_value() == text
    seen = [one for one in page.evaluate("window.seen") if text.startswith(one)]
    assert seen == sorted(seen, key=len), "a late answer overwrote a newer one"
    return seen


def types_and_nothing_moves(page, text: str, parts: Sequence[str], shown: Callable[[str], None], places: str) -> None:
    """Type part by part behind the text that is shown; ``places`` is JavaScript for where things stand."""
    page.locator(DONE).wait_for()
    page.evaluate("document.fonts.ready")
    first = page.evaluate(places)
    page.click(f"{BOX} >> nth=0")
    page.keyboard.press("End")
    for part in parts:
        text += part
        page.keyboard.type(part)
        shown(text)
        assert page.evaluate(places) == first, text


def panel(page, name: str):
    return page.locator(f"figure[data-picture={name}]")


def title(page, name: str) -> str:
    return panel(page, name).locator("h3").inner_text()


def pixels(page, name: str) -> str:
    """What a picture looks like when the letters have come and what was to be drawn in the next frame is drawn."""
    return panel(page, name).locator("canvas").evaluate(PIXELS)


def query(page) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(urlsplit(page.url).query, keep_blank_values=True).items()}


def wait_query(page, **wanted: str | None) -> None:
    for name, value in wanted.items():
        page.wait_for_function("([n, v]) => new URLSearchParams(location.search).get(n) === v", arg=[name, value])


def open_menu(page, name: str) -> None:
    """Open a picture's menu, where all its items can be seen."""
    menu = panel(page, name).locator("summary[aria-label]")
    menu.evaluate("button => button.scrollIntoView({ block: 'center' })")  # its items may lie below the fold
    menu.click()


def shown_code(page, name: str) -> str:
    """The code behind the number of a picture that was last under the pointer, which stays where it is."""
    panel(page, name).locator("button[value=show_code]").dispatch_event("click")
    code = panel(page, name).locator("dialog pre").text_content()
    page.keyboard.press("Escape")
    panel(page, name).locator("dialog").wait_for(state="detached")
    return code


def take(page, name: str, kind: str) -> tuple[str, bytes]:
    """Download a picture through its menu: the file's name and its bytes."""
    open_menu(page, name)
    with page.expect_download() as download:
        panel(page, name).locator(f"button[value={kind}]").click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def plain(svg: bytes) -> str:
    """What a picture says, without the bytes of the images inside, whose letters mean nothing."""
    return re.sub(r"base64,[\w+/=]*", "base64,", svg.decode())


def table(page, name: str) -> list[list[str]]:
    """The rows behind a picture, as they are taken away, with their head."""
    text = panel(page, name).locator("button[value=csv]").evaluate(CSV)
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
