"""The page about the block in real Chromium: vectors are written into, switches change translations, all is true."""

import numpy as np
import pytest

from tests.browser.block import PANELS, each_tab, entry, press, shown, start
from tests.browser.driving import (
    fit_both_screens,
    panel,
    pixels,
    redrawn,
    table,
    types_and_nothing_moves,
    types_fast,
    wait_query,
)
from tests.browser.states import BOXES
from ui.block.experts import EXPERTS
from ui.run import TRANSLATOR, Settings, run

pytestmark = pytest.mark.browser

STUDENT = "I am a student."
TIRED = "The animal did not cross the street because it was too tired."
FIRST = {"norm": 2, "residual": 1, "ffn": 2, "experts": 3}
"""How many pictures of each tab stand above the fold."""


def test_every_tab_begins_above_the_fold(page):
    start(page, TIRED)
    for show in each_tab(page, TIRED):
        fit_both_screens(page, PANELS[show][: FIRST[show]])


def rows(page, name: str) -> dict[str, list[float]]:
    return {row[0]: [float(v) for v in row[2:] if v] for row in table(page, name)[1:]}


def test_a_number_that_is_typed_is_normalised(page):
    start(page)
    box = entry(page, "x, row 1, column 2")
    box.focus()
    box.fill("-7.5")
    wait_query(page, x="3_-7.5_-1_2")
    shown(page, STUDENT)
    x, found = np.array([3, -7.5, -1, 2]), rows(page, "hand")
    assert found["x"] == x.tolist() and found["μ"] == pytest.approx([x.mean()])
    assert found["LN(x) = γ ⊙ x̂ + β"] == pytest.approx((x - x.mean()) / np.sqrt(x.var() + 1e-5), abs=1e-5)
    assert [float(v) for v in table(page, "axes")[1][1:5]] == x.tolist(), "the small batch has it too"


def test_buttons_scale_shift_and_make_all_equal(page):
    start(page)
    first = rows(page, "hand")["LN(x) = γ ⊙ x̂ + β"]
    for name, wanted in (("twice", "6_8_-2_4"), ("plus", "11_13_3_9")):
        panel(page, "hand").locator(f"button[value={name}]").click()
        wait_query(page, x=wanted)
        shown(page, STUDENT)
        assert rows(page, "hand")["LN(x) = γ ⊙ x̂ + β"] == pytest.approx(first, abs=1e-4)
    panel(page, "hand").locator("button[value=equal]").click()
    panel(page, "hand").locator("button[value='0']").click()
    wait_query(page, x="3_3_3_3", eps="0")
    shown(page, STUDENT)
    assert "0 / 0" in panel(page, "hand").locator("canvas").get_attribute("aria-label") or press(
        page, "hand", "ArrowRight"
    )
    panel(page, "hand").locator("button[value=restore]").click()
    wait_query(page, x=None, eps=None)


def test_the_vector_grows_and_shrinks(page):
    start(page)
    panel(page, "hand").locator("button[value=longer]").click()
    wait_query(page, x="3_4_-1_2_1")
    shown(page, STUDENT)
    assert len(rows(page, "hand")["γ"]) == 5


def test_a_norm_of_the_net_is_chosen_and_a_token_clicked(page):
    start(page)
    panel(page, "norm").locator("select").select_option("decoder.2.norm3")
    wait_query(page, place="decoder.2.norm3")
    shown(page, STUDENT)
    wanted = run(TRANSLATOR, STUDENT, Settings()).trace["decoder.layers.norm3.out"].at(batch=0, layer=1).values
    found = [[float(v) for v in row[4:]] for row in table(page, "norm")[1:] if row[1] == "out"]
    assert np.allclose(found, wanted, atol=1e-4)
    assert "x̂ = (x −" in press(page, "norm", "ArrowDown", "ArrowRight")
    before = pixels(page, "spread")
    box = panel(page, "norm").locator("canvas").bounding_box()
    panel(page, "norm").locator("canvas").click(position={"x": box["width"] * 0.5, "y": box["height"] * 0.35})
    page.wait_for_function("() => new URLSearchParams(location.search).has('token')")
    shown(page, STUDENT)
    redrawn(page, "spread", before)


