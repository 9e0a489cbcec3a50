"""Reading a seq2seq decoder step by step: in pieces, back again, in another order; the searches, and their trace."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.testing import assert_close

from nets.decoding import Decoding, decode, decoder_of
from nets.layout import for_reading
from nets.recurrent import CELLS
from nets.seq2seq import Seq2seq
from nets.seq2seq_trace import AS_TRAINED, Intervention, Seq2seqTrace
from nets.stepping import SteppingDecoder
from nets.trace import freeze
from tests.nets.by_definition import greedily
from tests.nets.small import EOS, SOS, VOCAB, sentence
from tests.nets.small_seq2seq import ALL, ATTENTIONS, small_seq2seq

CLOSE = dict(rtol=0, atol=1e-5)
GREEDY = Decoding(max_steps=15)
ids = st.lists(st.integers(4, VOCAB - 1), max_size=6)
pieces = st.lists(st.integers(1, 11), min_size=1, max_size=4)
attentions, cells = st.sampled_from(ATTENTIONS), st.sampled_from([*CELLS])
every_cell = pytest.mark.parametrize("cell", CELLS)
every_attention = pytest.mark.parametrize("attention", ATTENTIONS)


def a_target(length: int) -> torch.Tensor:
    return torch.cat((torch.tensor([[SOS]]), sentence(1, length)), dim=1)[:, :length]


def a_touch(net: Seq2seq, keys: int, touched: bool) -> Intervention:
    """The last score function that the net has, and a row drawn at step 2."""
    return (
        Intervention(((2, (1.0, *[0.0] * (keys - 1))),), net.attentions[-1])
        if touched and net.attentions
        else AS_TRAINED
    )


def same(ours: Seq2seqTrace, whole: Seq2seqTrace) -> None:
    ours, whole = freeze(ours), freeze(whole)
    assert [*ours] == [*whole]
    for name, quantity in whole.items():
        assert ours[name].dims == quantity.dims
        size = max(1, np.abs(quantity.values).max())
        np.testing.assert_allclose(ours[name].values, quantity.values, rtol=0, atol=1e-5 * size, err_msg=name)


@given(attentions, cells, ids, pieces, st.booleans(), st.booleans())
@settings(max_examples=60, deadline=None)
def test_reading_in_pieces_gives_what_reading_at_once_gives(attention, cell, source, pieces, touched, gradients):
    """However the target is cut into pieces; so short that a cell reads it step by step, and longer."""
    net, source, target = small_seq2seq(attention, cell), torch.tensor([[*source, EOS]]), a_target(sum(pieces))
    touch = a_touch(net, source.shape[1], touched)
    with torch.inference_mode(not gradients):
        whole, decoder, read = net.trace(source, target, touch), SteppingDecoder(net, source, touch), 0
        for piece in pieces:
            assert_close(decoder(target[:, : read + piece]), whole.logits[:, read : read + piece], **CLOSE)
            read += piece
        same(decoder.trace(target), whole)


@given(attentions, cells, ids, pieces, st.integers(1, 12), st.booleans())
@settings(max_examples=60, deadline=None)
def test_what_was_read_gone_back_over_and_read_on_is_recorded_as_one_pass(
    attention, cell, source, pieces, length, touched
):
    net, source, target = small_seq2seq(attention, cell), torch.tensor([[*source, EOS]]), a_target(60)
    touch = a_touch(net, source.shape[1], touched)
    decoder = SteppingDecoder(net, source, touch)
    for piece in pieces:
        decoder(target[:, : decoder.read + piece])
        decoder.rewind(decoder.read - piece // 2)
    same(decoder.trace(target[:, :length]), net.trace(source, target[:, :length], touch))


@every_cell
@pytest.mark.parametrize("length", [0, 1, 3, 5, 99])
def test_going_back_and_reading_something_else(cell, length):
    net, source = small_seq2seq("additive", cell), sentence(0, 6)
    decoder, target = SteppingDecoder(net, source), a_target(5)
    decoder(target[:, :2])
    decoder(target)
    decoder.rewind(length)
    other = torch.cat((target[:, : min(length, 5)], torch.tensor([[7, 4]])), 1)
    assert_close(decoder(other)[:, -2:], net.trace(source, other).logits[:, -2:], **CLOSE)
    same(decoder.trace(other), net.trace(source, other))


@every_cell
@every_attention
def test_reordering_lets_each_row_go_on_from_another(cell, attention):
    net, source = small_seq2seq(attention, cell), sentence(0, 6)
    decoder = SteppingDecoder(net, source)
    decoder(torch.tensor([[SOS, 4, 5]]))
    decoder.select(torch.tensor([0, 0, 0]))
    three = torch.tensor([[SOS, 4, 5, 8], [SOS, 4, 5, 9], [SOS, 4, 5, 10]])
    decoder(three)
    decoder.select(torch.tensor([2, 0]))
    target = torch.cat((three[[2, 0]], torch.tensor([[4, 7], [5, 7]])), dim=1)
    logits = decoder(target)
    for row in range(2):
        assert_close(logits[row], net.trace(source, target[row : row + 1]).logits[0, 4:], **CLOSE)
    decoder.rewind(2)  # what the rows were is forgotten: all is read again
    again = decoder(target)
    for row in range(2):
        assert_close(again[row], net.trace(source, target[row : row + 1]).logits[0], **CLOSE)
    same(decoder.trace(target[:1]), net.trace(source, target[:1]))


@every_cell
@every_attention
@pytest.mark.parametrize("prefix", [(), (9,), (4, 7, 5)])
def test_stepping_changes_nothing_about_what_is_written(cell, attention, prefix):
    net = small_seq2seq(attention, cell)
    for seed in range(3):
        source = sentence(seed, 3 + seed)
        with torch.inference_mode(seed % 2 == 0):
            trace = decode(net, source, GREEDY, prefix=prefix)
        assert trace.tokens.tolist() == greedily(net, source, AS_TRAINED, prefix, 15)


@given(attentions, cells, st.integers(0, 50), ids, st.integers(0, 12), ids, st.integers(1, 12), st.booleans())
@settings(max_examples=60, deadline=None)
def test_no_draft_changes_the_result(attention, cell, seed, prefix, right, wrong, steps, touched):
    """Any draft: the first ``right`` tokens of the true answer, then anything. Too long and with <eos> inside, too."""
    net, source, how = small_seq2seq(attention, cell), sentence(seed, 5), Decoding(max_steps=steps)
    touch = a_touch(net, 5, touched)
    plain = decode(net, source, how, touch, prefix)
    drafts = [*plain.tokens.tolist()[:right], *wrong], [*plain.tokens.tolist(), *wrong], wrong, [EOS, *wrong]
    for given_drafts in (*([draft] for draft in drafts), drafts, drafts[::-1]):
        drafted = decode(net, source, how, touch, prefix, given_drafts)
        assert drafted.tokens.tolist() == plain.tokens.tolist()
        assert_close(drafted.log_probs, plain.log_probs, **CLOSE)


@every_cell
@every_attention
@pytest.mark.parametrize(
    "how",
    [GREEDY, Decoding("beam", beams=3, max_steps=6), Decoding("sample", max_steps=6)],
    ids=lambda how: how.strategy,
)
def test_every_search_can_be_asked_for_its_trace(cell, attention, how):
    net, source = small_seq2seq(attention, cell), sentence(4, 6)
    touch = a_touch(net, 6, True)
    decoder = decoder_of(net, source, touch)
    found = decode(net, source, how, touch, prefix=[8], drafts=[[8, 4, 9]], decoder=decoder)
    target = torch.tensor([[SOS, *found.tokens[:-1]]])
    same(decoder.trace(target), net.trace(source, target, touch))
    p = net.trace(source, target, touch).out[0]
    assert_close(found.log_probs, p.gather(1, found.tokens[:, None])[:, 0].log(), **CLOSE)


def test_a_source_of_its_own_and_a_touch_of_its_own():
    """What one decoder reads, another over the same net does not see."""
    net, target = small_seq2seq(ALL), a_target(4)
    decoders = [
        SteppingDecoder(net, sentence(seed, 6), Intervention(score=score))
        for seed, score in enumerate(("dot", "additive", "location"))
    ]
    for t in range(1, 5):
        for decoder in decoders:
            decoder(target[:, :t])
    for decoder, seed in zip(decoders, range(3), strict=True):
        same(decoder.trace(target), net.trace(sentence(seed, 6), target, decoder.touch))


@every_cell
def test_weights_for_reading_are_the_same_weights(cell):
    torch.manual_seed(1)
    net = Seq2seq(VOCAB, 8, 12, "additive", cell).eval().requires_grad_(False)
    source, plain = sentence(0, 6), decode(net, sentence(0, 6), GREEDY)
    found = decode(for_reading(net), source, GREEDY)
    assert found.tokens.tolist() == plain.tokens.tolist()
    assert_close(found.log_probs, plain.log_probs, **CLOSE)


@pytest.mark.parametrize("strategy", ["greedy", "beam", "sample"])
def test_a_translation_ends_where_the_net_ends(strategy):
    net = small_seq2seq("general", max_length=9)
    found = decode(net, sentence(0, 5), Decoding(strategy, max_steps=60), prefix=[5], eos=-1)
    assert len(found.tokens) == 9
    with pytest.raises(ValueError, match="after 9 forced tokens this net, with 9 positions, has none left"):
        decode(net, sentence(0, 5), Decoding(strategy), prefix=[5] * 9)
