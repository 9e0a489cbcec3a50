"""The score board in real Chromium: sorted, filtered, walked, taken away; a click shows a head, or loads a sentence."""

import json
import re
from xml.etree import ElementTree

import pytest

from models.boards import ENDS, MEASURES
from tests.browser.compare import PANELS, TEXT, press, shown, start
from tests.browser.driving import (
    BOX,
    FIND,
    ODD,
    eventually,
    fit_both_screens,
    panel,
    pixels,
    plain,
    redrawn,
    shown_code,
    table,
    take,
    title,
    types_fast,
    wait_query,
)
from tests.test_compare_board import HEAD, TRANSLATOR, written
from tests.test_lesson_code import printed

pytestmark = pytest.mark.browser

SHOW = "board"


def scene(page, name: str, what: str):
    return panel(page, name).locator("canvas").evaluate(f"(canvas) => {{ const {{ scene }} = canvas; return {what}; }}")


def order(page) -> list[tuple]:
    """The heads as they stand in the table that is taken away."""
    return [(row[0], int(row[1]), int(row[2])) for row in table(page, "board")[1:]]


def ids(rows: list[dict]) -> list[tuple]:
    return [(row["side"], row["layer"], row["head"]) for row in rows]


def hover(page, k: int, column: int = 0) -> str:
    """What the tip says over the row of a head."""
    place = scene(page, "board", f"scene.find({k}, {column})")
    panel(page, "board").locator("canvas").hover(position={"x": place["x"], "y": place["y"]})
    return panel(page, "board").locator(".tip").inner_text()


def test_table_and_map_stand_above_the_fold(page):
    start(page, show=SHOW, a=HEAD)
    fit_both_screens(page, ["board", "space"], ".stage")


def test_a_column_sorts_and_its_numbers_are_those_that_were_measured(page):
    rows = written(TRANSLATOR)["heads"]
    start(page, show=SHOW, a=HEAD)
    place = scene(page, "board", "scene.columns.confidence")
    for sort, sign in (("-confidence", -1), ("confidence", 1)):
        panel(page, "board").locator("canvas").click(position={"x": place, "y": 40})
        wait_query(page, sort=sort)
        found = order(page)
        values = {key: row["confidence"] for key, row in zip(ids(rows), rows, strict=True)}
        assert [values[key] for key in found] == sorted(values.values(), key=lambda v: sign * v)
    head, *lines = table(page, "board")
    for line in lines:
        row = next(
            one for one in rows if (one["side"], one["layer"], one["head"]) == (line[0], int(line[1]), int(line[2]))
        )
        for name in (m + end for m in MEASURES for end in ENDS if m in head):
            said = line[head.index(name)]
            assert (said == "") if row.get(name) is None else float(said) == pytest.approx(row[name], abs=1e-5)


def test_hover_tells_value_interval_and_untrained(page):
    start(page, show=SHOW, a=HEAD, cols="find", sort="-found")
    rows = written(TRANSLATOR)["heads"]
    k, row = next(
        (k, row) for k, row in enumerate(rows) if (row["side"], row["layer"], row["head"]) == ("encoder", 3, 7)
    )
    tip = hover(page, k, 3).replace("−", "-")
    numbers = [float(one) for one in re.findall(r"-?\d\.\d{4}", tip)]
    wanted = [row["found" + end] for end in ENDS] + [row["offset_finds"]]
    assert numbers == pytest.approx(wanted, abs=1e-4) and row["relation"] in tip


def test_table_and_map_are_locked_to_one_hover(page):
    start(page, show=SHOW, a=HEAD)
    before = pixels(page, "space")
    hover(page, 0)
    redrawn(page, "space", before)
    page.mouse.move(1, 1)
    eventually(page, lambda: pixels(page, "space") == before)
    on_top = "Object.values(scene.spots).filter((s) => scene.under(s.x, s.y).mark.row === s.row)"
    before, spots = pixels(page, "board"), scene(page, "space", on_top)
    chosen = ids(written(TRANSLATOR)["heads"]).index(("encoder", 3, 7))  # marked already
    in_sight = (spot for spot in spots if scene(page, "board", f"Boolean(scene.find({spot['row']}, 0))"))
    spot = next(spot for spot in in_sight if spot["row"] != chosen)
    panel(page, "space").locator("canvas").hover(position={"x": spot["x"], "y": spot["y"]})
    assert panel(page, "space").locator(".tip").inner_text()
    redrawn(page, "board", before)


def test_a_click_makes_head_a_and_shows_its_sentences(page):
    start(page, show=SHOW, a=HEAD)
    found, first = written(TRANSLATOR), title(page, "examples")
    spot = scene(page, "space", "Object.values(scene.spots).at(-1)")
    row = found["heads"][spot["row"]]
    panel(page, "space").locator("canvas").click(position={"x": spot["x"], "y": spot["y"]})
    page.wait_for_function("() => !location.search.includes('encoder/3/7')".replace("/", "%2F"))
    shown(page, TEXT, SHOW)
    eventually(page, lambda: title(page, "examples") != first)
    sentences = [found["sentences"][k] for k in row["examples"]]
    panel(page, "examples").locator("canvas").click(position={"x": 40, "y": 12})
    shown(page, page.locator(BOX).first.input_value(), SHOW)
    assert page.locator(BOX).first.input_value() in found["sentences"] and len(sentences) <= 3


