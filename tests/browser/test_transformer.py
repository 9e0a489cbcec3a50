"""The Transformer page in real Chromium: what is typed is drawn, what is drawn is true, and it can be taken away."""

import csv
import io
import json
import re
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit
from xml.etree import ElementTree

import numpy as np
import pytest

from ui.run import TRANSLATOR, Settings, run

pytestmark = pytest.mark.browser

BOX = "textarea"
SENTENCE = "The animal did not cross the street because it was too tired."
STUDENT = "I am a student."
PANELS = ["translation", "heads", "head", "lines", "below"]
FIND = """
const find = (node) => node.querySelector(".live")
  ?? [...node.querySelectorAll("*")].map((n) => n.shadowRoot && find(n.shadowRoot)).find(Boolean);
const live = find(document);
"""
"""JavaScript that finds the pictures inside their shadow root."""
DRAWN = f"""([text, panels]) => {{
  {FIND}
  return live?.dataset.text === text
    && panels.every((id) => live.querySelector(`figure[data-picture=${{id}}]`)?.dataset.text === text);
}}"""
BOXES = f"""() => {{
  {FIND}
  const box = (e) => {{ const r = e.getBoundingClientRect(); return [r.x, r.y, r.width, r.height]; }};
  const titles = [...live.querySelectorAll("h3")].map((e) => box(e).slice(1, 2));
  const rest = [...live.querySelectorAll("figure, canvas, .note:not(.aside)")].map(box);
  return [...titles, ...rest, [document.querySelector("[data-testid=stMain]").scrollHeight]];
}}"""


@cache
def truth(text: str, **settings):
    return run(TRANSLATOR, text, Settings(**settings)).trace


def weights(text: str, path: str, layer: int, head: int, **settings) -> np.ndarray:
    return truth(text, **settings)[f"{path}.weights"].at(batch=0, layer=layer - 1, head=head - 1).values


def wait_drawn(page, text: str) -> None:
    """Until every picture shows this text."""
    page.wait_for_function(DRAWN, arg=[text, PANELS])


def start(page, text: str = STUDENT, **query: str) -> None:
    page.goto("/transformer?" + "&".join(f"{k}={quote(v)}" for k, v in {"text": text, **query}.items()))
    wait_drawn(page, text)


def panel(page, name: str):
    return page.locator(f"figure[data-picture={name}]")


def title(page, name: str = "head") -> str:
    return panel(page, name).locator("h3").inner_text()


def wait_title(page, text: str, name: str = "head") -> None:
    panel(page, name).locator("h3", has_text=text).wait_for()


def pixels(page, name: str) -> str:
    return panel(page, name).locator("canvas").evaluate("(canvas) => canvas.toDataURL()")


def query(page) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(urlsplit(page.url).query, keep_blank_values=True).items()}


def wait_query(page, **wanted: str | None) -> None:
    for name, value in wanted.items():
        page.wait_for_function("([n, v]) => new URLSearchParams(location.search).get(n) === v", arg=[name, value])


def value_said(text: str) -> tuple[int, int, float]:
    """Query, key (from 0) and value of a tooltip of the map."""
    value = re.search(r"= (−?[\d.]+)", text)[1].replace("−", "-")
    place = re.search(r"query (\d+) · key (\d+)", text)
    return int(place[1]) - 1, int(place[2]) - 1, float(value)


def take(page, name: str, kind: str) -> tuple[str, bytes]:
    """Download a picture through its menu: the file's name and its bytes."""
    panel(page, name).locator("summary[aria-label]").click()
    with page.expect_download() as download:
        panel(page, name).locator(f"button[value={kind}]").click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


@pytest.mark.parametrize("delay", [0, 10])
def test_very_fast_typing_ends_with_its_own_picture(page, delay):
    start(page, "")
    page.evaluate(f"""() => {{
      {FIND}
      window.seen = [];
      const watch = new MutationObserver(() => window.seen.push(live.dataset.text));
      watch.observe(live, {{ attributeFilter: ["data-text"] }});
    }}""")
    before = int(panel(page, "heads").get_attribute("data-seq"))
    page.click(BOX)
    page.keyboard.type(SENTENCE, delay=delay)
    wait_drawn(page, SENTENCE)
    assert page.input_value(BOX) == SENTENCE
    seen = page.evaluate("window.seen")
    assert seen == sorted(seen, key=len), "a late answer overwrote a newer one"
    assert all(SENTENCE.startswith(text) for text in seen)
    assert int(panel(page, "heads").get_attribute("data-seq")) >= before + len(seen)


