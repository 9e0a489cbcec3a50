"""Many to many: a tag for each word, parts of speech or named entities, by a net that reads both ways.

A word that training saw rarely is now and then unknown (Kiperwasser and Goldberg 2016: with probability a / (a + how
often it occurs)), so that the net learns to go by its letters. A share of the sentences is lower-cased or cut off
before the end, as people type them.
"""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from nets.tasks import Tagger, packed
from text.words import LONGEST, UNK, Words, key
from training import conll, loop
from training.conll import Sentence
from training.states import summary
from training.task import Fitted, Task

POINTS = 30
"""States kept of each tag."""


class Batch(NamedTuple):
    """Sentences, padded. ``letters`` (form, letter) are those of each distinct form, ``which`` (batch, time) says where
    the forms stand, so that a form is spelt once; ``tags`` are -1 where there is no word."""

    words: Tensor
    letters: Tensor
    which: Tensor
    lengths: Tensor
    tags: Tensor


@dataclass(frozen=True)
class Recipe(loop.Recipe):
    """``rare`` is the a of the module's first lines; ``lowered`` and ``cut`` are shares of the sentences."""

    at_least: int = 2
    d_word: int = 96
    d_letter: int = 32
    letter_units: int = 48
    units: int = 96
    dropout: float = 0.4
    label_smoothing: float = 0.05
    batch: int = 32
    rare: float = 0.25
    lowered: float = 0.1
    cut: float = 0.1


