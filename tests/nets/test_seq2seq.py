"""Sequence to sequence: the equations, torch's fused modules as the oracle, and padding that changes nothing."""

import pytest
import torch
from torch import Tensor, nn
from torch.nn.functional import linear
from torch.testing import assert_close

from nets.recurrent import CELLS
from nets.seq2seq import Seq2seq
from nets.seq2seq_trace import Intervention, Seq2seqTrace
from nets.trace import freeze
from tests.nets.small import EOS, PAD, SOS, VOCAB
from tests.nets.small_seq2seq import ALL, ATTENTIONS, small_seq2seq

CLOSE = dict(rtol=0, atol=1e-5)
SOURCE = torch.tensor([[5, 8, 9, 4, 10, 6, EOS], [7, 6, 5, EOS, PAD, PAD, PAD], [EOS, *[PAD] * 6]])
LENGTHS = torch.tensor([7, 4, 1])
TARGET = torch.tensor([[SOS, 9, 4, 6, 6], [SOS, 8, 5, 10, EOS], [SOS, EOS, PAD, PAD, PAD]])
LONG = torch.tensor([[5, 8, 9, 4, 10, 6, 7, 7, 5, 4, 10, EOS]])
"""More tokens than a cell reads one by one (``nets.recurrent.FEW``)."""
TORCH = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}
every_cell = pytest.mark.parametrize("cell", CELLS)
every_attention = pytest.mark.parametrize("attention", ATTENTIONS)
looking_back = pytest.mark.parametrize("attention", ATTENTIONS[1:])


def traced(attention: str, cell: str = "gru", score: str = "") -> tuple[Seq2seq, Seq2seqTrace]:
    net = small_seq2seq(attention, cell)
    return net, net.trace(SOURCE[:1], TARGET[:1], Intervention(score=score))


def oracle(module: nn.RNNBase) -> nn.RNNBase:
    """torch's own module with the same weights."""
    kind = next(kind for kind in TORCH.values() if isinstance(module, kind))
    twin = kind(module.input_size, module.hidden_size, batch_first=True, bidirectional=module.bidirectional)
    twin.load_state_dict(module.state_dict())
    return twin.eval()


# Parity.


@every_cell
@pytest.mark.parametrize("source", [SOURCE[:1], LONG])
def test_the_encoders_states_are_those_of_torch(cell, source):
    net = small_seq2seq("dot", cell)
    encoded = net.encode(source)
    out, last = oracle(net.encoder)(net.embedding(source))
    assert_close(encoded.out, out, **CLOSE)
    h_n = last[0] if cell == "lstm" else last  # →h_n and ←h_1
    assert_close(encoded.start, torch.tanh(linear(torch.cat([*h_n], -1), net.bridge.weight, net.bridge.bias)), **CLOSE)


@every_attention
@every_cell
@pytest.mark.parametrize("target", [TARGET[:1], torch.cat([TARGET[:1, :1], LONG], 1)])
def test_the_decoders_states_are_those_of_torch(cell, attention, target):
    net = small_seq2seq(attention, cell)
    t = net.trace(SOURCE[:1], target)
    x = torch.cat([t.decoder.y, t.decoder.look.context], -1) if attention == "additive" else t.decoder.y
    start = t.encoder.start[None]
    out, last = oracle(net.decoder)(x, (start, start) if cell == "lstm" else start)
    assert_close(t.decoder.cell.h, out, **CLOSE)
    assert_close(t.decoder.after()[0], (last[0] if cell == "lstm" else last)[0], **CLOSE)
    if cell == "lstm":
        assert_close(t.decoder.after()[1], last[1][0], **CLOSE)


@every_attention
@every_cell
def test_training_and_trace_agree_and_padding_changes_nothing(cell, attention):
    net = small_seq2seq(attention, cell)
    logits = net(SOURCE, TARGET)
    for row, n in enumerate(LENGTHS):
        t = net.trace(SOURCE[row : row + 1, :n], TARGET[row : row + 1])
        assert_close(logits[row], t.logits[0], **CLOSE)


