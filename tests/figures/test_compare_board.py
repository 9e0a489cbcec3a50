"""What the score board's picture is made of."""

import random

import numpy as np

from figures.compare.board import Example, board
from figures.wire import pack, unpack
from models.boards import ENDS, MEASURES
from ui.gallery_compare_board import made_up


def test_every_number_travels_as_it_is():
    found = made_up(random.Random(1))
    weights = np.random.default_rng(0).random((2, 3))
    header, arrays = unpack(pack(*board(found, MEASURES, ENDS, [Example("<b>", weights, ["a", "b"], ["c", "d", "e"])])))
    for k, name in enumerate(header["board"]["measures"]):
        for e, end in enumerate(ENDS):
            for h, row in enumerate(found["heads"]):
                value = row.get(name + end)
                assert (
                    np.isnan(arrays["values"][k, e, h])
                    if value is None
                    else arrays["values"][k, e, h] == np.float32(value)
                )
    assert np.allclose(arrays["map.cross"], found["maps"]["cross"]["points"])
    assert np.array_equal(arrays["example.0"], weights.astype(np.float32))
    assert header["examples"] == [{"text": "<b>", "rows": ["a", "b"], "columns": ["c", "d", "e"]}]


def test_a_measure_that_no_head_has_is_left_out():
    found = made_up(random.Random(1))
    for row in found["heads"]:
        row.pop("bleu_lost"), row.update(gradient=None)
    header, arrays = board(found, MEASURES, ENDS, [])
    assert "bleu_lost" not in header["board"]["measures"] and "gradient" not in header["board"]["measures"]
    assert arrays["values"].shape == (len(MEASURES) - 2, len(ENDS), 16)


def test_no_board():
    assert board(None, MEASURES, ENDS, [], title="x") == ({"board": None, "examples": [], "title": "x"}, {})