def test_depth_is_a_slider(page):
    start(page, show="residual")
    slider = panel(page, "depth").locator("input[name=layers]")
    slider.focus()
    slider.press("Home")
    wait_query(page, layers="1")
    shown(page, STUDENT, "residual")
    assert len(table(page, "depth")) == 3
    panel(page, "depth").locator("button[value=ffn]").click()
    wait_query(page, kind="ffn")
    shown(page, STUDENT, "residual")
    assert "pre-norm" in press(page, "depth", "ArrowRight", "ArrowDown")


def test_a_residual_is_switched_off_and_the_translation_breaks(page):
    start(page, TIRED, "residual")
    before = pixels(page, "stream")
    press(page, "stream", "ArrowRight", "ArrowRight", " ")
    wait_query(page, off="encoder.1.ffn.residual")
    shown(page, TIRED, "residual")
    redrawn(page, "stream", before)
    page.keyboard.press("Enter")
    wait_query(page, off="encoder.1.ffn.residual,encoder.1.ffn.sublayer")
    shown(page, TIRED, "residual")
    sizes = [float(row[3]) for row in table(page, "stream")[1:] if row[0] == "encoder"]
    assert min(sizes) == 0
    panel(page, "stream").locator("button[value=all_on]").click()
    wait_query(page, off=None)


def test_only_the_token_that_changed_has_another_answer(page):
    start(page, TIRED, "ffn")
    page.locator("button[value='encoder.2']").click()
    wait_query(page, layer="encoder.2")
    shown(page, TIRED, "ffn")
    moved = [(float(row[1]), float(row[2])) for row in table(page, "alone")[1:]]
    assert sum(ffn > 0 for ffn, _ in moved) == 1 and sum(attn > 0 for _, attn in moved) == len(moved)
    wanted = run(TRANSLATOR, TIRED, Settings()).trace["encoder.layers.ffn.hidden"].at(batch=0, layer=1).values
    found = np.array([[float(v) for v in row[2:]] for row in table(page, "neurons")[1:]])
    assert np.allclose(found, wanted, atol=1e-4)
    assert "max(0, x W₁ + b₁)" in press(page, "neurons", "ArrowRight")


def test_gates_are_the_nets_and_an_expert_is_shut(page):
    start(page, show="experts")
    wanted = run(EXPERTS, STUDENT, Settings()).trace["encoder.layers.ffn.gates"].at(batch=0).values
    found = [[float(v) for v in row[3:7]] for row in table(page, "routes")[1:] if row[0] == "encoder"]
    assert np.allclose(found, wanted.reshape(-1, 4), atol=1e-4)
    assert "gate" in press(page, "routes", "ArrowRight", "ArrowRight")
    page.keyboard.press(" ")
    wait_query(page, shut="encoder.1.2")
    shown(page, STUDENT, "experts")
    gates = [float(row[4]) for row in table(page, "routes")[1:] if row[0] == "encoder" and row[1] == "1"]
    assert not any(gates)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    wait_query(page, at="encoder.1.2") if "at" in page.url else shown(page, STUDENT, "experts")
    panel(page, "routes").locator("button[value=open_all]").click()
    wait_query(page, shut=None)


def test_the_load_of_this_sentence_is_counted(page):
    start(page, show="experts")
    load = [row for row in table(page, "load")[1:] if row[0] == "decoder" and row[1] == "2"]
    assert sum(float(row[4]) for row in load) == pytest.approx(1) and sum(
        float(row[5]) for row in load
    ) == pytest.approx(1)
    assert float(load[0][6]) == pytest.approx(4 * sum(float(row[4]) * float(row[5]) for row in load), rel=1e-4)


def test_tabs_turn_by_the_keyboard(page):
    start(page)
    page.locator(".tabs button[value=norm]").focus()
    page.keyboard.press("ArrowRight")
    shown(page, STUDENT, "residual")
    page.keyboard.press("End")
    shown(page, STUDENT, "experts")
    wait_query(page, show="experts")


@pytest.mark.parametrize("show", ["norm", "experts"])
def test_the_layout_stays_while_somebody_types(page, show):
    start(page, "Tom", show)
    parts = (" loves", " Mary and", " her old dog")
    types_and_nothing_moves(page, "Tom", parts, lambda text: shown(page, text, show), BOXES)


def test_the_last_key_wins(page):
    start(page, show="ffn")
    types_fast(page, "나는 학생이다. I am typing fast", lambda text: shown(page, text, "ffn"))
