"""The page on embeddings in real Chromium: neighbours follow the keys, the map turns, a run is watched and stopped."""

import math
from xml.etree import ElementTree

import pytest
from playwright.sync_api import expect

from tests.browser.driving import (
    FIND,
    ODD,
    eventually,
    fit_a_phone,
    fit_both_screens,
    panel,
    pixels,
    plain,
    redrawn,
    shown_code,
    table,
    take,
    types_and_nothing_moves,
    types_fast,
    visit,
    wait_query,
)
from tests.test_lesson_code import printed

pytestmark = pytest.mark.browser
TEXT = "The king and the queen drink coffee"
SHOWN = {
    "lookup": ["product", "sentence"], "near": ["near", "alike", "analogy"], "space": ["space"],
    "learn": ["window", "skipgram", "cbow"], "train": ["training", "loss"],
}  # fmt: skip
DRAWN = f"""([text, tab, panels]) => {{
  {FIND}
  return live?.dataset.text === text && live.dataset.tab === tab
    && panels.every((id) => live.querySelector(`figure[data-picture=${{id}}]`)?.dataset.text === text);
}}"""
PLACES = f"""() => {{
  {FIND}
  const visible = [...live.querySelectorAll("figure")].filter((f) => f.offsetParent);
  return visible.map((f) => Math.round(f.getBoundingClientRect().y));
}}"""


def shown(page, text: str, tab: str) -> None:
    page.wait_for_function(DRAWN, arg=[text, tab, SHOWN[tab]])


def start(page, tab: str = "lookup", text: str = TEXT, **wanted: str) -> None:
    visit(page, "/embeddings", text=text, tab=tab, **wanted)
    shown(page, text, tab)


def each_tab(page, text: str = TEXT):
    """Open one tab after the other."""
    for tab in SHOWN:
        page.locator(f"[role=tab][value={tab}]").click()
        shown(page, text, tab)
        yield tab


def first_neighbour(page) -> str:
    return table(page, "near")[1][0]


def test_neighbours_follow_the_keys_and_nothing_moves(page):
    start(page, "near", "a dog", place="2")
    dog = first_neighbour(page)
    seen = types_fast(page, "a king", lambda text: shown(page, text, "near"))
    assert seen[-1] == "a king" and first_neighbour(page) != dog
    types_and_nothing_moves(page, "a king", [" and", " q", "ueen 왕"], lambda text: shown(page, text, "near"), PLACES)


def test_measure_net_and_word_change_the_picture_and_the_address(page):
    start(page, "near", place="2")
    before = pixels(page, "near")
    for press, wanted in (("dot", {"measure": "dot"}), ("cbow", {"net": "cbow"})):
        page.locator(f"button[value={press}]").click()
        wait_query(page, **wanted)
        before = redrawn(page, "near", before)
    page.get_by_role("button", name="queen", exact=True).click()
    wait_query(page, place="5")
    page.locator("input[name=a]").fill("brother")
    wait_query(page, a="brother")
    panel(page, "analogy").locator("h3", has_text="brother").wait_for()


@pytest.mark.parametrize(("lang", "text"), [("en", ODD + " king and queen"), ("ko", TEXT)])
def test_every_picture_can_be_taken_away_and_says_nothing_undefined(page, lang, text):
    start(page, text=text, lang=lang)
    for tab in each_tab(page, text):
        for name in SHOWN[tab]:
            svg = take(page, name, "svg")[1]
            ElementTree.fromstring(svg)
            for part in (page.locator(".live").inner_text(), plain(svg)):
                assert not any(bad in part for bad in ("undefined", "NaN", "[object")), (tab, name)


def test_the_code_prints_the_number_that_the_keyboard_reaches(page):
    start(page)
    for tab in each_tab(page):
        for name in (name for name in SHOWN[tab] if name not in ("window", "training", "loss")):
            panel(page, name).locator("canvas").focus()
            page.keyboard.press("ArrowDown")
            tip = panel(page, name).locator(".tip").inner_text()
            number = printed(shown_code(page, name))
            numbers = [
                float(word.replace("−", "-"))
                for word in tip.replace("=", " ").split()
                if word.strip("−").replace(".", "").isdigit()
            ]
            assert any(math.isclose(number, one, abs_tol=6e-4) for one in numbers), (name, tip, number)


def test_the_map_turns_by_mouse_and_keyboard(page):
    start(page, "space", view="3d")
    before, canvas = pixels(page, "space"), panel(page, "space").locator("canvas")
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 300, box["y"] + 150)
    page.mouse.down()
    page.mouse.move(box["x"] + 420, box["y"] + 190, steps=4)
    page.mouse.up()
    turned = redrawn(page, "space", before)
    page.wait_for_function("() => new URLSearchParams(location.search).has('turn')")
    canvas.focus()
    page.keyboard.press("Shift+ArrowRight")
    redrawn(page, "space", turned)


def test_a_run_is_watched_and_stopped(page):
    start(page, "train", seed="7")
    page.locator("button[value=start]").click()
    page.wait_for_function(f"() => {{ {FIND} return live.querySelector('progress').value > 0.02; }}")
    page.locator("button[value=stop]").click()
    status = page.locator("[data-status=stopped]")
    status.wait_for()
    expect(page.locator("button[value=start]")).to_be_enabled()
    expect(page.locator("button[value=stop]")).to_be_disabled()
    eventually(page, lambda: len(table(page, "loss")) > 1 and len(table(page, "training")) > 30)


def test_a_syllable_in_the_making_is_read(page):
    start(page, "near", "영화", place="1")
    found = first_neighbour(page)
    client = page.context.new_cdp_session(page)
    page.locator("textarea").first.focus()
    page.keyboard.press("Control+a")
    client.send("Input.imeSetComposition", {"text": "배우", "selectionStart": 2, "selectionEnd": 2})
    shown(page, "배우", "near")
    assert first_neighbour(page) != found


def test_the_picture_stands_above_the_fold_and_a_phone_is_wide_enough(page):
    start(page)
    for tab in each_tab(page):
        if tab != "learn":
            fit_both_screens(page, SHOWN[tab][:1])
        fit_a_phone(page, SHOWN[tab])
