"""The models that ship: all of them are there, tell their story, fit their states, and clear their bars."""

import pytest
import torch

import pretrained
from pretrained import load
from training import experts, families, lm, seq2seq, word2vec_models
from training.__main__ import TRANSLATORS


@pytest.mark.parametrize("name", pretrained.names())
def test_every_shipped_model_loads_and_tells_its_story(name):
    model = load(name)
    assert {"recipe", "evaluation", "training", "curve", "tokenizer"} <= model.card.keys()
    metrics, weights = model.card["metrics"], (pretrained.HERE / name / "weights.safetensors").stat().st_size
    if name in TRANSLATORS:
        assert {"bleu", "aer", "by_length", "by_length_joined", "signature", "runs", "sentences"} <= metrics.keys()
        assert sum(row["sentences"] for row in metrics["by_length"]) == metrics["sentences"]
        size = sum(file.stat().st_size for file in (pretrained.HERE / name).iterdir())
        assert size <= (23_000_000 if name == experts.NAME else 20_000_000 if "translate" in name else 8_000_000)
        return
    if name in lm.NETS:  # tests/test_shipped_lm.py
        assert weights <= 20_000_000 and metrics["runs"] == 1
        return
    if name in word2vec_models.names():  # tests/test_shipped_words.py
        assert weights <= 4_100_000 and {"held_out", "analogies", "purity", "runs"} <= metrics.keys()
        return
    assert {"n", "runs"} <= metrics.keys() and {"accuracy", "f1", "nats_per_char"} & metrics.keys()
    assert weights <= 4_000_000


@pytest.mark.parametrize("name", families.names())
def test_the_states_of_a_recurrent_net_fit_it(name):
    model = load(name)
    units, layers = model.net.rnn.hidden_size, model.states
    shapes = {key: value.shape for key, value in layers.items()}
    n = len(layers["points"])
    assert shapes == dict(
        mean=(units,), components=(3, units), explained=(3,), points=(n, 3), labels=(n,), order=(units,),
        timescale=(units,),
    )  # fmt: skip
    assert sorted(layers["order"]) == list(range(units))
    assert (layers["timescale"] >= 0).all() and 0 < layers["explained"].sum() <= 1.0001
    assert layers["components"] @ layers["components"].T == pytest.approx(torch.eye(3).numpy(), abs=1e-4)
    assert layers["labels"].min() >= 0 and layers["labels"].max() < len(model.card["labels"])
    assert len(model.sample) in (0, n) and len(model.card["labels"]) == model.net.answer.out_features


def test_every_model_that_training_knows_is_there():
    assert {*TRANSLATORS, *families.names(), *word2vec_models.names(), *lm.NETS} == {experts.TWIN, *pretrained.names()}


@pytest.mark.parametrize(
    ("family", "metric", "bar"),
    [
        ("sentiment-ko", "accuracy", 0.865),
        ("sentiment-en", "accuracy", 0.825),
        ("spam-en", "accuracy", 0.985),
        ("tagger-en", "accuracy", 0.935),
        ("tagger-ko", "accuracy", 0.803),
        ("chars-en", "nats_per_char", 1.6),
    ],
)
def test_the_best_cell_of_a_family_clears_its_bar(family, metric, bar):
    """The bars: published figures, naive Bayes (sentiment-en), the most frequent tag (tagger-ko)."""
    values = [load(f"{family}-{cell}").card["metrics"][metric] for cell in families.CELLS]
    assert min(values) <= bar if metric == "nats_per_char" else max(values) >= bar


@pytest.fixture(scope="module")
def translators():
    """What is on the cards of the recurrent translators, by their attention, and of the Transformer."""
    found = {name.removeprefix(f"{seq2seq.FAMILY}-"): load(name).card for name in seq2seq.names()}
    return found | dict(transformer=load("translate-en-fr").card)


ATTENTIONS = [name for name in seq2seq.ATTENTIONS if name != "none"]


def test_the_best_attention_comes_near_the_transformer(translators):
    best = max(translators[name]["metrics"]["bleu"] for name in ATTENTIONS)
    assert best >= 0.85 * translators["transformer"]["metrics"]["bleu"]


@pytest.mark.parametrize("name", ATTENTIONS)
def test_attention_beats_none_by_more_the_longer_the_text(translators, name):
    def bleu(name, table):
        return [row["bleu"] for row in translators[name]["metrics"][table]]

    assert translators[name]["metrics"]["bleu"] > translators["none"]["metrics"]["bleu"]
    for table in ("by_length", "by_length_joined"):
        share = [one / other for one, other in zip(bleu(name, table), bleu("none", table), strict=True)]
        half = len(share) // 2
        assert min(share[half:]) > 1 and sum(share[half:]) / (len(share) - half) > sum(share[:half]) / half
    long = [one - other for one, other in zip(*(bleu(n, "by_length_joined") for n in (name, "none")), strict=True)]
    assert long[-1] > long[0] + 5


@pytest.mark.parametrize("name", ATTENTIONS)
def test_attention_aligns_words_better_than_the_diagonal(translators, name):
    metrics = translators[name]["metrics"]
    assert metrics["aer"] < metrics["aer_diagonal"] - 0.05


def test_recurrent_translators_had_one_budget(translators):
    """Data, steps and all of the recipe but the attention; and a curve that ends where the run did. The net with all
    score functions, which goes on from the one with dot, is there to compare them on the same states, and no rival."""
    recurrent = [card for name, card in translators.items() if name != "transformer"]
    rivals = [card for name, card in translators.items() if name not in ("transformer", "scores")]
    recipes = [{key: value for key, value in card["recipe"].items() if key != "attention"} for card in rivals]
    assert all(recipe == recipes[0] for recipe in recipes) and len(rivals) == 5
    assert len({card["training"]["steps"] for card in rivals}) == len({str(card["data"]) for card in recurrent}) == 1
    assert all(card["curve"][-1]["step"] == card["training"]["steps"] for card in recurrent)
