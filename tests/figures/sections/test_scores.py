"""What is measured of each score function, of made-up traces."""

import numpy as np
import pytest

from figures.sections.scores import apart, entropy, function_arrays
from nets.quantity import Quantity


def test_entropy_is_between_one_token_and_all_alike():
    weights = np.array([[0, 1, 0, 0], [0.25] * 4, [0.5, 0.5, 0, 0]], np.float32)
    assert entropy(weights).tolist() == pytest.approx([0, np.log(4), np.log(2)], abs=1e-6)


def states(shift: float = 0.0) -> dict[str, Quantity]:
    rows = np.arange(6, dtype=np.float32).reshape(1, 2, 3)
    return {
        "decoder.cell.h": Quantity(rows + shift, "", ("batch", "time", "unit"), ""),
        "encoder.out": Quantity(rows, "", ("batch", "key", "unit"), ""),
        "decoder.look.weights": Quantity(np.full((1, 2, 2), 0.5, np.float32), "", ("batch", "query", "key"), ""),
        "decoder.look.scores": Quantity(np.zeros((1, 2, 2), np.float32), "", ("batch", "query", "key"), ""),
        "out": Quantity(np.array([[[0.1, 0.9], [0.7, 0.3]]], np.float32), "", ("batch", "time", "vocab"), ""),
    }


def test_states_that_differ_are_told_by_how_much():
    assert apart({"dot": states(), "general": states()}) == 0
    assert apart({"dot": states(), "general": states(0.25), "concat": states()}) == 0.25


def test_the_next_token_is_the_likeliest():
    arrays = function_arrays(states())
    assert arrays["next"].tolist() == [1, 0] and arrays["p"].tolist() == pytest.approx([0.9, 0.7])
    assert arrays["entropy"].tolist() == pytest.approx([np.log(2)] * 2)
