"""The tab of explanations in real Chromium: a query is chosen, six rows are locked, numbers are the formulas'."""

from functools import cache
from xml.etree import ElementTree

import numpy as np
import pytest
import torch

import pretrained
from models.explaining import METHODS, Where, agreement, ours
from models.source import source
from tests.browser.compare import PANELS, TEXT, press, shown, start
from tests.browser.driving import (
    FIND,
    ODD,
    boxes,
    fit_a_phone,
    fit_both_screens,
    panel,
    pixels,
    plain,
    query,
    redrawn,
    settled,
    shown_code,
    table,
    take,
    types_and_nothing_moves,
    types_fast,
    wait_query,
)
from tests.test_lesson_code import printed

pytestmark = pytest.mark.browser

SHOW, STUDENT = "explain", "I am a student."
CROSS, GPT = "translate-en-fr/cross/2/5", "gpt-en/decoder/2/3"
LONG = "He went to the market because he had no bread, and he came back with two fish, a coat, and a very old book."
SETTLED = f"() => {{ {FIND} return live.dataset.pending === 'false' && live.dataset.open === 'false'; }}"


@cache
def explained(a: str, text: str):
    name, side, _, _ = a.rsplit("/", 3)
    model = pretrained.load(name)
    with torch.no_grad():
        return ours(model.net, model.tokenizer, side, text, source(name).write(text) or "", 64)


@torch.no_grad()
def rows(a: str, text: str, scope: str, at: int) -> np.ndarray:
    """What the six say of a query, (method, key); NaN where one says nothing."""
    found, (layer, head) = explained(a, text), (int(part) - 1 for part in a.split("/")[2:])
    nothing = torch.full((len(found.keys),), torch.nan)
    where = Where(scope, layer, head, at)
    return torch.stack([nothing if found.why_not(m, scope) else found.values(m, where)[0] for m in METHODS]).numpy()


def read(page) -> np.ndarray:
    """What the picture's table says, (method, key)."""
    return np.array([[float(v) if v else np.nan for v in row[2:]] for row in table(page, "explain")[1:]]).T


def ranks(page) -> list[list[float]]:
    """What the small matrix says."""
    return [[float(v) if v else np.nan for v in row[1:]] for row in table(page, "agree")[1:]]


def test_both_pictures_stand_above_the_fold_and_on_a_phone(page):
    start(page, show=SHOW, a=CROSS)
    fit_both_screens(page, PANELS[SHOW])
    fit_a_phone(page, PANELS[SHOW])


def test_the_numbers_are_the_formulas_for_each_scope(page):
    start(page, STUDENT, SHOW, a=CROSS, row="3")
    for scope in ("layer", "head", "net"):
        panel(page, "explain").locator(f"button[value={scope}]").click()
        wait_query(page, scope=None if scope == "layer" else scope)
        shown(page, STUDENT, SHOW)
        wanted = rows(CROSS, STUDENT, scope, 2)
        np.testing.assert_allclose(read(page), wanted, atol=1e-4, rtol=1e-3)
        values = agreement(torch.tensor(wanted)[:, None], torch.ones(1, wanted.shape[1], dtype=torch.bool))
        np.testing.assert_allclose(ranks(page), values.tau, atol=1e-4)
    before = pixels(page, "agree")
    panel(page, "agree").locator("button[value=rho]").click()
    wait_query(page, rank="rho")
    redrawn(page, "agree", before)
    np.testing.assert_allclose(ranks(page), values.rho, atol=1e-4)
    assert "ρ(attention weight, rollout) =" in press(page, "agree", "ArrowRight", "ArrowRight")


