"""The page on tokens in real Chromium: every tab follows the keys, and what is under the pointer is the tokenizer's."""

import json
from collections import Counter
from xml.etree import ElementTree

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.driving import (
    FIND,
    ODD,
    eventually,
    fit_both_screens,
    panel,
    pixels,
    plain,
    query,
    redrawn,
    shown_code,
    table,
    take,
    types_and_nothing_moves,
    types_fast,
    visit,
    wait_query,
    wait_shown,
)
from tests.browser.positions import press
from tests.browser.states import BOXES
from tests.test_lesson_code import printed
from text.examples import CLASS
from text.learning import learned
from text.merges import learned as after
from ui.run import TRANSLATOR, Settings, load, run
from ui.token_merges import CORPUS

pytestmark = pytest.mark.browser
SHOWN = {
    "cuts": ["cuts"], "maps": ["shapes", "weights"], "merges": ["bpe", "wordpiece"],
    "character": ["letters", "character", "calls"],
}  # fmt: skip
OPEN = f"([tab, text]) => {{ {FIND} return live?.dataset.tab === tab && live.dataset.text === text; }}"


def start(page, text: str = CLASS, tab: str = "cuts", **wanted: str) -> None:
    visit(page, "/tokens", text=text, tab=tab, **wanted)
    opened(page, tab, text)


def opened(page, tab: str, text: str = CLASS) -> None:
    page.wait_for_function(OPEN, arg=[tab, text])
    wait_shown(page, text, SHOWN[tab])


def each_tab(page, text: str = CLASS):
    """Open one tab after the other."""
    for tab in SHOWN:
        page.locator(f".tools button[value={tab}]").click()
        opened(page, tab, text)
        yield tab


def test_every_tab_stands_above_the_fold(page):
    start(page)
    for tab in each_tab(page):
        fit_both_screens(page, SHOWN[tab])


def test_the_table_holds_every_token_with_its_id(page):
    start(page, vocab="600")
    _, *rows = table(page, "cuts")
    wanted = learned("bpe", "en", 600).encode(CLASS)
    found = [row for row in rows if row[0] == "BPE"]
    assert [row[2] for row in found] == wanted.tokens and [int(row[3]) for row in found] == wanted.ids
    assert sum(row[0] == "Translator's BPE" for row in rows) == len(load(TRANSLATOR).tokenizer.ids(CLASS))


def test_the_keyboard_walks_tokens_and_the_link_keeps_the_place(page):
    start(page)
    assert "Characters: \u2068T\u2069" in press(page, "cuts", "ArrowRight")
    tip = press(page, "cuts", "ArrowDown", "ArrowDown", "ArrowRight")
    ids = learned("bpe", "en", 1000).encode(CLASS)
    assert tip.startswith(f"BPE: \u2068{ids.tokens[1]}\u2069 = {ids.ids[1]}")
    wait_query(page, token="2.2")
    before = pixels(page, "cuts")
    press(page, "cuts", "Escape")
    wait_query(page, token=None)
    redrawn(page, "cuts", before)


def test_the_slider_learns_anew(page):
    start(page)
    slider = page.locator("input[name=vocab]")
    slider.focus()
    slider.press("Home")
    wait_query(page, vocab="100")
    page.wait_for_function(f"() => {{ {FIND} return live.innerText.includes('Vocabulary to learn 100'); }}")
    wanted = len(learned("bpe", "en", 100).encode(CLASS).ids)
    eventually(page, lambda: Counter(row[0] for row in table(page, "cuts")[1:])["BPE"] == wanted)


def test_typing_fast_shows_the_last_text(page):
    start(page, "a")
    types_fast(page, "unaffordable, unbelievable", lambda text: opened(page, "cuts", text))


def test_the_layout_stays_while_somebody_types(page):
    start(page, "Tom")
    parts = (" loves", " Mary and", " her old dog", " too.")
    types_and_nothing_moves(page, "Tom", parts, lambda text: opened(page, "cuts", text), BOXES)


def test_weights_are_those_of_the_translator(page):
    start(page, tab="maps")
    panel(page, "weights").locator("button[value='5']").click()
    wait_query(page, head="5")
    wanted = run(TRANSLATOR, CLASS, Settings()).trace["encoder.layers.attn.weights"].at(batch=0, layer=0, head=4).values
    weights = lambda: [[float(v) for v in row[1:]] for row in table(page, "weights")[1:]]  # noqa: E731
    eventually(page, lambda: np.allclose(weights(), wanted, atol=1e-5))
    tip = press(page, "weights", "ArrowRight", "ArrowRight", "ArrowDown")
    assert f"{wanted[1, 1]:.4f}" in tip
    wait_query(page, cell="2.2")
    cells = {row[0]: int(row[2]) for row in table(page, "shapes")[1:]}
    assert cells["Characters"] == len(CLASS) ** 2 and cells["Words"] == 13**2


