"""Driving a page in a browser: type into its box, look at its pictures, take them away."""

import csv
import io
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import parse_qs, quote, urlencode, urlsplit

BOX = "textarea"
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


def visit(page, address: str, **query: str) -> None:
    page.goto(f"{address}?{urlencode(query, quote_via=quote)}")


def wait_shown(page, text: str, panels: Sequence[str]) -> None:
    """Until the page, and each of these pictures, shows this text."""
    page.wait_for_function(SHOWN, arg=[text, [*panels]])


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
    return panel(page, name).locator("canvas").evaluate("(canvas) => canvas.toDataURL()")


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
    """The code behind the number of a picture that was last under the pointer."""
    page.mouse.move(1, 1)  # when the page is scrolled, no other number comes under the pointer
    open_menu(page, name)
    panel(page, name).locator("button[value=show_code]").click()
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
    _, raw = take(page, name, "csv")
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
