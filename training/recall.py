"""Recall at a distance: a digit among letters, asked for after a while. ``qk7xzmb?`` is answered by 7.

A made-up task with no data but a seed: it shows how far back a net can look. In training every distance (letters
between the digit and the question mark) from 0 to ``longest`` is equally likely; the test goes further.
"""

import random
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from nets.tasks import Classifier
from text.characters import UNK, Characters
from training import data, loop
from training.classification import answers_of
from training.labelled import Example, one_of
from training.states import summary
from training.task import Fitted, Task

DIGITS = "0123456789"
NOISE = "abcdefghijklmnopqrstuvwxyz "
ASK = "?"
DISTANCES = (0, 1, 2, 3, 5, 7, 10, 15, 20, 30, 40, 50, 70, 100, 150, 200, 300)
EACH = 200
"""Examples of each distance in a test."""
TEST, VALID, SHOWN = 1000, 1001, 1002
"""Seeds of the test, of the validation part, and of the texts whose states are kept."""


@dataclass(frozen=True)
class Recipe(loop.Recipe):
    """``steps`` batches make an epoch; ``lead`` is the longest noise before the digit."""

    d_model: int = 16
    units: int = 48
    batch: int = 64
    steps: int = 250
    longest: int = 100
    lead: int = 8


def example(distance: int, dice: random.Random, lead: int = Recipe.lead) -> Example:
    """A text and its digit.

    >>> text, digit = example(5, random.Random(0))
    >>> (len(text.partition(str(digit))[2]), text[-1])
    (6, '?')
    """
    digit = dice.randrange(len(DIGITS))
    before, after = ("".join(dice.choices(NOISE, k=k)) for k in (dice.randint(0, lead), distance))
    return f"{before}{DIGITS[digit]}{after}{ASK}", digit


def made(seed: int, each: int = EACH) -> list[Example]:
    """A test: ``each`` examples of every distance in ``DISTANCES``."""
    dice = random.Random(seed)
    return [example(distance, dice) for distance in DISTANCES for _ in range(each)]


def write(path: Path, seed: int) -> None:
    """A test as a file that ``evaluate`` reads: text, tab, digit."""
    lines = [f"{text}\t{digit}\n" for text, digit in made(seed)]
    path.write_text("text\tlabel\n" + "".join(lines), encoding="utf-8")


@dataclass(frozen=True)
class Recall(Task):
    recipe: Recipe = field(default_factory=Recipe)
    seeds: tuple[int, ...] = (1, 2, 3)

    def read(self, file: Path, labels: list[str]) -> tuple[list[Example], int]:
        of = one_of(tuple(DIGITS))

        def example(cells: dict[str, str]) -> Example:
            return cells["text"], of(cells["label"])

        return data.table(file, ("text", "label"), 2, example, ("text", "label"))

    def parts(self, folder: Path) -> dict[str, list[Example]]:
        return dict(train=[], valid=made(VALID, 50), test=made(TEST))

    def fit(self, parts: dict[str, list[Example]], cell: str, recipe: Recipe, work: Path) -> Fitted:
        characters = Characters(sorted(DIGITS + NOISE + ASK))
        kwargs = dict(
            cell=cell, vocab=len(characters), d_model=recipe.d_model, units=recipe.units, classes=len(DIGITS), pad=None
        )
        torch.manual_seed(recipe.seed)
        net = Classifier(**kwargs)
        if cell == "lstm":
            net.rnn.forget_start()

        def epoch(number: int) -> list[tuple[Tensor, Tensor]]:
            dice = random.Random(recipe.seed * 1000 + number)
            return [batch(characters, recipe, dice) for _ in range(recipe.steps)]

        run = loop.fit(
            net,
            epoch,
            lambda batch: F.cross_entropy(net(batch[0], torch.full((len(batch[0]),), batch[0].shape[1])), batch[1]),
            lambda: self.score(net, characters, [], parts["valid"])["accuracy"],
            recipe,
            work,
        )
        return Fitted(net, characters, list(DIGITS), kwargs, run)

    def score(self, net: Classifier, tokenizer: Characters, labels: list[str], examples: list[Example]) -> dict:
        """Accuracy, of all and at each distance: letters between the first digit and the end."""
        hits: dict[int, list[bool]] = defaultdict(list)
        found = answers_of(net, [tokenizer.ids(text) or [UNK] for text, _ in examples]).argmax(-1).tolist()
        for (text, digit), said in zip(examples, found, strict=True):
            place = next((i for i, c in enumerate(text) if c in DIGITS), 0)
            hits[len(text) - place - 2].append(said == digit)
        curve = [
            dict(distance=distance, accuracy=round(sum(row) / len(row), 4), n=len(row))
            for distance, row in sorted(hits.items())
        ]
        right = sum(sum(row) for row in hits.values())
        return dict(accuracy=round(right / len(examples), 4), n=len(examples), by_distance=curve)

    def states(self, fitted: Fitted, parts: dict[str, list[Example]]) -> tuple[dict[str, Tensor], list[str]]:
        dice = random.Random(SHOWN)
        chosen = [example(dice.randint(0, 40), dice) for _ in range(300)]
        with torch.inference_mode():
            ids = [torch.tensor([fitted.tokenizer.ids(text)]) for text, _ in chosen]
            layers = [fitted.net.trace(one).rnn.layers[-1] for one in ids]
        return summary(layers, [[-1]] * len(layers), [digit for _, digit in chosen]), [text for text, _ in chosen]

    def tokenizer_story(self, tokenizer) -> str:
        return f"Characters, {len(tokenizer)} symbols: digits, noise and the question mark, tokenizer.json"


def batch(characters: Characters, recipe: Recipe, dice: random.Random) -> tuple[Tensor, Tensor]:
    """ids (batch, time) of one length, and digits (batch); one letter in a hundred is a character never seen."""
    distance, lead = dice.randint(0, recipe.longest), dice.randint(0, recipe.lead)
    random_ids = np.random.default_rng(dice.getrandbits(63))
    noise = torch.from_numpy(random_ids.choice(characters.ids(NOISE), (recipe.batch, lead + distance + 2)))
    noise[torch.from_numpy(random_ids.random(noise.shape) < 0.01)] = UNK
    digits = torch.from_numpy(random_ids.integers(0, len(DIGITS), recipe.batch))
    noise[:, lead] = torch.tensor(characters.ids(DIGITS))[digits]
    noise[:, -1] = characters.ids(ASK)[0]
    return noise, digits
