"""Three nets read one text: the same tokens, honest about what was cut and what is unknown, no run in another's way."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nets.recurrent import AS_TRAINED, Clamp, Intervention
from ui import reader
from ui.reader import CELL_KINDS, LIMIT, families
from ui.run import load

KINDS = ["sentiment-ko", "tagger-en", "chars-en"]
"""A family of each kind of net."""


def fresh(family: str, text: str, touch: Intervention = AS_TRAINED) -> dict[str, reader.Read]:
    """A reading that no cache answers."""
    reader.read.clear()
    return reader.read(family, text, touch)


def test_every_family_has_all_three_cells():
    assert set(KINDS) <= set(families())


@pytest.mark.parametrize("family", families())
def test_the_three_nets_share_their_tokens_and_answers(family):
    reads = fresh(family, "It's not bad at all, 정말!")
    assert tuple(reads) == CELL_KINDS
    first = reads["rnn"]
    assert len(first.pieces) > 3
    for cell, read in reads.items():
        model = load(f"{family}-{cell}")
        assert read.name == model.name
        assert model.tokenizer.pieces(read.text) == first.pieces and read.labels == first.labels
        steps, classes = read.trace["out"].values.shape[1:]
        assert steps == len(read.pieces)
        assert classes == len(read.labels)
        np.testing.assert_allclose(read.trace["out"].values.sum(-1), 1, atol=1e-5)


@pytest.mark.parametrize("family", KINDS)
def test_nothing_typed_is_a_reading_without_steps(family):
    for text in ("", "  \u200b "):
        for read in fresh(family, text).values():
            for quantity in read.trace.values():
                if "time" in quantity.dims:
                    assert quantity.values.shape[quantity.dims.index("time")] == len(read.pieces)
    assert not any(read.pieces for read in fresh(family, "").values())


@pytest.mark.parametrize("family", KINDS)
@settings(max_examples=15, deadline=None)
@given(text=st.text(max_size=80))
def test_whatever_is_typed_is_read(family, text):
    for read in fresh(family, text).values():
        assert read.text == text
        assert all(np.isfinite(quantity.values).all() for quantity in read.trace.values())
        assert read.trace["out"].values.shape[1] == len(read.pieces)


def test_what_is_too_long_is_cut_and_says_so():
    assert fresh("sentiment-ko", "가 " * 10)["gru"].cut is None
    read = fresh("chars-en", "a" * (LIMIT + 1))["rnn"]
    assert read.cut == LIMIT == len(read.pieces)


def test_what_the_net_has_never_seen_is_named_once():
    assert fresh("chars-en", "O 한 한 국")["lstm"].unknown == ("한", "국")


def test_a_clamp_changes_this_reading_and_no_other():
    text = "재미있다"
    plain = fresh("sentiment-ko", text)["lstm"].trace["out"].values
    held = reader.read("sentiment-ko", text, Intervention((Clamp("i", 0.0),)))
    assert (held["lstm"].trace["rnn.layers.i"].values == 0).all()
    assert (held["lstm"].trace["rnn.layers.h"].values == 0).all()
    np.testing.assert_array_equal(reader.read("sentiment-ko", text)["lstm"].trace["out"].values, plain)
    np.testing.assert_array_equal(fresh("sentiment-ko", text)["lstm"].trace["out"].values, plain)


def test_a_reading_is_that_of_the_net():
    read = fresh("sentiment-ko", "정말 재미있다")["gru"]
    model = load("sentiment-ko-gru")
    out = model.net(torch.tensor([[piece.id for piece in read.pieces]]), torch.tensor([len(read.pieces)]))
    np.testing.assert_allclose(read.trace["out"].values[:, -1], out.softmax(-1).numpy(), atol=1e-5)
