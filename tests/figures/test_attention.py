"""The picture of attention by hand: what the nets computed, in the shapes that are drawn."""

import numpy as np
import pytest

from figures.attention import STEPS, Scene, attention, bare
from figures.wire import unpack
from nets.quantity import Quantity

HEADED = ("batch", "head", "query", "key")


def quantity(*shape: int, dims: tuple[str, ...] = HEADED) -> Quantity:
    return Quantity(np.arange(np.prod(shape), dtype=float).reshape(shape), "A", dims, "")


@pytest.mark.parametrize(
    ("shape", "left"),
    [((1, 1, 3, 2), (3, 2)), ((1, 2, 3, 2), (2, 3, 2)), ((1, 1, 1, 1), (1, 1)), ((1, 2, 1, 1), (2, 1, 1))],
)
def test_an_axis_of_one_batch_or_head_is_left_out_and_a_single_token_is_not(shape, left):
    found = bare(quantity(*shape))
    assert found.values.shape == left and found.dims == HEADED[-len(left) :]
    assert found.values.ravel().tolist() == list(range(int(np.prod(shape))))


def test_the_blob_has_every_matrix_and_every_trace():
    trace = {"weights": quantity(1, 1, 2, 2), "length": Quantity(np.array(2.0), "n", (), "")}
    scene = Scene("a <b>", ["a", "<b>"], ["a", "<b>", "<pad>"], ["x"], {"X": np.eye(2)}, {"masks": trace}, {"w": "W"})
    header, arrays = unpack(attention(scene))
    assert set(arrays) == {"X", "masks.weights", "masks.length"}
    assert arrays["masks.weights"].tolist() == [[0, 1], [2, 3]] and arrays["masks.length"] == 2
    assert header["tokens"] == ["a", "<b>"] and header["steps"] == list(STEPS) and header["text"] == "a <b>"
    assert header["words"] == {"w": "W"} and header["state"] == header["first"] == {}


def test_what_is_too_large_travels_as_infinity():
    scene = Scene("", [], [], [], {"X": np.array([1e300, -np.inf])}, {}, {})
    assert unpack(attention(scene))[1]["X"].tolist() == [np.inf, -np.inf]