def test_the_layout_stays_while_somebody_types(page):
    start(page, "I")
    first = page.evaluate(BOXES)
    page.click(BOX)
    page.keyboard.press("End")
    typed = "I"
    for part in (" am a", " student. The animal", " did not cross", " the street because it", " was too tired to walk"):
        typed += part
        page.keyboard.type(part)
        wait_drawn(page, typed)
        assert page.evaluate(BOXES) == first, typed


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1920, 1080)])
def test_the_main_picture_is_above_the_fold(page, width, height):
    page.set_viewport_size({"width": width, "height": height})
    start(page, SENTENCE)
    for name in ("heads", "head", "lines"):
        box = panel(page, name).locator("canvas").bounding_box()
        assert box["y"] + box["height"] <= height, name


def test_nothing_is_wider_than_a_phone(page):
    page.set_viewport_size({"width": 390, "height": 844})
    start(page, SENTENCE, strategy="beam", below="tree")
    wide = page.evaluate(
        """() => [document.documentElement, document.querySelector("[data-testid=stMain]")].map((e) => e.scrollWidth)"""
    )
    assert max(wide) <= 390
    for name in PANELS:
        box = panel(page, name).bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 390, name


def test_a_click_chooses_a_head_and_the_address_keeps_it(page):
    start(page)
    wait_title(page, "Cross-attention · layer 2 · head 1")
    canvas = panel(page, "heads").locator("canvas")
    canvas.click(position={"x": canvas.bounding_box()["width"] - 10, "y": canvas.bounding_box()["height"] - 10})
    wait_title(page, "Cross-attention · layer 3 · head 8")
    wait_query(page, head="cross.3.8")
    page.reload()
    wait_title(page, "Cross-attention · layer 3 · head 8")


def test_arrows_walk_the_heads_and_x_switches_one_off_and_on(page):
    start(page)
    whole = {name: pixels(page, name) for name in ("translation", "heads", "head")}
    panel(page, "heads").locator("canvas").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    wait_title(page, "Cross-attention · layer 1 · head 2")
    page.keyboard.press("x")
    wait_title(page, "switched off")
    wait_query(page, ablated="cross.1.2")
    assert "switched off" in panel(page, "heads").locator("[aria-live]").inner_text()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft")
    wait_title(page, "Cross-attention · layer 2 · head 1")
    assert pixels(page, "head") != whole["head"], "without a head below, this one must see something else"
    page.get_by_role("button", name="Restore all heads").click()
    wait_query(page, ablated=None)
    panel(page, "heads").locator("button[value=restore]:disabled").wait_for()
    page.mouse.move(0, 0)
    panel(page, "heads").locator("canvas").evaluate("(canvas) => canvas.blur()")
    page.wait_for_timeout(300)
    assert {name: pixels(page, name) for name in whole} == whole


@pytest.mark.parametrize(("head", "path", "layer", "number"), [
    ("cross.2.1", "decoder.layers.cross", 2, 1), ("encoder.3.4", "encoder.layers.attn", 3, 4),
])  # fmt: skip
def test_the_value_under_the_pointer_is_the_tensors(page, head, path, layer, number):
    start(page, SENTENCE, head=head)
    tensor = weights(SENTENCE, path, layer, number)
    box = panel(page, "head").locator("canvas").bounding_box()
    seen = set()
    for x, y in ((0.4, 0.4), (0.55, 0.7), (0.8, 0.9)):
        page.mouse.move(box["x"] + box["width"] * x, box["y"] + box["height"] * y)
        query, key, value = value_said(panel(page, "head").locator(".tip").inner_text())
        assert value == pytest.approx(tensor[query, key], abs=5.1e-5)
        seen.add((query, key))
    assert len(seen) == 3
    scroll = page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop")
    assert scroll == 0, "pointing must not scroll the page"


def test_arrows_walk_the_cells_and_say_the_value(page):
    start(page, SENTENCE, stage="scores")
    panel(page, "head").locator("canvas").focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    query, key, value = value_said(panel(page, "head").locator("[aria-live]").inner_text())
    assert (query, key) == (2, 1)
    scores = truth(SENTENCE)["decoder.layers.cross.scores"].at(batch=0, layer=1, head=0).values
    assert value == pytest.approx(scores[2, 1], abs=0.051 if abs(scores[2, 1]) >= 100 else 5.1e-5)
    wait_query(page, query="2", key="1")
    page.keyboard.press("Escape")
    wait_query(page, query=None, key=None)