def test_a_click_and_the_keys_choose_the_query(page):
    start(page, show=SHOW, a=GPT, row="4")
    before = pixels(page, "explain")
    box = panel(page, "explain").locator("canvas").bounding_box()
    panel(page, "explain").locator("canvas").click(position={"x": box["width"] * 0.6, "y": box["height"] * 0.5})
    page.wait_for_function("() => new URLSearchParams(location.search).get('row') !== '4'")
    shown(page, TEXT, SHOW)
    at = int(query(page)["row"])
    assert at > 4
    redrawn(page, "explain", before)
    press(page, "explain", "ArrowUp")
    wait_query(page, row=str(at - 1))
    shown(page, TEXT, SHOW)
    assert {row[0].split()[0] for row in table(page, "explain")[1:]} == {str(at - 1)}


def test_maps_of_all_queries(page):
    start(page, STUDENT, SHOW, a=CROSS)
    panel(page, "explain").locator("button[value=maps]").click()
    wait_query(page, **{"as": "maps"})
    page.wait_for_function(SETTLED)
    shown(page, STUDENT, SHOW)
    found = explained(CROSS, STUDENT)
    shape = len(found.queries), len(found.keys)
    got = read(page).reshape(6, *shape)
    for query_at in range(shape[0]):
        np.testing.assert_allclose(got[:, query_at], rows(CROSS, STUDENT, "layer", query_at), atol=1e-3, rtol=1e-2)
    assert "norm-based" in press(page, "explain", "ArrowRight", "ArrowDown")
    press(page, "explain", "Enter")
    page.wait_for_function("() => new URLSearchParams(location.search).has('row')")


def test_what_is_costly_comes_when_the_typing_pauses(page):
    start(page, LONG, SHOW, a=GPT)
    page.wait_for_function(SETTLED)
    shown(page, LONG, SHOW)
    assert np.isfinite(read(page)).all()
    assert "now" not in query(page)


def test_the_pointer_locks_all_six_and_the_code_prints_its_number(page):
    start(page, STUDENT, SHOW, a=CROSS, row="2")
    tip = press(page, "explain", "ArrowRight", "ArrowRight").replace("−", "-").split("\n")
    wanted = rows(CROSS, STUDENT, "layer", 1)
    at = int(tip[0].split("key ")[1].split()[0]) - 1
    found = [float(line.split(": ")[1].split()[0]) for line in tip[1:]]
    assert found == pytest.approx(wanted[:, at].tolist(), rel=1e-2, abs=1e-4)
    places = [int(line.split("place ")[1].strip(")")) for line in tip[1:]]
    assert places == [1 + int((np.abs(row) > abs(row[at])).sum()) for row in wanted]
    assert found[0] == pytest.approx(printed(shown_code(page, "explain")), abs=2e-4)
    said = press(page, "agree", "ArrowRight").split("= ")[1].replace("−", "-")
    assert float(said) == pytest.approx(printed(shown_code(page, "agree")), abs=2e-4)


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_every_picture_can_be_taken_away_without_a_word_missing(page, lang):
    start(page, ODD, SHOW, a=CROSS, scope="net", lang=lang)
    for look in ("rows", "maps"):
        panel(page, "explain").locator(f"button[value={look}]").click()
        shown(page, ODD, SHOW)
        page.wait_for_function(SETTLED)
        settled(page, "explain")
        for name in PANELS[SHOW]:
            file, raw = take(page, name, "svg")
            assert file.startswith(name) and ODD in ElementTree.fromstring(raw).find("{*}desc").text
            said = plain(raw) + page.locator(".live").inner_text()
            assert not any(bad in said for bad in ("undefined", "NaN", "[object", "{")), (look, name)


def test_the_layout_stays_while_somebody_types(page):
    start(page, "Tom", SHOW, a=GPT)
    places = boxes(".tabs, .picker, .panel .tools, .panel canvas")
    types_and_nothing_moves(
        page, "Tom", (" loves", " Mary and", " her dog"), lambda text: shown(page, text, SHOW), places
    )


def test_the_last_key_wins(page):
    start(page, show=SHOW, a=GPT)
    types_fast(page, "나는 학생이다. I type fast", lambda text: shown(page, text, SHOW))
