"""What a run may change: an attention row, and which score function looks back."""

from itertools import pairwise

import pytest
import torch
from torch.testing import assert_close

from nets.decoding import Decoding, decode
from nets.seq2seq_trace import AS_TRAINED, Intervention, Seq2seqTrace
from nets.stepping import SteppingDecoder
from tests.nets.by_definition import greedily
from tests.nets.small import EOS, SOS
from tests.nets.small_seq2seq import ALL, ATTENTIONS, small_seq2seq

CLOSE = dict(rtol=0, atol=1e-5)
SOURCE = torch.tensor([[5, 8, 9, 4, 10, EOS]])
TARGET = torch.tensor([[SOS, 9, 4, 6, 6]])
ROW = (0.0, 0.1, 0.2, 0.0, 0.7, 0.0)
looking_back = pytest.mark.parametrize("attention", ATTENTIONS[1:])
every_step = pytest.mark.parametrize("step", range(5))


def runs(attention: str, *rows: tuple[int, tuple[float, ...]]) -> tuple[Seq2seqTrace, Seq2seqTrace]:
    """As trained, and with rows in the place of the net's own."""
    net = small_seq2seq(attention)
    return net.trace(SOURCE, TARGET), net.trace(SOURCE, TARGET, Intervention(rows))


@looking_back
@every_step
def test_a_drawn_row_is_what_the_step_looks_with(attention, step):
    _, drawn = runs(attention, (step, ROW))
    look = drawn.decoder.look
    assert_close(look.weights[0, step], torch.tensor(ROW))
    assert_close(look.context[0, step], torch.tensor(ROW) @ drawn.encoder.out[0], **CLOSE)


@pytest.mark.parametrize("attention", [a for a in ATTENTIONS[1:] if a != "additive"])
@every_step
def test_in_luongs_decoders_it_changes_the_prediction_of_its_own_step_alone(attention, step):
    plain, drawn = runs(attention, (step, ROW))
    others = [t for t in range(5) if t != step]
    assert torch.equal(drawn.decoder.cell.h, plain.decoder.cell.h)
    assert torch.equal(drawn.decoder.look.scores, plain.decoder.look.scores)
    assert torch.equal(drawn.decoder.look.weights[:, others], plain.decoder.look.weights[:, others])
    assert torch.equal(drawn.logits[:, others], plain.logits[:, others])
    assert (drawn.logits[:, step] - plain.logits[:, step]).abs().max() > 1e-3


@every_step
def test_in_bahdanaus_it_changes_what_comes_later_too(step):
    plain, drawn = runs("additive", (step, ROW))
    assert torch.equal(drawn.logits[:, :step], plain.logits[:, :step])
    assert torch.equal(drawn.decoder.look.weights[:, :step], plain.decoder.look.weights[:, :step])
    for t in range(step, 5):
        assert (drawn.decoder.cell.h[:, t] - plain.decoder.cell.h[:, t]).abs().max() > 1e-4
        assert (drawn.logits[:, t] - plain.logits[:, t]).abs().max() > 1e-4
        if t > step:
            assert (drawn.decoder.look.weights[:, t] - plain.decoder.look.weights[:, t]).abs().max() > 1e-5


@looking_back
def test_the_nets_own_row_changes_nothing(attention):
    net = small_seq2seq(attention)
    plain = net.trace(SOURCE, TARGET)
    own = tuple((t, tuple(row)) for t, row in enumerate(plain.decoder.look.weights[0].tolist()))
    assert_close(net.trace(SOURCE, TARGET, Intervention(own)).logits, plain.logits, **CLOSE)


@looking_back
def test_several_rows_the_last_of_a_step_counts(attention):
    once, twice = (1.0, *[0.0] * 5), (0.0, 1.0, *[0.0] * 4)
    _, drawn = runs(attention, (1, once), (3, ROW), (1, twice), (99, ROW))
    weights = drawn.decoder.look.weights[0]
    assert_close(weights[[1, 3]], torch.tensor([twice, ROW]))


@looking_back
def test_training_and_trace_agree_on_a_drawn_row(attention):
    net, touch = small_seq2seq(attention), Intervention(((2, ROW),))
    t = net.trace(SOURCE, TARGET, touch)
    assert_close(net(SOURCE, TARGET, touch=touch), t.logits, **CLOSE)
    written = net(SOURCE, TARGET, 0.0, touch)
    read = torch.cat([TARGET[:, :1], written[:, :-1].argmax(-1)], 1)
    assert_close(written, net.trace(SOURCE, read, touch).logits, **CLOSE)