def test_without_the_look_ahead_mask_the_alarm_is_raised(page):
    start(page, SENTENCE, head="decoder.1.2")
    masked = pixels(page, "head")
    page.get_by_role("button", name="Touch the net").click()
    page.get_by_test_id("stCheckbox").get_by_text("Look-ahead mask").click()
    page.get_by_role("alert").filter(has_text="The future leaks").wait_for()
    wait_query(page, look_ahead="false", head="decoder.1.2")
    wait_drawn(page, SENTENCE)
    assert pixels(page, "head") != masked
    page.get_by_test_id("stCheckbox").get_by_text("Look-ahead mask").click()
    page.get_by_role("alert").filter(has_text="The future leaks").wait_for(state="hidden")
    assert pixels(page, "head") == masked


ODD = '<b>a</b> & "=1+1" ]]> שלום e\u0301 😀'


def test_every_picture_can_be_taken_as_svg(page):
    start(page, ODD, below="block")
    for name in PANELS:
        file, raw = take(page, name, "svg")
        root = ElementTree.fromstring(raw)
        assert file.endswith(".svg") and file.startswith(name)
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert ODD in root.find("{*}desc").text
        assert not root.findall(".//{*}script")


def test_png_and_offline_page(page):
    start(page, ODD)
    name, raw = take(page, "heads", "png")
    assert name.endswith(".png") and raw.startswith(b"\x89PNG") and len(raw) > 5000
    _, raw = take(page, "head", "html")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(raw.decode())
    assert page.locator("blockquote").inner_text() == ODD
    assert page.locator("table tbody tr").count() == page.locator("table tbody tr td:first-child").count() > 0
    assert page.locator("b, script").count() == 0
    assert not asked


def test_csv_holds_the_very_floats(page):
    start(page, SENTENCE)
    _, raw = take(page, "head", "csv")
    head, *rows = csv.reader(io.StringIO(raw.decode("utf-8-sig")))
    values = np.array([[np.float32(v) for v in row[1:]] for row in rows])
    assert np.array_equal(values, weights(SENTENCE, "decoder.layers.cross", 2, 1))
    assert head[1:3] == ["1 The", "2 animal"]


def test_csv_is_safe_in_a_spreadsheet(page):
    page.goto("/web/view.js")
    texts = ["=1+1", "+1", "@A1", "-2", "\tx", "＝1", 'a"b', "a,b", "line\nbreak"]
    written = page.evaluate(
        "async (rows) => (await import('/web/export.js')).csv({ columns: ['c'], rows })", [[t] for t in texts]
    )
    read = [row[0] for row in csv.reader(io.StringIO(written[1:], newline=""))][1:]
    assert [r.removeprefix("'") for r in read] == texts
    assert not any(r[0] in "=+-@\t＝" for r in read)
    number = page.evaluate("async () => (await import('/web/export.js')).csv({ columns: ['c'], rows: [[-0.25]] })")
    assert number.split("\r\n")[1] == "-0.25"


STATE = {
    "lang": "ko", "head": "encoder.2.3", "stage": "scaled", "threshold": "0.1", "words": "1", "mean": "1",
    "special": "0",
    "query": "2", "key": "1", "also": "5", "below": "positions", "ablated": "cross.1.2,encoder.1.1", "strategy": "beam",
    "beams": "3", "length_penalty": "0.5", "prefix": "Le", "temperature": "1.5", "look_ahead": "false",
    "padding": "seen",
}  # fmt: skip


def test_the_copied_link_opens_the_same_view(page, browser, server):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    start(page, ODD, **STATE)
    page.mouse.move(0, 0)
    panel(page, "head").locator("summary[aria-label]").click()
    panel(page, "head").locator("button[value=copy_link]").click()
    link = page.evaluate("navigator.clipboard.readText()")
    said = {name: values[-1] for name, values in parse_qs(urlsplit(link).query).items()}
    assert said == STATE | {"text": ODD}
    other = browser.new_context(viewport={"width": 1280, "height": 720}).new_page()
    other.goto(link)
    wait_drawn(other, ODD)
    other.wait_for_timeout(500)
    page.wait_for_timeout(500)
    for name in PANELS:
        assert title(other, name) == title(page, name)
        assert pixels(other, name) == pixels(page, name), name
    assert "층 2" in title(other) and "평균" in title(other)
    other.context.close()


