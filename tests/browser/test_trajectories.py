"""The page on trajectories in real Chromium: what is drawn is true, and the frame stays where it is."""

import csv
import io
import re
from functools import cache, partial
from xml.etree import ElementTree

import numpy as np
import pytest
import torch
from playwright.sync_api import expect

import pretrained
from tests.browser.driving import (
    ODD,
    eventually,
    fit_a_phone,
    fit_both_screens,
    panel,
    pixels,
    query,
    take,
    themed_anew,
    types_and_nothing_moves,
    types_fast,
    wait_query,
)
from tests.browser.states import BOXES, TURN, shown, start
from ui.reader import CELL_KINDS

pytestmark = pytest.mark.browser
PAGE = "trajectories"


@cache
def path(cell: str, text: str, family: str = "sentiment-en") -> np.ndarray:
    """The points (time + 1, 3) of a text, by the net itself."""
    model = pretrained.load(f"{family}-{cell}")
    with torch.inference_mode():
        h = model.net.trace(torch.tensor([model.tokenizer.ids(text)])).rnn.layers[-1].h[0].numpy()
    return (np.concatenate([np.zeros_like(h[:1]), h]) - model.states["mean"]) @ model.states["components"].T


def blurred(page, name: str = "paths") -> str:
    """What a picture looks like when nobody points at it."""
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement?.blur()")
    return pixels(page, name)


def test_fast_typing_ends_with_its_own_picture(page):
    start(page, PAGE, "")
    types_fast(page, TURN, partial(shown, page, PAGE))


def test_the_layout_stays_while_somebody_types(page):
    start(page, PAGE, "I")
    parts = (" thought", " I would hate", " it, but it was", " not bad at all")
    types_and_nothing_moves(page, "I", parts, partial(shown, page, PAGE), BOXES)


def test_the_paths_are_above_the_fold(page):
    start(page, PAGE)
    fit_both_screens(page, ["paths"])


def test_arrows_walk_the_steps_and_say_where_they_are(page):
    start(page, PAGE, "not bad at all", model="sentiment-en")
    panel(page, "paths").locator("canvas").focus()
    page.keyboard.press("Home")
    said = panel(page, "paths").locator("[aria-live]")
    assert "t = 0" in said.inner_text()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    wait_query(page, step="2")
    wanted = path("lstm", "not bad at all")[2]
    for number in wanted:
        assert f"{number:.2f}".replace("-", "−") in said.inner_text()
    page.keyboard.press("Escape")
    wait_query(page, step=None)


def test_the_box_turns_by_hand_and_the_link_keeps_it(page):
    start(page, PAGE, view="3d")
    first = blurred(page)
    box = panel(page, "paths").locator("canvas").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 20, steps=4)
    page.mouse.up()
    page.wait_for_function("new URLSearchParams(location.search).get('turn')")
    turned = blurred(page)
    assert turned != first and "net" not in query(page), "a drag is no click"
    page.reload()
    shown(page, PAGE, TURN)
    eventually(page, lambda: blurred(page) == turned)
    panel(page, "paths").get_by_role("button", name="Straighten").click()
    wait_query(page, turn=None)
    eventually(page, lambda: blurred(page) == first)
    panel(page, "paths").locator("canvas").focus()
    page.keyboard.press("Shift+ArrowLeft")
    page.wait_for_function("new URLSearchParams(location.search).get('turn')")


def test_a_click_enlarges_a_net(page):
    start(page, PAGE)
    three = blurred(page)
    box = panel(page, "paths").locator("canvas").bounding_box()
    page.mouse.click(box["x"] + box["width"] - 6, box["y"] + 30)
    wait_query(page, net="gru")
    eventually(page, lambda: blurred(page) != three)
    panel(page, "paths").get_by_role("button", name="All three").click()
    wait_query(page, net=None)
    eventually(page, lambda: blurred(page) == three)


def test_the_ghost_is_the_path_before_the_last_change(page):
    start(page, PAGE, "It was good")
    tick = panel(page, "paths").locator("input[name=ghost]")
    tick.uncheck()
    without = blurred(page)
    page.click("textarea >> nth=0")
    page.keyboard.press("End")
    for _ in range(4):
        page.keyboard.press("Backspace")
    page.keyboard.type("bad")
    shown(page, PAGE, "It was bad")
    plain = blurred(page)
    tick.check()
    ghost = blurred(page)
    tick.uncheck()
    assert blurred(page) == plain != ghost
    page.click("textarea >> nth=0")
    page.keyboard.press("End")
    for _ in range(3):
        page.keyboard.press("Backspace")
    page.keyboard.type("good")
    shown(page, PAGE, "It was good")
    assert blurred(page) == without, "the same text is drawn in the same place"


def test_a_second_sentence_joins_and_goes(page):
    start(page, PAGE, "It was not bad")
    alone = blurred(page)
    page.get_by_role("button", name="Backwards").click()
    wait_query(page, text2="bad not was It")
    eventually(page, lambda: blurred(page) != alone)
    page.get_by_role("textbox").nth(1).fill("")
    wait_query(page, text2=None)
    eventually(page, lambda: blurred(page) == alone)


def test_another_family_reads(page):
    start(page, PAGE, "free prize, call now")
    panel(page, "paths").get_by_role("button", name="Spam, English").click()
    wait_query(page, model="spam-en")
    expect(panel(page, "paths").locator("canvas")).to_have_attribute("aria-label", re.compile("spam"), timeout=30_000)
    page.reload()
    shown(page, PAGE, "free prize, call now")
    panel(page, "paths").locator("button[value=spam-en][aria-pressed=true]").wait_for()


def test_what_can_be_taken_away(page):
    start(page, PAGE, ODD, view="3d", text2="a")
    for name in ("paths", "chances"):
        file, raw = take(page, name, "svg")
        root = ElementTree.fromstring(raw)
        assert file.startswith(name) and ODD in root.find("{*}desc").text
        assert not root.findall(".//{*}script")
    start(page, PAGE, "not bad at all", model="sentiment-en")
    _, raw = take(page, "paths", "csv")
    _, *rows = csv.reader(io.StringIO(raw.decode("utf-8-sig")))
    names = {"rnn": "RNN", "lstm": "LSTM", "gru": "GRU"}
    for cell in CELL_KINDS:
        found = [[float(v) for v in row[4:7]] for row in rows if row[0] == names[cell]]
        assert np.allclose(found, path(cell, "not bad at all"), atol=1e-4)


def test_the_pictures_follow_the_theme_and_fit_a_phone(page):
    start(page, PAGE)
    themed_anew(page, ["paths", "chances"])
    fit_a_phone(page, ["paths", "chances"])
