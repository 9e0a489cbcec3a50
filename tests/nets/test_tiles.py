"""Tiles keep every peak: held against a maximum over sets of cells written out, whatever the shape."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from figures.wire import share_bytes
from nets.tiles import edges, strongest, tiles

LONG = settings(max_examples=60, deadline=None)


@st.composite
def maps(draw):
    """Weights of a few heads, some of them peaks, and how many tiles there may be."""
    shape = draw(st.tuples(*[st.integers(1, 2)] * 2, *[st.integers(1, 40)] * 2))
    dice = np.random.default_rng(draw(st.integers(0, 999)))
    A = dice.random(shape, np.float32) ** draw(st.sampled_from([1, 20])) + np.float32(1e-9)
    return A / A.sum(-1, keepdims=True), draw(st.integers(1, 45))


def by_definition(A: np.ndarray, most: int) -> np.ndarray:
    """A tile at a time, over the cells it covers."""
    rows, columns = (min(n, most) for n in A.shape[-2:])
    T = np.empty((*A.shape[:-2], rows, columns), A.dtype)
    for i in range(rows):
        for j in range(columns):
            q, k = slice(*edges(A.shape[-2], most)[i : i + 2]), slice(*edges(A.shape[-1], most)[j : j + 2])
            T[..., i, j] = A[..., q, k].reshape(*A.shape[:-2], -1).max(-1)
    return T


@LONG
@given(maps())
def test_tiles_are_the_maxima_of_what_they_cover(given):
    A, most = given
    assert np.array_equal(tiles(A, most), by_definition(A, most))


@LONG
@given(st.integers(0, 2000), st.integers(1, 300))
def test_every_token_is_in_one_tile_and_tiles_are_alike(n, most):
    steps = edges(n, most)
    lengths = np.diff(steps)
    assert steps[0] == 0 and steps[-1] == n and len(lengths) == min(n, most)
    assert not n or lengths.min() >= 1 and lengths.max() - lengths.min() <= 1


@LONG
@given(maps(), st.randoms(use_true_random=False))
def test_the_maximum_over_any_set_of_cells_is_kept(given, dice):
    """The tiles that a set of cells lies in are at least as high as the set, and no higher than all they cover."""
    A, most = given
    rows, columns = (edges(n, most) for n in A.shape[-2:])
    T = tiles(A, most)
    cells = [(dice.randrange(A.shape[-2]), dice.randrange(A.shape[-1])) for _ in range(5)]
    covering = [(np.searchsorted(rows, q, "right") - 1, np.searchsorted(columns, k, "right") - 1) for q, k in cells]
    highest = np.max([A[..., q, k] for q, k in cells], 0)
    assert (np.max([T[..., i, j] for i, j in covering], 0) >= highest).all()
    assert np.array_equal(T.max((-2, -1)), A.max((-2, -1)))


@LONG
@given(maps(), st.floats(0.01, 0.9))
def test_every_weight_above_a_threshold_lights_its_tile(given, threshold):
    A, most = given
    lit = share_bytes(tiles(A, most)) >= share_bytes(np.float32(threshold))
    rows, columns = (edges(n, most) for n in A.shape[-2:])
    for *head, q, k in np.argwhere(threshold < A):
        i, j = np.searchsorted(rows, q, "right") - 1, np.searchsorted(columns, k, "right") - 1
        assert lit[*head, i, j]


@LONG
@given(maps())
def test_bytes_of_tiles_are_tiles_of_bytes(given):
    A, most = given
    assert np.array_equal(share_bytes(tiles(A, most)), tiles(share_bytes(A), most))


def test_a_small_map_is_its_own_tiles():
    A = np.random.default_rng(0).random((2, 3, 7, 5))
    assert tiles(A, 7) is A


@pytest.mark.parametrize("shape", [(2, 0, 0), (2, 3, 0), (1, 1, 1)])
def test_maps_of_next_to_nothing(shape):
    A = np.ones(shape)
    weight, where = strongest(A)
    assert tiles(A, 4).shape == shape and where.shape == (shape[0], 2) and not where.any()
    assert np.isnan(weight).all() if not A.size else (weight == 1).all()


def test_no_tiles_are_refused():
    with pytest.raises(ValueError, match="0 tiles"):
        tiles(np.ones((2, 2)), 0)


@LONG
@given(maps())
def test_the_strongest_weight_is_where_it_is_said_to_be(given):
    A, _ = given
    weight, where = strongest(A)
    for head in np.ndindex(A.shape[:2]):
        q, k = where[head]
        assert A[*head, q, k] == weight[head] == A[head].max()
