"""Learned positions in real Chromium: the table is the model's and ends, and what has not moved is not drawn again."""

import numpy as np
import pytest

import pretrained
from tests.browser.driving import FIND, eventually, panel, pixels, query, redrawn, table, wait_query
from tests.browser.positions import WHO, numbers, press, shown, start
from ui import learned

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not learned.there(), reason="bert-en is not in pretrained/"),
]

PAINTED = f"""() => {{
  {FIND}
  window.painted = [];
  const clear = CanvasRenderingContext2D.prototype.clearRect;
  CanvasRenderingContext2D.prototype.clearRect = function (...box) {{
    window.painted.push(this.canvas.closest("figure")?.dataset.picture);
    return clear.apply(this, box);
  }};
}}"""
"""JavaScript that notes from now on which pictures are painted."""


def test_the_table_is_the_models_and_the_strips_are_what_it_reads(page):
    start(page, kind="learned", length="20")
    P = pretrained.load(learned.LEARNED).net.positions.weight.numpy()
    found = numbers(table(page, "table"))
    assert np.allclose(found[:, 1:], P[:20], atol=1e-5)
    tip = press(page, "table", "ArrowRight", "ArrowDown")
    wait_query(page, pos="6", pair="5")
    assert f"P[6, 10] = {P[6, 10]:.4f}".replace("-", "−") in tip
    rows = table(page, "sentence")[1:]
    assert len(rows) % 3 == 0 and [float(v) for v in rows[len(rows) // 3][2:]] == pytest.approx(P[0], abs=1e-5)


def test_the_path_is_walked_and_another_plane_is_kept(page):
    start(page, kind="learned")
    before = pixels(page, "path")
    panel(page, "path").locator("button[value='1']").click()
    wait_query(page, plane="1")
    redrawn(page, "path", before)
    assert "direction 3" in press(page, "path", "ArrowRight")
    wait_query(page, pos="6")
    assert "directions 1 … 2" in press(page, "spectrum", "ArrowRight", "ArrowRight")
    rows = numbers(table(page, "spectrum"))
    assert (np.diff(rows[:, 1]) >= -1e-6).all() and rows[-1, 1:] == pytest.approx(1, abs=1e-4)


def test_beyond_the_last_row_there_is_nothing(page):
    start(page, kind="learned")
    rows = len(pretrained.load(learned.LEARNED).net.positions.weight)
    slider = page.locator("input[name=length]")
    slider.focus()
    slider.press("End")
    wait_query(page, length=str(learned.longest()))
    page.wait_for_function(f"(n) => {{ {FIND} return live.querySelector('figure[data-picture=path] table tr:last-child th')?.textContent && +live.querySelector('input[name=length]').value === n; }}", arg=learned.longest())  # fmt: skip # noqa: E501
    eventually(page, lambda: len(table(page, "table")) == rows + 1)
    box = panel(page, "table").locator("canvas").bounding_box()
    page.mouse.move(box["x"] + box["width"] - 12, box["y"] + box["height"] / 2)
    assert f"from position {rows} on" in panel(page, "table").locator(".tip").inner_text()
    page.locator(".tools button[value=rope]").click()
    shown(page, WHO, "rope")
    wait_query(page, length="128")


def test_what_has_not_moved_is_not_drawn_again(page):
    start(page)
    page.wait_for_function(f"() => {{ {FIND} return live.dataset.said === live.dataset.text; }}")  # the shuffled one
    longer = len(table(page, "encoding")) + 1
    page.evaluate(PAINTED)
    slider = page.locator("input[name=length]")
    slider.focus()
    slider.press("ArrowRight")
    page.wait_for_function("() => window.painted.includes('encoding')")
    eventually(page, lambda: len(table(page, "encoding")) == longer)
    painted = set(page.evaluate("window.painted"))
    assert {"encoding", "similarity"} <= painted and not painted & {"sentence", "order"}
    panel(page, "order").get_by_role("button", name="Shuffle").click()
    page.wait_for_function("() => window.painted.includes('order')")
    assert "sentence" not in page.evaluate("window.painted")
    assert query(page)["shuffle"] == "1"
