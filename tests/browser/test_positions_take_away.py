"""What can be taken from the page on positions: pictures, numbers, a link, and code that computes the number again."""

import json
import math
from xml.etree import ElementTree

import pytest

from tests.browser.driving import ODD, panel, plain, query, shown_code, table, take
from tests.browser.positions import SHOWN, WHO, each_kind, press, start
from tests.test_lesson_code import printed

pytestmark = pytest.mark.browser


def test_the_code_prints_the_number_under_the_pointer(page):
    start(page, d_head="8", throw="2", angle="30", base="500")
    for kind in each_kind(page):
        tip = press(page, SHOWN[kind][0], "ArrowRight", "ArrowDown").split("\n")
        said = float((tip[2] if kind == "none" else tip[0]).replace(":", "=").split("=")[-1].replace("−", "-"))
        assert said == pytest.approx(printed(shown_code(page, SHOWN[kind][0])), abs=6e-5), kind


def test_the_code_of_the_sentence_runs(page):
    start(page, ODD)
    assert all(math.isfinite(printed(shown_code(page, name))) for name in ("sentence", "order"))


def test_every_picture_can_be_taken_away(page):
    start(page, ODD)
    for kind in each_kind(page, ODD):
        for name in [*SHOWN[kind], "sentence", "order"]:
            file, raw = take(page, name, "svg")
            root = ElementTree.fromstring(raw)
            assert file.startswith(name) and ODD in root.find("{*}desc").text
            assert len(table(page, name)) > 1


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_a_link_opens_without_a_word_missing(page, lang):
    text = "the cat and the dog"
    wanted = dict(length="128", heads="16", slope="16", pos="127", row="127", col="3", n="99", shuffle="7")
    start(page, text, "none", lang=lang, **wanted)
    for kind in each_kind(page, text):
        scenes = [plain(take(page, name, "svg")[1]) for name in [*SHOWN[kind], "sentence", "order"]]
        for part in (page.locator(".live").inner_text(), *scenes):
            assert not any(bad in part for bad in ("undefined", "NaN", "[object")), kind
        assert query(page).items() >= wanted.items()


def test_nonsense_in_the_address_opens(page):
    start(page, WHO, pos="-3", pair="999", k="9999", n="x", m="", p="1e9", d_model="4", length="8")
    assert json.loads(panel(page, "hands").locator("input[name=pos]").input_value()) == 5
    assert len(table(page, "shift")) == 3
