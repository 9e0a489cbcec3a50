"""What can be taken from the Transformer page: pictures, numbers, a link, and code that computes the number again."""

import csv
import io
import re
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import numpy as np
import pytest

from tests.browser.driving import ODD, eventually, panel, pixels, shown_code, table, take, title
from tests.browser.transformer import PANELS, SENTENCE, start, wait_drawn, weights
from tests.test_lesson_code import printed

pytestmark = pytest.mark.browser


def test_every_picture_can_be_taken_as_svg(page):
    start(page, ODD, below="block")
    for name in PANELS:
        file, raw = take(page, name, "svg")
        root = ElementTree.fromstring(raw)
        assert file.endswith(".svg") and file.startswith(name)
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert ODD in root.find("{*}desc").text
        assert not root.findall(".//{*}script")


def test_png_and_offline_page(page):
    start(page, ODD)
    name, raw = take(page, "heads", "png")
    assert name.endswith(".png") and raw.startswith(b"\x89PNG") and len(raw) > 5000
    _, raw = take(page, "head", "html")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(raw.decode())
    assert page.locator("blockquote").inner_text() == ODD
    assert page.locator("table tbody tr").count() == page.locator("table tbody tr td:first-child").count() > 0
    assert page.locator("b, script").count() == 0
    assert not asked


def test_csv_holds_the_very_floats(page):
    start(page, SENTENCE, head="cross.2.1")
    head, *rows = table(page, "head")
    values = np.array([[np.float32(v) for v in row[1:]] for row in rows])
    # Every digit there is; the last of them depends on how many tokens were read at once.
    np.testing.assert_allclose(values, weights(SENTENCE, "decoder.layers.cross", 2, 1), rtol=2e-5)
    assert head[1:3] == ["1 The", "2 animal"]


def test_csv_is_safe_in_a_spreadsheet(page):
    page.goto("/web/view.js")
    texts = ["=1+1", "+1", "@A1", "-2", "\tx", "＝1", 'a"b', "a,b", "line\nbreak"]
    written = page.evaluate(
        "async (rows) => (await import('/web/export.js')).csv({ columns: ['c'], rows })", [[t] for t in texts]
    )
    read = [row[0] for row in csv.reader(io.StringIO(written[1:], newline=""))][1:]
    assert [r.removeprefix("'") for r in read] == texts
    assert not any(r[0] in "=+-@\t＝" for r in read)
    number = page.evaluate("async () => (await import('/web/export.js')).csv({ columns: ['c'], rows: [[-0.25]] })")
    assert number.split("\r\n")[1] == "-0.25"


STATE = {
    "lang": "ko", "head": "encoder.2.3", "stage": "scaled", "threshold": "0.1", "words": "1", "mean": "1",
    "special": "0",
    "query": "2", "key": "1", "also": "5", "below": "positions", "ablated": "cross.1.2,encoder.1.1", "strategy": "beam",
    "beams": "3", "length_penalty": "0.5", "prefix": "Le", "temperature": "1.5", "look_ahead": "false",
    "padding": "seen",
}  # fmt: skip


def test_the_copied_link_opens_the_same_view(page, browser, server):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    start(page, ODD, **STATE)
    page.mouse.move(0, 0)
    panel(page, "head").locator("summary[aria-label]").click()
    panel(page, "head").locator("button[value=copy_link]").click()
    link = page.evaluate("navigator.clipboard.readText()")
    said = {name: values[-1] for name, values in parse_qs(urlsplit(link).query).items()}
    assert said == STATE | {"text": ODD}
    other = browser.new_context(viewport={"width": 1280, "height": 720}).new_page()
    other.goto(link)
    wait_drawn(other, ODD)
    for name in PANELS:
        eventually(page, lambda name=name: title(other, name) == title(page, name))
        eventually(page, lambda name=name: pixels(other, name) == pixels(page, name))
    assert "층 2" in title(other, "head") and "평균" in title(other, "head")
    other.context.close()


def point_at_a_number(page, name: str) -> float:
    """Move the pointer over a picture until it says a number."""
    canvas = panel(page, name).locator("canvas")
    canvas.evaluate("(canvas) => canvas.scrollIntoView({ block: 'center' })")
    box = canvas.bounding_box()
    for y in (20, 60, 110, 150, 200):
        for x in (0.35, 0.6, 0.2, 0.1, 0.03):
            page.mouse.move(box["x"] + box["width"] * x, max(box["y"], 60) + y)
            tip = panel(page, name).locator(".tip")
            if tip.is_visible() and (found := re.search(r"= (−?[\d.]+)( %)?", tip.inner_text())):
                return float(found[1].replace("−", "-")) / (100 if found[2] else 1)
    raise AssertionError("nothing under the pointer")


@pytest.mark.parametrize(("name", "query"), [
    ("head", {"head": "encoder.2.3", "stage": "scores", "padding": "masked"}),
    ("head", {"head": "decoder.3.8", "temperature": "1.7", "ablated": "decoder.1.1,encoder.2.2"}),
    ("head", {"mean": "1", "strategy": "sample", "seed": "3"}),
    ("head", {"words": "1", "head": "encoder.1.4"}),
    ("translation", {"prefix": "Nous"}),
    ("below", {"below": "block", "head": "encoder.2.1"}),
    ("below", {"below": "positions"}),
    ("below", {"below": "tree", "strategy": "beam", "prefix": "Il"}),
])  # fmt: skip
def test_the_code_shown_prints_the_number_under_the_pointer(page, name, query):
    start(page, "\"Unbelievably\" tired $x$ \\n 'students'", **query)
    value = point_at_a_number(page, name)
    assert printed(shown_code(page, name)) == pytest.approx(value, abs=1e-4, rel=2e-3)
