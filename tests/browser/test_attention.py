"""Attention by hand in real Chromium: matrices are written into, masks painted, arrows dragged, all numbers true."""

import re

import pytest

from tests.browser.driving import FIND, boxes, panel, query, shown_code, table, visit, wait_query
from tests.test_lesson_code import printed

pytestmark = pytest.mark.browser

STEPS = ["basis", "linear", "softmax", "scaled", "search", "cross", "masks", "heads"]

CELLS = f"""() => {{
  {FIND}
  const seen = new Map();
  for (const c of live.querySelector("figure[data-picture=attention] canvas").scene.cells)
    seen.set(c.id, [c.id, c.i, c.j, c.box.get(c.i, c.j)]);
  return [...seen.values()];
}}"""
"""JavaScript for the last cell of each matrix on the board, with its value."""


def start(page, **wanted: str) -> None:
    visit(page, "/attention", **wanted)
    page.wait_for_function(f"() => {{ {FIND} return live?.dataset.ms; }}")


def matrices(page) -> dict[str, list[list[float]]]:
    """The matrices on the board by their names, as they are taken away."""
    found: dict[str, list[list[float]]] = {}
    for name, _, *values in table(page, "attention")[1:]:
        found.setdefault(name, []).append([float(value) for value in values if value != ""])
    return found


def entry(page, label: str):
    return panel(page, "attention").locator(f"input[aria-label='{label}']")


def answered(page) -> None:
    """Until nothing that was asked is open."""
    page.wait_for_function(f"() => {{ {FIND} return live.dataset.open === 'false'; }}")


def test_a_number_that_is_typed_reaches_every_product(page):
    start(page, step="linear")
    box = entry(page, "WQ, row 1, column 2")
    box.focus()
    box.fill("-2.5")
    wait_query(page, W_Q="1_-2.5~-1_1")
    answered(page)
    found = matrices(page)
    assert found["WQ"] == [[1, -2.5], [-1, 1]]
    assert found["Q = X WQ"] == [[1, -2.5], [-1, 1], [0, -1.5]]
    q, k = found["Q = X WQ"], found["K = X WK"]
    assert found["S = Q KT"] == [[sum(a * b for a, b in zip(x, y, strict=True)) for y in k] for x in q]
    box.fill("-")
    assert query(page)["W_Q"] == "1_-2.5~-1_1", "half a number is not asked for"


def test_arrows_move_from_box_to_box_and_over_the_board(page):
    start(page, step="linear")
    entry(page, "X, row 1, column 1").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.type("3")
    wait_query(page, X="1_0~0_3~1_1")
    page.keyboard.press("Escape")
    wait_query(page, cell="X.1.1")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    assert re.fullmatch(r"[QSWKV]\w*\.\d\.\d|out\.\d\.\d", query(page)["cell"])
    assert panel(page, "attention").locator(".tip").is_visible()


def test_the_tabs_turn_by_keys_and_keep_the_address(page):
    start(page)
    tabs = page.locator("[role=tab]")
    assert tabs.count() == 8
    tabs.first.focus()
    for step in STEPS[1:]:
        page.keyboard.press("ArrowRight")
        wait_query(page, step=step)
        page.wait_for_function(f"(step) => {{ {FIND} return live.dataset.step === step; }}", arg=step)
    page.get_by_text("Several heads", exact=True).wait_for()
    page.keyboard.press("Home")
    wait_query(page, step=None)
    page.get_by_text("A basis asks already", exact=True).wait_for()


def test_a_mask_is_painted_cell_by_cell(page):
    start(page, step="masks", mask="none")
    before = matrices(page)["A = softmax(s̃)"]
    assert all(weight > 0 for row in before for weight in row)
    where = place(page, "M", 0, 0)
    page.mouse.move(*where)
    page.mouse.down()
    for j in range(1, 4):
        page.mouse.move(*place(page, "M", 0, j))
        answered(page)
    page.mouse.up()
    wait_query(page, mask="0000" + "1" * 12)
    answered(page)
    found = matrices(page)
    assert found["A = softmax(s̃)"][0] == [0, 0, 0, 0] and found["A = softmax(s̃)"][1:] == before[1:]
    assert found["out = A V"][0] == [0, 0]


def place(page, name: str, i: int, j: int) -> list[float]:
    """The middle of a cell on the screen."""
    return page.evaluate(
        f"""([name, i, j]) => {{
          {FIND}
          const canvas = live.querySelector("figure[data-picture=attention] canvas");
          const box = canvas.getBoundingClientRect();
          const cell = canvas.scene.cells.find((c) => c.id === name && c.i === i && c.j === j);
          return [box.x + cell.x + cell.w / 2, box.y + cell.y + cell.h / 2];
        }}""",
        [name, i, j],
    )


def test_the_arrow_is_dragged(page):
    start(page, angle="90")
    stage = panel(page, "attention").locator("canvas").bounding_box()
    side = page.evaluate(f"() => {{ {FIND} return live.querySelector('canvas').scene.plane.side; }}")
    unit = side / 6
    page.mouse.move(stage["x"] + unit * 5, stage["y"] + unit * 2)
    page.mouse.down()
    page.mouse.move(stage["x"] + unit * 4.5, stage["y"] + unit * 4)
    page.mouse.up()
    wait_query(page, q="1.5_-1")
    answered(page)
    found = matrices(page)
    assert found["cj = x · vj"] == [[pytest.approx(-1)], [pytest.approx(-1.5)]]
    assert found["Σj cj vj"] == [[pytest.approx(1.5), pytest.approx(-1)]]


