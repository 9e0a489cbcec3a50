"""The page on sequence to sequence in real Chromium: two nets follow what is typed, and every mark is theirs alike."""

import re
from functools import partial
from xml.etree import ElementTree

import numpy as np
import pytest
import torch

from tests.browser.driving import (
    FIND,
    ODD,
    eventually,
    fit_a_phone,
    fit_both_screens,
    panel,
    pixels,
    redrawn,
    shown_code,
    table,
    take,
    themed_anew,
    types_and_nothing_moves,
    types_fast,
    wait_query,
)
from tests.browser.states import BOXES, PANELS, shown, start
from tests.test_seq2seq_page import trace
from text.examples import CLASS

pytestmark = pytest.mark.browser
PAGE = "seq2seq"
STUDENT = "I am a student."
LENGTHS = ["by_length", "by_length_joined"]


def open_lengths(page, text: str = STUDENT, **query: str) -> None:
    start(page, PAGE, text, **({"below": "lengths", "second": "general"} | query))


def said(page, name: str) -> str:
    return panel(page, name).locator("[aria-live]").inner_text()


def ids(page, k: int) -> list[int]:
    """What a net wrote, read off the code that the page shows for it."""
    code = shown_code(page, PANELS[PAGE][k])
    return [int(i) for i in re.search(r"\[(\d[\d, ]*)\], ", code)[1].split(", ")]


def test_fast_typing_ends_with_its_own_picture(page):
    open_lengths(page, "")
    types_fast(page, "The cat sleeps on the sofa.", partial(shown, page, PAGE))


def test_the_layout_stays_while_somebody_types(page):
    open_lengths(page, "The cat")
    parts = (" sleeps", " on the sofa", " because it is tired")
    types_and_nothing_moves(page, "The cat", parts, partial(shown, page, PAGE), BOXES)


def test_both_alignments_are_above_the_fold(page):
    open_lengths(page, CLASS)
    fit_both_screens(page, PANELS[PAGE][:2])
    for paragraph in page.locator(".translation").all():
        assert paragraph.bounding_box()["y"] < 720 / 2


def test_the_map_is_the_nets_and_the_arrow_keys_walk_it(page):
    open_lengths(page, STUDENT, first="general", second="additive")
    for k, name in enumerate(("general", "additive")):
        true = trace(name, STUDENT, ids(page, k)).decoder.look.weights[0]
        rows = table(page, f"alignment-{'first' if not k else 'second'}")[1:]
        assert np.allclose(np.array([row[1:] for row in rows], float), true, atol=1e-3)
    panel(page, "alignment-first").locator("canvas").focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    wait_query(page, query="1", key="2")
    weight = trace("general", STUDENT, ids(page, 0)).decoder.look.weights[0, 1, 2]
    assert float(re.search(r"= ([\d.]+)", said(page, "alignment-first"))[1]) == pytest.approx(float(weight), abs=1e-3)


def test_a_step_is_marked_in_every_picture(page):
    open_lengths(page, STUDENT, first="general", second="dot", show="lines")
    before = {name: pixels(page, name) for name in PANELS[PAGE]}
    panel(page, "unrolled-first").locator("canvas").focus()
    page.keyboard.press("ArrowRight")
    wait_query(page, query="2")
    assert said(page, "unrolled-first").startswith("s₃")
    for name in PANELS[PAGE]:
        redrawn(page, name, before[name])
    page.keyboard.press("Escape")
    wait_query(page, query=None)
    eventually(page, lambda: pixels(page, "unrolled-first") == before["unrolled-first"])


def test_the_pointer_says_symbol_place_and_value(page):
    open_lengths(page, STUDENT, first="none", second="general")
    canvas = panel(page, "alignment-first").locator("canvas")
    box = canvas.bounding_box()
    canvas.hover(position={"x": box["width"] / 2, "y": box["height"] * 0.52})
    tip = panel(page, "alignment-first").locator(".tip").inner_text()
    unit, value = re.search(r"s₀ \[unit (\d+)\] = (−?[\d.]+)", tip).groups()
    true = trace("none", STUDENT, ids(page, 0)).encoder.start[0, int(unit) - 1]
    assert float(value.replace("−", "-")) == pytest.approx(float(true), abs=1e-3)


def test_another_net_is_chosen_and_the_address_keeps_it(page):
    open_lengths(page, second="additive")
    first = pixels(page, "alignment-first")
    page.locator("button[value=concat]").first.click()
    wait_query(page, first="concat", second=None)
    panel(page, "alignment-first").locator("h3", has_text="Concat").wait_for()
    redrawn(page, "alignment-first", first)
    page.locator("button[value=dot]").nth(1).click()
    wait_query(page, first="concat", second="dot")


