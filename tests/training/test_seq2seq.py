"""The loss with a sum over drawn tokens, what a net begins with, and a run that survives a kill."""

import math

import pytest
import torch
from torch.nn.functional import cross_entropy
from torch.testing import assert_close

import pretrained
from nets.seq2seq import Seq2seq
from nets.seq2seq_trace import Intervention
from tests.training.made_up import TinySeq2seq
from text.bpe import EOS, PAD, SOS
from training import seq2seq
from training.seq2seq import ATTENTIONS, Recipe, attention_of, build, loss, loss_of, names, touch_of, train
from training.translate import NAME

SEVERAL = ATTENTIONS["scores"]


@pytest.fixture
def tokens():
    """Attentional states of 40 tokens, an embedding of 90, and what should come."""
    torch.manual_seed(1)
    return torch.randn(40, 12), torch.randn(90, 12) / 3, torch.randint(90, (40,))


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_with_every_token_in_the_sum_it_is_torchs_cross_entropy(tokens, smoothing):
    h, E, wanted = tokens
    assert_close(loss(h, E, wanted, smoothing, 1.0), cross_entropy(h @ E.T, wanted, label_smoothing=smoothing))


def test_with_no_others_drawn_the_sum_is_over_the_tokens_of_the_batch(tokens):
    h, E, wanted = tokens
    there = wanted.unique()
    expected = cross_entropy(h @ E[there].T, torch.searchsorted(there, wanted))
    assert_close(loss(h, E, wanted, 0.0, 1e-12), expected)


def test_the_drawn_sum_is_right_on_average(tokens):
    """Z itself, not its logarithm: exp of the loss of one token, times exp of its logit."""
    h, E, wanted = tokens
    logits = h[:1] @ E.T
    drawn = torch.stack([loss(h[:1], E, wanted[:1], 0.0, 0.3) for _ in range(4000)])
    sums = (drawn + logits[0, wanted[0]]).exp()
    error = sums.std() / math.sqrt(len(sums))
    assert abs(sums.mean() - logits.exp().sum()) < 4 * error < 0.05 * sums.mean()
    assert sums.std() > 0, "something is drawn"


def test_a_step_learns_every_target_token_and_no_padding():
    recipe = TinySeq2seq(drawn=1.0, dropout=0.0)
    torch.manual_seed(0)
    net = build(recipe)
    batch = [([5, 6, 7], [8, 9]), ([5], [9, 8, 7, 6])]
    nats = []
    for source, target in batch:
        p = net(torch.tensor([[*source, EOS]]), torch.tensor([[SOS, *target]])).log_softmax(-1)[0]
        nats += [-(0.9 * p[i, y] + 0.1 * p[i].mean()) for i, y in enumerate([*target, EOS])]
    assert loss_of(net, batch, recipe).item() == pytest.approx(torch.stack(nats).mean().item(), rel=0.01)
    held_out = [[batch[0]], [batch[1]]]
    plain = [
        cross_entropy(net(torch.tensor([[*s, EOS]]), torch.tensor([[SOS, *t]]))[0], torch.tensor([*t, EOS])).item()
        for s, t in batch
    ]
    assert seq2seq.validation_loss(net, held_out) == pytest.approx((3 * plain[0] + 5 * plain[1]) / 8, rel=0.01)


def test_teacher_forcing_and_the_score_function_are_the_recipes(monkeypatch):
    asked = []

    def attended(net, source, target, ratio, touch):
        asked.append((ratio, touch))
        return torch.randn(*target.shape, 16, requires_grad=True)

    monkeypatch.setattr(Seq2seq, "attended", attended)
    for attention in ("general", SEVERAL):
        recipe = TinySeq2seq(attention=attention, ratio=0.4)
        net = build(recipe)
        for _ in range(60):
            loss_of(net, [([5], [6])], recipe)
    assert {ratio for ratio, _ in asked} == {0.4}
    assert {touch for _, touch in asked[:60]} == {Intervention()}
    assert {touch.score for _, touch in asked[60:]} == {*SEVERAL.split()}
    assert touch_of(Seq2seq(9, 4, 4, "none")) == Intervention()


def test_a_net_begins_with_the_translators_embedding():
    torch.manual_seed(3)
    net = build(Recipe(attention="additive"))
    torch.manual_seed(3)
    plain = Seq2seq(**Recipe(attention="additive").net(), pad=PAD)
    assert torch.equal(net.embedding.weight, pretrained.load(NAME).net.embedding.weight)
    begun, as_torch = net.state_dict(), plain.state_dict()
    for key, value in as_torch.items():
        if "weight_ih" in key:
            assert torch.equal(begun[key][:, :256], 16 * value[:, :256])
            assert torch.equal(begun[key][:, 256:], value[:, 256:]), "the context is not small"
        elif key != "embedding.weight":
            assert torch.equal(begun[key], value), key


def test_a_net_with_several_score_functions_begins_as_the_one_with_dot():
    recipe = seq2seq.recipe_of("seq2seq-en-fr-scores", seed=2)
    net, dot = build(recipe), pretrained.load("seq2seq-en-fr-dot").net
    assert recipe.begun == "seq2seq-en-fr-dot" and recipe.seed == 2 and recipe.attention == SEVERAL
    begun = net.state_dict()
    assert all(torch.equal(value, begun[key]) for key, value in dot.state_dict().items())
    assert begun.keys() - dot.state_dict().keys() == {key for key in begun if key.startswith("scores.")}
    assert seq2seq.recipe_of("seq2seq-en-fr-dot") == Recipe(attention="dot")


def test_every_name_has_its_attention_and_its_net_fits_eight_megabytes():
    assert len(names()) == 6 and attention_of("seq2seq-en-fr-scores") == SEVERAL
    for name in names():
        net = Seq2seq(**Recipe(attention=attention_of(name)).net())
        assert 2 * sum(p.numel() for p in net.parameters()) + 600_000 < 8_000_000


@pytest.fixture(scope="module")
def whole(folder, tmp_path_factory):
    torch.set_num_threads(1)
    return train(folder, tmp_path_factory.mktemp("work"), TinySeq2seq(attention=SEVERAL))


def test_training_learns(whole):
    net, bpe, run = whole
    assert not net.training and len(bpe) == 8000 and net.attentions == tuple(SEVERAL.split())
    assert run.curve[-1]["step"] == run.step and run.curve[-1]["rate"] == 0
    assert run.curve[-1]["valid"] < run.curve[0]["valid"] - 0.5


def test_a_run_that_was_killed_ends_with_the_same_weights(folder, whole, tmp_path, monkeypatch):
    calls = []

    def killed(*given):
        calls.append(given)
        if len(calls) in (14, 30):  # between two checkpoints, in the second epoch and in the third
            raise KeyboardInterrupt
        return loss_of(*given)

    monkeypatch.setattr(seq2seq, "loss_of", killed)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            train(folder, tmp_path, TinySeq2seq(attention=SEVERAL))
    net, _, resumed = train(folder, tmp_path, TinySeq2seq(attention=SEVERAL))
    assert [point["loss"] for point in resumed.curve] == [point["loss"] for point in whole[2].curve]
    for key, value in whole[0].state_dict().items():
        assert torch.equal(value, net.state_dict()[key]), key
