"""The page on kinds of sequence task in real Chromium: every kind live at every key, true, and safe to take away."""

import json
from functools import partial

import numpy as np
import pytest

from tests.browser.driving import (
    BOX,
    boxes,
    eventually,
    fit_a_phone,
    fit_both_screens,
    panel,
    query,
    settled,
    shown_code,
    table,
    take,
    types_and_nothing_moves,
    visit,
    wait_query,
    wait_shown,
)
from text.examples import EXAMPLES
from ui.reader import read

pytestmark = pytest.mark.browser

PANELS = ["wiring", "detail", "beside"]
BOXES = boxes("figure, canvas")
EXAMPLE = {"many-to-one": "sentiment-en", "aligned": "tagger-en", "one-to-many": "chars-en"}


def wait_drawn(page, text: str, panels=PANELS) -> None:
    wait_shown(page, text, panels)


def start(page, kind: str, text: str | None = None, **link: str) -> str:
    """Open a kind of task, with the page's own example if no text is given; returns the text."""
    said = {} if text is None else {"text": text}
    shown = EXAMPLES[EXAMPLE[kind]][0] if text is None else text
    visit(page, "/tasks", kind=kind, **said, **link)
    wait_drawn(page, shown[:2000])  # as much as the box takes
    return shown


def read_out(page, name: str) -> list[list[str]]:
    """The table for screen readers behind a picture; it is written when the typing pauses."""
    settled(page, name)
    rows = panel(page, name).locator(".sr table tr")
    return rows.evaluate_all("(rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent))")


@pytest.mark.parametrize("kind", EXAMPLE)
def test_every_key_is_drawn_and_nothing_moves(page, kind):
    text = start(page, kind, "the ")
    types_and_nothing_moves(page, text, "dog bites a man", partial(wait_drawn, page), BOXES)


def test_the_strip_changes_the_kind_and_its_example(page):
    start(page, "many-to-one")
    for kind, family in EXAMPLE.items():
        page.locator(f".kinds button[value={kind}]").click()
        wait_drawn(page, EXAMPLES[family][0])
        assert page.locator(f".kinds button[value={kind}]").get_attribute("aria-selected") == "true"
        assert page.input_value(BOX) == EXAMPLES[family][0]
    wait_query(page, kind="one-to-many", text=None)
    page.locator(".kinds button[value=encoder-decoder]").click()
    page.locator("[class*=st-key-door-transformer]").wait_for()
    assert not panel(page, "detail").is_visible()


def test_what_was_typed_stays_when_the_kind_changes(page):
    text = start(page, "many-to-one", "my own words")
    page.locator(".kinds button[value=aligned]").click()
    page.locator("h3", has_text="both ways").wait_for()
    wait_drawn(page, text)
    assert page.input_value(BOX) == text


def test_the_curve_shows_the_nets_own_numbers(page):
    text = start(page, "many-to-one", "I thought it was bad but it is good", cell="gru")
    out = read("sentiment-en", text)["gru"].trace["out"].at(batch=0).values
    rows = table(page, "wiring")
    assert np.allclose([[float(v) for v in row[-2:]] for row in rows[1:]], out, atol=1e-6)
    beside = table(page, "beside")
    assert np.allclose([float(row[-1]) for row in beside[1:]], out[:, 1], atol=1e-6)


def test_a_click_on_a_column_shows_its_answer_and_another_lets_go(page):
    start(page, "aligned", "They can fish")
    canvas = panel(page, "wiring").locator("canvas")
    box, left = canvas.bounding_box(), panel(page, "wiring").bounding_box()["x"]
    for place in range(0, int(box["width"]), 25):  # from the left, the first column that answers
        canvas.click(position={"x": place, "y": box["height"] - 30})
        if "step" in query(page):
            break
    wait_query(page, step="1")
    panel(page, "detail").locator("h3", has_text="They").wait_for()
    says = read_out(page, "detail")
    for row in says[1:]:
        parts = [float(v.replace("−", "-")) for v in row[2:]]
        assert sum(parts[:3]) == pytest.approx(parts[3], abs=5e-4), row
    canvas.click(position={"x": place, "y": box["height"] - 30})
    wait_query(page, step=None)
    assert left >= 0


