"""A row and the next word before and after, of made-up traces."""

import numpy as np

from figures.sections.draw import TOP, draw_arrays, top
from nets.quantity import Quantity

P = np.array([[[0.1, 0.4, 0.05, 0.2, 0.15, 0.1], [0.5, 0.0, 0.1, 0.1, 0.1, 0.2]]], np.float32)


def trace(weights: list[list[float]]) -> dict[str, Quantity]:
    look = Quantity(np.array([weights], np.float32), "", ("batch", "query", "key"), "")
    return {"out": Quantity(P, "", ("batch", "time", "vocab"), ""), "decoder.look.weights": look}


def test_the_likeliest_come_first_and_ties_in_order():
    best = top(trace([[1, 0], [0, 1]]), 0)
    assert [token for token, _ in best] == [1, 3, 4, 0, 5] and len(best) == TOP
    assert np.allclose([p for _, p in best], [0.4, 0.2, 0.15, 0.1, 0.1])


def test_both_rows_are_those_of_the_step():
    arrays = draw_arrays(trace([[1, 0], [0.25, 0.75]]), trace([[1, 0], [0.5, 0.5]]), 1)
    assert arrays["own"].tolist() == [0.25, 0.75] and arrays["row"].tolist() == [0.5, 0.5]