def test_the_code_prints_the_number_under_the_pointer(page):
    """Of every third matrix of every step, the last number."""
    start(page, tau="0.5", angle="30", W_K="1_0.5~-1_2", mask="window", text="a b c d")
    for step in STEPS:
        page.locator(f"[role=tab][value={step}]").click()
        page.wait_for_function(f"(step) => {{ {FIND} return live.dataset.step === step; }}", arg=step)
        cells = page.evaluate(CELLS)[::3]
        assert len(cells) >= 2
        for name, i, j, value in cells:
            page.mouse.move(*place(page, name, i, j))
            code = shown_code(page, "attention")
            assert printed(code) == pytest.approx(value, rel=1e-4, abs=1e-6), (name, code)


@pytest.mark.parametrize(("d", "steps"), [("3", ("basis", "masks")), ("4", ("search", "heads"))])
def test_the_code_prints_the_number_under_the_pointer_at_every_size(page, d, steps):
    page.set_viewport_size({"width": 1280, "height": 1400})
    start(page, d=d, mask="both", text="a b", v="1_1~0_2")
    for step in steps:
        page.locator(f"[role=tab][value={step}]").click()
        page.wait_for_function(f"(step) => {{ {FIND} return live.dataset.step === step; }}", arg=step)
        for name, i, j, value in page.evaluate(CELLS)[1::4]:
            page.mouse.move(*place(page, name, i, j))
            code = shown_code(page, "attention")
            assert printed(code) == pytest.approx(value, rel=1e-4, abs=1e-6), (name, code)


def test_another_size_is_another_board_and_what_was_typed_stays(page):
    start(page, step="heads")
    entry(page, "WO, row 4, column 2").fill("7")
    entry(page, "WV1, row 2, column 2").fill("-3")
    wait_query(page, W_V="2_0~-1_-3")
    page.locator(".labelled button[value='3']").click()
    wait_query(page, d="3", W_O2=None)
    answered(page)
    found = matrices(page)
    assert found["WV1"] == [[2, 0, 0], [-1, -3, 0], [0, 0, 1]]
    assert [len(row) for row in found["WO"]] == [3] * 6 and len(found["C = [A1 V1, A2 V2]"][0]) == 6
    assert found["WO"][4] == [0, -0.5, 0], "its blocks are other rows now, so it is as at first"
    page.get_by_role("button", name="As at first").click()
    wait_query(page, d=None, W_V=None)


def test_a_basis_is_written_into(page):
    start(page, angle="90")
    entry(page, "vj (keys), row 1, column 2").fill("2")
    wait_query(page, v="0_2~-1_0")
    answered(page)
    found = matrices(page)
    assert found["vi · vj"] == [[4, 0], [0, 1]] and found["Σj cj vj"] == [[2, 4]]
    page.locator("button[value='45°']").click()
    wait_query(page, v=None)
    answered(page)
    assert matrices(page)["Σj cj vj"] == [[pytest.approx(2), pytest.approx(1)]]


BAD = {
    "abc": "“abc” is not a number", "1e308": "“1e308”", "NaN": "“NaN”", "100": "“100”", "--1": "“--1”",
    "": "empty cell keeps its number: 0.5", "-": "“-” is not a number", "<b>": "“<b>”", "가": "“가”",
}  # fmt: skip


def test_what_is_no_number_is_answered_and_changes_nothing(page):
    start(page, step="linear")
    before, note = matrices(page), panel(page, "attention").locator(".note")
    box = entry(page, "WK, row 2, column 2")
    for bad, said in BAD.items():
        box.fill(bad)
        if len(bad) > 1:
            assert said in note.inner_text() and box.get_attribute("aria-invalid") == "true"
        box.press("Escape")
        assert said in note.inner_text() and box.input_value() == "0.5"
        assert "W_K" not in query(page) and matrices(page) == before
        box.fill("-.25")
        wait_query(page, W_K="0_1~1_-0.25")
        answered(page)
        assert said not in note.inner_text() and box.get_attribute("aria-invalid") == "false"
        box.fill("0.5")
        wait_query(page, W_K=None)
        answered(page)


@pytest.mark.parametrize("wanted", [dict(lang="ko"), dict(step="scaled"), dict(step="cross", sources="self")])
def test_a_link_opens_without_a_word_missing(page, wanted):
    start(page, **wanted)
    text = page.locator(".live").inner_text()
    assert "undefined" not in text and "NaN" not in text
    assert query(page).items() >= wanted.items()


def test_nothing_moves_while_a_number_is_typed(page):
    start(page, step="heads")
    places = boxes("figure, canvas, .entry, .note, .tools")
    before = page.evaluate(places)
    box = entry(page, "WO, row 4, column 2")
    box.fill("-12.75")
    wait_query(page, W_O2="0.5_0~0_-12.75")
    answered(page)
    assert page.evaluate(places) == before
