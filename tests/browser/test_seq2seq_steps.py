"""Stepping through the decoding in real Chromium: one step a key, and every number that of the net."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.driving import ODD, panel, query, settled, shown_code, table, wait_query
from tests.browser.seq2seq_tabs import BOXES, TEXT, canvas, said, shown, start, types
from tests.seq2seq_sections import reading
from tests.test_lesson_code import printed

pytestmark = pytest.mark.browser


def last_number(text: str) -> float:
    """The number in which an equation ends."""
    return float(re.search(r"= (−?[\d.]+)$", text.strip())[1].replace("−", "-"))


def test_a_key_is_a_step_and_the_last_one_runs_over(page):
    start(page, "steps", second="general")
    canvas(page, "steps").focus()
    look = reading("general").trace
    expected = {
        2: look["decoder.look.scores"].values[0, 0].max(),
        3: look["decoder.look.weights"].values[0, 0].max(),
        6: look["out"].values[0, 0].max(),
    }
    for part in range(2, 7):
        page.keyboard.press("ArrowRight")
        wait_query(page, steps_k=str(part))
        if part in expected:
            assert last_number(said(page, "steps")) == pytest.approx(expected[part], abs=6e-4)
    page.keyboard.press("ArrowRight")
    wait_query(page, steps_k=None, steps_t="2")
    page.keyboard.press("ArrowLeft")
    wait_query(page, steps_k="6", steps_t=None)
    page.keyboard.press("ArrowDown")
    wait_query(page, steps_k="6", steps_t="2")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Home")
    wait_query(page, steps_k=None, steps_t=None)
    page.keyboard.press("End")
    wait_query(page, steps_k="6", steps_t=str(len(reading("general").written)))


def test_buttons_do_what_keys_do_and_a_link_brings_it_back(page):
    start(page, "steps", second="dot")
    for name in ("Next step", "Next equation", "Next equation"):
        panel(page, "steps").get_by_role("button", name=name).click()
    wait_query(page, steps_t="2", steps_k="3")
    settled(page, "steps")
    label = canvas(page, "steps").get_attribute("aria-label")
    page.reload()
    shown(page, "steps", TEXT)
    expect(canvas(page, "steps")).to_have_attribute("aria-label", label)
    rows = table(page, "steps")[1:]
    look = reading("dot").trace
    n = len(reading("dot").source)
    assert np.allclose([float(row[1]) for row in rows[:n]], look["decoder.look.scores"].values[0, 1])
    assert np.allclose([float(row[2]) for row in rows[:n]], look["decoder.look.weights"].values[0, 1])
    assert float(rows[n][4]) == pytest.approx(float(look["out"].values[0, 1].max()))


@pytest.mark.parametrize("name", ["none", "concat", "additive"])
def test_the_code_prints_the_number(page, name):
    start(page, "steps", first=name, second=name, steps_t="2")
    likeliest = float(reading(name).trace["out"].values[0, 1].max())
    assert printed(shown_code(page, "steps")) == pytest.approx(likeliest, abs=6e-5, rel=1e-3)


def test_the_net_without_attention_has_three_equations(page):
    start(page, "steps", first="none", second="general")
    panel(page, "steps").get_by_role("button", name="No attention").click()
    wait_query(page, steps_net="first")
    expect(panel(page, "steps").locator("h3")).to_contain_text("No attention")  # its steps are here, and can be walked
    canvas(page, "steps").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    wait_query(page, steps_t="2", steps_k=None)


def test_a_click_writes_out_another_token(page):
    start(page, "steps", steps_k="2", second="general")
    first = int(reading("general").trace["decoder.look.weights"].values[0, 0].argmax()) + 1
    box = canvas(page, "steps").bounding_box()
    for y in range(int(box["height"] * 0.5), int(box["height"] * 0.8), 12):
        canvas(page, "steps").click(position={"x": 30, "y": y})
        if query(page).get("steps_j", str(first)) != str(first):
            break
    token = reading("general").source[int(query(page)["steps_j"]) - 1].text
    settled(page, "steps")
    label = canvas(page, "steps").get_attribute("aria-label")
    assert re.search(rf"{re.escape(token)}\W*:", label)


def test_the_layout_stays_while_somebody_types(page):
    start(page, "steps", "I am", second="general")
    first = page.evaluate(BOXES)
    page.click("textarea >> nth=0")
    page.keyboard.press("End")
    page.keyboard.type(" a very good student of", delay=15)
    shown(page, "steps", "I am a very good student of")
    assert page.evaluate(BOXES) == first


def test_odd_texts(page):
    start(page, "steps", "", lang="ko", steps_t="3", steps_k="4")
    for text in ("", "I", ODD, "a b_c^d {e} " * 30):
        types(page, text)
        shown(page, "steps", text)
        canvas(page, "steps").focus()
        page.keyboard.press("End")
        page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(100)  # in which something could go wrong