@looking_back
def test_writing_goes_on_from_a_drawn_row(attention):
    """Greedy decoding with a row drawn is the definition of it: everything anew at every step."""
    net, touch, how = small_seq2seq(attention), Intervention(((1, ROW),)), Decoding(max_steps=6)
    drawn, plain = decode(net, SOURCE, how, touch).tokens.tolist(), decode(net, SOURCE, how).tokens.tolist()
    assert drawn == greedily(net, SOURCE, touch, (), 6)
    assert drawn[0] == plain[0]


@pytest.mark.parametrize("step", [0, 99])
@pytest.mark.parametrize("attention", ["dot", "additive"])
def test_a_row_of_another_length_does_not_fit(attention, step):
    with pytest.raises(ValueError, match="a row of 5 weights does not fit a source of 6 tokens"):
        runs(attention, (step, ROW[:5]))


def test_a_net_that_does_not_look_back_has_no_row_to_draw():
    plain, drawn = runs("none", (1, ROW))
    assert torch.equal(plain.logits, drawn.logits)


@looking_back
def test_a_run_leaves_the_net_as_it_was(attention):
    net = small_seq2seq(attention)
    before = {name: value.clone() for name, value in net.state_dict().items()}
    plain, drawn = runs(attention, (0, ROW), (2, ROW))
    again, _ = runs(attention)
    assert torch.equal(plain.logits, again.logits) and not torch.equal(plain.logits, drawn.logits)
    assert all(torch.equal(before[name], value) for name, value in net.state_dict().items())


@looking_back
def test_two_runs_side_by_side_do_not_see_each_other(attention):
    net, touches = small_seq2seq(attention), (AS_TRAINED, Intervention(((1, ROW),)))
    alone = [net.trace(SOURCE, TARGET, touch).logits for touch in touches]
    decoders = [SteppingDecoder(net, SOURCE, touch) for touch in touches]
    for t in range(1, 6):
        for decoder, logits in zip(decoders, alone, strict=True):
            assert_close(decoder(TARGET[:, :t])[:, 0], logits[:, t - 1], **CLOSE)


# Score functions, switched on identical states.


def test_the_states_are_the_same_whatever_looks_back():
    net = small_seq2seq(ALL)
    traces = [net.trace(SOURCE, TARGET, Intervention(score=score)) for score in ALL.split()]
    for one, other in pairwise(traces):
        assert torch.equal(one.encoder.out, other.encoder.out)
        assert torch.equal(one.decoder.cell.h, other.decoder.cell.h)
        assert (one.decoder.look.weights - other.decoder.look.weights).abs().max() > 1e-3
        assert not torch.equal(one.logits, other.logits)


def test_without_a_name_the_first_one_looks_back():
    for first in ("general", "additive"):
        net = small_seq2seq(f"{first} concat")
        named = net.trace(SOURCE, TARGET, Intervention(score=first))
        assert torch.equal(net.trace(SOURCE, TARGET).logits, named.logits)
        assert torch.equal(net(SOURCE, TARGET), net(SOURCE, TARGET, touch=Intervention(score=first)))


def test_a_score_and_a_row_go_together():
    net = small_seq2seq(ALL)
    look = net.trace(SOURCE, TARGET, Intervention(((2, ROW),), "concat")).decoder.look
    plain = net.trace(SOURCE, TARGET, Intervention(score="concat")).decoder.look
    assert_close(look.weights[0, 2], torch.tensor(ROW))
    assert torch.equal(look.weights[0, :2], plain.weights[0, :2]) and torch.equal(look.scores, plain.scores)


def test_dot_and_scaled_are_the_same_match_at_two_temperatures():
    net = small_seq2seq(ALL)
    dot, scaled = (net.trace(SOURCE, TARGET, Intervention(score=s)).decoder.look for s in ("dot", "scaled"))
    assert_close(scaled.scores, dot.scores / 12**0.5, **CLOSE)
    assert_close(scaled.weights, (dot.weights.log() / 12**0.5).softmax(-1), **CLOSE)
