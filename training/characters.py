"""One to many: a language model of characters.

Each window of the text is read from a state of zero, as a text that somebody types is; the score is that of one reader
of the whole held-out text, whose state goes on from end to end.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from nets.tasks import LanguageModel
from text.characters import Characters, normalise
from training import data, loop
from training.states import summary
from training.task import Fitted, Task

POINTS = 400
CHUNK = 2000
"""Characters that are scored in one call."""


@dataclass(frozen=True)
class Recipe(loop.Recipe):
    """``window`` is how many characters gradients reach back; rarer characters than ``at_least`` are unknown."""

    d_model: int = 64
    units: int = 256
    layers: int = 2
    dropout: float = 0.25
    batch: int = 32
    window: int = 128
    at_least: int = 1


@dataclass(frozen=True)
class CharacterModel(Task):
    """Running text. ``files`` to train on; the held-out part is ``test``, or the last tenth of the only file."""

    recipe: Recipe = field(default_factory=Recipe)
    files: tuple[str, ...] = ()
    test: str = ""
    measure: str = "nats_per_char"
    less: bool = True

    def read(self, file: Path, labels: list[str]) -> tuple[list[str], int]:
        return [tidy("\n".join("\t".join(fields) for fields in data.rows(file)) + "\n")], 0

    def parts(self, folder: Path) -> dict[str, list[str]]:
        texts = ["\n".join(self.read(folder / self.source.name / name, [])[0]) for name in self.files]
        if self.test:
            return dict(train=texts, test=self.read(folder / self.source.name / self.test, [])[0])
        cut = len(texts[0]) * 9 // 10
        return dict(train=[texts[0][:cut]], test=[texts[0][cut:]])

    def fit(self, parts: dict[str, list[str]], cell: str, recipe: Recipe, work: Path) -> Fitted:
        text = "\n".join(parts["train"])
        characters = Characters.train(text, recipe.at_least)
        kwargs = dict(
            cell=cell, vocab=len(characters), d_model=recipe.d_model, units=recipe.units, layers=recipe.layers
        )
        torch.manual_seed(recipe.seed)
        net = LanguageModel(**kwargs, dropout=recipe.dropout)
        if cell == "lstm":
            net.rnn.forget_start()
        ids = torch.tensor(characters.ids(text))

        def epoch(number: int) -> list[Tensor]:
            dice = np.random.default_rng((recipe.seed, number))
            first = dice.integers(recipe.window)
            starts = torch.from_numpy(dice.permutation(np.arange(first, len(ids) - recipe.window - 1, recipe.window)))
            span = torch.arange(recipe.window + 1)
            return [ids[some[:, None] + span] for some in starts.split(recipe.batch) if len(some) == recipe.batch]

        held_out = parts["test"][0][:20_000]
        run = loop.fit(
            net,
            epoch,
            lambda batch: loss_of(net, batch),
            lambda: self.score(net, characters, [], [held_out])["nats_per_char"],
            recipe,
            work,
        )
        return Fitted(net, characters, list(characters.symbols), kwargs, run)

    def score(self, net: LanguageModel, tokenizer: Characters, labels: list[str], examples: list[str]) -> dict:
        """Cross-entropy of every character but the first of each text, in nats."""
        nats, hits, unknown, n = 0.0, 0, 0, 0
        for text in examples:
            ids, state = torch.tensor([tokenizer.ids(text)]), None
            for start in range(0, ids.shape[1] - 1, CHUNK):
                read = ids[:, start : start + CHUNK + 1]
                with torch.no_grad():
                    logits, state = net(read[:, :-1], state)
                nats += F.cross_entropy(logits[0], read[0, 1:], reduction="sum").item()
                hits += int((logits[0].argmax(-1) == read[0, 1:]).sum())
                unknown += int((read[0, 1:] == 0).sum())
                n += read.shape[1] - 1
        n = max(n, 1)
        return dict(nats_per_char=round(nats / n, 4), accuracy=round(hits / n, 4), n=n, unknown=unknown)

    def states(self, fitted: Fitted, parts: dict[str, list[str]]) -> tuple[dict[str, Tensor], list[str]]:
        """The points are states after single characters, labelled by the character that was just read."""
        text = parts["test"][0][:8000]
        ids = [fitted.tokenizer.ids(text[i : i + 80]) for i in range(0, len(text) - 80, 80)]
        with torch.inference_mode():
            layers = [fitted.net.trace(torch.tensor([one])).rnn.layers[-1] for one in ids]
        picked = [[15, 31, 47, 63, 79]] * len(ids)
        return summary(layers, picked, [one[i] for one, places in zip(ids, picked, strict=True) for i in places]), []


def tidy(text: str) -> str:
    """Text in one form, without the spaces of a layout: none around a line break, one elsewhere, one empty line.

    >>> tidy("  Title\\n\\n\\n\\n   I  am. \\n")
    'Title\\n\\nI am.\\n'
    """
    text = re.sub(r" *\n *", "\n", normalise(text)).lstrip(" \n")
    return re.sub(r"\n{3,}", "\n\n", re.sub(r" {2,}", " ", text))


def loss_of(net: LanguageModel, ids: Tensor) -> Tensor:
    """Cross-entropy in nats a character of ids (batch, time)."""
    x = net.dropout(net.embedding(ids[:, :-1]))
    with torch.autocast("cpu", torch.bfloat16):
        h = net.rnn(x)[0]
        logits = net.answer(net.dropout(h))
    return F.cross_entropy(logits.flatten(0, 1).float(), ids[:, 1:].flatten())