def test_filters(page):
    rows = written(TRANSLATOR)["heads"]
    start(page, show=SHOW, a=HEAD)
    page.locator("select[name=board_role]").select_option("syntactic")
    wait_query(page, role="syntactic")
    assert sorted(order(page)) == sorted(ids([row for row in rows if row["role"] == "syntactic"]))
    page.locator("select[name=board_role]").select_option("")
    page.locator("select[name=board_stack]").select_option("cross")
    assert sorted(order(page)) == sorted(ids([row for row in rows if row["side"] == "cross"]))
    panel(page, "board").locator("canvas").click(position={"x": scene(page, "board", "scene.columns.aer"), "y": 40})
    page.locator("input[name=least]").fill("0.5")
    wait_query(page, least="0.5", sort="aer")
    assert set(order(page)) == set(ids([row for row in rows if (row.get("aer") or 9) <= 0.5]))
    page.locator("input[name=least]").fill("-5")
    assert order(page) == []


def test_keys_walk_rows_and_columns_and_take_a_head(page):
    start(page, show=SHOW, a=HEAD, sort="head")
    first = press(page, "board", "ArrowDown")
    assert press(page, "board", "ArrowDown", "ArrowRight") != first
    for _ in range(25):
        press(page, "board", "ArrowDown")
    assert panel(page, "board").locator(".stage").evaluate("stage => stage.scrollTop") > 0
    panel(page, "board").locator("canvas").press("Enter")
    wait_query(page, a=f"{TRANSLATOR}/decoder/1/3")
    assert press(page, "space", "ArrowRight") and press(page, "examples", "ArrowRight", "ArrowDown")


def test_a_board_of_ones_own_is_opened_and_closed(page, tmp_path):
    own = written(TRANSLATOR) | dict(model="<b>mine</b>")
    own["heads"], own["maps"] = own["heads"][:5], {}
    (tmp_path / "own.json").write_text(json.dumps(own))
    (tmp_path / "bad.json").write_text("{")
    start(page, show=SHOW, a=HEAD)
    file = page.locator("input[name=board_file]")
    file.set_input_files(tmp_path / "own.json")
    page.wait_for_function(f"() => {{ {FIND} return live.querySelector('h3').textContent.includes('<b>mine</b>'); }}")
    assert len(order(page)) == 5
    file.set_input_files(tmp_path / "bad.json")
    page.locator(".missing", has_text="bad.json").wait_for()
    assert len(order(page)) == 5
    panel(page, "board").locator("summary").first.click()
    page.locator("button[value=close_board]").click()
    assert len(order(page)) == 72


def test_a_head_of_an_opened_board_shows_on_its_sentences(page, tmp_path):
    own = written(TRANSLATOR)
    own |= dict(heads=own["heads"][:5], maps={}, sentences=["The cat is here.", "She sings."])
    for k, row in enumerate(own["heads"]):
        row["examples"] = [k % 2]
    (tmp_path / "own.json").write_text(json.dumps(own))
    start(page, show=SHOW, a=HEAD)
    page.locator("input[name=board_file]").set_input_files(tmp_path / "own.json")
    eventually(page, lambda: len(order(page)) == 5)
    for k in (3, 2):
        eventually(page, lambda: len(order(page)) == 5)
        place = scene(page, "board", f"scene.find({k}, 0)")
        panel(page, "board").locator("canvas").click(position={"x": place["x"], "y": place["y"]})
        wait_query(page, a="/".join(map(str, (TRANSLATOR, *ids(own["heads"])[k]))))
        page.wait_for_function(
            "text => { "
            + FIND
            + """
                const { scene } = live.querySelector('[data-picture=examples] canvas');
                return scene.spots[0]?.hit.load === text;
            }""",
            arg=own["sentences"][k % 2],
        )
    assert "sentences" not in page.url


def test_typing_goes_on(page):
    start(page, show=SHOW, a=HEAD)
    types_fast(page, "한국어 and English", lambda text: shown(page, text, SHOW))


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_every_picture_can_be_taken_away_without_a_word_missing(page, lang):
    start(page, ODD, SHOW, a=HEAD, lang=lang)
    for name in PANELS[SHOW]:
        file, raw = take(page, name, "svg")
        assert file.startswith(name) and ODD in ElementTree.fromstring(raw).find("{*}desc").text
        assert len(table(page, name)) > 1
        assert not any(bad in plain(raw) for bad in ("undefined", "NaN", "[object")), name
    assert plain(take(page, "board", "svg")[1]).count("<text") > 72, "all rows, not only those in sight"


def test_the_code_prints_the_number_under_the_pointer(page):
    start(page, show=SHOW, a=HEAD, cols="matter", sort="head")
    tip = press(page, "board", "ArrowDown", "ArrowRight", "ArrowRight", "ArrowRight").replace("−", "-")
    said = float(re.search(r"= (-?\d\.\d{4})", tip)[1])
    assert printed(shown_code(page, "board")) == pytest.approx(said, abs=1e-4)
    tip = press(page, "space", "ArrowDown").replace("−", "-")
    assert printed(shown_code(page, "space")) == pytest.approx(float(re.search(r"\((-?\d\.\d{3})", tip)[1]), abs=2e-3)
    tip = press(page, "examples", "ArrowRight", "ArrowDown")
    said = float(re.search(r"= (\d\.\d{4})", tip)[1])
    assert printed(shown_code(page, "examples")) == pytest.approx(said, abs=1e-4)
