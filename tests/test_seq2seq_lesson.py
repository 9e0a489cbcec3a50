"""What the lesson on sequence to sequence claims of the shipped nets, and of their cards."""

from functools import cache

import numpy as np
import pytest

import pretrained
from text.bpe import normalise
from text.examples import CLASS, SAMPLES
from ui.run import Look, Reading, compute, load
from ui.seq2seq import NAMES, model

LONG = dict(SAMPLES)["long"]


@cache
def reading(name: str, text: str) -> Reading:
    return compute(load(model(name)), normalise(text), Look(), [])


def rows(name: str, text: str) -> list[tuple[str, str, float]]:
    """Of each written token the English token that it looks at most, and its weight."""
    read = reading(name, text)
    weights = read.trace["decoder.look.weights"].at(batch=0).values
    return [
        (piece.text, read.source[row.argmax()].text, float(row.max()))
        for piece, row in zip(read.written, weights, strict=True)
    ]


def metrics(name: str) -> dict:
    found = pretrained.load(model(name)).card["metrics"]
    if "bleu" not in found:
        pytest.skip(f"{name} has not been evaluated")
    return found


def test_the_article_is_read_off_the_article_and_agrees_with_the_noun():
    for text, article in (("the red car", "La"), ("the red book", "Le")):
        written, seen, weight = rows("dot", text)[0]
        assert (written, seen, f"{weight:.2f}") == (article, "the", "1.00")


def test_two_lines_cross_where_french_turns_the_order():
    assert [row[:2] for row in rows("dot", "the red car")[:3]] == [("La", "the"), ("voiture", "car"), ("rouge", "red")]


def test_dot_is_sharp_and_additive_is_soft():
    for text in (CLASS, LONG):
        dot, additive = (np.mean([weight for *_, weight in rows(name, text)]) for name in ("dot", "additive"))
        assert dot > 0.9 and additive < 0.7


def test_the_soft_one_translates_better_and_the_sharp_one_aligns_better():
    dot, additive = metrics("dot"), metrics("additive")
    assert additive["bleu"] > dot["bleu"] and dot["aer"] < additive["aer"] < dot["aer_diagonal"]


def test_dot_reads_not_two_places_behind_it():
    seen = dict(row[:2] for row in rows("dot", CLASS))
    words = CLASS.split()
    assert seen["pas"] == words[words.index("not") + 2] == "the"


def test_without_attention_the_words_of_the_long_example_get_lost():
    kept = {"père", "parc", "dimanches", "temps"}
    assert len({word for word in kept if word in reading("none", LONG).translation}) <= 1
    for name, least in (("dot", 4), ("additive", 2)):
        assert len({word for word in kept if word in reading(name, LONG).translation}) >= least


@pytest.mark.parametrize("name", [name for name in NAMES if name != "none"])
def test_attention_beats_none_and_the_more_so_the_longer_the_sentence(name):
    without, looking = metrics("none"), metrics(name)
    assert looking["bleu"] > without["bleu"]
    for chart in ("by_length", "by_length_joined"):
        gaps = [a["bleu"] - b["bleu"] for a, b in zip(looking[chart], without[chart], strict=True)]
        assert min(gaps) > 0, chart
        shorter, longer = np.array_split(gaps, 2)
        assert np.mean(longer) > np.mean(shorter), chart


def test_joined_texts_are_lost_without_attention_and_not_with_it():
    curve = metrics("none")["by_length_joined"]
    assert [(entry["from"], entry["to"], round(entry["bleu"], 1)) for entry in (curve[0], curve[-1])] == [
        (1, 10, 33.5),
        (51, 60, 6.0),
    ]
    for name in ("dot", "concat", "additive"):
        assert min(entry["bleu"] for entry in metrics(name)["by_length_joined"]) > 44
