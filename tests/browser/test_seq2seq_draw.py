"""Drawing an attention row in real Chromium: by pointer and by keys, with the next word changing at once."""

import pytest
from playwright.sync_api import expect

from tests.browser.driving import ODD, eventually, panel, query, shown_code, table, wait_query
from tests.browser.seq2seq_tabs import BOXES, TEXT, canvas, shown, start
from tests.seq2seq_sections import call, reading
from tests.test_lesson_code import printed
from ui.sections import draw

pytestmark = pytest.mark.browser
N = len(reading("general").source)


def rows(page) -> dict:
    return draw.parse(query(page).get("draw_rows", ""))


def column(page, j: int) -> tuple[float, float, float]:
    """Where bar j stands in the window: its middle, and the heights of 1 and of 0."""
    box, size = canvas(page, "draw").bounding_box(), page.evaluate("Math.max(14, (18 * innerWidth) / 1920)")
    pitch = min(size * 7.5, (box["width"] - size * 3.4 - 6) / 8)
    top = box["y"] + size * 3
    return box["x"] + size * 3.4 + (j + 0.5) * pitch, top, top + size * 15


def test_a_bar_is_dragged_and_the_rest_is_rescaled(page):
    start(page, "draw", second="general")
    canvas(page, "draw").scroll_into_view_if_needed()
    x, one, zero = column(page, 3)
    page.mouse.move(x, zero - 5)
    page.mouse.down()
    page.mouse.move(x, zero - (zero - one) * 0.8, steps=8)
    page.mouse.up()
    page.wait_for_function("new URLSearchParams(location.search).get('draw_rows')?.includes('-8')")
    ((where, shares),) = rows(page).items()
    assert where == ("general", 2) and sum(shares) == 10000 and 7700 <= shares[3] <= 8300
    own = reading("general").trace["decoder.look.weights"].values[0, 1]
    rest = [share / (10000 - shares[3]) for k, share in enumerate(shares) if k != 3]
    assert rest == pytest.approx([w / (1 - own[3]) for k, w in enumerate(own) if k != 3], abs=0.02)
    header, arrays = call(draw, draw_t=2, draw_rows=query(page)["draw_rows"])

    def the_net_has_read_the_row() -> None:
        found = table(page, "draw")[1:]
        assert [float(row[2]) for row in found] == pytest.approx(list(arrays["row"]), abs=1e-6)
        after = table(page, "draw-next")[1:]
        assert [row[3] for row in after] == [text for _, text, _ in header["top"][1]]
        assert [float(row[4]) for row in after] == pytest.approx([p for _, _, p in header["top"][1]], rel=1e-4)

    eventually(page, the_net_has_read_the_row)
    assert printed(shown_code(page, "draw-next")) == pytest.approx(header["top"][1][0][2], abs=6e-5, rel=1e-3)
    assert printed(shown_code(page, "draw")) == pytest.approx(float(arrays["row"][3]), abs=6e-5)  # under the pointer


def test_keys_move_mass_and_a_link_brings_it_back(page):
    start(page, "draw", second="general", draw_t="1", draw_j="2")
    canvas(page, "draw").focus()
    before = float(reading("general").trace["decoder.look.weights"].values[0, 0, 2])
    page.keyboard.press("ArrowRight")
    wait_query(page, draw_j="3")
    for _ in range(2):
        page.keyboard.press("ArrowUp")
    page.wait_for_function("new URLSearchParams(location.search).has('draw_rows')")
    wanted = pytest.approx(min(1, before + 0.1), abs=2e-3)
    eventually(page, lambda: rows(page)["general", 1][2] / 10000 == wanted)
    address = query(page)
    page.reload()
    shown(page, "draw", TEXT)
    assert query(page) == address
    canvas(page, "draw").focus()
    page.keyboard.press("Enter")
    wait_query(page, draw_rows="general.1.0-0-10000-0-0-0")
    page.keyboard.press("PageDown")
    wait_query(page, draw_t=None)
    expect(panel(page, "draw").locator(".tools strong")).to_contain_text("step 2 /")
    page.keyboard.press("Enter")
    page.wait_for_function("new URLSearchParams(location.search).get('draw_rows').split('_').length === 2")
    page.keyboard.press("Delete")
    wait_query(page, draw_rows="general.1.0-0-10000-0-0-0")


def test_buttons(page):
    start(page, "draw", second="dot", draw_j="1")
    press = lambda name: panel(page, "draw-next").locator(f"button[value={name}]").click()  # noqa: E731
    press("only")
    wait_query(page, draw_rows="dot.2.10000-0-0-0-0-0")
    press("even")
    wait_query(page, draw_rows="dot.2.1667-1667-1667-1667-1666-1666")
    press("own")
    wait_query(page, draw_rows=None)
    press("even")
    wait_query(page, draw_rows="dot.2.1667-1667-1667-1667-1666-1666")
    press("reset")
    wait_query(page, draw_rows=None)
    panel(page, "draw").get_by_role("button", name="Next step").click()
    wait_query(page, draw_t="3")


def test_rows_that_no_longer_fit_are_put_aside(page):
    start(page, "draw", second="dot", draw_rows="dot.2.10000-0-0-0-0-0")
    page.click("textarea >> nth=0")
    page.keyboard.press("End")
    page.keyboard.type(" So are you.", delay=10)
    shown(page, "draw", f"{TEXT} So are you.")
    page.locator(".section .notice", has_text="put aside").wait_for()
    assert "draw_rows" not in query(page)


def test_the_layout_stays_while_somebody_types(page):
    start(page, "draw", "I am", second="general")
    first = page.evaluate(BOXES)
    page.click("textarea >> nth=0")
    page.keyboard.press("End")
    page.keyboard.type(" a very good student of", delay=15)
    shown(page, "draw", "I am a very good student of")
    assert [box[:3] for box in page.evaluate(BOXES)] == [box[:3] for box in first]


@pytest.mark.parametrize(
    ("text", "second"), [("", "additive"), ("I", "none"), (ODD, "additive"), ("a b " * 40, "additive")]
)
def test_odd_texts(page, text, second):
    start(page, "draw", text, lang="ko", second=second, draw_rows="additive.1.1-1_x.1.2")
    canvas(page, "draw").focus()
    for key in ("ArrowRight", "ArrowUp", "Enter", "PageDown", "Delete"):
        page.keyboard.press(key)
    page.wait_for_timeout(150)  # in which something could go wrong