@dataclass(frozen=True)
class Tagging(Task):
    """Tagged sentences. ``tags`` are the labels; for entities the measure is F1 of whole entities."""

    recipe: Recipe = field(default_factory=Recipe)
    tags: tuple[str, ...] = conll.UPOS
    seeds: tuple[int, ...] = (1, 2, 3)

    def read(self, file: Path, labels: list[str]) -> tuple[list[Sentence], int]:
        return conll.read(file)

    def parts(self, folder: Path) -> dict[str, list[Sentence]]:
        files = self.source.files
        parts = {part: conll.read(folder / self.source.name / files[part])[0] for part in ("train", "valid", "test")}
        known = {tuple(words) for words, _ in parts["train"]}
        return parts | dict(test_unseen=[one for one in parts["test"] if tuple(one[0]) not in known])

    def fit(self, parts: dict[str, list[Sentence]], cell: str, recipe: Recipe, work: Path) -> Fitted:
        words = Words.train((words for words, _ in parts["train"]), recipe.at_least)
        kwargs = dict(cell=cell, vocab=len(words), letters=len(words.alphabet), d_word=recipe.d_word,
                      d_letter=recipe.d_letter, letter_units=recipe.letter_units, units=recipe.units,
                      tags=len(self.tags))  # fmt: skip
        torch.manual_seed(recipe.seed)
        net = Tagger(**kwargs, dropout=recipe.dropout)
        if cell == "lstm":
            net.rnn.forget_start()
        lexicon = Lexicon(words, parts["train"])
        coded = [(lexicon.places(sentence[0]), tag_ids(sentence[1], self.tags)) for sentence in parts["train"]]
        counts = Counter(key(word) for sentence, _ in parts["train"] for word in sentence)
        seen = np.array([counts[key(word)] for word in lexicon.forms])
        forgotten = recipe.rare / (recipe.rare + seen)

        def epoch(number: int) -> list[Batch]:
            dice = np.random.default_rng((recipe.seed, number))
            order = sorted(range(len(coded)), key=lambda i: len(coded[i][0]) + 2 * dice.random())
            groups = [order[i : i + recipe.batch] for i in range(0, len(order), recipe.batch)]
            dice.shuffle(groups)
            return [lexicon.batch([rough(*coded[i], dice) for i in group], forgotten, dice) for group in groups]

        def rough(places: np.ndarray, tags: np.ndarray, dice: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
            low, cut, share = dice.random(3)
            end = max(1, round(share * len(places))) if cut < recipe.cut else len(places)
            return (lexicon.lowered[places] if low < recipe.lowered else places)[:end], tags[:end]

        run = loop.fit(
            net,
            epoch,
            lambda batch: loss_of(net, batch, recipe.label_smoothing),
            lambda: self.score(net, words, list(self.tags), parts["valid"])[self.measure],
            recipe,
            work,
        )
        return Fitted(net, words, list(self.tags), kwargs, run)

    def score(self, net: Tagger, tokenizer: Words, labels: list[str], examples: list[Sentence]) -> dict:
        found = tagged(net, tokenizer, labels, examples)
        pairs = [
            (said, true)
            for (_, tags), row in zip(examples, found, strict=True)
            for said, true in zip(row, tags, strict=True)
        ]
        words = [word for words, _ in examples for word in words]
        right = [said == true for said, true in pairs]
        unknown = [hit for hit, word in zip(right, words, strict=True) if tokenizer.id(word) == UNK]
        result = dict(accuracy=round(sum(right) / len(right), 4), n=len(right), sentences=len(examples))
        result |= dict(unknown=len(unknown), accuracy_unknown=round(sum(unknown) / max(1, len(unknown)), 4))
        if self.measure != "f1":
            return result
        gold, said = (
            [(i, *e) for i, row in enumerate(rows) for e in conll.entities(row)]
            for rows in ([tags for _, tags in examples], found)
        )
        hits = len(set(gold) & set(said))
        precision, recall = hits / max(1, len(said)), hits / max(1, len(gold))
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        scores = dict(f1=round(f1, 4), precision=round(precision, 4), recall=round(recall, 4))
        return scores | dict(entities=len(gold), entities_found=len(said)) | result

    def states(self, fitted: Fitted, parts: dict[str, list[Sentence]]) -> tuple[dict[str, Tensor], list[str]]:
        lexicon = Lexicon(fitted.tokenizer, parts["test"])
        left = Counter({tag: POINTS for tag in fitted.labels})
        layers, picked, labels = [], [], []
        for words, tags in parts["test"]:
            places = [i for i, tag in enumerate(tags) if left[tag] > 0][:3] if 5 <= len(words) <= 25 else []
            if places:
                left.subtract(tags[i] for i in places)
                one = lexicon.batch([(lexicon.places(words), np.zeros(len(words), np.int64))])
                with torch.inference_mode():
                    layers.append(fitted.net.trace(one.words, one.letters[one.which]).rnn.layers[-1])
                picked.append(places)
                labels += [fitted.labels.index(tags[i]) for i in places]
        return summary(layers, picked, labels), []


class Lexicon:
    """The word id and the letters of every form in some sentences, so that a batch is a look-up."""

    def __init__(self, words: Words, sentences: list[Sentence]):
        seen = {word for sentence, _ in sentences for word in sentence}
        self.forms = sorted(seen | {word.lower() for word in seen})
        self.place = {form: i for i, form in enumerate(self.forms)}
        self.ids = np.array([words.id(form) for form in self.forms])
        self.letters = np.zeros((len(self.forms), LONGEST), np.int64)
        for row, letters in zip(self.letters, words.letters(self.forms), strict=True):
            row[: len(letters)] = letters
        self.lowered = np.array([self.place[form.lower()] for form in self.forms])

    def places(self, words: list[str]) -> np.ndarray:
        return np.array([self.place[word] for word in words])

    def batch(self, sentences: list, forgotten: np.ndarray | None = None, dice=None) -> Batch:
        """Sentences of (places, tags) as tensors, each word unknown with its probability in ``forgotten``."""
        lengths = np.array([len(places) for places, _ in sentences])
        shape = len(sentences), int(lengths.max())
        real = np.arange(shape[1]) < lengths[:, None]
        forms, which = np.unique(np.concatenate([places for places, _ in sentences]), return_inverse=True)
        words, tags, where = np.zeros(shape, np.int64), np.full(shape, -1), np.zeros(shape, np.int64)
        words[real], where[real] = self.ids[forms][which], which
        if forgotten is not None:
            words[real] = np.where(dice.random(len(which)) < forgotten[forms][which], UNK, words[real])
        letters = self.letters[forms]
        letters = letters[:, : (letters > 0).sum(1).max()]
        tags[real] = np.concatenate([tags for _, tags in sentences])
        return Batch(*map(torch.from_numpy, (words, letters, where, lengths, tags)))


def tag_ids(tags: list[str], labels: tuple[str, ...] | list[str]) -> np.ndarray:
    """The id of each tag. Raises SystemExit for one that the labels lack."""
    if unknown := set(tags) - set(labels):
        raise SystemExit(f"{', '.join(sorted(unknown))}: no such tag among {', '.join(labels)}")
    return np.array([labels.index(tag) for tag in tags])


def logits_of(net: Tagger, batch: Batch) -> Tensor:
    """(batch, time, tag): what ``net.forward`` gives, but each form is spelt once for the whole batch."""
    x = torch.cat([net.words(batch.words), net.spelling(batch.letters)[batch.which]], -1)
    return net.answer(net.dropout(packed(net.rnn, net.dropout(x), batch.lengths)))


def loss_of(net: Tagger, batch: Batch, smoothing: float) -> Tensor:
    """Cross-entropy in nats a word."""
    logits = logits_of(net, batch).flatten(0, 1)
    return F.cross_entropy(logits, batch.tags.flatten(), ignore_index=-1, label_smoothing=smoothing)


@torch.no_grad()
def tagged(net: Tagger, words: Words, labels: list[str], examples: list[Sentence]) -> list[list[str]]:
    """The tags that the net gives to each sentence."""
    lexicon = Lexicon(words, examples)
    result: list[list[str]] = [[] for _ in examples]
    by_length = sorted(range(len(examples)), key=lambda i: len(examples[i][0]))
    for start in range(0, len(examples), 64):
        cut = by_length[start : start + 64]
        coded = [(lexicon.places(examples[i][0]), np.zeros(len(examples[i][0]), np.int64)) for i in cut]
        batch = lexicon.batch(coded)
        best = logits_of(net, batch).argmax(-1)
        for i, row, length in zip(cut, best.tolist(), batch.lengths.tolist(), strict=True):
            result[i] = [labels[id] for id in row[:length]]
    return result
