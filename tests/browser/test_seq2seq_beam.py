"""The beam in real Chromium: a node becomes the beginning, by click and by key, and there is a way back."""

import pytest

from tests.browser.driving import (
    ODD,
    eventually,
    panel,
    pixels,
    query,
    redrawn,
    shown_code,
    table,
    types_and_nothing_moves,
    wait_query,
)
from tests.browser.seq2seq_tabs import BOXES, canvas, said, shown, start, types
from tests.seq2seq_sections import call
from tests.test_lesson_code import printed
from ui.sections import beam

pytestmark = pytest.mark.browser
SIZE = "Math.max(14, (18 * innerWidth) / 1920)"
"""JavaScript for the size of the letters."""


def way(arrays: dict, k: int) -> list[int]:
    """The tokens up to survivor number k."""
    tokens, parents, beams = (
        arrays["tree_token"].flatten(),
        arrays["tree_parent"].flatten(),
        arrays["tree_parent"].shape[1],
    )
    found = []
    while k >= 0:
        found.insert(0, int(tokens[k]))
        k = (k // beams - 1) * beams + int(parents[k]) if k >= beams else -1
    return found


def agrees(page, **asking) -> None:
    """Until the tree on the page is that of a search, and so are the hypotheses that it finished."""
    header, arrays = call(beam, **asking)
    labels = [text for text, score in zip(header["tree"], arrays["tree_score"].flatten(), strict=True) if score > -1e9]
    eventually(page, lambda: [row[2] for row in table(page, "beam")[1:]] == labels)
    rows = table(page, "beam")[1:]
    scores = [s for s in arrays["tree_score"].flatten().tolist() if s > -1e9]
    assert [float(row[5]) for row in rows] == pytest.approx(scores, abs=1e-3)
    assert all(0 <= float(row[4]) <= 1.0001 for row in rows)
    ranked = table(page, "ranked")[1:]
    assert [row[1] for row in ranked] == [ended["text"] for ended in header["ended"]]
    assert [float(row[4]) for row in ranked] == pytest.approx(arrays["ended_score"].tolist(), abs=1e-3)


def test_the_tree_and_the_ranks_are_those_of_the_search(page):
    start(page, "beam")
    agrees(page)
    _, arrays = call(beam)
    assert printed(shown_code(page, "ranked")) == pytest.approx(float(arrays["ended_log_prob"][0]), rel=1e-3)


def test_a_click_makes_a_branch_the_beginning(page):
    start(page, "beam")
    _, arrays = call(beam)
    size = page.evaluate(SIZE)
    canvas(page, "beam").click(position={"x": size * 3.4 + 8, "y": size * (1.6 + 4.1 * 1.5)})
    prefix = way(arrays, 1)
    wait_query(page, beam_prefix=str(prefix[0]))
    agrees(page, beam_prefix=str(prefix[0]))
    chips = panel(page, "beam").locator(".chip")
    assert chips.count() == 1
    page.reload()
    shown(page, "beam", "I am a student.")
    assert chips.count() == 1
    panel(page, "beam").locator("button[value=over]").click()
    wait_query(page, beam_prefix=None)
    agrees(page)


def test_keys_walk_the_tree_force_a_path_and_take_it_back(page):
    start(page, "beam")
    _, arrays = call(beam)
    before = pixels(page, "beam")
    canvas(page, "beam").focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
    assert "log p" in said(page, "beam")
    redrawn(page, "beam", before)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    first = way(arrays, 1)
    wait_query(page, beam_prefix=str(first[0]))
    agrees(page, beam_prefix=str(first[0]))
    _, after = call(beam, beam_prefix=str(first[0]))
    canvas(page, "beam").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    wait_query(page, beam_prefix=f"{first[0]}-{way(after, 0)[0]}")
    panel(page, "beam").locator(".chip").nth(1).wait_for()
    page.keyboard.press("Backspace")
    wait_query(page, beam_prefix=str(first[0]))
    page.keyboard.press("Escape")
    wait_query(page, beam_prefix=None)


def test_a_chip_goes_back_to_it_and_a_rank_forces_all_of_it(page):
    start(page, "beam")
    header, arrays = call(beam)
    whole = header["ended"][0]["ids"][:-1]
    canvas(page, "ranked").click(position={"x": 60, "y": page.evaluate(SIZE) * 1.8 * 1.5})
    wait_query(page, beam_prefix="-".join(map(str, whole)))
    panel(page, "beam").locator(".chip").nth(len(whole) - 1).wait_for()
    panel(page, "beam").locator(".chip").first.click()
    wait_query(page, beam_prefix=str(whole[0]))


def test_beams_alpha_and_net_are_chosen_beside_it(page):
    start(page, "beam")
    for name, key, value in (("beam_size", "ArrowLeft", "3"), ("beam_alpha", "ArrowLeft", "0.9")):
        panel(page, "beam").locator(f"input[name={name}]").focus()
        page.keyboard.press(key)
        wait_query(page, **{name: value})
    panel(page, "beam").locator("button[value=first]").click()
    wait_query(page, beam_net="first")
    agrees(page, beam_size=3, beam_alpha=0.9, beam_net="first")


def test_nothing_moves_while_somebody_types(page):
    start(page, "beam", "The cat sleeps", beam_size="2")
    canvases = BOXES.replace("figure, canvas, .tools", "figure, .tools")  # the tree is as wide as it has steps
    types_and_nothing_moves(page, "The cat sleeps", (" on", " it"), lambda text: shown(page, "beam", text), canvases)


def test_whatever_is_typed_is_shown(page):
    start(page, "beam", "", beam_prefix="<b>", beam_size="8", beam_alpha="x", lang="ko")
    assert "빔 서치" in page.get_by_role("tab", selected=True).inner_text()
    for text in ("", "a", ODD, "Hi " * 70):
        types(page, text)
        shown(page, "beam", text)
        assert query(page).get("beam_prefix") in (None, "<b>")
        assert canvas(page, "beam").bounding_box()["height"] > 100