def test_nine_merges_make_three_parts(page):
    start(page, tab="merges", step="0")
    for step in range(1, 10):
        panel(page, "bpe").locator("canvas").focus()
        page.keyboard.press("ArrowRight")
        wait_query(page, step=str(step) if step != 3 else None)

    def its_parts_are_three() -> None:
        _, raw = take(page, "bpe", "svg")
        said = [node.text for node in ElementTree.fromstring(raw).iter("{http://www.w3.org/2000/svg}text")]
        assert said[:4] == ["unaffordable →", "un", "afford", "able"]

    eventually(page, its_parts_are_three)
    page.get_by_role("button", name="One merge back").click()
    wait_query(page, step="8")


def test_a_corpus_of_ones_own_is_learned_at_every_key(page):
    start(page, tab="merges", step="1")
    box = page.locator("input[name=corpus]")
    box.fill("")
    box.type("가나 가나 가나다")
    page.wait_for_function("() => new URLSearchParams(location.search).get('corpus') === '가나 가나 가나다'")
    eventually(page, lambda: table(page, "bpe")[1][:3] == ["가나", "다", "1"])
    page.get_by_role("button", name="Your sentence").click()
    wait_query(page, source="text")
    best = after("bpe", CLASS, 2).merges[1]
    eventually(page, lambda: table(page, "bpe")[1][:2] == [*best])


def test_each_letter_shows_while_a_syllable_is_composed(page):
    start(page, "", "character")
    page.click("textarea >> nth=0")
    cdp = page.context.new_cdp_session(page)
    said = panel(page, "character").locator(".sr table tr >> nth=1").locator("th")  # a menu would end the syllable
    for text, number in (("ㅎ", "U+314E"), ("하", "U+D558"), ("한", "U+D55C")):
        cdp.send("Input.imeSetComposition", {"text": text, "selectionStart": 1, "selectionEnd": 1})
        opened(page, "character", text)
        expect(said).to_have_text(number)
    cdp.send("Input.insertText", {"text": "한"})
    opened(page, "character", "한")


def test_a_character_is_chosen_by_a_click_and_by_the_keys(page):
    start(page, "e\u0301 한!", "character")
    press(page, "letters", "ArrowLeft")
    wait_query(page, place="3")
    eventually(page, lambda: table(page, "character")[1][0] == "U+D55C")
    box = panel(page, "letters").locator("canvas").bounding_box()
    page.mouse.click(box["x"] + 14 * 6.6 + 8, box["y"] + 20)
    wait_query(page, place="1")
    eventually(page, lambda: [row[0] for row in table(page, "character")[1:]] == ["U+0065", "U+0301"])
    page.click("textarea >> nth=0")
    page.keyboard.press("End")
    page.keyboard.type("x")
    opened(page, "character", "e\u0301 한!x")
    wait_query(page, place=None)


def test_the_code_prints_the_number_under_the_pointer(page):
    start(page, "unbelievable words", vocab="600", lang="ko")
    keys = {"cuts": "ArrowRight", "weights": "ArrowRight", "bpe": "ArrowDown", "wordpiece": "ArrowDown"}
    for tab in each_tab(page, "unbelievable words"):
        for name in SHOWN[tab]:
            if name in keys:
                tip = press(page, name, keys[name], keys[name]).split("\n")
                said = (tip[1] if name == "wordpiece" else tip[0]).split("=")[-1].strip()
                assert float(said) == pytest.approx(printed(shown_code(page, name)), rel=6e-3), name
            elif name in ("shapes", "character", "calls"):
                assert printed(shown_code(page, name)) > 0


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_every_picture_can_be_taken_away_without_a_word_missing(page, lang):
    start(page, ODD, lang=lang, corpus=CORPUS)
    for tab in each_tab(page, ODD):
        for name in SHOWN[tab]:
            file, raw = take(page, name, "svg")
            assert file.startswith(name) and ODD in ElementTree.fromstring(raw).find("{*}desc").text
            assert len(table(page, name)) > 1
            for part in (page.locator(".live").inner_text(), plain(raw)):
                assert not any(bad in part for bad in ("undefined", "NaN", "[object")), name


def test_nonsense_in_the_address_opens(page):
    start(page, CLASS, "merges", step="x", token="9.999", cell="77.1", vocab="-1", layer="{}", corpus="<b>")
    assert json.loads(page.locator("input[name=step]").input_value()) == 3
    assert query(page)["tab"] == "merges"