def test_the_keyboard_walks_steps_and_units(page):
    start(page, "many-to-one", "not bad at all")
    panel(page, "wiring").locator("canvas").focus()
    page.keyboard.press("ArrowLeft")
    wait_query(page, step="3")
    page.keyboard.press("ArrowUp")
    wait_query(page, unit="1")
    page.keyboard.press("Escape")
    wait_query(page, step=None, unit=None)
    panel(page, "beside").locator("canvas").focus()
    page.keyboard.press("ArrowRight")
    wait_query(page, cell="gru")
    panel(page, "wiring").locator("h3", has_text="GRU").wait_for()


def test_typing_lets_go_of_the_step(page):
    start(page, "many-to-one", "not bad", step="1")
    page.click(BOX)
    page.keyboard.press("End")
    page.keyboard.type(" at all")
    wait_drawn(page, "not bad at all")
    wait_query(page, step=None)


def test_writing_follows_temperature_dice_and_steps(page):
    start(page, "one-to-many", "ROMEO:")

    def written() -> str:
        return read_out(page, "beside")[2][1]

    first = written()
    page.locator("button[value=again]").click()
    wait_query(page, seed="1")
    eventually(page, lambda: written() != first)
    second = written()
    page.locator("input[name=temperature]").fill("0.1")
    wait_query(page, temperature="0.1")
    eventually(page, lambda: written() not in (first, second))
    page.locator("input[name=seed]").fill("0")
    page.locator("input[name=seed]").press("Tab")
    page.locator("input[name=temperature]").fill("1")
    wait_query(page, seed=None, temperature=None)
    eventually(page, lambda: written() == first)
    page.locator("button[value=play]").click()
    wait_query(page, step="8")
    page.locator("button[value=play]").click()
    page.locator("button[value=newest]").click()
    wait_query(page, step=None)


def test_a_link_brings_the_whole_view(page):
    link = dict(cell="rnn", step="2", unit="3", temperature="0.5", top_k="4", seed="9")
    start(page, "one-to-many", "Ay, my lord", **link)
    assert query(page) == {"kind": "one-to-many", "text": "Ay, my lord", **link}
    assert page.locator("button[value=rnn]").first.get_attribute("aria-pressed") == "true"
    assert page.locator("input[name=unit]").input_value() == "3"
    assert page.locator("input[name=top_k]").input_value() == "4"


@pytest.mark.parametrize("kind", EXAMPLE)
def test_it_can_be_taken_away_safely(page, kind):
    text = '<b>a</b> & "=1+1" ]]> שלום e\u0301 😀'
    start(page, kind, text)
    for name in PANELS:
        drawing = take(page, name, "svg")[1].decode()
        assert "<b>" not in drawing and page.evaluate(
            "(svg) => !new DOMParser().parseFromString(svg, 'image/svg+xml').querySelector('parsererror')", drawing
        )
        offline = take(page, name, "html")[1].decode()
        assert "<b>" not in offline and "http://" not in offline.replace("http://www.w3.org/2000/svg", "").replace(
            page.url.split("/tasks")[0], ""
        )
        for row in table(page, name):
            assert not any(cell.startswith(("=", "+1", "@")) for cell in row), row


def test_show_the_code_has_this_runs_own_values(page):
    start(page, "many-to-one", "not bad", cell="rnn", step="2")
    code = shown_code(page, "detail")
    assert f"text, name, step, answer = {json.dumps('not bad')}, {json.dumps('sentiment-en-rnn')}, 2, " in code


@pytest.mark.parametrize("kind", EXAMPLE)
def test_odd_texts_are_drawn(page, kind):
    start(page, kind)
    for text in ("", "a", "x " * 1000, "\n", "שלום עולם", "👩‍🔬" * 50):
        page.fill(BOX, text)
        wait_drawn(page, text)


@pytest.mark.parametrize("kind", EXAMPLE)
def test_the_main_picture_stands_above_the_fold_and_nothing_is_wider_than_a_phone(page, kind):
    start(page, kind, "When I was a child I used to go to the park every Sunday")
    fit_both_screens(page, ["wiring", "detail"])
    fit_a_phone(page, PANELS, width=360)
