"""The typed sentence without heads, in real Chromium: scores follow the typing, a switched head changes the answer."""

import numpy as np
import pytest

from models.outputs import matters, said
from models.scoring import SCORES, scores
from models.source import source
from tests.browser.compare import PANELS, TEXT, press, shown, start
from tests.browser.driving import (
    FIND,
    bottom,
    boxes,
    eventually,
    panel,
    pixels,
    redrawn,
    resized,
    shown_code,
    table,
    take,
    types_and_nothing_moves,
    types_fast,
    wait_query,
)
from tests.test_lesson_code import printed

pytestmark = pytest.mark.browser

SHOW = "live"
STUDENT = "I am a student."
CROSS = "translate-en-fr/cross/2/2"


def test_all_pictures_begin_above_the_fold(page):
    start(page, show=SHOW, a=CROSS, off="cross.1.1")
    for width, height in ((1920, 1080), (1280, 720)):
        resized(page, width, height, PANELS[SHOW])
        scores = panel(page, "scores").locator("canvas")
        eventually(page, lambda scores=scores, height=height: bottom(scores) <= height)  # every head of a translator
        for name in PANELS[SHOW]:
            canvas = panel(page, name).locator("canvas")
            eventually(page, lambda canvas=canvas, height=height: canvas.bounding_box()["y"] < height - 90)


def test_typing_changes_scores_and_answers(page):
    start(page, STUDENT, SHOW, a="gpt-en/decoder/2/3")
    before = pixels(page, "scores")
    types_fast(page, "the cat saw the", lambda text: shown(page, text, SHOW))
    redrawn(page, "scores", before)
    net = source("gpt-en")
    wanted = scores(net.read("the cat saw the", None)[0])
    rows = table(page, "scores")
    place = rows[0].index("prefix matching")
    found = [float(row[place]) for row in rows[1:]]
    assert found == pytest.approx(wanted[SCORES.index("prefix")].flatten().tolist(), abs=1e-4)
    said_rows = table(page, "said")
    assert [row[0].split()[1] for row in said_rows[1:]] == [p.text for p in said(net, "the cat saw the").tokens]


def test_a_head_is_chosen_and_switched_by_mouse(page):
    start(page, show=SHOW, a="gpt-en/decoder/1/1")
    at = head_at(page, "decoder", 2, 4)
    panel(page, "scores").locator("canvas").click(position=at)
    wait_query(page, a="gpt-en/decoder/3/5")
    shown(page, TEXT, SHOW)
    assert "layer 3, head 5" in panel(page, "ranks").locator("h3").text_content()
    panel(page, "scores").locator("button[value=switch]").click()
    panel(page, "scores").locator("canvas").click(position=at)
    wait_query(page, off="decoder.3.5", tool="switch")
    shown(page, TEXT, SHOW)
    net = source("gpt-en")
    whole, without = said(net, TEXT), said(net, TEXT, None, [("decoder", 2, 4)])
    rows = table(page, "said")
    found = np.array([[float(row[4]), float(row[8])] for row in rows[1:]])
    np.testing.assert_allclose(found[:, 0], whole.losses, atol=1e-3)
    np.testing.assert_allclose(found[:, 1], without.losses, atol=1e-3)
    assert [row[5] for row in rows[1:]] == [names[0] for names in without.likely]
    panel(page, "scores").locator("canvas").click(position=at)
    wait_query(page, off=None)


def test_heads_are_switched_by_keys_and_buttons(page):
    start(page, show=SHOW, a="gpt-en/decoder/2/3")
    tip = press(page, "scores", "ArrowDown", "ArrowRight", " ")
    assert "2" in tip and "previous token" in tip
    wait_query(page, off="decoder.2.2")
    press(page, "scores", "l")
    wait_query(page, off=",".join(f"decoder.2.{h}" for h in range(1, 9)))
    press(page, "scores", "Enter")
    wait_query(page, a="gpt-en/decoder/2/2")
    shown(page, TEXT, SHOW)
    for name, count in (("others", 31), ("head", 32), ("layer", 24), ("restore", 0)):
        panel(page, "scores").locator(f"button[value={name}]").click()
        shown(page, TEXT, SHOW)
        off = page.evaluate("new URLSearchParams(location.search).get('off')")
        assert len((off or "").split(",")) * bool(off) == count, name


