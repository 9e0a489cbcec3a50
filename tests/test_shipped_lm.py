"""gpt-en and bert-en as they ship: their cards, what they have learnt, and what is copied beside what chance would."""

import math

import numpy as np
import pytest
import torch

import pretrained
from models import boards
from text.bpe import EOS, SOS
from training import lm, lmcard

NAME = "gpt-en"


@pytest.fixture(scope="module")
def model() -> pretrained.Model:
    return pretrained.load(NAME)


def test_the_card_tells_its_story(model):
    card, net = model.card, model.net
    assert card["parameters"] == sum(p.numel() for p in net.parameters())
    assert card["training"]["steps"] == card["curve"][-1]["step"]
    assert {"again", "random", "stages", "vocab"} <= card["recipe"].keys()
    assert set(card["data"]["train"]) == set(lmcard.SETS) and all(
        who in card["licence"] for who, _ in lmcard.SETS.values()
    )
    assert all(file in card["evaluation"] for file in lmcard.HELD_OUT.values())
    for score in (card["metrics"][key] for key in lmcard.HELD_OUT):
        assert score["perplexity_per_token"] == pytest.approx(math.exp(score["nats_per_token"]), rel=1e-3)
        nats = score["nats_per_token"] * score["n"]
        assert score["perplexity_per_word"] == pytest.approx(math.exp(nats / score["words"]), rel=2e-3)


def test_the_curve_follows_every_head(model):
    """Prefix matching of each head at each point of the curve."""
    recipe = model.card["recipe"]
    for point in model.card["curve"]:
        scores = np.array(point["prefix_matching"])
        assert scores.shape == (recipe["layers"], recipe["heads"]) and (scores >= 0).all() and (scores <= 1).all()


def test_prefix_matching_is_what_the_card_says(model):
    """The mean of as many probes by the definition, place by place, for the head that scores best."""
    said = model.card["metrics"]["induction"]["prefix_matching"]
    layer, head = np.unravel_index(np.argmax(said), np.shape(said))
    dice, n, found = np.random.default_rng(0), 64, []
    for _ in range(8):
        once = dice.choice(np.arange(len(lm.SPECIALS), len(model.tokenizer)), n, replace=False)
        with torch.inference_mode():
            t = model.net.trace(torch.tensor([[SOS, *once, *once]]))
        A = t.layers[layer].attn.weights[0, head]
        found += [A[n + k, k + 1].item() for k in range(1, n + 1)]
    assert np.mean(found) == pytest.approx(said[layer][head], rel=0.2)


def test_what_was_said_before_is_copied(model):
    """Random tokens said twice: only the first copy tells what comes in the second; and some heads look there."""
    trained, chance = model.card["metrics"]["induction"], model.card["metrics"]["induction_untrained"]
    assert trained["copy_nats"] < chance["copy_nats"] - 6
    assert np.max(trained["prefix_matching"]) > 3 * np.max(chance["prefix_matching"])


def test_some_heads_are_induction_heads(model):
    """By the rule of the score board: far beyond what the untrained net does, on repeats of 24 tokens."""
    board = boards.board(pretrained.HERE / NAME, {"decoder": (len(model.net.layers), model.net.heads)})
    assert sum(head["role"] == "induction" for head in board["heads"]) >= 3


def test_some_head_looks_at_the_previous_token(model):
    """On random tokens, where only the position tells which one that is; the untrained net shows what chance is."""
    trained, chance = (np.max(model.card["metrics"][key]["previous"]) for key in ("induction", "induction_untrained"))
    assert trained > 3 * chance


def test_it_is_better_than_counting_tokens(model):
    """A net that knew only how often each token occurs would have some 6.5 nats on WikiText."""
    assert model.card["metrics"]["wikitext_test"]["nats_per_token"] < 4.8
    assert model.card["metrics"]["tatoeba_valid"]["nats_per_token"] < 4.35


@pytest.mark.parametrize(
    ("begun", "likely"), [("I am a", "student"), ("Tom doesn't", "want"), ("He was born in", "London")]
)
def test_what_comes_next(model, begun, likely):
    """Among the 300 likeliest of 8,000."""
    ids = torch.tensor([[SOS, *model.tokenizer.ids(begun)]])
    with torch.inference_mode():
        order = model.net.trace(ids).logits[0, -1].argsort(descending=True)
    assert model.tokenizer.ids(likely)[0] in order[:300].tolist()


def test_positions_of_bert_are_learned():
    """Neighbours in the middle of the table are more alike than positions far apart; the start was noise."""
    net = pretrained.load("bert-en").net
    P = net.positions.weight
    assert P.shape == (net.max_length, net.d_model)
    unit = torch.nn.functional.normalize(P - P.mean(0), dim=-1)
    near = (unit[20:200] * unit[21:201]).sum(-1).mean()
    far = (unit[20:120] * unit[120:220]).sum(-1).mean()
    assert near > far + 0.07


def test_bert_guesses_better_than_by_counting():
    """The commonest token alone would be right in some 4 % of places on WikiText, at 6.5 nats."""
    metrics = pretrained.load("bert-en").card["metrics"]
    assert metrics["wikitext_test"]["nats_per_token"] < 4.9 and metrics["wikitext_test"]["accuracy"] > 0.25
    assert metrics["tatoeba_valid"]["nats_per_token"] < 4.3


@pytest.mark.parametrize(
    ("text", "hidden", "likely"), [("I am a student.", 2, "a"), ("He was born in London.", 1, "was")]
)
def test_what_bert_fills_in(text, hidden, likely):
    """Among the 100 likeliest of 8,000."""
    model = pretrained.load("bert-en")
    ids = torch.tensor([[SOS, *model.tokenizer.ids(text)]])
    ids[0, hidden + 1] = lm.SPECIALS.index(lm.MASK)
    with torch.inference_mode():
        order = model.net.trace(ids).logits[0, hidden + 1].argsort(descending=True)
    assert model.tokenizer.ids(likely)[0] in order[:100].tolist()


def test_both_read_by_one_tokenizer(model):
    other = pretrained.load("bert-en").tokenizer
    assert other.tokenizer.get_vocab() == model.tokenizer.tokenizer.get_vocab()


def test_the_tokenizer_serves_both_nets(model):
    bpe = model.tokenizer
    assert bpe.tokenizer.token_to_id(lm.MASK) == lm.SPECIALS.index(lm.MASK) == 4
    assert bpe.text([*bpe.ids("The cat doesn't know."), EOS]) == "The cat doesn't know."
    assert len(bpe) == model.net.embedding.num_embeddings <= 8000