def test_tabs_are_shown_one_at_a_time(page):
    open_lengths(page)
    tabs = page.get_by_role("tab")
    names = [tab.get_attribute("value") for tab in tabs.all()]
    assert names[-1] == "lengths" and tabs.last.get_attribute("aria-selected") == "true"
    for name in names[:-1]:
        page.locator(f"[role=tab][value={name}]").click()
        wait_query(page, below=None if name == names[0] else name)
        page.wait_for_function(f"""() => {{
          {FIND}
          const open = [...live.querySelectorAll(".section")].filter((e) => !e.hidden);
          return open.length === 1 && !open[0].querySelector("figure[data-picture=by_length]")
            && open[0].querySelector("figure")?.dataset.text === live.dataset.text
            && !live.querySelector(".below > .notice").textContent;
        }}""")
        assert not panel(page, "by_length").is_visible()


STATE = {
    "lang": "ko",
    "first": "additive",
    "second": "dot",
    "below": "lengths",
    "query": "1",
    "key": "2",
    "show": "both",
}


def test_a_link_opens_the_very_view(page):
    start(page, PAGE, STUDENT, **STATE)
    wait_query(page, **STATE)
    names = [*PANELS[PAGE], *LENGTHS]
    first = {name: pixels(page, name) for name in names}
    page.reload()
    shown(page, PAGE, STUDENT)
    eventually(page, lambda: {name: pixels(page, name) for name in names} == first)


def test_every_picture_can_be_taken_away(page):
    open_lengths(page, ODD)
    for name in [*PANELS[PAGE], *LENGTHS]:
        file, raw = take(page, name, "svg")
        root = ElementTree.fromstring(raw)
        assert file.startswith(name)
        assert not root.findall(".//{*}script") and not root.findall(".//{*}b")


def test_the_pictures_follow_the_theme_and_fit_a_phone(page):
    open_lengths(page)
    themed_anew(page, PANELS[PAGE])
    fit_a_phone(page, PANELS[PAGE])


def test_the_curves_are_told_apart_by_shape_and_say_where_the_text_lies(page):
    """On the module itself: the cards of a net in training may hold no curves."""
    page.goto("/web/s2s_lengths.js")
    found = page.evaluate("""async () => {
      const { gap, lengthsScene, lengthsTable } = await import("/web/s2s_lengths.js");
      const { theme } = await import("/web/scales.js");
      const bins = [[1, 3, 9], [4, 6, 8], [7, 12, 7]].map(([from, to, sentences]) => ({ from, to, sentences }));
      const names = ["none", "dot", "general", "concat", "additive", "transformer"];
      const of = (name) => Float32Array.from(bins, (_, k) => 40 + names.indexOf(name) - (name === "none" ? 10 * k : 0));
      const w = { typed: "{count}", gap: "{second} {first} {short} {long} {from} {to}", length: "n" };
      for (const name of names) w[name] = name;
      const t = { ...theme(document.body), accent: "#123456" }, at = (typed) => {
        const chart = { bins, models: names, chosen: ["none", "general"], typed, of };
        return lengthsScene(chart, w, t, 600, 300).shapes;
      };
      const dashed = (shapes) => shapes.find((s) => s.kind === "line" && s.stroke === t.accent);
      const marks = at(5).filter((s) => s.kind === "mark");
      const chart = { bins, models: names, chosen: ["none", "general"], typed: 5, of };
      return {
        looks: [...new Set(marks.map((m) => `${m.shape} ${m.stroke ? "hollow" : "full"}`))],
        labels: at(5).filter((s) => s.kind === "text" && names.includes(s.text)).map((s) => [s.text, s.y]),
        x: [2, 5, 8, 500].map((typed) => dashed(at(typed)).points[0][0]), none: dashed(at(0)) === undefined,
        gap: gap(chart, w), rows: lengthsTable(chart, w).rows.length,
      };
    }""")
    assert len(found["looks"]) == 6, "six models, six looks"
    heights = sorted(y for _, y in found["labels"])
    assert len(heights) == 6 and min(np.diff(heights)) > 14
    assert found["x"] == sorted(found["x"]) and found["none"] and found["rows"] == 3
    assert found["gap"] == "general none +2.0 +22.0 1–3 7–12"


def test_a_number_of_the_unrolled_net_is_printed_by_its_code(page):
    """The state under the pointer, by the code that the page shows."""
    open_lengths(page, STUDENT, first="general")
    canvas = panel(page, "unrolled-first").locator("canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    canvas.hover(position={"x": 40, "y": box["height"] * 0.5})
    tip = panel(page, "unrolled-first").locator(".tip").inner_text()
    unit, value = re.search(r"h₁ \[unit (\d+)\] = (−?[\d.]+)", tip).groups()
    with torch.inference_mode():
        true = trace("general", STUDENT, ids(page, 0)).encoder.out[0, 0, int(unit) - 1]
    assert float(value.replace("−", "-")) == pytest.approx(float(true), abs=1e-3)
