"""Teacher forcing by a ratio, dropout, and gradients: what only training asks of a sequence-to-sequence net."""

import pytest
import torch
from torch.testing import assert_close

from nets.decoding import Decoding, decode
from nets.recurrent import CELLS
from nets.seq2seq import Seq2seq
from nets.seq2seq_trace import Intervention
from tests.nets.small import EOS, PAD, SOS, VOCAB
from tests.nets.small_seq2seq import ALL, ATTENTIONS, small_seq2seq

CLOSE = dict(rtol=0, atol=1e-5)
SOURCE = torch.tensor([[5, 8, 9, 4, 10, 6, EOS], [7, 6, 5, EOS, PAD, PAD, PAD], [8, EOS, *[PAD] * 5]])
TARGET = torch.tensor([[SOS, 9, 4, 6, 6, 8], [SOS, 8, 5, 10, EOS, PAD], [SOS, 7, 7, 5, 4, EOS]])
every_cell = pytest.mark.parametrize("cell", CELLS)
every_attention = pytest.mark.parametrize("attention", ATTENTIONS)


@every_cell
@every_attention
def test_with_a_ratio_of_0_the_net_reads_what_it_writes(cell, attention):
    """Free running is greedy decoding; the target says only how long it lasts, and how it begins."""
    net = small_seq2seq(attention, cell)
    ids = net(SOURCE[:1], TARGET[:1], ratio=0.0).argmax(-1)[0].tolist()
    assert ids == decode(net, SOURCE[:1], Decoding(max_steps=6), eos=-1).tokens.tolist()
    other = torch.cat([TARGET[:1, :1], TARGET[:1, 1:].flip(1)], 1)
    assert net(SOURCE[:1], other, ratio=0.0).argmax(-1)[0].tolist() == ids


@every_attention
@pytest.mark.parametrize("ratio", [0.0, 0.3, 0.7, 1.0])
def test_a_ratio_in_between_throws_for_each_row_and_step(attention, ratio):
    """Throw the same dice, and lay down what was read: teacher forcing on that gives the same logits."""
    net = small_seq2seq(attention)
    torch.manual_seed(5)
    logits = net(SOURCE, TARGET, ratio)
    torch.manual_seed(5)
    read, given = TARGET.clone(), []
    for t in range(1, 6):
        given.append(torch.rand(3) < ratio)
        read[:, t] = torch.where(given[-1], TARGET[:, t], logits[:, t - 1].argmax(-1))
    for row, n in enumerate((SOURCE != PAD).sum(-1)):
        assert_close(logits[row], net.trace(SOURCE[row : row + 1, :n], read[row : row + 1]).logits[0], **CLOSE)
    if 0 < ratio < 1:
        assert len({*torch.stack(given).flatten().tolist()}) == 2


def test_a_seed_repeats_the_throws():
    net = small_seq2seq("dot")

    def logits(seed: int) -> torch.Tensor:
        torch.manual_seed(seed)
        return net(SOURCE, TARGET, 0.5)

    assert torch.equal(logits(1), logits(1))
    assert not all(torch.equal(logits(1), logits(seed)) for seed in range(2, 6))


@pytest.mark.parametrize("ratio", [0.0, 1.0])
def test_the_given_tokens_matter_only_when_they_are_read(ratio):
    net = small_seq2seq("general")
    same = torch.equal(net(SOURCE, TARGET, ratio), net(SOURCE, TARGET.where(TARGET != 7, 9), ratio))
    assert same == (ratio == 0)


@pytest.mark.parametrize("attention", ["none", "dot", "additive"])
@pytest.mark.parametrize("ratio", [1.0, 0.5])
def test_dropout_is_for_training_alone(attention, ratio):
    net = Seq2seq(VOCAB, 8, 12, attention, dropout=0.5)

    def twice(net: Seq2seq) -> bool:
        torch.manual_seed(3)
        first = net(SOURCE, TARGET, ratio)
        torch.rand(1)  # other dice from here on
        second = net(SOURCE, TARGET, ratio)
        return torch.equal(first, second)

    assert not twice(net.train())
    if ratio == 1:
        assert twice(net.eval())


@every_cell
@every_attention
@pytest.mark.parametrize("ratio", [1.0, 0.5])
def test_every_weight_that_takes_part_learns(cell, attention, ratio):
    torch.manual_seed(1)
    net = Seq2seq(VOCAB, 8, 12, attention, cell, width=6, max_length=7)
    for score in net.attentions or ("",):
        net.zero_grad()
        net(SOURCE, TARGET, ratio, Intervention(score=score)).log_softmax(-1)[..., 4].sum().backward()
        for name, parameter in net.named_parameters():
            asleep = name.startswith("scores.") and not name.startswith(f"scores.{score}.")
            assert (parameter.grad is None) == asleep, name
            assert asleep or parameter.grad.abs().max() > 0, name


@pytest.mark.parametrize("ratio", [1.0, 0.0])
@pytest.mark.parametrize("score", ALL.split())
def test_a_net_with_several_score_functions_trains_the_one_that_is_asked_for(score, ratio):
    net, touch = small_seq2seq(ALL), Intervention(score=score)
    logits = net(SOURCE[:1], TARGET[:1], ratio, touch)
    read = TARGET[:1] if ratio else torch.cat([TARGET[:1, :1], logits[:, :-1].argmax(-1)], 1)
    assert_close(logits, net.trace(SOURCE[:1], read, touch).logits, **CLOSE)


@pytest.mark.parametrize("attention", ["general", "additive"])
def test_a_gradient_goes_round_a_drawn_row_and_through_all_others(attention):
    """Where every row is drawn, nothing is learnt about where to look."""
    torch.manual_seed(1)
    net = Seq2seq(VOCAB, 8, 12, attention)
    drawn = tuple((step, (1.0, *[0.0] * 6)) for step in range(6))
    for rows, learns in ((drawn, False), (drawn[1:2], True)):
        net.zero_grad()
        net.trace(SOURCE[:1], TARGET[:1], Intervention(rows)).logits[..., 4].sum().backward()
        for parameter in net.scores.parameters():
            assert (parameter.grad is not None and bool(parameter.grad.abs().max() > 0)) == learns
