"""The page on learning rates in real Chromium: sliders move the curves, the address keeps them, numbers are true."""

import pytest

from tests.browser.driving import FIND, panel, query, shown_code, table, visit, wait_query
from tests.test_lesson_code import printed

pytestmark = pytest.mark.browser


def start(page, **wanted: str) -> None:
    visit(page, "/schedule", **wanted)
    page.wait_for_function(
        f"() => {{ {FIND} return live?.dataset.ms && live.querySelectorAll('canvas').length === 2; }}"
    )


def test_a_slider_moves_the_curve_and_the_address(page):
    start(page, total="1000")
    before = panel(page, "schedules").get_attribute("data-seq")
    slider = panel(page, "schedules").locator("input[name=warmup]")
    slider.focus()
    slider.press("Home")
    wait_query(page, warmup="1")
    page.wait_for_function(
        f"([before]) => {{ {FIND} return live.querySelector('figure').dataset.seq > before; }}", arg=[before]
    )
    rows = table(page, "schedules")
    paper = [float(row[1]) for row in rows[1:]]
    assert paper == sorted(paper, reverse=True), "without a warm-up the paper's rate only falls"
    assert paper[0] == pytest.approx(512**-0.5, rel=1e-3)


def test_another_model_shows_another_run(page):
    start(page)
    first = table(page, "run")
    panel(page, "run").locator("select").select_option("recall-gru")
    wait_query(page, model="recall-gru")
    panel(page, "run").locator("h3", has_text="recall-gru").wait_for()
    second = table(page, "run")
    assert float(first[-1][0]) == 4200 and float(second[-1][0]) == 3000


def test_the_keyboard_walks_the_steps(page):
    start(page)
    panel(page, "schedules").locator("canvas").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    tip = panel(page, "schedules").locator(".tip")
    assert tip.is_visible() and "t = " in tip.text_content()


@pytest.mark.parametrize(("name", "column"), [("schedules", 1), ("run", 2)])
def test_the_code_prints_the_number_that_was_walked_to(page, name, column):
    start(page, total="1000", warmup="100")
    rows = table(page, name)
    panel(page, name).locator("canvas").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    tip = panel(page, name).locator(".tip").text_content()
    step = float(tip.splitlines()[0].removeprefix("t = "))
    (row,) = [row for row in rows[1:] if float(row[0]) == step]
    assert printed(shown_code(page, name)) == pytest.approx(float(row[column]), rel=1e-3)


@pytest.mark.parametrize(
    "wanted", [dict(lang="ko"), dict(scale="log"), dict(model="chars-en-gru", warmup="20000", total="100")]
)
def test_a_link_opens_without_a_word_missing(page, wanted):
    start(page, **wanted)
    text = page.locator(".live").inner_text()
    assert "undefined" not in text and "NaN" not in text
    assert query(page).items() >= wanted.items()
