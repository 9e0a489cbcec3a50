"""Growing prefixes in real Chromium: a row for each, both nets beside each other, the numbers those of the nets."""

import pytest

from tests.browser.driving import ODD, eventually, panel, pixels, redrawn, shown_code, table, types_and_nothing_moves
from tests.browser.seq2seq_tabs import BOXES, TEXT, canvas, said, shown, start, types
from tests.seq2seq_sections import call
from tests.test_lesson_code import printed
from text.bpe import normalise
from ui.sections import prefixes

pytestmark = pytest.mark.browser
NAMES = ("none", "general")


def test_the_rows_are_the_prefixes_and_the_numbers_the_nets(page):
    start(page, "prefixes")
    header, arrays = call(prefixes, NAMES, TEXT)
    rows = table(page, "prefixes")[1:]
    assert [row[0] for row in rows] == header["prefixes"] and [row[1] for row in rows] == header["given"]
    for side in (0, 1):
        assert [row[2 + 2 * side] for row in rows] == header["written"][side]
        found = [float(row[3 + 2 * side]) for row in rows]
        assert found == pytest.approx(arrays["surprise"][side].tolist(), rel=1e-4)
    curve = table(page, "surprise")[1:]
    assert [float(row[2]) for row in curve] == pytest.approx(arrays["surprise"][0].tolist(), rel=1e-4)
    assert [float(row[5]) for row in curve[1:]] == pytest.approx(arrays["moved"][1, 1:].tolist(), rel=1e-4)
    assert printed(shown_code(page, "prefixes")) == pytest.approx(float(arrays["surprise"][0, -1]), rel=1e-3)


def test_the_arrow_keys_walk_the_prefixes_in_both_pictures(page):
    start(page, "prefixes")
    before = pixels(page, "surprise")
    canvas(page, "prefixes").focus()
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    assert "I am" in said(page, "prefixes") and "nats" in said(page, "prefixes")
    redrawn(page, "surprise", before)
    page.keyboard.press("Escape")
    eventually(page, lambda: pixels(page, "surprise") == before)


def test_nothing_moves_while_words_are_added(page):
    start(page, "prefixes", "The cat")
    types_and_nothing_moves(
        page, "The cat", (" sleeps", " on the", " sofa."), lambda text: shown(page, "prefixes", text), BOXES
    )


def test_whatever_is_typed_is_shown(page):
    start(page, "prefixes", "", lang="ko")
    assert "앞부분" in page.get_by_role("tab", selected=True).inner_text()
    for text in ("", "a", ODD, "Is he? " * 30):
        types(page, text)
        shown(page, "prefixes", text)
        header, _ = call(prefixes, NAMES, normalise(text))
        rows = table(page, "prefixes")[1:]
        assert len(rows) == len(header["prefixes"]) <= prefixes.MOST
        assert panel(page, "prefixes").locator("canvas").bounding_box()["height"] > 100
