"""Prefixes side by side: means of what was measured, and how far the vector moves."""

import numpy as np
import pytest

from figures.sections.prefixes import Row, side_by_side, spaced


def row(start: list[float], losses: list[float]) -> Row:
    return Row((7, 3), np.array(start, np.float32), np.array(losses, np.float32))


NETS = [
    [row([0, 0], [1.0]), row([3, 4], [1.0, 3.0]), row([3, 4], [2.0, 2.0, 5.0])],
    [row([1, 1], [0.5]), row([1, 0], [0.5, 0.5]), row([0, 0], [9.0, 0.0, 0.0])],
]


def test_the_surprise_is_the_mean_over_the_given_tokens():
    arrays = side_by_side(NETS)
    assert arrays["surprise"].tolist() == [[1, 2, 3], [0.5, 0.5, 3]]
    assert arrays["losses.0"].shape == (3, 3) and np.isnan(arrays["losses.0"][0, 1:]).all()
    assert arrays["losses.1"][2].tolist() == [9, 0, 0]


def test_the_vector_moves_from_prefix_to_prefix():
    arrays = side_by_side(NETS)
    assert arrays["start"].shape == (2, 3, 2) and np.isnan(arrays["moved"][:, 0]).all()
    assert arrays["moved"][:, 1:].tolist() == [[5, 0], [1, 1]]


@pytest.mark.parametrize(("count", "most"), [(1, 24), (24, 24), (25, 24), (63, 24), (64, 2)])
def test_both_ends_are_shown_and_the_rest_evenly(count, most):
    found = spaced(count, most)
    assert found[0] == 1 and found[-1] == count and len(found) == min(count, most) == len(set(found))
    steps = np.diff(found)
    assert not len(steps) or steps.max() - steps.min() <= 1
