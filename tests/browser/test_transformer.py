"""The Transformer page in real Chromium: what is typed is drawn, what is drawn is true, and nothing jumps."""

import json
from functools import partial

import pytest

from tests.browser.driving import (
    eventually,
    fit_a_phone,
    fit_both_screens,
    panel,
    pixels,
    redrawn,
    themed_anew,
    types_and_nothing_moves,
    types_fast,
    wait_query,
)
from tests.browser.transformer import (
    BOXES,
    PANELS,
    SENTENCE,
    STUDENT,
    start,
    truth,
    value_said,
    wait_drawn,
    wait_title,
    weights,
)

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("delay", [0, 10])
def test_very_fast_typing_ends_with_its_own_picture(page, delay):
    start(page, "")
    before = int(panel(page, "heads").get_attribute("data-seq"))
    seen = types_fast(page, SENTENCE, partial(wait_drawn, page), delay)
    assert int(panel(page, "heads").get_attribute("data-seq")) >= before + len(seen)


def test_the_layout_stays_while_somebody_types(page):
    start(page, "I")
    parts = (" am a", " student. The animal", " did not cross", " the street because it", " was too tired to walk")
    types_and_nothing_moves(page, "I", parts, partial(wait_drawn, page), BOXES)


def test_the_main_picture_is_above_the_fold(page):
    start(page, SENTENCE)
    fit_both_screens(page, ["heads", "head", "lines"])


def test_nothing_is_wider_than_a_phone(page):
    start(page, SENTENCE, strategy="beam", below="tree")
    fit_a_phone(page, PANELS)


def test_a_click_chooses_a_head_and_the_address_keeps_it(page):
    start(page)
    wait_title(page, "Cross-attention · layer 2 · head")
    canvas = panel(page, "heads").locator("canvas")
    canvas.click(position={"x": canvas.bounding_box()["width"] - 10, "y": canvas.bounding_box()["height"] - 10})
    wait_title(page, "Cross-attention · layer 3 · head 8")
    wait_query(page, head="cross.3.8")
    page.reload()
    wait_title(page, "Cross-attention · layer 3 · head 8")


def test_arrows_walk_the_heads_and_x_switches_one_off_and_on(page):
    start(page, head="cross.2.1")
    whole = {name: pixels(page, name) for name in ("translation", "heads", "head")}
    panel(page, "heads").locator("canvas").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    wait_title(page, "Cross-attention · layer 1 · head 2")
    page.keyboard.press("x")
    wait_title(page, "switched off")
    wait_query(page, ablated="cross.1.2")
    assert "switched off" in panel(page, "heads").locator("[aria-live]").inner_text()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft")
    wait_title(page, "Cross-attention · layer 2 · head 1")
    redrawn(page, "head", whole["head"])  # without a head below, this one must see something else
    page.get_by_role("button", name="Restore all heads").click()
    wait_query(page, ablated=None)
    panel(page, "heads").locator("button[value=restore]:disabled").wait_for()
    page.mouse.move(0, 0)
    panel(page, "heads").locator("canvas").evaluate("(canvas) => canvas.blur()")
    eventually(page, lambda: {name: pixels(page, name) for name in whole} == whole)


@pytest.mark.parametrize(("head", "path", "layer", "number"), [
    ("cross.2.1", "decoder.layers.cross", 2, 1), ("encoder.3.4", "encoder.layers.attn", 3, 4),
])  # fmt: skip
def test_the_value_under_the_pointer_is_the_tensors(page, head, path, layer, number):
    start(page, SENTENCE, head=head)
    tensor = weights(SENTENCE, path, layer, number)
    box = panel(page, "head").locator("canvas").bounding_box()
    seen = set()
    for x, y in ((0.4, 0.4), (0.55, 0.7), (0.8, 0.9)):
        page.mouse.move(box["x"] + box["width"] * x, box["y"] + box["height"] * y)
        query, key, value = value_said(panel(page, "head").locator(".tip").inner_text())
        assert value == pytest.approx(tensor[query, key], abs=5.1e-5)
        seen.add((query, key))
    assert len(seen) == 3
    scroll = page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop")
    assert scroll == 0, "pointing must not scroll the page"


def test_arrows_walk_the_cells_and_say_the_value(page):
    start(page, SENTENCE, stage="scores", head="cross.2.1")
    panel(page, "head").locator("canvas").focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    query, key, value = value_said(panel(page, "head").locator("[aria-live]").inner_text())
    assert (query, key) == (2, 1)
    scores = truth(SENTENCE)["decoder.layers.cross.scores"].at(batch=0, layer=1, head=0).values
    assert value == pytest.approx(scores[2, 1], abs=0.051 if abs(scores[2, 1]) >= 100 else 6e-5)
    wait_query(page, query="2", key="1")
    page.keyboard.press("Escape")
    wait_query(page, query=None, key=None)


def test_without_the_look_ahead_mask_the_alarm_is_raised(page):
    start(page, SENTENCE, head="decoder.1.2")
    masked = pixels(page, "head")
    page.get_by_role("button", name="Touch the net").click()
    page.get_by_test_id("stCheckbox").get_by_text("Look-ahead mask").click()
    page.get_by_role("alert").filter(has_text="The future leaks").wait_for()
    wait_query(page, look_ahead="false", head="decoder.1.2")
    wait_drawn(page, SENTENCE)
    redrawn(page, "head", masked)
    page.get_by_test_id("stCheckbox").get_by_text("Look-ahead mask").click()
    page.get_by_role("alert").filter(has_text="The future leaks").wait_for(state="hidden")
    eventually(page, lambda: pixels(page, "head") == masked)


def test_choices_survive_streamlits_own_controls(page):
    start(page, head="encoder.1.1", stage="scores", query="1")
    page.get_by_text("Beam", exact=True).first.click()
    wait_query(page, strategy="beam", head="encoder.1.1", stage="scores", query="1", text=STUDENT)
    page.get_by_role("tab", name="Beam tree").click()
    wait_title(page, "Beam tree", "below")
    wait_query(page, below="tree", strategy="beam")


def test_the_pictures_follow_the_theme(page):
    start(page)
    light = {name: pixels(page, name) for name in PANELS}
    themed_anew(page, PANELS)
    page.emulate_media(color_scheme="light")
    eventually(page, lambda: {name: pixels(page, name) for name in PANELS} == light)


def test_a_screen_reader_finds_a_table_behind_each_map(page):
    start(page, SENTENCE, head="cross.2.1")
    for name in PANELS:
        panel(page, name).locator("table tr").nth(2).wait_for(state="attached")
    tensor = weights(SENTENCE, "decoder.layers.cross", 2, 1)
    cell = panel(page, "head").locator("table tr").nth(3).locator("td").nth(4).text_content()
    assert float(cell) == pytest.approx(tensor[2, 4], abs=5.1e-5)


def test_an_empty_box_says_what_to_do(page):
    start(page, "")
    assert "Type an English sentence." in panel(page, "translation").inner_text()


def test_a_long_text_is_cut_and_the_page_says_where(page):
    start(page, "word " * 100)
    page.get_by_text("Only the first").wait_for()
    assert json.loads(panel(page, "translation").get_attribute("data-seq")) >= 1