def test_choices_survive_streamlits_own_controls(page):
    start(page, head="encoder.1.1", stage="scores", query="1")
    page.get_by_text("Beam", exact=True).first.click()
    wait_query(page, strategy="beam", head="encoder.1.1", stage="scores", query="1", text=STUDENT)
    page.get_by_role("tab", name="Beam tree").click()
    wait_title(page, "Beam tree", "below")
    wait_query(page, below="tree", strategy="beam")


def test_the_pictures_follow_the_theme(page):
    start(page)
    light = {name: pixels(page, name) for name in PANELS}
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(800)
    assert all(pixels(page, name) != light[name] for name in PANELS)
    page.emulate_media(color_scheme="light")
    page.wait_for_timeout(800)
    assert {name: pixels(page, name) for name in PANELS} == light


def test_a_screen_reader_finds_a_table_behind_each_map(page):
    start(page, SENTENCE)
    page.wait_for_timeout(600)
    for name in PANELS:
        assert panel(page, name).locator("table tr").count() > 2, name
    tensor = weights(SENTENCE, "decoder.layers.cross", 2, 1)
    cell = panel(page, "head").locator("table tr").nth(3).locator("td").nth(4).text_content()
    assert float(cell) == pytest.approx(tensor[2, 4], abs=5.1e-5)


def test_derive_merges_words_and_averages_heads(page):
    page.goto("/web/view.js")
    found = page.evaluate("""async () => {
      const { derive } = await import("/web/view.js");
      const words = [0, 0, 1, -1];
      const source = ["a", "b", "c", "<eos>"].map((text, k) => ({ text, word: words[k], special: k === 3 }));
      const values = Float32Array.from({ length: 2 * 16 }, (_, k) => (k * 7) % 11);
      const scores = { shape: [4, 4], values: values.subarray(0, 16) };
      const arrays = { layer: { shape: [2, 4, 4], values }, scores };
      const data = { header: { source, target: source }, arrays };
      const all = (view) => {
        const m = derive(data, { side: "encoder", head: 2, stage: "weights", ...view });
        return { rows: m.rows.map((g) => g.label), values: m.rows.map((_, i) => m.cols.map((_, j) => m.values(i, j))) };
      };
      return {
        plain: all({ special: true }), bare: all({}), mean: all({ special: true, mean: true }),
        merged: all({ special: true, merge: true }), scores: all({ special: true, merge: true, stage: "scores" }),
      };
    }""")
    layer = np.array([(k * 7) % 11 for k in range(32)], float).reshape(2, 4, 4)
    assert np.array_equal(found["plain"]["values"], layer[1])
    assert np.array_equal(found["bare"]["values"], layer[1][:3, :3])
    assert np.array_equal(found["mean"]["values"], layer.mean(0))
    assert found["merged"]["rows"] == ["ab", "c", "<eos>"]
    keys = np.stack([layer[1][:, :2].sum(1), layer[1][:, 2], layer[1][:, 3]], axis=1)
    assert np.allclose(found["merged"]["values"], np.stack([keys[:2].mean(0), keys[2], keys[3]]))
    assert np.array_equal(found["scores"]["values"], layer[0]), "scores are never merged"


def test_colours_can_be_told_from_the_background(page):
    page.goto("/web/view.js")
    found = page.evaluate("""async () => {
      const { contrast, theme } = await import("/web/scales.js");
      return ["#ffffff", "#10161f"].map((background) => {
        const e = document.createElement("div");
        e.style.setProperty("--st-background-color", background);
        document.body.append(e);
        const t = theme(e);
        const against = (colours) => colours.map((c) => contrast(c, background));
        return { heads: against(t.heads), text: against([...Object.values(t.role), t.faint]) };
      });
    }""")
    for theme in found:
        assert len(theme["heads"]) == 16 and min(theme["heads"]) >= 3
        assert min(theme["text"]) >= 4.5


def test_an_empty_box_says_what_to_do(page):
    start(page, "")
    assert "Type an English sentence." in panel(page, "translation").inner_text()


def test_a_long_text_is_cut_and_the_page_says_where(page):
    start(page, "word " * 100)
    page.get_by_text("The net read only the first").wait_for()
    assert json.loads(panel(page, "translation").get_attribute("data-seq")) >= 1
