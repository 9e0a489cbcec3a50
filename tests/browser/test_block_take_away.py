"""What can be taken from the page about the block: pictures, numbers, links, and code that computes a number again."""

import re
from xml.etree import ElementTree

import pytest

from tests.browser.block import PANELS, each_tab, press, start
from tests.browser.driving import ODD, plain, query, shown_code, table, take
from tests.test_lesson_code import printed

pytestmark = pytest.mark.browser

STUDENT = "I am a student."
WALKS = {
    "norm": ("norm", ["ArrowDown", "ArrowRight"]), "residual": ("stream", ["ArrowRight", "ArrowRight"]),
    "ffn": ("strong", ["ArrowDown", "ArrowRight"]), "experts": ("routes", ["ArrowRight", "ArrowRight"]),
}  # fmt: skip


def test_the_code_prints_the_number_under_the_pointer(page):
    start(page)
    for show in each_tab(page):
        name, keys = WALKS[show]
        tip = press(page, name, *keys).replace("−", "-")
        line = (
            next(one for one in reversed(tip.split("\n")) if re.search(r"[=”] ?-?\d", one))
            if show != "norm"
            else tip.split("\n")[1]
        )
        said = float(re.findall(r"-?\d+\.\d+", line.split(",")[0] if show == "experts" else line)[-1])
        assert said == pytest.approx(printed(shown_code(page, name)), abs=2e-3, rel=1e-3), (show, tip)


def test_the_other_code_runs(page):
    others = {"norm": ["hand"], "residual": ["depth"], "ffn": ["neurons", "alone"], "experts": ["router", "load"]}
    start(page, ODD)
    for show in each_tab(page, ODD):
        for name in others[show]:
            assert isinstance(printed(shown_code(page, name)), float), name


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_every_picture_can_be_taken_away_without_a_word_missing(page, lang):
    start(page, ODD, lang=lang)
    for show in each_tab(page, ODD):
        scenes = []
        for name in PANELS[show]:
            file, raw = take(page, name, "svg")
            scenes.append(plain(raw))
            assert file.startswith(name) and ODD in ElementTree.fromstring(raw).find("{*}desc").text
            assert len(table(page, name)) > 1
        for part in (page.locator(".live").inner_text(), *scenes):
            assert not any(bad in part for bad in ("undefined", "NaN", "[object")), show


def test_a_link_brings_it_all_back(page):
    wanted = dict(x="1_2_3", eps="1", place="decoder.norm", layers="30", throw="4", off="decoder.1.attn.residual",
                  layer="encoder.1", at="decoder.3.2", shut="decoder.2.4", token="3")  # fmt: skip
    start(page, STUDENT, **wanted)
    for show in each_tab(page):
        assert query(page).items() >= {k: v for k, v in wanted.items() if k not in ()}.items(), show
