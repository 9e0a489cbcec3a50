"""Every family from its data to a folder and back: trained, carded, evaluated, and no wiser for being killed."""

import json
from dataclasses import replace

import pytest
import torch

import pretrained
from tests.training import small_sets
from training import families, loop, produce
from training.__main__ import main

NAMES = list(small_sets.SMALL)


@pytest.fixture(scope="module")
def sets(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sets")
    small_sets.write(folder)
    return folder


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(families, "FAMILIES", {name: small_sets.small(name) for name in NAMES})


def test_there_is_a_small_recipe_for_every_family():
    assert set(NAMES) == set(families.FAMILIES) and len(families.names()) == 3 * len(NAMES)


@pytest.mark.parametrize("family", NAMES)
def test_train_then_evaluate(family, sets, tmp_path, capsys):
    name, root = f"{family}-{'rnn' if family == 'tagger-ko' else 'lstm'}", tmp_path / "models"
    main(["train", name, "--data", str(sets), "--work", str(tmp_path / "work"), "--root", str(root)])
    model = pretrained.load(name, root)
    card, task = model.card, families.FAMILIES[family]
    assert card["command"] == f"python -m training train {name} --data DIR"
    assert card["metrics"]["n"] > 0 and card["metrics"][task.measure] >= 0
    assert card["training"]["steps"] == card["curve"][-1]["step"] and card["recipe"]["seed"] == card["seed"]
    assert str(tmp_path) not in json.dumps(card) and str(sets) not in json.dumps(card)
    assert card["data"]["licence"] in card["licence"] and card["data"]["credit"] in card["licence"]
    assert model.states["points"].shape[1] == 3 and len(card["labels"]) == model.net.answer.out_features
    if len(task.seeds) > 1:
        assert [one["seed"] for one in card["metrics"]["seeds"]] == [1, 2] and card["metrics"]["runs"] == 2
        values = [one[task.measure] for one in card["metrics"]["seeds"]]
        assert card["metrics"][f"{task.measure}_mean"] == pytest.approx(sum(values) / 2, abs=1e-4)
    capsys.readouterr()
    if family == "recall":
        file = tmp_path / "test.tsv"
        main(["make", "recall", "--data", str(file)])
    elif family == "chars-en":
        file = tmp_path / "held_out.txt"
        file.write_text(task.parts(sets)["test"][0], encoding="utf-8")
    else:
        file = sets / task.source.name / task.source.files["test"]
    main(["evaluate", name, "--data", str(file), "--root", str(root)])
    found = json.loads(capsys.readouterr().out)
    assert found.pop("model") == name and found.pop("data") == file.name and found.pop("lines_left_out") == 0
    assert found == {key: card["metrics"][key] for key in found} and task.measure in found and "n" in found


@pytest.mark.parametrize("family", ["sentiment-ko", "tagger-en", "chars-en", "recall"])
def test_a_run_that_was_killed_ends_with_the_same_weights(family, sets, tmp_path, monkeypatch):
    task = families.FAMILIES[family]
    parts, recipe = task.parts(sets), replace(task.recipe, seed=1)
    whole = task.fit(parts, "gru", recipe, tmp_path / "whole")

    kept, keep = [], loop.keep

    def killed(*given):
        keep(*given)
        kept.append(given)
        if len(kept) in (1, 2):
            raise KeyboardInterrupt

    monkeypatch.setattr(loop, "keep", killed)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            task.fit(parts, "gru", recipe, tmp_path / "killed")
    again = task.fit(parts, "gru", recipe, tmp_path / "killed")
    assert again.run.step == whole.run.step and len(kept) >= 2
    for key, value in whole.net.state_dict().items():
        assert torch.equal(value, again.net.state_dict()[key]), key


@pytest.mark.parametrize(("less", "best"), [(False, 2), (True, 1)])
def test_the_seed_that_is_best_on_the_validation_part_ships(less, best, sets, tmp_path, monkeypatch):
    task = replace(families.FAMILIES["recall"], less=less)
    valid = iter((0.25, 0.75))

    def score(self, net, tokenizer, labels, examples):
        return dict(accuracy=next(valid) if examples is parts["valid"] else 0.5, n=len(examples))

    parts = task.parts(sets)
    monkeypatch.setattr(type(task), "parts", lambda self, folder: parts)
    monkeypatch.setattr(type(task), "score", score)
    monkeypatch.setattr(type(task), "fit", untrained(task))
    produce.produce(task, "gru", sets, tmp_path / "work", tmp_path / "models", None, 1)
    assert pretrained.load("recall-gru", tmp_path / "models").card["seed"] == best


def untrained(task):
    fit = type(task).fit

    def fitted(self, parts, cell, recipe, work):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(type(task), "score", lambda *_: dict(accuracy=0.0))
            return fit(self, parts, cell, recipe, work)

    return fitted


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["evaluate", "recall-gru"], "nothing to measure: name --data"),
        (["evaluate", "recall-gru", "--data", "x", "--pairs", "y"], "nothing to measure: name --data"),
        (["evaluate", "translate-en-fr", "--data", "x"], "nothing to measure: name --pairs"),
        (["train", "recall-mlp", "--data", "x"], "invalid choice: 'recall-mlp'"),
    ],
)  # fmt: skip
def test_a_wrong_command_says_what_is_wrong(words, says, capsys):
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2 and says in capsys.readouterr().err
