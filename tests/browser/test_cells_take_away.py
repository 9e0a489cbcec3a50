"""What can be taken from the page on recurrent cells: pictures, the very floats, code that computes a number again."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

import pretrained
from tests.browser.cells import PANELS, SENTENCE, over, start, truth
from tests.browser.driving import ODD, shown_code, table, take
from tests.test_lesson_code import printed

pytestmark = pytest.mark.browser


def test_every_picture_can_be_taken_away(page):
    start(page, ODD, below="gates")
    for name in PANELS:
        root = ElementTree.fromstring(take(page, name, "svg")[1])
        assert ODD in root.find("{*}desc").text and not root.findall(".//{*}script")
    assert take(page, "maps", "png")[1].startswith(b"\x89PNG")


def test_csv_holds_the_very_floats(page):
    start(page, cell="lstm.o.2")
    head, *rows = table(page, "maps")
    assert head[:4] == ["net", "symbol", "unit", "1 I"]
    assert rows[0][:3] == ["LSTM", "i", "2"]
    for net, name, unit, *values in rows:
        states = getattr(truth(SENTENCE, net.lower()).rnn.layers[-1], name)[0, :, int(unit) - 1].numpy()
        assert np.allclose([np.float32(v) for v in values], states, atol=1e-6)
    units = pretrained.load("sentiment-en-lstm").card["kwargs"]["units"]
    assert len(rows) == 11 * units


@pytest.mark.parametrize("query", [{}, {"clamp": "f:0.5,h:0.1@2", "reset": "before"}])
@pytest.mark.parametrize(("x", "y"), [(0.5, 0.97), (0.4, 0.6), (0.5, 0.12)])
def test_the_code_shown_prints_the_number_under_the_pointer(page, query, x, y):
    start(page, '"Not" bad $x$ \\n', **query)
    tip = over(page, "maps", x, y)
    found = re.search(r"= (−?[\d.]+)|([\d.]+) %", tip)
    shown = float(found[1].replace("−", "-")) if found[1] else float(found[2]) / 100
    assert printed(shown_code(page, "maps")) == pytest.approx(shown, abs=6e-4)
