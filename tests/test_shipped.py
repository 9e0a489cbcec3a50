"""The models that ship: all of them are there, tell their story, fit their states, and clear their bars."""

import pytest
import torch

import pretrained
from pretrained import load
from training import families


@pytest.mark.parametrize("name", pretrained.names())
def test_every_shipped_model_loads_and_tells_its_story(name):
    model = load(name)
    assert {"recipe", "evaluation", "training", "curve", "tokenizer"} <= model.card.keys()
    metrics, weights = model.card["metrics"], (pretrained.HERE / name / "weights.safetensors").stat().st_size
    if name == "translate-en-fr":
        assert {"signature", "runs", "sentences"} <= metrics.keys() and weights <= 20_000_000
        return
    assert {"n", "runs"} <= metrics.keys() and {"accuracy", "f1", "nats_per_char"} & metrics.keys()
    assert weights <= 4_000_000


@pytest.mark.parametrize("name", [name for name in pretrained.names() if name != "translate-en-fr"])
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
    assert {"translate-en-fr", *families.names()} <= set(pretrained.names())


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
