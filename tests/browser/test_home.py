"""The first page in real Chromium: five rows above the fold, one axis, doors that carry the sentence along."""

import re
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import numpy as np
import pytest

import pretrained
from tests.browser.cells import over, truth, value
from tests.browser.driving import (
    ODD,
    boxes,
    eventually,
    panel,
    pixels,
    redrawn,
    shown_code,
    table,
    take,
    types_and_nothing_moves,
    visit,
    wait_query,
    wait_shown,
)
from tests.test_lesson_code import printed
from text.examples import CLASS
from ui.home import ATTENTION

pytestmark = pytest.mark.browser
ROWS = ["rnn", "lstm", "gru", "seq2seq", "transformer"]
PANELS = ["home", *ROWS]
BOXES = boxes("figure, canvas, figcaption")


def shown(page, text: str) -> None:
    """Until every row shows this text."""
    wait_shown(page, text, PANELS)


def start(page, text: str = CLASS, **query: str) -> None:
    visit(page, "/", text=text, **query)
    shown(page, text)


def door(page, row: str) -> dict[str, str]:
    """Where the title of a row leads: its path and its query."""
    address = urlsplit(panel(page, row).locator("h3 a").get_attribute("href"))
    return {"path": address.path} | {name: values[0] for name, values in parse_qs(address.query).items()}


def says(cell: str, step: int, text: str = CLASS) -> float:
    """How likely the text is positive to a net after a step, counted from 0."""
    return float(truth(text, cell).out[0, step, 1])


@pytest.mark.parametrize(("lang", "width", "height"), [("en", 1280, 720), ("ko", 1920, 1080)])
def test_five_rows_are_above_the_fold(page, lang, width, height):
    page.set_viewport_size({"width": width, "height": height})
    start(page, lang=lang)
    for name in PANELS:
        box = panel(page, name).bounding_box()
        assert box["y"] + box["height"] <= height, name
        assert panel(page, name).locator("canvas").bounding_box()["height"] > 20


def test_rows_stand_still_while_somebody_types(page):
    start(page, "The")
    parts = (" animal did", " not cross the street", " because it was", " too tired. 학생", " and then some more")
    types_and_nothing_moves(page, "The", parts, lambda text: shown(page, text), BOXES)


def test_on_a_phone_rows_stack_and_nothing_is_wider_than_the_screen(page):
    page.set_viewport_size({"width": 390, "height": 844})
    start(page)
    boxes = [panel(page, row).locator("canvas").bounding_box() for row in ROWS]
    assert all(a["y"] + a["height"] < b["y"] for a, b in zip(boxes, boxes[1:], strict=False))
    assert max(box["x"] + box["width"] for box in boxes) <= 390
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_titles_are_doors_with_the_sentence(page):
    start(page, ODD, lang="ko")
    assert [door(page, row)["path"] for row in ROWS] == ["/cells", "/cells", "/cells", "/seq2seq", "/transformer"]
    for row in ROWS:
        assert door(page, row)["text"] == ODD
        assert door(page, row)["lang"] == "ko"
    assert [door(page, row)["cell"].split(".")[0] for row in ROWS[:3]] == ROWS[:3]
    assert door(page, "seq2seq")["second"] == ATTENTION


def test_a_door_opens_by_key_on_the_right_net(page):
    start(page, "I am a student.")
    panel(page, "gru").locator("canvas").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/cells\?"))
    page.locator("figure[data-picture=cell] h3", has_text="GRU").wait_for()
    assert page.locator("textarea").input_value() == "I am a student."


def test_a_cell_tells_its_number_and_its_word_lights_up_in_every_row(page):
    start(page)
    page.mouse.move(0, 0)
    before = {name: pixels(page, name) for name in PANELS}
    said = over(page, "gru", 0.3, 0.85)
    for name in PANELS:
        redrawn(page, name, before[name])
    page.mouse.move(0, 0)
    eventually(page, lambda: {name: pixels(page, name) for name in PANELS} == before)
    name, token, unit, number = re.search(r"(\w) \[\W?(\w+)\W?, unit (\d+)\] = (−?[\d.]+)", said).groups()
    step = [piece.text for piece in pretrained.load("sentiment-en-gru").tokenizer.pieces(CLASS)].index(token) + 1
    assert float(number.replace("−", "-")) == pytest.approx(value(CLASS, "gru", name, int(unit), step), abs=1e-4)


def test_keys_walk_words_and_rows_and_the_link_keeps_the_word(page):
    start(page)
    panel(page, "rnn").locator("canvas").focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    wait_query(page, word="4")
    net = pretrained.load("sentiment-en-rnn")
    assert net.tokenizer.pieces(CLASS)[3].text == "not"
    said = panel(page, "rnn").locator("[aria-live]").inner_text()
    p = float(re.search(r"= ([\d.]+)", said)[1])
    assert "not" in said and p == pytest.approx(says("rnn", 3), abs=1e-4)
    page.keyboard.press("ArrowDown")
    said = panel(page, "lstm").locator("[aria-live]").inner_text()
    assert float(re.search(r"= ([\d.]+)", said)[1]) == pytest.approx(says("lstm", 3), abs=1e-4)
    page.evaluate("document.activeElement.shadowRoot.activeElement.blur()")
    held = pixels(page, "gru")
    start(page, word="4")
    eventually(page, lambda: pixels(page, "gru") == held)
    panel(page, "gru").locator("canvas").focus()
    page.keyboard.press("Escape")
    wait_query(page, word=None)


def test_the_code_prints_the_number_under_the_pointer(page):
    start(page, "\"Unbelievably\" tired $x$ \\n 'students'")
    places = [("rnn", 0.3, 0.1), ("gru", 0.3, 0.9), ("seq2seq", 0.3, 0.1), ("seq2seq", 0.05, 0.95)]
    for row, x, y in (*places, ("transformer", 0.1, 0.95), ("transformer", 0.3, 0.2)):
        said = over(page, row, x, y)
        number = re.search(r"\] = (−?[\d.]+)|p\(\w+\) = ([\d.]+)", said).expand(r"\1\2")
        assert printed(shown_code(page, row)) == pytest.approx(float(number.replace("−", "-")), abs=2e-4), said


def test_each_row_can_be_taken_away_and_all_rows_as_one(page):
    start(page, ODD)
    heights = {}
    for name in ("home", "lstm", "transformer"):
        root = ElementTree.fromstring(take(page, name, "svg")[1])
        heights[name] = float(root.get("height"))
        texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
        assert "שלום" in texts, "the words stand above every row"
        assert ("GRU" in texts) == (name == "home")
        assert not root.findall(".//{*}script")
    assert heights["home"] > heights["lstm"] + heights["transformer"]
    rows = table(page, "lstm")
    tokens = pretrained.load("sentiment-en-lstm").tokenizer.pieces(ODD)
    assert len(rows) == 1 + len(tokens) and len(rows[0]) == 2 + 2 * 96
    assert np.float32(rows[1][1]) == pytest.approx(says("lstm", 0, ODD), abs=1e-5)


def test_whatever_is_typed_is_drawn(page):
    start(page)
    for text in ("", " ", "x", "<script>alert(1)</script>", "שלום", "😀" * 30, "word " * 390):
        page.locator("textarea").fill(text)
        shown(page, text)
        for name in PANELS:
            assert panel(page, name).locator("canvas").bounding_box()["height"] > 20
