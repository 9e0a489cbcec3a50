"""Schedule, loss, averaging, and a run that survives a kill."""

import json
from dataclasses import replace

import pytest
import torch

from tests.training.made_up import Tiny
from text.bpe import BPE
from training import translate
from training.checkpoints import Run, checkpoints, keep, mean_of
from training.loop import rate
from training.translate import Recipe, build, loss_of, train


def test_the_rate_rises_to_its_peak_and_falls_to_zero():
    recipe, total = Recipe(peak_rate=0.003, warmup=40), 200
    rates = [rate(step, total, recipe) for step in range(1, total + 1)]
    assert rates[:40] == pytest.approx([0.003 * step / 40 for step in range(1, 41)])
    assert rates[40:] == pytest.approx([0.003 * (200 - step) / 160 for step in range(41, 201)])
    assert max(rates) == rates[39] and rates[-1] == 0


def test_the_rate_of_a_run_shorter_than_its_warmup_is_never_negative():
    assert all(0 <= rate(step, 10, Recipe(warmup=800)) <= Recipe.peak_rate for step in range(1, 12))


def test_the_loss_is_smoothed_cross_entropy_over_tokens_that_are_not_padding():
    recipe = Tiny()
    torch.manual_seed(0)
    net = build(recipe).eval()
    batch = [([5, 6, 7], [8, 9]), ([5], [9, 8, 7, 6])]
    loss, tokens = loss_of(net, batch, 0.1)
    assert tokens == 3 + 5
    nats = []
    for source, target in batch:
        p = net(torch.tensor([[*source, 3]]), torch.tensor([[2, *target]])).log_softmax(-1)[0]
        nats += [-(0.9 * p[i, y] + 0.1 * p[i].mean()) for i, y in enumerate([*target, 3])]
    assert loss.item() == pytest.approx(torch.stack(nats).mean().item(), rel=0.01)  # bfloat16 on one side


def test_dropout_is_outside_attention_and_ffn_as_in_the_paper():
    net = build(Recipe())
    for layer in (*net.encoder.layers, *net.decoder.layers):
        assert layer.self_attn.dropout == 0 and layer.dropout.p == 0
        assert layer.dropout1.p == layer.dropout2.p == 0.1
    assert net.dropout.p == 0.1


def test_averaging_is_the_mean_of_the_weights(tmp_path):
    nets = [torch.nn.Linear(2, 2) for _ in range(3)]
    for step, net in enumerate(nets, 1):
        keep(tmp_path, net, torch.optim.Adam(net.parameters()), Run(step), count=2)
    assert [file.name for file in checkpoints(tmp_path)] == ["step-0000002.pt", "step-0000003.pt"]
    mean = mean_of(checkpoints(tmp_path))
    assert torch.allclose(mean["weight"], (nets[1].weight + nets[2].weight) / 2)
    assert torch.allclose(mean["bias"], (nets[1].bias + nets[2].bias) / 2)


def test_training_learns_and_says_how(trained):
    net, bpe, run, work = trained
    assert not net.training and len(bpe) == Tiny.vocab
    assert [point["step"] for point in run.curve][:2] == [10, 20] and run.curve[-1]["step"] == run.step
    assert run.curve[-1]["rate"] == 0 and run.seconds > 0
    assert run.curve[-1]["valid"] < run.curve[0]["valid"] - 0.1
    weights = mean_of(checkpoints(work)[-2:])
    assert all(torch.equal(value, weights[key]) for key, value in net.state_dict().items())


def test_a_run_that_was_killed_ends_with_the_same_weights(folder, trained, tmp_path, monkeypatch):
    whole, _, run, _ = trained
    calls = []

    def killed(*given):
        calls.append(given)
        if len(calls) in (14, 40):  # between two checkpoints, in the first epoch and in the second
            raise KeyboardInterrupt
        return loss_of(*given)

    monkeypatch.setattr(translate, "loss_of", killed)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            train(folder, tmp_path, Tiny())
    (tmp_path / "writing").write_bytes(b"half a checkpoint")
    net, _, resumed, = train(folder, tmp_path, Tiny())  # fmt: skip
    assert resumed.step == run.step
    assert [point["loss"] for point in resumed.curve] == [point["loss"] for point in run.curve]
    for key, value in whole.state_dict().items():
        assert torch.equal(value, net.state_dict()[key]), key


def test_a_finished_run_takes_no_further_step(folder, trained, tmp_path, monkeypatch):
    whole, _, run, work = trained
    monkeypatch.setattr(translate, "loss_of", None)
    net, _, again = train(folder, work, Tiny())
    assert (again.step, again.seconds, again.curve) == (run.step, run.seconds, run.curve)
    assert all(torch.equal(value, net.state_dict()[key]) for key, value in whole.state_dict().items())


def test_epochs_with_fewer_batches_or_more_neither_hang_nor_lose_any(folder, tmp_path, monkeypatch):
    made, seen = [], []

    def uneven(pairs, bpe, budget, joined, seed, epoch):
        made.append(epoch)
        assert len(made) < 20, "the loop turns without a step"
        return [[([4 + epoch, 4 + i], [4])] for i in range((6, 4, 8, 6)[epoch])]

    def seeing(net, batch, smoothing):
        if net.training:
            seen.append((batch[0][0][0] - 4, batch[0][0][1] - 4))
        return loss_of(net, batch, smoothing)

    monkeypatch.setattr(translate, "batches", uneven)
    monkeypatch.setattr(translate, "loss_of", seeing)
    train(folder, tmp_path, Tiny(epochs=3.0, every=4))
    assert seen == [(epoch, i) for epoch, count in enumerate((6, 4, 8)) for i in range(count)]


def test_another_recipe_is_refused_with_a_sentence(folder, trained):
    *_, work = trained
    with pytest.raises(SystemExit, match="is of another recipe: choose another --work"):
        train(folder, work, Tiny(d_ff=64))
    with pytest.raises(SystemExit, match="has 100 tokens where the recipe wants 90"):
        train(folder, work, replace(Tiny(), vocab=90))


def test_the_tokenizer_is_learnt_once(trained):
    *_, work = trained
    assert len(BPE.load(work / "tokenizer.json")) == Tiny.vocab
    state = torch.load(checkpoints(work)[-1], weights_only=True)
    assert Run(**json.loads(state["run"])).step > 0