@pytest.mark.parametrize("score", ALL.split())
def test_padding_gets_no_weight_whatever_looks_back(score):
    net = small_seq2seq(ALL)
    memory, touch = net.read(SOURCE), Intervention(score=score)
    read = net.decode(TARGET, memory, touch)
    for row, n in enumerate(LENGTHS):
        assert (read.look.weights[row, :, n:] == 0).all()
        alone = net.trace(SOURCE[row : row + 1, :n], TARGET[row : row + 1], touch)
        assert_close(read.out[row], alone.decoder.out[0], **CLOSE)
        one = net.decode(TARGET[row : row + 1], memory.select(torch.tensor([row])), touch)
        assert_close(one.look.weights[0, :, :n], alone.decoder.look.weights[0], **CLOSE)


def test_without_padding_nothing_is_hidden():
    net = small_seq2seq("dot")
    assert net.read(SOURCE[:1]).hidden is None
    assert net.read(SOURCE[:1]).select(torch.tensor([0, 0])).h.shape[0] == 2
    assert torch.equal(net.read(SOURCE).hidden, SOURCE == PAD)


@every_cell
@every_attention
def test_the_pass_without_a_gradient_records_the_same(cell, attention):
    """Long enough for torch's fused pass, which reads all steps and computes the equations afterwards."""
    net, target = small_seq2seq(attention, cell), torch.cat([TARGET[:1, :1], LONG], 1)
    with torch.enable_grad():
        one_by_one = freeze(net.trace(LONG, target))
    with torch.inference_mode():
        at_once = freeze(net.trace(LONG, target))
    assert [*one_by_one] == [*at_once]
    for path, quantity in at_once.items():
        assert_close(torch.tensor(quantity.values), torch.tensor(one_by_one[path].values), msg=path, **CLOSE)


# The equations.


@every_cell
def test_the_one_vector_is_made_of_both_ends(cell):
    """s_0 = tanh(W_0 [→h_n ; ←h_1] + b_0)."""
    net = small_seq2seq("none", cell)
    for row, n in enumerate(LENGTHS):
        h = net.encode(SOURCE[row : row + 1, :n]).out[0]
        ends = torch.cat([h[n - 1, :6], h[0, 6:]])
        wanted = torch.tanh(net.bridge.weight @ ends + net.bridge.bias)
        assert_close(net.encode(SOURCE[row : row + 1, :n]).start[0], wanted, **CLOSE)
        assert_close(net.read(SOURCE).start[row], wanted, **CLOSE)


def test_an_lstm_begins_with_the_one_vector_twice():
    net, t = traced("dot", "lstm")
    cell, s_0 = t.decoder.cell, t.encoder.start
    assert_close(cell.c[:, 0], cell.f[:, 0] * s_0 + cell.i[:, 0] * cell.g[:, 0], **CLOSE)
    _, U, _, b = net.decoder.weights(0)
    said = torch.cat([cell.i_h, cell.f_h, cell.g_h, cell.o_h], -1)
    assert_close(said[:, 0], linear(s_0, U, b), **CLOSE)


@every_cell
@looking_back
def test_the_equations_of_looking_back(cell, attention):
    net = small_seq2seq(attention, cell)
    for score in net.attentions:
        t = net.trace(SOURCE[:1], TARGET[:1], Intervention(score=score))
        look, h = t.decoder.look, t.encoder.out
        assert_close(look.scores, net.scores[score](look.query, h))
        assert_close(look.weights, look.scores.exp() / look.scores.exp().sum(-1, keepdim=True), **CLOSE)
        assert_close(look.weights.sum(-1), torch.ones(1, 5), **CLOSE)
        assert_close(look.context, torch.einsum("bqk,bku->bqu", look.weights, h), **CLOSE)
        before = torch.cat([t.encoder.start[:, None], t.decoder.cell.h[:, :-1]], 1)
        assert torch.equal(look.query, before if score == "additive" else t.decoder.cell.h)


