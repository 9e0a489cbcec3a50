"""Two heads side by side in real Chromium: one hover for both; what is shown is in the tensors, and can be taken."""

import json
import re
from xml.etree import ElementTree

import numpy as np
import pytest

from tests.browser.compare import TEXT, press, shown, start
from tests.browser.driving import (
    ODD,
    bottom,
    eventually,
    panel,
    pixels,
    plain,
    query,
    redrawn,
    resized,
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

A, B, ENCODER = "gpt-en/decoder/2/3", "gpt-en/decoder/3/1", "translate-en-fr/encoder/1/2"


def spot(page, kind: str, i: int, j: int) -> dict[str, float]:
    """Where the middle of a cell lies in the picture."""
    place = panel(page, "two").locator("canvas").evaluate("(canvas, kind) => canvas.scene.places[kind]", kind)
    return {"x": place["x"] + (j + 0.5) * place["w"], "y": place["y"] + (i + 0.5) * place["h"]}


def hover(page, kind: str, i: int, j: int) -> str:
    """What the tip says over a cell."""
    panel(page, "two").locator("canvas").hover(position=spot(page, kind, i, j))
    return panel(page, "two").locator(".tip").inner_text()


def numbers(tip: str) -> dict[str, float]:
    """The numbers of a tip by what stands in front of them, A, B, A − B."""
    found = re.findall(r"^(A − B|A|B|D|ρ).*? = (−?\d+\.\d+)", tip, re.MULTILINE)
    return {name: float(value.replace("−", "-")) for name, value in found}


def test_both_maps_stand_above_the_fold_and_the_difference_where_there_is_room(page):
    start(page, a=A, b=B)
    canvas = panel(page, "two").locator("canvas")
    for width, height, maps in ((1920, 1080, ["a", "b", "d"]), (1280, 720, ["a", "b"])):
        resized(page, width, height, ["two"])
        eventually(page, lambda maps=maps: canvas.evaluate("c => Object.keys(c.scene.places)") == maps)
        eventually(page, lambda height=height: bottom(canvas) <= height)


def test_one_hover_shows_both_numbers(page):
    start(page, a=A, b=B)
    before, (first, *_), (second, *_) = pixels(page, "two"), weights(A, TEXT), weights(B, TEXT)
    for kind in "ab":
        found = numbers(hover(page, kind, 7, 2))
        wanted = {"A": first[7, 2], "B": second[7, 2], "A − B": first[7, 2] - second[7, 2]}
        assert found == pytest.approx(wanted, abs=1e-4)
    redrawn(page, "two", before)
    assert "mask" in hover(page, "a", 2, 7)


def test_words_of_two_tokenizers_are_marked_together(page):
    text = "The unbelievable animal slept."
    start(page, text, a=A, b=ENCODER, by="tokens")
    (_, mine, _), (_, theirs, _) = weights(A, text), weights(ENCODER, text)
    at, to = ([k for k, p in enumerate(pieces) if p.word == word] for pieces, word in ((mine, 1), (theirs, 1)))
    hover(page, "a", at[0], at[0])

    def both_are_marked() -> None:
        marks = json.loads(panel(page, "two").locator("canvas").evaluate("c => JSON.stringify(c.scene.marks)"))
        assert marks["a"]["rows"] == at[:1] and marks["b"] == {"rows": to, "cols": to}

    eventually(page, both_are_marked)
    assert "compare them by words" in panel(page, "two").locator("output").inner_text()
    panel(page, "two").locator("button[value=words]").click()
    wait_query(page, by="words")
    shown(page, text)
    assert len(table(page, "two")) == 1 + 5 * 6


def test_keys_walk_from_a_into_b_and_a_link_brings_the_place_back(page):
    start(page, "I am", a=A, b=B)
    tip = press(page, "two", "ArrowRight", "ArrowDown")
    assert numbers(tip).keys() == {"A", "B", "A − B"} and query(page)["cell"] == "a.2.1"
    press(page, "two", "ArrowRight", "ArrowRight", "ArrowRight")
    wait_query(page, cell="b.2.1")
    marked = pixels(page, "two")
    page.reload()
    shown(page, "I am")
    eventually(page, lambda: pixels(page, "two") == marked)
    press(page, "two", "Escape")
    wait_query(page, cell=None)
    panel(page, "two").locator("canvas").click(position=spot(page, "b", 1, 1))
    wait_query(page, cell="b.2.2")


def test_difference_and_lines_are_looks_of_the_same(page):
    start(page, a=A, b=B)
    seen = {pixels(page, "two")}
    for look in ("difference", "lines"):
        panel(page, "two").locator(f"button[value={look}]").click()
        wait_query(page, look=look)
        seen.add(pixels(page, "two"))
        if look == "difference":
            found = numbers(hover(page, "d", 5, 1))["A − B"]
            assert found == pytest.approx(weights(A, TEXT)[0][5, 1] - weights(B, TEXT)[0][5, 1], abs=1e-4)
    assert len(seen) == 3
    page.reload()
    shown(page, TEXT)
    assert panel(page, "two").locator("button[value=lines]").get_attribute("aria-pressed") == "true"


def test_a_is_copied_to_b(page):
    start(page, a=A, b=ENCODER, text2="A dog.")
    assert "different sentences" in panel(page, "two").locator("output").inner_text()
    panel(page, "two").locator("button[value=copy_a]").click()
    wait_query(page, b=A, text2=None)
    shown(page, TEXT)
    assert "0.000 nats" in panel(page, "two").locator("output").inner_text()


def test_b_reads_what_is_typed_for_it(page):
    start(page, a=A, b=B)
    page.locator("input[name=text2]").fill("A dog was here")
    wait_query(page, text2="A dog was here")
    shown(page, TEXT)
    tip = hover(page, "a", 3, 1)
    assert "the same place in both" in tip
    assert numbers(tip)["B"] == pytest.approx(weights(B, "A dog was here")[0][3, 1], abs=1e-4)
    assert len(table(page, "two")) == 1 + 14 * 14 + 5 * 5


def test_the_layout_stays_while_somebody_types(page):
    start(page, "Tom", a=A, b=B)
    types_and_nothing_moves(page, "Tom", (" loves", " Mary and", " her old dog"), lambda text: shown(page, text), BOXES)


def test_the_last_key_wins(page):
    start(page, a=A, b=ENCODER)
    types_fast(page, "나는 학생이다. I am typing fast", lambda text: shown(page, text))


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_the_picture_can_be_taken_away(page, lang):
    start(page, ODD, a=A, b=ENCODER, lang=lang)
    file, raw = take(page, "two", "svg")
    assert file.startswith("two") and ODD in ElementTree.fromstring(raw).find("{*}desc").text
    for part in (page.locator(".live").inner_text(), plain(raw)):
        assert not any(bad in part for bad in ("undefined", "NaN", "[object", "{", "}"))
    name, png = take(page, "two", "png")
    assert png.startswith(b"\x89PNG") and name.endswith(".png")
    rows = table(page, "two")
    assert np.allclose([float(r[2]) - float(r[3]) for r in rows[1:]], [float(r[4]) for r in rows[1:]], atol=1e-6)


def test_the_code_prints_the_number_under_the_pointer(page):
    start(page, a=A, b=B)
    for kind, name in (("a", "A"), ("b", "B")):
        if kind == "b":
            panel(page, "two").locator("button[value=words]").click()
            wait_query(page, by="words")
            shown(page, TEXT)
        found = numbers(hover(page, kind, 6, 3))[name]
        assert printed(shown_code(page, "two")) == pytest.approx(found, abs=1e-4)
