"""The page on memory in real Chromium: bars, gradients, sliders and bags follow what is typed and moved."""

from functools import partial
from xml.etree import ElementTree

import numpy as np
import pytest

from nets.vanishing import Setting, vanish
from tests.browser.driving import (
    ODD,
    eventually,
    fit_a_phone,
    fit_both_screens,
    panel,
    pixels,
    redrawn,
    table,
    take,
    themed_anew,
    types_and_nothing_moves,
    types_fast,
    wait_query,
)
from tests.browser.states import BOXES, PANELS, TURN, shown, start
from tests.test_memory_page import jacobian_norms

pytestmark = pytest.mark.browser
PAGE = "memory"


def test_fast_typing_ends_with_its_own_picture(page):
    start(page, PAGE, "")
    types_fast(page, TURN, partial(shown, page, PAGE))


def test_the_layout_stays_while_somebody_types(page):
    start(page, PAGE, "I thought")
    parts = (" I would", " hate it, but", " it was not bad", " at all")
    types_and_nothing_moves(page, "I thought", parts, partial(shown, page, PAGE), BOXES)


def test_the_horizon_is_above_the_fold(page):
    start(page, PAGE)
    fit_both_screens(page, ["horizon"])


def test_a_token_becomes_the_end_and_the_numbers_are_the_nets(page):
    start(page, PAGE, "not bad at all", model="sentiment-en")
    canvas = panel(page, "horizon").locator("canvas")
    canvas.focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    assert "‖∂h" in panel(page, "horizon").locator("[aria-live]").inner_text()
    page.keyboard.press("Enter")
    wait_query(page, end="2")

    def two_steps_are_left() -> None:
        rows = table(page, "horizon")[1:]
        for column, cell in enumerate(("rnn", "lstm", "gru"), 2):
            found = [float(row[column]) for row in rows]
            assert np.allclose(found[:2], jacobian_norms(cell, "not bad at all", 2), rtol=1e-3) and not any(found[2:])

    eventually(page, two_steps_are_left)
    page.reload()
    shown(page, PAGE, "not bad at all")
    assert len(table(page, "backprop")[1:]) == 2
    panel(page, "horizon").locator("button[value=last]").click()
    wait_query(page, end=None)


def test_the_scale_is_the_browsers_own(page):
    start(page, PAGE)
    linear = pixels(page, "horizon")
    panel(page, "horizon").get_by_role("button", name="Logarithmic").click()
    wait_query(page, scale="log")
    redrawn(page, "horizon", linear)


def test_a_slider_moves_the_net_made_to_measure(page):
    start(page, PAGE)
    before = pixels(page, "vanishing")
    slider = panel(page, "vanishing").locator("input[name=radius]")
    slider.focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    wait_query(page, radius="1")
    panel(page, "vanishing").get_by_role("button", name="ReLU").click()
    panel(page, "vanishing").get_by_role("button", name="identity").click()
    wait_query(page, activation="relu", start="identity")
    wanted = vanish(Setting(radius=1.0, activation="relu", start="identity"))

    def the_curves_are_its() -> None:
        rows = table(page, "vanishing")[1:]
        assert np.allclose([float(row[1]) for row in rows], wanted.rnn, atol=1e-5)
        assert np.allclose([float(row[3]) for row in rows], wanted.lstm, atol=1e-5)

    eventually(page, the_curves_are_its)
    redrawn(page, "vanishing", before)


def test_words_in_another_order_are_the_same_bag(page):
    start(page, PAGE, "dog bites man", model="sentiment-en")
    assert "number for number" in panel(page, "bag").locator(".note").inner_text()
    box = panel(page, "bag").locator("input[name=second]")
    box.click()
    page.keyboard.type("man bites cat", delay=20)
    wait_query(page, text2="man bites cat")
    panel(page, "bag").locator(".note", has_text="not the same words").wait_for()
    assert box.input_value() == "man bites cat"
    panel(page, "bag").get_by_role("button", name="Backwards").click()
    wait_query(page, text2=None)
    panel(page, "bag").locator(".note", has_text="number for number").wait_for()
    assert box.input_value() == "" and box.get_attribute("placeholder") == "man bites dog"


STATE = {
    "lang": "ko", "model": "spam-en", "end": "2", "target": "0", "scale": "log", "radius": "1.2", "length": "60",
    "activation": "relu", "start": "orthogonal", "inputs": "0.5", "forget": "-1", "clip": "0.5", "seed": "3",
    "text2": "now prize free",
}  # fmt: skip


def test_a_link_opens_the_very_view(page):
    start(page, PAGE, "free prize now", **STATE)
    wait_query(page, **STATE)
    first = {name: pixels(page, name) for name in PANELS[PAGE]}
    page.reload()
    shown(page, PAGE, "free prize now")
    eventually(page, lambda: {name: pixels(page, name) for name in PANELS[PAGE]} == first)


def test_every_picture_can_be_taken_away(page):
    start(page, PAGE, ODD, text2="<b>second</b>")
    for name in PANELS[PAGE]:
        file, raw = take(page, name, "svg")
        root = ElementTree.fromstring(raw)
        assert file.startswith(name) and ODD in root.find("{*}desc").text
        assert not root.findall(".//{*}script") and not root.findall(".//{*}b")


def test_the_pictures_follow_the_theme_and_fit_a_phone(page):
    start(page, PAGE)
    themed_anew(page, PANELS[PAGE])
    fit_a_phone(page, PANELS[PAGE])
