"""Score functions on identical states in real Chromium: six maps, one row under each, and the states they share."""

import pytest

from nets.scores import SCORES
from tests.browser.driving import ODD, eventually, panel, pixels, redrawn, settled, shown_code, table, wait_query
from tests.browser.seq2seq_tabs import TEXT, canvas, said, shown, start, types
from tests.seq2seq_sections import call
from tests.test_lesson_code import printed
from ui.sections import scores

pytestmark = pytest.mark.browser
NAMES = [scores.words("en")["names"][name] for name in SCORES]


def test_every_number_is_the_nets(page):
    start(page, "scores")
    header, arrays = call(scores)
    n, steps = len(header["source"]), header["steps"]
    found = table(page, "scores")[1:]
    assert [row[0] for row in found[::steps]] == NAMES
    for k, name in enumerate(SCORES):
        for t, row in enumerate(found[k * steps : (k + 1) * steps]):
            assert [float(v) for v in row[2 : 2 + n]] == pytest.approx(list(arrays[f"{name}.weights"][t]), abs=1e-7)
            assert float(row[2 + n]) == pytest.approx(arrays[f"{name}.entropy"][t], abs=1e-6)
            assert row[3 + n] == header["next"][name][t]
    assert "largest difference between their states: 0" in panel(page, "scores-states").locator(".note").inner_text()


def test_rows_are_walked_and_a_link_brings_it_back(page):
    start(page, "scores", scores_t="1")
    canvas(page, "scores").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    wait_query(page, scores_t="2", scores_j="1")
    _, arrays = call(scores)
    lines = said(page, "scores")
    for name, label in zip(SCORES, NAMES, strict=True):
        assert f"{label} {arrays[f'{name}.weights'][1, 0]:.4f}" in lines
    before = pixels(page, "scores")
    panel(page, "scores").get_by_role("button", name="Raw scores").click()
    wait_query(page, scores_show="scores")
    before = redrawn(page, "scores", before)
    panel(page, "scores").locator("button[value=general]").click()
    wait_query(page, scores_base="general")
    redrawn(page, "scores", before)  # the heading may have begun with these words before
    translation = call(scores, scores_base="general")[0]["translation"]
    panel(page, "scores").locator("h3", has_text=translation[:20]).wait_for()
    page.mouse.move(1, 1)
    settled(page, "scores")
    drawn = pixels(page, "scores")
    page.reload()
    shown(page, "scores", TEXT)
    page.mouse.move(1, 1)
    eventually(page, lambda: pixels(page, "scores") == drawn)


def test_the_code_prints_the_number(page):
    start(page, "scores", scores_t="2", scores_j="4", scores_base="concat")
    _, arrays = call(scores, scores_base="concat")
    assert printed(shown_code(page, "scores")) == pytest.approx(
        float(arrays["concat.weights"][1, 3]), abs=6e-5, rel=1e-3
    )


def test_odd_texts(page):
    start(page, "scores", "", lang="ko", scores_t="99", scores_j="80", scores_base="x")
    for text in ("", "I", ODD, "a b " * 40):
        types(page, text)
        shown(page, "scores", text)
        canvas(page, "scores").focus()
        for key in ("ArrowDown", "ArrowRight", "Escape"):
            page.keyboard.press(key)
    page.wait_for_timeout(100)  # in which something could go wrong
