"""The wire form gives back what was packed; weights keep their row sums on the way."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from figures.wire import pack, share_bytes, unpack

ARRAYS = st.one_of(
    *(
        arrays.arrays(dtype, arrays.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=5))
        for dtype in (np.float32, np.uint8, np.int32)
    )
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(st.text().filter(lambda name: name != "arrays"), JSON, max_size=4),
    st.dictionaries(st.text(), ARRAYS, max_size=4),
)
def test_what_is_packed_comes_back(header, content):
    found, back = unpack(pack(header, content))
    assert found == header
    assert list(back) == list(content)
    for name, array in content.items():
        assert back[name].dtype == array.dtype and back[name].shape == array.shape
        assert np.array_equal(back[name], array, equal_nan=array.dtype.kind == "f")


@given(st.dictionaries(st.text(max_size=9), ARRAYS, max_size=5))
def test_every_array_starts_where_a_browser_can_read_it(content):
    blob = pack({"text": "학생"}, content)
    assert len(blob) % 4 == 0
    assert int.from_bytes(blob[:4], "little") % 4 == 0


def test_wide_numbers_are_narrowed():
    _, back = unpack(pack({}, {"a": np.array([0.1, -np.inf]), "b": np.array([2, -3]), "c": np.array([True])}))
    assert back["a"].dtype == np.float32 and back["a"].tolist() == [np.float32(0.1), -np.inf]
    assert back["b"].dtype == np.int32 and back["b"].tolist() == [2, -3]
    assert back["c"].tolist() == [1]


def test_an_array_that_lies_otherwise_in_memory_arrives_in_order():
    array = np.arange(6, dtype=np.float32).reshape(2, 3).T
    assert np.array_equal(unpack(pack({}, {"a": array}))[1]["a"], array)


@pytest.mark.parametrize("blob", [b"", b"\0\0", b"\xff\xff\0\0{}"])
def test_anything_else_is_refused(blob):
    with pytest.raises(ValueError, match="no picture"):
        unpack(blob)


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "$x$ **b** [l](u)", "שלום\u202e", "e\u0301\u0301", "\x00\x07\x1b", "\n\t", "👩‍🔬"],
)
def test_text_travels_as_it_was_typed(text):
    assert unpack(pack({"text": text}, {}))[0]["text"] == text


def test_half_a_surrogate_pair_does_no_harm():
    assert unpack(pack({"text": "a\ud83d"}, {}))[0]["text"] == "a?"


@given(st.integers(1, 512), st.floats(0.5, 20), st.integers(0, 2**31))
@settings(max_examples=80, deadline=None)
def test_shares_keep_their_row_sums(keys, sharpness, seed):
    scores = np.random.default_rng(seed).normal(0, sharpness, (3, keys))
    weights = np.exp(scores - scores.max(-1, keepdims=True))
    weights /= weights.sum(-1, keepdims=True)
    back = (share_bytes(weights).astype(float) / 255) ** 2
    assert np.abs(back.sum(-1) - 1).max() < 0.01
    assert np.abs(back - weights).max() < 0.004


def test_a_broad_row_of_512_keys_is_not_lost():
    """What linear bytes would turn to nothing (DESIGN, section 3)."""
    weights = np.linspace(0.5, 1.5, 512)[None] / 512
    back = (share_bytes(weights).astype(float) / 255) ** 2
    assert abs(back.sum() - 1) < 0.01
    assert (share_bytes(weights) > 0).all() and (np.round(weights * 255) == 0).mean() > 0.4
    equal = (share_bytes(np.full((1, 512), 1 / 512)).astype(float) / 255) ** 2
    assert abs(equal.sum() - 1) < 0.09
    assert share_bytes(np.array([0.0, 1.0, 1.0 + 1e-7])).tolist() == [0, 255, 255]
