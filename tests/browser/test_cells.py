"""The page on recurrent cells in real Chromium: what is typed is drawn, what is drawn is true, and nothing jumps."""

import re
from functools import partial

import numpy as np
import pytest

from nets.recurrent import Clamp, Intervention
from tests.browser.cells import BOXES, CELL, PANELS, SENTENCE, over, start, truth, value, wait_drawn
from tests.browser.driving import (
    BOX,
    eventually,
    fit_a_phone,
    fit_both_screens,
    panel,
    pixels,
    query,
    redrawn,
    table,
    themed_anew,
    title,
    types_and_nothing_moves,
    types_fast,
    wait_query,
)

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("delay", [0, 15])
def test_very_fast_typing_ends_with_its_own_picture(page, delay):
    start(page, "")
    types_fast(page, SENTENCE, partial(wait_drawn, page), delay)


def test_every_jamo_is_read(page):
    start(page, "", model="sentiment-ko")
    page.click(BOX)
    cdp = page.context.new_cdp_session(page)
    for syllable in ("ㅈ", "재"):
        cdp.send("Input.imeSetComposition", {"text": syllable, "selectionStart": 1, "selectionEnd": 1})
        wait_drawn(page, syllable, exact=False)
    cdp.send("Input.insertText", {"text": "재"})
    wait_drawn(page, "재")


def test_the_layout_stays_while_somebody_types(page):
    start(page, "I")
    parts = (" th", "ought it would be awful", ", but it was wonderful")
    types_and_nothing_moves(page, "I", parts, partial(wait_drawn, page), BOXES)


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_maps_and_numbers_are_above_the_fold(page, lang):
    start(page, lang=lang)
    fit_both_screens(page, ["maps", "cell"])


def test_nothing_is_wider_than_a_phone(page):
    for below in ("unit", "gates"):
        start(page, below=below, clamp="f:1,z:0.5@3")
        fit_a_phone(page, PANELS)


def test_the_value_under_the_pointer_is_the_tensors(page):
    start(page)
    seen = set()
    for y in np.linspace(0.12, 0.98, 24):
        for x in (0.2, 0.5, 0.78):
            if found := CELL.match(over(page, "maps", x, y)):
                name, unit, shown, net, step = found.groups()
                wanted = value(SENTENCE, net.lower(), name, int(unit), int(step))
                assert float(shown.replace("−", "-")) == pytest.approx(wanted, abs=5.1e-5)
                seen.add((net, name))
    assert len(seen) == 11, "each map was pointed at"


def test_a_click_opens_a_cell_and_arrows_walk_on(page):
    start(page)
    pixels(page, "maps")  # so that its letters have come, and it stands where it will stay
    for y in np.linspace(0.5, 0.98, 40):
        found = CELL.match(over(page, "maps", 0.3, y))
        if found and found[1] == "z":
            over(page, "maps", 0.3, y, click=True)
            break
    _, unit, _, net, step = found.groups()
    wait_query(page, cell=f"gru.z.{unit}", step=step)
    panel(page, "cell").locator("h3", has_text=f"GRU · unit {unit} · step {step}").wait_for()
    page.keyboard.press("ArrowRight")
    panel(page, "cell").locator("h3", has_text=f"unit {unit} · step {int(step) + 1}").wait_for()
    page.keyboard.press("ArrowDown")
    page.wait_for_function("(u) => !location.search.includes(`gru.z.${u}&`)", arg=unit)
    unit = re.search(r"gru\.z\.(\d+)", query(page)["cell"])[1]

    def said_of_the_next() -> None:
        said = CELL.match(panel(page, "maps").locator(".tip").inner_text())
        assert (said[4], said[2], int(said[5])) == ("GRU", unit, int(step) + 1)
        wanted = value(SENTENCE, "gru", "z", int(unit), int(step) + 1)
        assert float(said[3].replace("−", "-")) == pytest.approx(wanted, abs=5.1e-5)

    eventually(page, said_of_the_next)
    page.keyboard.press("Shift+ArrowDown")
    wait_query(page, cell=f"gru.n.{unit}")
    page.keyboard.press("Home")
    wait_query(page, step="1")
    page.keyboard.press("Escape")
    wait_query(page, step=None)
    panel(page, "maps").locator("canvas").evaluate("(canvas) => canvas.getRootNode().activeElement === canvas")


@pytest.mark.parametrize("cell", ["rnn.h.2", "lstm.c.9", "gru.h.4"])
def test_the_equations_hold_the_numbers_of_the_step(page, cell):
    net, name, unit = cell.split(".")
    start(page, cell=cell, step="4")
    panel(page, "cell").locator("canvas").focus()
    page.keyboard.press("ArrowRight")
    said = panel(page, "cell").locator("[aria-live]").inner_text()
    of = lambda q, step=5: value(SENTENCE, net, q, int(unit), step)  # noqa: E731
    n = lambda v: f"{v:.3f}".replace("-", "−")  # noqa: E731
    assert f"= {n(of(name))}" in said
    if net == "lstm":
        assert f"c = f · c₋₁ + i · g = {n(of('f'))} · " in said and n(abs(of("c", 4))) in said
        assert f"i = σ(Wx + Uh₋₁) = σ({n(of('i_x'))}" in said
    elif net == "gru":
        assert f"h = z · h₋₁ + (1 − z) · n = {n(of('z'))} · " in said and n(abs(of("h", 4))) in said


