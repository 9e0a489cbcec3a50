"""The page on positions in real Chromium: hands turn, sliders reach the formulas, and shuffled words are put back."""

import math
from xml.etree import ElementTree

import numpy as np
import pytest

from tests.browser.driving import (
    FIND,
    eventually,
    fit_both_screens,
    panel,
    pixels,
    query,
    redrawn,
    table,
    take,
    types_and_nothing_moves,
    wait_query,
)
from tests.browser.positions import SHOWN, WHO, each_kind, numbers, press, shown, start
from tests.browser.states import BOXES
from ui.run import TRANSLATOR, Settings, run

pytestmark = pytest.mark.browser


def test_every_method_stands_above_the_fold(page):
    start(page)
    for kind in each_kind(page):
        fit_both_screens(page, SHOWN[kind][:2])


def test_every_number_of_the_map_is_the_papers(page):
    start(page, length="20", d_model="12", base="100")
    found = numbers(table(page, "encoding"))
    assert found.shape == (20, 13)
    for pos in range(20):
        for i in range(12):
            wanted = (math.cos if i % 2 else math.sin)(pos / 100 ** (i // 2 * 2 / 12))
            assert found[pos, i + 1] == pytest.approx(wanted, abs=1e-5)


def test_the_keyboard_turns_the_hands_and_changes_the_pair(page):
    start(page)
    hands, shift = pixels(page, "hands"), pixels(page, "shift")
    tip = press(page, "encoding", "ArrowRight", "ArrowRight", "ArrowDown")
    assert "PE[7, 10]" in tip
    wait_query(page, pos="7", pair="5")
    redrawn(page, "hands", hands)
    redrawn(page, "shift", shift)
    found = numbers(table(page, "hands"))
    assert found[5, 3:] == pytest.approx(
        [math.sin(7 * 10_000 ** (-10 / 64)), math.cos(7 * 10_000 ** (-10 / 64))], abs=1e-5
    )


def test_the_pointer_turns_the_hands_for_a_moment_and_a_click_keeps_them(page):
    start(page)
    before, canvas = pixels(page, "hands"), panel(page, "encoding").locator("canvas")
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.3)
    redrawn(page, "hands", before)
    assert query(page).get("pos") is None
    page.mouse.move(5, 5)
    eventually(page, lambda: pixels(page, "hands") == before)
    page.mouse.click(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.3)
    page.wait_for_function("() => new URLSearchParams(location.search).has('pos')")


def test_hands_turn_when_asked_and_stop(page):
    start(page)
    play = panel(page, "hands").locator("button[value=play]")
    play.click()
    page.wait_for_function(f"() => {{ {FIND} return +live.querySelector('input[name=pos]').value > 7; }}")
    play.click()
    place = panel(page, "hands").locator("input[name=pos]").input_value()
    page.wait_for_timeout(300)  # in which they would have gone on
    assert panel(page, "hands").locator("input[name=pos]").input_value() == place
    assert query(page)["pos"] == place


def test_the_rotation_is_that_of_the_shift(page):
    start(page, pos="11", pair="2", k="9")
    (_, *first), (_, *second) = numbers(table(page, "shift"))
    w = 10_000 ** (-4 / 64)
    assert first == pytest.approx([math.sin(11 * w), math.cos(9 * w), math.sin(9 * w), math.sin(20 * w)], abs=1e-4)
    assert second == pytest.approx([math.cos(11 * w), -math.sin(9 * w), math.cos(9 * w), math.cos(20 * w)], abs=1e-4)


def test_ropes_score_stays_when_both_move(page):
    start(page, kind="rope", throw="3")
    slider = panel(page, "rotary").locator("input[name=n]")
    assert (slider.input_value(), panel(page, "rotary").locator("input[name=m]").input_value()) == ("12", "7")
    rows = numbers(table(page, "scores"))
    assert np.allclose(rows[:, 1], rows[:, 2], atol=1e-3) and np.allclose(rows[:, 1], rows[:, 3], atol=1e-3)
    score = numbers(table(page, "rotary"))[:, -1].sum()
    assert score == pytest.approx(rows[63 + 5, 1], abs=1e-3)
    press(page, "scores", "ArrowRight", "ArrowDown")
    wait_query(page, n="13", m="8")
    assert numbers(table(page, "rotary"))[:, -1].sum() == pytest.approx(score, abs=1e-3)


def test_a_head_of_alibi_is_chosen(page):
    start(page, kind="alibi", length="10")
    press(page, "slopes", "ArrowDown", "ArrowDown")
    wait_query(page, slope="3")

    def the_slope_is_its() -> None:
        rows = numbers(table(page, "bias"))
        assert np.allclose(rows[:, 2], -(rows[:, 0] - rows[:, 1]) / 8)
        assert len(rows) == 55, "later keys are left out"

    eventually(page, the_slope_is_its)
    assert [float(row[1]) for row in table(page, "slopes")[1:]] == [2.0**-h for h in range(1, 9)]


def test_none_is_flat(page):
    start(page, kind="none", length="16")
    rows = numbers(table(page, "alike"))
    assert np.allclose(rows[:, 1], 1 / 16) and (np.diff(rows[:, 4]) < 0).all()
    assert "1" in press(page, "alike", "ArrowRight", "ArrowRight")


def test_a_slider_asks_and_is_kept(page):
    start(page)
    slider = page.locator("input[name=length]")
    slider.focus()
    slider.press("Home")
    wait_query(page, length="8")
    eventually(page, lambda: len(table(page, "encoding")) == 9)
    page.locator(".tools").get_by_role("button", name="As at first").click()
    wait_query(page, length=None)


def test_without_positions_a_shuffle_changes_nothing(page):
    start(page)
    first = table(page, "order")
    panel(page, "order").get_by_role("button", name="Shuffle").click()
    wait_query(page, shuffle="1")
    eventually(page, lambda: table(page, "order") != first)
    rows = table(page, "order")[1:]
    with_, without = (
        [float(row[4]) for row in rows if row[0] == name] for name in ("With positions", "Without positions")
    )
    assert max(with_) > 0.1 and max(without) < 1e-5 and len(with_) == len(without) == 25
    wanted = run(TRANSLATOR, WHO, Settings()).trace["encoder.layers.attn.weights"].at(batch=0, layer=0, head=0).values
    assert np.allclose([float(row[3]) for row in rows[:25]], wanted.ravel(), atol=1e-5)


def test_the_other_orders_are_translated_when_the_typing_pauses(page):
    start(page)
    page.wait_for_function(f"() => {{ {FIND} return live.dataset.said === live.dataset.text; }}")
    _, raw = take(page, "order", "svg")
    said = [node.text for node in ElementTree.fromstring(raw).iter("{http://www.w3.org/2000/svg}text")]
    french = [text.split("→")[1] for text in said if text and "→" in text and "“" in text]
    assert len(french) == 4
    assert french[2] == french[3] and french[0] != french[1]


def test_another_head_is_asked_for(page):
    start(page)
    canvas = panel(page, "order").locator("canvas")
    canvas.scroll_into_view_if_needed()
    before = pixels(page, "order")
    box = canvas.bounding_box()
    page.mouse.click(box["x"] + box["width"] - 8, box["y"] + 14 * 6.2 + 40)
    page.wait_for_function("() => new URLSearchParams(location.search).has('head')")
    redrawn(page, "order", before)


def test_the_layout_stays_while_somebody_types(page):
    start(page, "Tom")
    parts = (" loves", " Mary and", " her old dog", " too.")
    types_and_nothing_moves(page, "Tom", parts, lambda text: shown(page, text), BOXES)
