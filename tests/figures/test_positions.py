"""The picture of positions from quantities: what depends on the distance alone is measured, one head is sent."""

import numpy as np
import pytest

from figures.positions import positions, spelt
from figures.transformer import Token
from figures.wire import unpack
from nets.quantity import Quantity
from tests.figures.positions import scene


def test_a_diagonal_that_is_not_one_colour_is_told():
    made = scene("sinusoidal", encoding=np.zeros((3, 4)), by_distance=np.array([2.0, 1.0, 0.0]))
    similarity = np.array([[2.0, 1.0, 0.0], [1.0, 2.0, 1.5], [0.0, 1.0, 2.0]])
    made.method["similarity"] = Quantity(similarity, "PE·PE", ("query", "key"), "")
    header, _ = unpack(positions(made))
    assert header["spread"] == 0.5


def test_the_sign_of_a_distance_counts_for_rope():
    by_distance = np.array([10.0, 20.0, 30.0, 40.0, 50.0])  # n − m from −2 to 2
    scores = np.array([[30.0, 20.0, 10.0], [40.0, 30.0, 20.0], [50.0, 40.0, 30.0]])
    header, _ = unpack(positions(scene("rope", queries=np.zeros((3, 2)), by_distance=by_distance, scores=scores)))
    assert header["spread"] == 0
    header, _ = unpack(positions(scene("rope", queries=np.zeros((3, 2)), by_distance=by_distance, scores=scores.T)))
    assert header["spread"] == 40


def test_of_alibi_one_head_is_sent_and_the_lines_of_all():
    bias = np.array([[[0, -np.inf], [-m, 0]] for m in (0.5, 0.25)])
    made = scene("alibi", slopes=np.array([0.5, 0.25]), bias=bias, shares=np.ones((2, 2, 2)))
    _, arrays = unpack(positions(made))
    assert arrays["bias"].tolist() == bias[1].tolist() and arrays["shares"].shape == (2, 2)
    assert arrays["lines"].tolist() == [[0, -0.5], [0, -0.25]]


def test_one_head_is_shown_and_the_largest_difference_of_all():
    made = scene("none", none=np.ones(3))
    header, arrays = unpack(positions(made))
    trace = made.order.traces["with"]
    assert np.array_equal(arrays["with.weights"], trace["weights"].values[0, 1].astype(np.float32))
    assert np.array_equal(arrays["with.most"], trace["difference"].values.max((2, 3)).astype(np.float32))
    assert header["apart"]["with"]["weights"] == trace["difference"].values.max()
    assert header["apart"]["with"]["written"] == ["<b>un</b>", "deux"]


def test_the_strips_share_one_scale():
    header, arrays = unpack(positions(scene("none", none=np.ones(3))))
    assert [one["name"] for one in header["vectors"]] == ["v_tokens", "v_positions", "v_out"]
    largest = max(np.abs(arrays[one["name"]]).max() for one in header["vectors"])
    assert all(one["limit"] == pytest.approx(largest) for one in header["vectors"])
    assert all(one["tokens"] == ["<b>", "x", "<eos>"] for one in header["vectors"])


def test_pieces_of_a_word_are_joined_where_they_stand():
    tokens = [Token("b", 1), Token("c", 1), Token("a", 0), Token("!", -1), Token("<eos>", -1, True)]
    assert spelt(tokens) == "bc a!"
    assert spelt([]) == ""