def test_a_gate_is_held_and_let_go(page):
    start(page, cell="lstm.f.3")
    whole = pixels(page, "maps")
    panel(page, "maps").get_by_text("Hold a gate").click()
    panel(page, "maps").get_by_role("button", name="f 1").click()
    wait_query(page, clamp="f:1")
    page.get_by_role("button", name="f = 1").wait_for()
    page.keyboard.press("Escape")
    wait_drawn(page, SENTENCE)
    held = truth(SENTENCE, "lstm", touch=Intervention((Clamp("f", 1.0),))).out[0, -1]
    csv_rows = table(page, "cell")
    f = csv_rows[0].index("f")
    assert {float(row[f]) for row in csv_rows[1:]} == {1.0}
    tip = over(page, "maps", 0.78, 0.22)
    for y in np.linspace(0.1, 0.5, 40):
        tip = over(page, "maps", 0.83, y)
        if tip.startswith("LSTM") and "as trained" not in tip:
            break
    assert f"{float(held.max()) * 100:.1f} %" in tip
    page.get_by_role("button", name="As trained").click()
    wait_query(page, clamp=None)
    wait_drawn(page, SENTENCE)
    page.mouse.move(0, 0)
    eventually(page, lambda: pixels(page, "maps") == whole)


def test_a_slider_holds_a_single_unit(page):
    start(page, cell="gru.z.5")
    panel(page, "maps").get_by_text("Hold a gate").click()
    page.get_by_role("button", name="Only unit 5").click()
    slider = page.locator("input[name=z]")
    slider.focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    wait_query(page, clamp="z:0.7@5")
    page.get_by_role("button", name="z = 0.7 (unit 5)").wait_for()
    page.get_by_role("button", name="z = 0.7 (unit 5)").click()
    wait_query(page, clamp=None)


def test_a_name_makes_its_map_large_and_small_again(page):
    start(page)
    before = pixels(page, "maps")
    for y in np.linspace(0.2, 0.6, 30):
        if over(page, "maps", 0.04, y).startswith("f:"):
            over(page, "maps", 0.04, y, click=True)
            break
    wait_query(page, tall="lstm.f")
    redrawn(page, "maps", before)
    page.reload()
    wait_drawn(page, SENTENCE)
    wait_query(page, tall="lstm.f")
    panel(page, "maps").locator("canvas").focus()
    page.keyboard.press("Escape")
    wait_query(page, tall=None)


def test_units_can_be_ordered_anew(page):
    start(page)
    similar = pixels(page, "maps")
    panel(page, "maps").get_by_role("button", name="As stored").click()
    wait_query(page, order="stored")
    redrawn(page, "maps", similar)
    found = CELL.match(over(page, "maps", 0.5, 0.97))
    assert value(SENTENCE, "gru", "h", int(found[2]), int(found[5])) == pytest.approx(
        float(found[3].replace("−", "-")), abs=5.1e-5
    )


def test_the_best_unit_of_a_search_is_shown_when_it_is_chosen(page):
    start(page, below="unit")
    panel(page, "right").get_by_role("button", name="the answer so far").click()
    wait_query(page, track="answer")
    panel(page, "right").locator("button[value=answer][aria-pressed=true]").wait_for()
    row = table(page, "right")[1]
    over(page, "right", 0.5, 0.15, click=True)
    wait_query(page, cell=f"{row[0].lower()}.{row[1]}.{row[2]}")
    panel(page, "left").locator("h3", has_text=f"{row[0]} {row[1]}, unit {row[2]}").wait_for()


def test_a_long_text_shows_a_window_that_can_be_moved(page):
    text = "To be, or not to be: that is the question. " * 24
    start(page, text, model="chars-en")
    n = f"{len(text):,}"
    page.get_by_text(f"of {n}").wait_for()
    page.locator("input[name=start]").focus()
    page.keyboard.press("Home")
    page.get_by_text(f"steps 1–64 of {n}").wait_for()
    wait_query(page, **{"from": "1"})
    wait_drawn(page, text)
    found = CELL.match(over(page, "maps", 0.3, 0.97))
    assert int(found[5]) <= 64
    wanted = value(text, "gru", "h", int(found[2]), int(found[5]), family="chars-en")
    assert float(found[3].replace("−", "-")) == pytest.approx(wanted, abs=1e-4)


def test_the_pictures_follow_the_theme(page):
    start(page)
    themed_anew(page, PANELS)


def test_an_empty_box_says_what_to_do(page):
    start(page, "")
    assert "there is nothing to read yet" in panel(page, "maps").inner_text()
    assert "unit" in title(page, "cell")
