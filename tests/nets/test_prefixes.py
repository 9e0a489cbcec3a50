"""Prefixes of a source: what is said of each is what the net says of it alone."""

import pytest
import torch
from torch.testing import assert_close

from nets.decoding import Decoding, decode
from nets.free import up_to
from nets.prefixes import prefixes
from nets.trace import freeze
from tests.nets.small import EOS, PAD, SOS
from tests.nets.small_seq2seq import KINDS, small_seq2seq

WORDS = [5, 9, 4, 7, 10, 6]
SOURCES = [[*WORDS[:n], EOS] for n in range(1, 7)]
GIVEN = [[8, EOS], [6], [7, 7, 5, EOS], [4, 9, EOS], [10, EOS], [5, 6, 7, 8, 9, EOS]]
STEPS = 10


@pytest.mark.parametrize(("attention", "cell"), KINDS)
def test_each_row_is_that_of_its_prefix_alone(attention, cell):
    net = small_seq2seq(attention, cell, 3)
    trace = prefixes(net, SOURCES, GIVEN, STEPS)
    for row, (source, given) in enumerate(zip(SOURCES, GIVEN, strict=True)):
        ids = torch.tensor([source])
        alone = net.trace(ids, torch.tensor([[SOS, *given[:-1]]]))
        losses = -alone.logits[0].log_softmax(-1)[torch.arange(len(given)), given]
        assert_close(trace.start[row], alone.encoder.start[0], rtol=1e-5, atol=1e-5)
        assert_close(trace.losses[row, : len(given)], losses, rtol=1e-4, atol=1e-4)
        assert trace.losses[row, len(given) :].isnan().all()
        assert_close(trace.surprise[row], losses.mean(), rtol=1e-4, atol=1e-4)
        written = decode(net, ids, Decoding(max_steps=STEPS)).tokens.tolist()
        assert [t for t in trace.tokens[row].tolist() if t != PAD] == [t for t in written if t != PAD]
        assert up_to(trace.tokens[row].tolist(), EOS)[: len(written)] == written


def test_what_is_measured_needs_something_to_measure():
    net = small_seq2seq()
    for given in ([], [[5, EOS]], [[5, EOS], []]):
        with pytest.raises(ValueError, match="at least one token"):
            prefixes(net, SOURCES[:2], given, STEPS)


def test_it_leaves_nets_by_name():
    frozen = freeze(prefixes(small_seq2seq(), SOURCES, GIVEN, STEPS))
    assert frozen["start"].values.shape == (6, 12) and frozen["start"].dims == ("batch", "unit")
    assert frozen["surprise"].values.shape == (6,)
    for quantity in frozen.values():
        assert quantity.values.ndim == len(quantity.dims) and quantity.text.endswith(".")