def test_the_highest_goes_off_first(page):
    text = "the cat saw the cat"
    start(page, text, SHOW, a="gpt-en/decoder/2/3", score="prefix")
    values = scores(source("gpt-en").read(text, None)[0])[SCORES.index("prefix")].flatten()
    for count in (1, 2):
        panel(page, "scores").locator("button[value=strongest]").click()
        best = values.argsort(descending=True)[:count].tolist()
        wait_query(page, off=",".join(sorted(f"decoder.{k // 8 + 1}.{k % 8 + 1}" for k in best)))


def test_a_translation_changes_before_ones_eyes(page):
    off = ",".join(f"cross.{i}.{h}" for i in (1, 2, 3) for h in range(1, 9))
    start(page, TEXT, SHOW, a=CROSS)
    first = pixels(page, "said")
    for layer in (1, 2, 3):
        canvas = panel(page, "scores").locator("canvas")
        spot = head_at(page, "cross", layer - 1, 0)
        canvas.click(position={"x": 10, "y": spot["y"]})
        shown(page, TEXT, SHOW)
    wait_query(page, off=off)
    redrawn(page, "said", first)
    assert "24 of 72" in panel(page, "said").locator("h3").text_content()
    _, svg = take(page, "said", "svg")
    net = source("translate-en-fr")
    heads = [("cross", i, h) for i in range(3) for h in range(8)]
    without = said(net, TEXT, net.write(TEXT), heads)
    assert f"{without.loss:.3f}" in svg.decode()


def test_what_matters_is_measured_once_nobody_types(page):
    start(page, STUDENT, SHOW, a="gpt-en/decoder/2/3")
    panel(page, "scores").locator("select[name=score]").select_option("ablation")
    wait_query(page, score="ablation")
    page.wait_for_function("() => new URLSearchParams(location.search).has('weigh')")
    shown(page, STUDENT, SHOW)
    wanted = matters(source("gpt-en"), STUDENT)["ablation"]["decoder"]
    rows = table(page, "scores")
    found = [float(row[rows[0].index("loss without it")]) for row in rows[1:]]
    assert found == pytest.approx(wanted.flatten().tolist(), abs=1e-3)
    assert "32 heads measured in" in panel(page, "scores").locator(".note").text_content()


def test_a_link_brings_all_of_it_back(page):
    link = dict(a=CROSS, off="cross.1.1,encoder.2.3", score="entropy", tool="switch")
    start(page, STUDENT, SHOW, **link)
    wait_query(page, **link)
    assert panel(page, "scores").locator("select[name=score]").input_value() == "entropy"
    assert panel(page, "scores").locator("button[value=switch]").get_attribute("aria-pressed") == "true"
    assert "2 of 72" in panel(page, "said").locator("h3").text_content()


def test_every_picture_walks_and_is_taken_away(page):
    start(page, STUDENT, SHOW, a="gpt-en/decoder/2/3")
    assert "student" in press(page, "said", *["ArrowDown"] * 4)
    assert "A = " in press(page, "map", "ArrowRight", "ArrowDown")
    assert press(page, "ranks", "ArrowDown")
    for name in PANELS[SHOW]:
        file, raw = take(page, name, "svg")
        assert file.endswith(".svg") and raw.startswith(b"<svg") and len(table(page, name)) > 1


def test_the_code_gives_the_number_under_the_pointer(page):
    start(page, STUDENT, SHOW, a="gpt-en/decoder/2/3", off="decoder.1.4")
    panel(page, "scores").locator("canvas").hover(position=head_at(page, "decoder", 2, 4))
    tip = panel(page, "scores").locator(".tip").text_content()
    assert "Layer 3 · Head 5" in tip
    assert printed(shown_code(page, "scores")) == pytest.approx(float(tip.rsplit(": ")[-1]), abs=1e-4)
    without = said(source("gpt-en"), STUDENT, None, [("decoder", 0, 3)])
    assert printed(shown_code(page, "said")) == pytest.approx(without.loss, abs=1e-4)


def head_at(page, side: str, layer: int, head: int) -> dict:
    """Where a head lies in the grid."""
    return page.evaluate(
        f"""([side, l, h]) => {{ {FIND}
          const spot = live.querySelector("figure[data-picture=scores] canvas").scene.find(side, l, h);
          return {{ x: spot.x, y: spot.y }}; }}""",
        [side, layer, head],
    )


def test_nothing_moves_while_somebody_types(page):
    start(page, "The cat", SHOW, a="gpt-en/decoder/2/3")
    tops = f"() => ({boxes('h3, select, .note, .stage')})().map((box) => box.slice(0, 3))"
    types_and_nothing_moves(
        page, "The cat", [" sat", " on", " the", " mat and the cat"], lambda text: shown(page, text, SHOW), tops
    )
