"""Readings that grow say what a reading from the start says, and leave earlier ones alone."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nets.growing import Readings, shared
from nets.recurrent import AS_TRAINED, CELLS, Clamp, Intervention
from nets.tasks import LanguageModel
from nets.trace import freeze


def a_net(cell: str) -> LanguageModel:
    torch.manual_seed(0)
    return LanguageModel(cell, vocab=6, d_model=4, units=5, layers=2).eval().requires_grad_(False)


def computing(net: LanguageModel, touch: Intervention = AS_TRAINED):
    """What a reading asks the net for, and how many steps it asked for in all."""
    asked = []

    def compute(ids, start):
        asked.append(len(ids))
        return freeze(net.trace(torch.tensor([ids]), touch, start))

    return compute, asked


def same(found, wanted):
    assert list(found) == list(wanted)
    for path, quantity in wanted.items():
        assert found[path].dims == quantity.dims
        np.testing.assert_allclose(found[path].values, quantity.values, rtol=0, atol=1e-5, err_msg=path)
        assert not found[path].values.flags.writeable


@pytest.mark.parametrize("touch", [AS_TRAINED, Intervention((Clamp("h", 0.5, unit=1),))])
@pytest.mark.parametrize("cell", CELLS)
@settings(max_examples=25, deadline=None)
@given(texts=st.lists(st.lists(st.integers(0, 2), min_size=1, max_size=7), min_size=1, max_size=8))
def test_whatever_is_typed_before_a_text_reads_the_same(cell, touch, texts):
    net = a_net(cell)
    compute, _ = computing(net, touch)
    readings, seen = Readings(steps=15, longest=10), []
    with torch.inference_mode():
        for text in texts:
            wanted = freeze(net.trace(torch.tensor([text]), touch))
            seen.append((readings.read(text, compute), wanted))
            assert sum(growing.used for growing in readings.kept) <= 15 or len(readings.kept) == 1
    for found, wanted in seen:
        same(found, wanted)


def test_a_key_at_the_end_is_one_step():
    compute, asked = computing(a_net("lstm"))
    readings = Readings(steps=100, longest=20)
    text = [1, 2, 3, 4, 5, 0, 1, 2]
    for end in (6, 7, 8, 7):  # three keys, and one taken back
        readings.read(text[:end], compute)
    assert asked == [6, 1, 1]
    readings.read([*text[:4], 0, 0], compute)
    assert asked == [6, 1, 1, 2]


def test_what_two_texts_share():
    assert shared([], [1]) == 0
    assert shared([1, 2], [1, 2, 3]) == shared([1, 2, 3], [1, 2]) == 2
    assert shared([2, 2], [1, 2]) == 0
