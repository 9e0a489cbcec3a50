"""Many rows at once write what each writes alone."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nets.decoding import Decoding, decode
from nets.free import greedy_each, greedy_each_by_attention, laid_out
from tests.nets.small import EOS, PAD, VOCAB, reverser, small_net
from tests.nets.small_seq2seq import KINDS, small_seq2seq

STEPS = 12
sentences = st.lists(st.lists(st.integers(4, VOCAB - 1), max_size=6), min_size=1, max_size=6)


def alone(net, sources: list[list[int]]) -> list[list[int]]:
    return [decode(net, torch.tensor([one]), Decoding(max_steps=STEPS)).tokens.tolist() for one in sources]


@pytest.mark.parametrize(("attention", "cell"), KINDS)
@given(texts=sentences, seed=st.integers(0, 9))
@settings(max_examples=12, deadline=None)
def test_a_batch_writes_what_each_row_would_alone(attention, cell, texts, seed):
    net, sources = small_seq2seq(attention, cell, seed), [[*text, EOS] for text in texts]
    assert greedy_each(net, net.read(laid_out(sources, PAD)), STEPS) == alone(net, sources)


@given(texts=sentences)
@settings(max_examples=15, deadline=None)
def test_so_does_a_batch_of_the_transformer(texts):
    for net in (reverser(), small_net(5)):
        sources = [[*text, EOS] for text in texts]
        assert greedy_each_by_attention(net, laid_out(sources, PAD), STEPS) == alone(net, sources)


def test_the_small_nets_end_sometimes_and_sometimes_not():
    """Otherwise the tests above would miss half of what they are for."""
    sources = [[*range(4, 4 + n), EOS] for n in range(7)]
    written = [row for seed in range(10) for row in alone(small_seq2seq("none", "gru", seed), sources)]
    ended = [row[-1] == EOS for row in written]
    assert any(ended) and not all(ended)
    assert len({len(row) for row in written}) > 3 and len(set(map(tuple, written))) > 10


def test_a_table_of_rows_has_a_column_even_for_nothing():
    assert laid_out([[], [5]], PAD).tolist() == [[PAD], [5]]
    assert laid_out([[]], PAD).tolist() == [[PAD]]
