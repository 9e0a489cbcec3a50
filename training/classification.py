"""Many to one: sentiment and spam, read from left to right, with an answer after every token.

Loss: cross-entropy with label smoothing of the answer after the last token, mixed with the mean over the answers after
each token (target replication: Lipton et al. 2016, Learning to Diagnose with LSTM Recurrent Neural Networks), so that
what the page shows while somebody types has been trained too.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from nets.tasks import Classifier
from text.bpe import BPE, UNK
from training import labelled, loop, seemly
from training.batches import padded
from training.labelled import Example
from training.states import summary
from training.subwords import forget, parents, take_apart
from training.task import Fitted, Task

POINTS = 400


@dataclass(frozen=True)
class Recipe(loop.Recipe):
    """``apart`` and ``forgotten`` are the shares of pieces taken apart, and made unknown; ``along`` the weight of the
    answers along the way."""

    vocab: int = 8000
    d_model: int = 128
    units: int = 128
    dropout: float = 0.3
    label_smoothing: float = 0.05
    batch: int = 128
    apart: float = 0.1
    forgotten: float = 0.05
    along: float = 0.3


@dataclass(frozen=True)
class Classification(Task):
    """Texts with a class each. ``orders`` are the columns of a file without a header; ``of`` reads its label."""

    recipe: Recipe = field(default_factory=Recipe)
    classes: tuple[str, ...] = labelled.SENTIMENT
    orders: tuple[tuple[str, ...], ...] = ()
    of: Callable[[str], int] = labelled.one_of(labelled.SENTIMENT)
    train: tuple[str, ...] = ()
    valid: str = ""
    """A file to validate on; without one, the last ``held_out`` examples to train on."""
    held_out: int = 0
    test: str = ""

    def read(self, file: Path, labels: list[str]) -> tuple[list[Example], int]:
        return labelled.read(file, self.orders, self.of)

    def parts(self, folder: Path) -> dict[str, list[Example]]:
        folder = folder / self.source.name
        train = [one for name in self.train for one in self.read(folder / name, [])[0]]
        test = self.read(folder / self.test, [])[0]
        known = {text for text, _ in train}
        valid = self.read(folder / self.valid, [])[0] if self.valid else train[-self.held_out :]
        if not self.valid:
            texts = {text for text, _ in valid}
            train = [one for one in train[: -self.held_out] if one[0] not in texts]
        unseen = [one for one in test if one[0] not in known]
        return dict(train=train, valid=valid, test=test, test_unseen=unseen)

    def fit(self, parts: dict[str, list[Example]], cell: str, recipe: Recipe, work: Path) -> Fitted:
        work.mkdir(parents=True, exist_ok=True)
        bpe = BPE.train((text for text, _ in parts["train"]), recipe.vocab)
        kwargs = dict(cell=cell, vocab=len(bpe), d_model=recipe.d_model, units=recipe.units, classes=len(self.classes))
        torch.manual_seed(recipe.seed)
        net = Classifier(**kwargs, dropout=recipe.dropout)
        if cell == "lstm":
            net.rnn.forget_start()
        texts, labels = encoded(bpe, parts["train"])
        split = parents(bpe)

        def epoch(number: int) -> list[tuple[list[list[int]], Tensor]]:
            dice = np.random.default_rng((recipe.seed, number))
            ids = [forget(one, recipe.forgotten, dice) for one in take_apart(texts, split, recipe.apart, dice)]
            return batches(ids, labels, recipe.batch, dice)

        valid = parts["valid"]
        run = loop.fit(
            net,
            epoch,
            lambda batch: loss_of(net, *batch, recipe),
            lambda: self.score(net, bpe, list(self.classes), valid)["accuracy"],
            recipe,
            work,
        )
        return Fitted(net, bpe, list(self.classes), kwargs, run)

    def score(self, net: Classifier, tokenizer: BPE, labels: list[str], examples: list[Example]) -> dict:
        wanted = torch.tensor([label for _, label in examples])
        found = answers(net, tokenizer, [text for text, _ in examples]).argmax(-1)
        result = dict(accuracy=(found == wanted).double().mean().item(), n=len(examples))
        for id, name in enumerate(labels):
            hits, said, there = ((found == id) & (wanted == id)).sum(), (found == id).sum(), (wanted == id).sum()
            result[f"recall_{name}"] = (hits / there).item() if there else 0.0
            result[f"precision_{name}"] = (hits / said).item() if said else 0.0
        return {key: round(value, 4) if isinstance(value, float) else value for key, value in result.items()}

    def states(self, fitted: Fitted, parts: dict[str, list[Example]]) -> tuple[dict[str, Tensor], list[str]]:
        chosen = [one for one in parts["test_unseen"] if 12 <= len(one[0]) <= 160 and seemly.is_seemly(one[0])]
        by_class = [[one for one in chosen if one[1] == id][: POINTS // len(self.classes)] for id in range(2)]
        chosen = [one for pair in zip(*by_class, strict=False) for one in pair]
        with torch.inference_mode():
            ids = [fitted.tokenizer.ids(text) or [UNK] for text, _ in chosen]
            layers = [fitted.net.trace(torch.tensor([one])).rnn.layers[-1] for one in ids]
        kept = summary(layers, [[-1]] * len(layers), [label for _, label in chosen])
        return kept, [text for text, _ in chosen]


def encoded(bpe: BPE, examples: list[Example]) -> tuple[list[np.ndarray], np.ndarray]:
    """The token ids of each example, an empty one as an unknown token, and the classes."""
    ids = [np.array(ids or [UNK]) for ids in bpe.ids_batch([text for text, _ in examples])]
    return ids, np.array([label for _, label in examples])


def batches(ids: list[np.ndarray], labels: np.ndarray, size: int, dice: np.random.Generator) -> list:
    """One epoch: texts of about one length together, in any order, as (ids, labels)."""
    lengths = np.array([len(one) for one in ids])
    by_length = np.argsort(lengths + 2 * dice.random(len(ids)), kind="stable")
    cuts = [by_length[i : i + size] for i in range(0, len(ids), size)]
    dice.shuffle(cuts)
    return [([ids[i].tolist() for i in cut], torch.from_numpy(labels[cut])) for cut in cuts]


def loss_of(net: Classifier, ids: list[list[int]], labels: Tensor, recipe: Recipe) -> Tensor:
    """Cross-entropy in nats a text, see the module's first lines."""
    lengths = torch.tensor([len(one) for one in ids])
    x = net.dropout(net.embedding(padded(ids)))
    with torch.autocast("cpu", torch.bfloat16):
        h = net.rnn(x)[0].float()
    logits = net.answer(net.dropout(h))  # (batch, time, class): the answer after each token
    real = torch.arange(h.shape[1]) < lengths[:, None]
    wanted = labels[:, None].expand(real.shape)
    nats = F.cross_entropy(
        logits.transpose(1, 2), wanted, reduction="none", label_smoothing=recipe.label_smoothing
    )  # (batch, time)
    last = nats[torch.arange(len(ids)), lengths - 1]
    along = (nats * real).sum(1) / lengths
    return ((1 - recipe.along) * last + recipe.along * along).mean()


def answers(net: Classifier, bpe: BPE, texts: list[str]) -> Tensor:
    """Logits (text, class)."""
    return answers_of(net, [ids or [UNK] for ids in bpe.ids_batch(texts)])


@torch.no_grad()
def answers_of(net: Classifier, ids: list[list[int]]) -> Tensor:
    """Logits (text, class) of token ids, none of them empty."""
    by_length = sorted(range(len(ids)), key=lambda i: len(ids[i]))
    result = torch.zeros(len(ids), net.answer.out_features)
    for start in range(0, len(ids), 256):
        cut = by_length[start : start + 256]
        result[cut] = net(padded([ids[i] for i in cut]), torch.tensor([len(ids[i]) for i in cut]))
    return result
