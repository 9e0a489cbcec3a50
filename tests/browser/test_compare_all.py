"""All heads in real Chromium: click one, drag the window, walk the weights; what is shown is in the tensor."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from tests.browser.compare import PANELS, press, shown, start
from tests.browser.driving import (
    ODD,
    fit_both_screens,
    panel,
    pixels,
    plain,
    query,
    redrawn,
    shown_code,
    table,
    take,
    types_and_nothing_moves,
    types_fast,
    wait_query,
)
from tests.browser.states import BOXES
from tests.test_compare_two import weights
from tests.test_lesson_code import printed

pytestmark = pytest.mark.browser

HEAD = "gpt-en/decoder/2/3"
STUDENT = "I am a student."
LONG = "The animal did not cross the street because it was too tired. " * 12


def number(tip: str) -> float:
    return float(re.search(r"(\d\.\d{4})", tip)[1])


def spot(page, name: str, x: float, y: float) -> dict[str, float]:
    """A place in the map of a picture, as shares of it."""
    find = "c => { const {x, y, w, h} = c.scene.shapes.find((s) => s.kind === 'matrix'); return {x, y, w, h}; }"
    box = panel(page, name).locator("canvas").evaluate(find)
    return {"x": box["x"] + x * box["w"], "y": box["y"] + y * box["h"]}


def test_the_pictures_stand_above_the_fold_with_a_long_text_too(page):
    for text in (STUDENT, LONG):
        start(page, text, "all")
        fit_both_screens(page, ["heads", "window", "place"])


def test_a_click_chooses_a_head_and_the_window_shows_its_weights(page):
    start(page, STUDENT, "all")
    before = pixels(page, "window")
    place = panel(page, "heads").locator("canvas").evaluate("c => c.scene.at(1, 2)")
    panel(page, "heads").locator("canvas").click(position={"x": place[0] + 5, "y": place[1] + 5})
    wait_query(page, a=HEAD)
    shown(page, STUDENT, "all")
    redrawn(page, "window", before)
    found = [[float(v) for v in row[1:]] for row in table(page, "window")[1:]]
    assert np.allclose(found, weights(HEAD, STUDENT)[0], atol=1e-6)
    assert press(page, "heads", "ArrowRight") is not None
    wait_query(page, a="gpt-en/decoder/2/4")


def test_the_number_under_the_pointer_is_the_tensors_and_the_codes(page):
    start(page, LONG, "all", a=HEAD, window="90.80.16")
    A = weights(HEAD, LONG)[0]
    panel(page, "window").locator("canvas").hover(position=spot(page, "window", 3.5 / 16, 12.5 / 16))
    tip = panel(page, "window").locator(".tip").inner_text()
    assert "query 102 · key 83" in tip and number(tip) == pytest.approx(A[101, 82], abs=5e-5)
    assert printed(shown_code(page, "window")) == pytest.approx(A[101, 82], rel=1e-4)
    panel(page, "heads").locator("canvas").hover(position={"x": 60, "y": 40})
    tip = panel(page, "heads").locator(".tip").inner_text()
    assert number(tip) == pytest.approx(weights("gpt-en/decoder/1/1", LONG)[0][1:].max(), abs=5e-5)
    assert printed(shown_code(page, "heads")) == pytest.approx(number(tip), abs=5e-5)


def test_the_window_is_dragged_zoomed_and_sent_to_the_strongest_weight(page):
    start(page, LONG, "all", a=HEAD)
    mouse, box = page.mouse, panel(page, "place").locator("canvas").bounding_box()
    to = spot(page, "place", 0.5, 0.75)
    mouse.move(box["x"] + 30, box["y"] + 30)
    mouse.down()
    mouse.move(box["x"] + to["x"], box["y"] + to["y"], steps=4)
    mouse.up()
    n = len(weights(HEAD, LONG)[0])
    page.wait_for_function("() => /^\\d{3}\\./.test(new URLSearchParams(location.search).get('window'))")
    shown(page, LONG, "all")
    first, begin, size = map(int, query(page)["window"].split("."))
    assert abs(first + 16 - 0.75 * n) < 4 and abs(begin + 16 - 0.5 * n) < 4 and size == 32
    panel(page, "window").locator("button[value='8']").click()
    wait_query(page, window=f"{first + 12}.{begin + 12}.8")
    shown(page, LONG, "all")
    box, here = panel(page, "window").locator("canvas").bounding_box(), spot(page, "window", 0.5, 0.5)
    mouse.move(box["x"] + here["x"], box["y"] + here["y"])
    mouse.down()
    there = spot(page, "window", 0.5, 0.75)
    mouse.move(box["x"] + there["x"], box["y"] + there["y"], steps=3)
    mouse.up()
    wait_query(page, window=f"{first + 10}.{begin + 12}.8")
    panel(page, "window").locator("button[value=strongest]").click()
    shown(page, LONG, "all")
    page.wait_for_function(
        "w => new URLSearchParams(location.search).get('window') !== w", arg=f"{first + 10}.{begin + 12}.8"
    )
    found = np.array([[float(v) for v in row[1:]] for row in table(page, "window")[1:]])
    assert np.isclose(found, weights(HEAD, LONG)[0][1:].max(), atol=1e-6).any()


def test_arrows_walk_the_weights_and_the_window_comes_along(page):
    start(page, LONG, "all", a=HEAD, window="1.1.8")
    A = weights(HEAD, LONG)[0]
    tip = press(page, "window", *["ArrowDown"] * 9)
    assert "query 10 · key 1" in tip and number(tip) == pytest.approx(A[9, 0], abs=5e-5)
    wait_query(page, window="3.1.8")
    press(page, "window", "-")
    wait_query(page, window="1.1.16")
    press(page, "place", "ArrowDown", "ArrowRight", "+")
    wait_query(page, window="9.9.8")
    assert "MB" in press(page, "room", "ArrowRight", "ArrowRight", "ArrowRight")


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_every_picture_can_be_taken_away_without_a_word_missing(page, lang):
    start(page, ODD, "all", lang=lang)
    scenes = []
    for name in PANELS["all"]:
        file, raw = take(page, name, "svg")
        scenes.append(plain(raw))
        assert file.startswith(name) and ODD in ElementTree.fromstring(raw).find("{*}desc").text
        assert len(table(page, name)) > 1
    for part in (page.locator(".live").inner_text(), *scenes):
        assert not any(bad in part for bad in ("undefined", "NaN", "[object", "{"))


def test_a_link_brings_it_all_back_and_nothing_moves_while_somebody_types(page):
    start(page, "Tom", "all", a=HEAD, window="2.2.8")
    types_and_nothing_moves(
        page, "Tom", (" loves", " Mary and", " her old dog"), lambda t: shown(page, t, "all"), BOXES
    )
    assert query(page).items() >= {"a": HEAD, "window": "2.2.8"}.items()
    types_fast(page, "나는 학생이다. I am typing fast", lambda text: shown(page, text, "all"))