@every_cell
@every_attention
def test_the_equations_of_the_output(cell, attention):
    """h̃_t = tanh(W_c [a_t ; s_t] + b_c), and the embedding reads the next token off it."""
    net, t = traced(attention, cell)
    W, b, s, E = net.combine.weight, net.combine.bias, t.decoder.cell.h, net.embedding.weight
    both = s if attention == "none" else torch.cat([t.decoder.look.context, s], -1)
    assert_close(t.decoder.out, torch.tanh(both @ W.T + b), **CLOSE)
    assert_close(t.logits, t.decoder.out @ E.T, **CLOSE)
    assert_close(t.out.log(), t.logits.log_softmax(-1), **CLOSE)
    assert_close(t.out.sum(-1), torch.ones(1, 5), **CLOSE)
    assert torch.equal(t.encoder.x, E[SOURCE[:1]]) and torch.equal(t.decoder.y, E[TARGET[:1]])


def test_additive_attention_feeds_its_context_into_the_cell():
    """What the input says to the gates is W [E y_t ; a_t] + b; for Luong's decoders it is W E y_t + b."""
    for attention in ("additive", "dot"):
        net, t = traced(attention)
        W, _, b, _ = net.decoder.weights(0)
        x = torch.cat([t.decoder.y, t.decoder.look.context], -1) if attention == "additive" else t.decoder.y
        cell = t.decoder.cell
        assert_close(torch.cat([cell.r_x, cell.z_x, cell.n_x], -1), linear(x, W, b), **CLOSE)


def other_states(net: Seq2seq) -> tuple[Tensor, Tensor]:
    """The decoder's states over a source, and over other encoder states that begin with the same s_0."""
    memory = net.read(SOURCE[:1])
    return tuple(net.decode(TARGET[:1], type(memory)(h, memory.start)) for h in (memory.h, memory.h.flip(1) + 0.5))


def test_without_attention_the_one_vector_is_all_there_is():
    ours, other = other_states(small_seq2seq("none"))
    assert torch.equal(ours.out, other.out)
    assert ours.look is None
    for attention in ATTENTIONS[1:]:
        ours, other = other_states(small_seq2seq(attention))
        assert (ours.out - other.out).abs().max() > 1e-2, attention


def test_what_was_looked_at_changes_the_state_only_where_it_is_fed_in():
    """Luong's decoder looks back after the step, Bahdanau's before it."""
    for attention in ATTENTIONS:
        ours, other = other_states(small_seq2seq(attention))
        same = torch.equal(ours.cell.h, other.cell.h)
        assert same == (attention != "additive"), attention


def test_location_looks_at_places_and_beyond_its_last_one_nowhere():
    ours, other = other_states(small_seq2seq("location"))
    assert torch.equal(ours.look.weights, other.look.weights)
    net = small_seq2seq("location", max_length=3)
    look = net.trace(SOURCE[:1], TARGET[:1]).decoder.look
    assert (look.weights[..., 3:] == 0).all() and look.context.isfinite().all()
    assert_close(look.weights[..., :3].sum(-1), torch.ones(1, 5), **CLOSE)


@every_attention
def test_the_source_is_read_once(attention):
    net, t = traced(attention)
    again = net.trace(SOURCE[:1], TARGET[:1], encoded=t.encoder)
    assert again.encoder is t.encoder and torch.equal(again.out, t.out)


@every_attention
@pytest.mark.parametrize("at", [1, 3])
def test_reading_goes_on_where_it_stopped(attention, at):
    net = small_seq2seq(attention, "lstm")
    memory = net.read(SOURCE)
    whole, first = net.decode(TARGET, memory), net.decode(TARGET[:, :at], memory)
    rest = net.decode(TARGET[:, at:], memory, before=first.after(), first=at)
    assert_close(torch.cat([first.out, rest.out], 1), whole.out, **CLOSE)
    assert_close(rest.cell.c, whole.cell.c[:, at:], **CLOSE)


# Errors.


def test_unknown_names_are_named():
    with pytest.raises(ValueError, match="'cnn' is no cell; there are rnn, lstm, gru"):
        Seq2seq(VOCAB, 8, 12, cell="cnn")
    with pytest.raises(ValueError, match="'cosine' is no score function; there are dot, scaled"):
        Seq2seq(VOCAB, 8, 12, "dot cosine")
    with pytest.raises(ValueError, match="units must be even, half for each direction, not 13"):
        Seq2seq(VOCAB, 8, 13)
    with pytest.raises(ValueError, match="no score function 'general', but dot$"):
        traced("dot", score="general")
