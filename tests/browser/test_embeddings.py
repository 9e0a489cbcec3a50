"""The page on embeddings in real Chromium: neighbours follow the keys, the map turns, a run is watched and stopped."""

import math
from xml.etree import ElementTree

import pytest

from tests.browser.driving import (
    FIND,
    ODD,
    panel,
    pixels,
    plain,
    query,
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


def first_neighbour(page) -> str:
    page.wait_for_timeout(450)
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
        page.wait_for_function("([id, old]) => true", arg=["near", before])
        page.wait_for_timeout(400)
        assert pixels(page, "near") != before
        before = pixels(page, "near")
    page.get_by_role("button", name="queen", exact=True).click()
    wait_query(page, place="5")
    page.locator("input[name=a]").fill("brother")
    page.wait_for_timeout(500)
    assert query(page)["a"] == "brother" and "brother" in panel(page, "analogy").locator("h3").inner_text()


@pytest.mark.parametrize("tab", SHOWN)
def test_every_picture_can_be_taken_away_and_says_nothing_undefined(page, tab):
    for lang, text in (("en", ODD + " king and queen"), ("ko", TEXT)):
        start(page, tab, text, lang=lang)
        page.wait_for_timeout(500)
        for name in SHOWN[tab]:
            svg = take(page, name, "svg")[1]
            ElementTree.fromstring(svg)
            for part in (page.locator(".live").inner_text(), plain(svg)):
                assert not any(bad in part for bad in ("undefined", "NaN", "[object")), (tab, name)


@pytest.mark.parametrize("name", ["product", "sentence", "near", "alike", "analogy", "space", "skipgram", "cbow"])
def test_the_code_prints_the_number_that_the_keyboard_reaches(page, name):
    tab = next(tab for tab, names in SHOWN.items() if name in names)
    start(page, tab)
    panel(page, name).locator("canvas").focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(900)
    tip = panel(page, name).locator(".tip").inner_text()
    number = printed(shown_code(page, name))
    numbers = [
        float(word.replace("−", "-"))
        for word in tip.replace("=", " ").split()
        if word.strip("−").replace(".", "").isdigit()
    ]
    assert any(math.isclose(number, one, abs_tol=6e-4) for one in numbers), (tip, number)


def test_the_map_turns_by_mouse_and_keyboard(page):
    start(page, "space", view="3d")
    page.wait_for_timeout(300)
    before, canvas = pixels(page, "space"), panel(page, "space").locator("canvas")
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 300, box["y"] + 150)
    page.mouse.down()
    page.mouse.move(box["x"] + 420, box["y"] + 190, steps=4)
    page.mouse.up()
    page.wait_for_timeout(300)
    turned = pixels(page, "space")
    assert turned != before and "turn" in query(page)
    canvas.focus()
    page.keyboard.press("Shift+ArrowRight")
    page.wait_for_timeout(200)
    assert pixels(page, "space") != turned


def test_a_run_is_watched_and_stopped(page):
    start(page, "train", seed="7")
    page.locator("button[value=start]").click()
    page.wait_for_function(f"() => {{ {FIND} return live.querySelector('progress').value > 0.02; }}")
    page.locator("button[value=stop]").click()
    status = page.locator("[data-status=stopped]")
    status.wait_for()
    page.wait_for_timeout(450)
    assert len(table(page, "loss")) > 1 and len(table(page, "training")) > 30
    assert page.locator("button[value=start]").is_enabled() and page.locator("button[value=stop]").is_disabled()


def test_a_syllable_in_the_making_is_read(page):
    start(page, "near", "영화", place="1")
    found = first_neighbour(page)
    client = page.context.new_cdp_session(page)
    page.locator("textarea").first.focus()
    page.keyboard.press("Control+a")
    client.send("Input.imeSetComposition", {"text": "배우", "selectionStart": 2, "selectionEnd": 2})
    shown(page, "배우", "near")
    assert first_neighbour(page) != found


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1920, 1080)])
@pytest.mark.parametrize("tab", ["lookup", "near", "space", "train"])
def test_the_picture_stands_above_the_fold(page, tab, width, height):
    page.set_viewport_size({"width": width, "height": height})
    start(page, tab)
    box = panel(page, SHOWN[tab][0]).locator("canvas").bounding_box()
    assert box["y"] + box["height"] <= height


def test_a_phone_is_wide_enough(page):
    page.set_viewport_size({"width": 390, "height": 844})
    for tab in SHOWN:
        start(page, tab)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
