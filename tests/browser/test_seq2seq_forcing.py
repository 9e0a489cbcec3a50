"""Teacher forcing in real Chromium: the moment of release is scrubbed in the browser, the teacher is the viewer's."""

import numpy as np
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
from tests.browser.seq2seq_tabs import BOXES, canvas, said, shown, start
from tests.seq2seq_sections import call
from tests.test_lesson_code import printed
from ui.sections import forcing

pytestmark = pytest.mark.browser
COUNT = """() => {
  window.sent = 0;
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) { window.sent++; return send.call(this, data); };
}"""
"""JavaScript that counts the messages to the server from now on."""
FRENCH = "Je ne suis pas un étudiant."


def row_of(page) -> dict[str, list]:
    """What the table says of the row that is shown: the tokens, and the numbers where there are any."""
    rows = table(page, "forcing")[1:]
    return {
        "teacher": [row[1] for row in rows if row[1]],
        "said": [row[2] for row in rows if row[2]],
        "tokens": [row[3] for row in rows if row[3]],
        "losses": [float(row[4]) for row in rows if row[4]],
        "free": [float(row[5]) for row in rows if row[5]],
        "distance": [float(row[8]) for row in rows if row[8]],
    }


def agrees(page, k: int, **asking: str) -> None:
    header, arrays = call(forcing, **asking)
    found, labels, n = row_of(page), header["labels"], int(arrays["lengths"][k])
    assert found["teacher"] == [labels[i] for i in header["teacher"]]
    assert found["said"] == [labels[i] for i in arrays["said"].tolist()]
    assert found["tokens"] == [labels[i] for i in arrays["tokens"][k, :n].tolist()]
    for name, values in (
        ("losses", arrays["losses"]),
        ("free", arrays["free"][k]),
        ("distance", arrays["distance"][k]),
    ):
        assert np.allclose(found[name], values[np.isfinite(values)], atol=1e-3), name


def test_every_moment_of_release_is_that_of_the_net_and_asks_nobody(page):
    start(page, "forcing")
    agrees(page, 0)
    page.evaluate(COUNT)
    canvas(page, "forcing").focus()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    wait_query(page, forcing_k="2")
    assert "2" in said(page, "forcing") and page.evaluate("window.sent") == 0
    agrees(page, 2)
    canvas(page, "forcing").focus()
    page.keyboard.press("End")
    count = len(call(forcing)[0]["teacher"])
    wait_query(page, forcing_k=str(count))
    agrees(page, count)
    canvas(page, "forcing").focus()
    page.keyboard.press("Home")
    wait_query(page, forcing_k=None)


def test_the_slider_and_a_click_release_the_net(page):
    start(page, "forcing")
    slider = panel(page, "forcing").locator("input[name=released]")
    slider.focus()
    page.keyboard.press("ArrowRight")
    wait_query(page, forcing_k="1")
    before = pixels(page, "forcing")
    size = page.evaluate("Math.max(14, (18 * innerWidth) / 1920)")
    canvas(page, "forcing").click(position={"x": size * 10 + 6, "y": size * 2.8})
    wait_query(page, forcing_k=None)
    redrawn(page, "forcing", before)


def test_the_viewer_is_the_teacher(page):
    start(page, "forcing")
    box = panel(page, "forcing").locator("input[name=teacher]")
    assert box.get_attribute("placeholder") and box.input_value() == ""
    box.click()
    page.keyboard.type(FRENCH, delay=5)
    wait_query(page, forcing_teacher=FRENCH)
    labels = [
        call(forcing, forcing_teacher=FRENCH)[0]["labels"][i]
        for i in call(forcing, forcing_teacher=FRENCH)[0]["teacher"]
    ]
    eventually(page, lambda: row_of(page)["teacher"] == labels)
    agrees(page, 0, forcing_teacher=FRENCH)
    assert box.input_value() == FRENCH
    page.reload()
    shown(page, "forcing", "I am a student.")
    assert panel(page, "forcing").locator("input[name=teacher]").input_value() == FRENCH
    agrees(page, 0, forcing_teacher=FRENCH)


def test_another_net_and_the_sum_so_far_are_in_the_link(page):
    start(page, "forcing", forcing_k="1")
    before = pixels(page, "forcing")
    panel(page, "forcing").locator("button[value=so_far]").click()
    wait_query(page, forcing_sum="1", forcing_k="1")
    redrawn(page, "forcing", before)
    panel(page, "forcing").locator("button[value=first]").click()
    wait_query(page, forcing_net="first")
    panel(page, "forcing").locator("h3", has_text="No attention").wait_for()
    agrees(page, 1, forcing_net="first")
    place = 2
    _, arrays = call(forcing, forcing_net="first")
    assert printed(shown_code(page, "forcing")) == pytest.approx(float(arrays["free"][1, place - 1]), rel=1e-3)


def test_the_map_and_the_drift_are_taken_away_whole(page):
    start(page, "forcing")
    header, arrays = call(forcing)
    rows = table(page, "excess")[1:]
    assert len(rows) == len(header["teacher"]) + 1
    found = np.array([[float(v) if v else np.nan for v in row[1:]] for row in rows])
    assert np.allclose(found, arrays["excess"], atol=1e-3, equal_nan=True)
    drift = [float(row[1]) if row[1] else np.nan for row in table(page, "drift")[1:]]
    assert np.allclose(drift, arrays["drift"], atol=1e-3, equal_nan=True)


def test_nothing_moves_while_somebody_types(page):
    start(page, "forcing", "The cat sleeps")
    types_and_nothing_moves(page, "The cat sleeps", (" on", " it"), lambda text: shown(page, "forcing", text), BOXES)


@pytest.mark.parametrize(
    ("text", "teacher"), [("", ""), ("", FRENCH), ("a", "<b>"), (ODD, ODD), ("Hi " * 70, "non " * 140)],
    ids=["empty", "empty, teacher", "one", "odd", "long"],
)  # fmt: skip
def test_whatever_is_typed_is_shown(page, text, teacher):
    start(page, "forcing", text, forcing_teacher=teacher, forcing_k="99", lang="ko")
    assert query(page)["forcing_k"] == "99", "what does not fit this sentence may fit the next"
    assert panel(page, "forcing").locator("canvas").bounding_box()["height"] > 100
