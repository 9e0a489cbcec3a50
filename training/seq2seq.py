"""Train the recurrent translators, by ``training.loop``: the same data, tokenizer and recipe for every attention.

Loss: cross-entropy with label smoothing ε, for a token y after the attentional state h̃ (see ``nets.seq2seq``):

    loss = log Z - (1 - ε) E_y h̃ - ε Ē h̃        Z = Σ_v exp(E_v h̃)        Ē = Σ_v E_v / |V|
         = log Z - E_y h̃ + ε (E_y - Ē) h̃

Most of a step would go into Z, so in training it is estimated: the tokens of the batch count once, and of all others a
share q is drawn anew at every step and counts 1/q times, which leaves the mean of Z as it is (Jean et al. 2015, On
Using Very Large Target Vocabulary for Neural Machine Translation). What is reported on held-out pairs is the whole sum.

A net that has several score functions looks back with one of them at each step of the training, drawn at random.
"""

import math
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, linear

import pretrained
from nets.seq2seq import Seq2seq
from nets.seq2seq_trace import Intervention
from text.bpe import BPE, PAD
from training import data, loop
from training.batches import Example, batches, tensors
from training.checkpoints import Run
from training.translate import NAME, quarter

FAMILY = "seq2seq-en-fr"
ATTENTIONS = {name: name for name in ("none", "dot", "general", "concat", "additive")} | {
    "scores": "dot scaled general concat location additive"
}
"""What ``Seq2seq`` is built with, by the last part of a model's name."""
SEVERAL = dict(begun=f"{FAMILY}-dot", epochs=1.5, peak_rate=1.5e-3, warmup=100, every=200)
"""How the recipe differs for a net with several score functions, which are to be compared on the same states."""


@dataclass(frozen=True)
class Recipe(loop.Recipe):
    """Everything that decides the result of a training run.

    ``joined`` is the share of pairs read several in a row, ``ratio`` that of teacher forcing, ``drawn`` the q of the
    loss. ``embedding`` names the model whose embedding E the net begins with, "" for none. The entries of E are small,
    so the weights that read them begin ``gain`` times as large as torch's. ``begun`` names the model that the net is at
    first, in all the weights that the two have in common, "" for none.
    """

    attention: str = "dot"
    vocab: int = 8000
    d_model: int = 256
    units: int = 320
    cell: str = "gru"
    dropout: float = 0.1
    label_smoothing: float = 0.1
    batch_tokens: int = 2048
    joined: float = 0.35
    ratio: float = 1.0
    drawn: float = 0.15
    embedding: str = NAME
    gain: float = 16.0
    begun: str = ""
    epochs: float = 6.0
    peak_rate: float = 3e-3
    warmup: int = 200
    every: int = 250
    averaged: int = 4
    seed: int = 1

    def net(self) -> dict:
        """The arguments of Seq2seq."""
        return {name: getattr(self, name) for name in ("vocab", "d_model", "units", "attention", "cell")}


def names() -> list[str]:
    """Every model's name."""
    return [f"{FAMILY}-{attention}" for attention in ATTENTIONS]


def attention_of(name: str) -> str:
    """What the net of a model's name looks back with.

    >>> attention_of("seq2seq-en-fr-dot")
    'dot'
    """
    return ATTENTIONS[name.removeprefix(f"{FAMILY}-")]


def recipe_of(name: str, **given) -> Recipe:
    """The recipe of a model; what is ``given`` is otherwise."""
    attention = attention_of(name)
    return Recipe(**dict(attention=attention) | (SEVERAL if " " in attention else {}) | given)


@torch.no_grad()
def build(recipe: Recipe) -> Seq2seq:
    """The net to train."""
    net = Seq2seq(**recipe.net(), pad=PAD, dropout=recipe.dropout)
    if recipe.embedding:
        net.embedding.weight.copy_(pretrained.load(recipe.embedding).net.embedding.weight)
    for name, weights in net.named_parameters():
        if "weight_ih" in name:  # not where additive attention's context is read
            weights[:, : recipe.d_model] *= recipe.gain
    if recipe.begun:
        net.load_state_dict(pretrained.load(recipe.begun).net.state_dict(), strict=False)
    return net


def touch_of(net: Seq2seq) -> Intervention:
    """The score function of a step, drawn at random where there are several."""
    if len(net.attentions) < 2:
        return Intervention()
    return Intervention(score=net.attentions[int(torch.randint(len(net.attentions), ()))])


def loss(h: Tensor, E: Tensor, wanted: Tensor, smoothing: float, drawn: float) -> Tensor:
    """The loss above, the mean over tokens: states h (token, d_model), embedding E (vocab, d_model), ids (token)."""
    needed = torch.zeros(len(E), dtype=torch.bool)
    needed[wanted] = True
    chosen = (needed | (torch.rand(len(E)) < drawn)).nonzero()[:, 0]
    place = torch.zeros(len(E), dtype=torch.long)
    place[chosen] = torch.arange(len(chosen))
    counted = torch.where(needed[chosen], 0.0, -math.log(drawn))
    result = cross_entropy(linear(h, E[chosen], counted).float(), place[wanted])
    if smoothing:
        result = result + smoothing * ((E[wanted] - E.mean(0)) * h).sum(-1).mean()
    return result


def loss_of(net: Seq2seq, batch: list[Example], recipe: Recipe) -> Tensor:
    """Mean cross-entropy of a step of the training in nats a token."""
    source, target = tensors(batch)
    wanted = target[:, 1:]
    real = wanted != PAD
    with torch.autocast("cpu", torch.bfloat16):
        h = net.attended(source, target[:, :-1], recipe.ratio, touch_of(net))
        return loss(h[real], net.embedding.weight, wanted[real], recipe.label_smoothing, recipe.drawn)


@torch.no_grad()
def validation_loss(net: Seq2seq, held_out: list[list[Example]]) -> float:
    """Cross-entropy on held-out pairs in nats a token, without smoothing, over all tokens of the vocabulary."""
    total, tokens = 0.0, 0
    for batch in held_out:
        source, target = tensors(batch)
        real = target[:, 1:] != PAD
        with torch.autocast("cpu", torch.bfloat16):
            h = net.attended(source, target[:, :-1])[real]
            mean = loss(h, net.embedding.weight, target[:, 1:][real], 0.0, 1.0)
        total, tokens = total + mean.item() * len(h), tokens + len(h)
    return total / tokens


def train(folder: Path, work: Path, recipe: Recipe) -> tuple[Seq2seq, BPE, Run]:
    """Train on the Tatoeba pairs below ``folder``, keeping checkpoints in ``work`` and going on from the newest.

    The tokenizer is the translator's, so that one sentence is the same tokens to both.
    """
    training, validation = (data.pairs(folder / data.TATOEBA / file) for file in ("train.tsv.gz", "valid.tsv"))
    bpe = pretrained.load(NAME).tokenizer
    held_out = quarter(validation, bpe)
    torch.manual_seed(recipe.seed)
    net = build(recipe)
    run = loop.fit(
        net,
        lambda number: batches(training, bpe, recipe.batch_tokens, recipe.joined, recipe.seed, number),
        lambda batch: loss_of(net, batch, recipe),
        lambda: validation_loss(net, held_out),
        recipe,
        work,
    )
    return net, bpe, run
