"""The pictures of the page on kinds of sequence task for the gallery: small random nets of every wiring."""

import random
from dataclasses import replace

import torch
from torch import nn

from figures.tasks import Shown, Token, Wiring, tasks
from nets.decoding import Decoding
from nets.directions import directions
from nets.tasks import Classifier, LanguageModel, Tagger
from nets.trace import freeze
from text.bpe import Piece
from ui.reader import CELL_KINDS, Read
from ui.tasks import compose, words

TEXT = "The 학생<b>שלום $x$\n👩‍🔬"
TOKENS = ["The", " ", "학생", "<b>", "שלום", "$x$", "\n", "👩‍🔬"]
IDS = torch.tensor([list(range(len(TOKENS)))])
CLASSES = ["negative", "<i>mixed</i>", "positive"]
TAGS = ["O", "B-person", "I-person", "B-<place>", "NOUN"]


def shaken(net: nn.Module) -> nn.Module:
    """The net with random numbers that are the same on every machine."""
    dice = random.Random(0)
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.copy_(torch.tensor([dice.gauss(0, 0.6) for _ in range(parameter.numel())]).view_as(parameter))
    return net.eval()


def classifier(cell: str, **how) -> Classifier:
    return shaken(Classifier(cell, len(TOKENS), d_model=6, units=5, classes=how.pop("classes", 2), **how))


def tagger(cell: str, layers: int = 1) -> Tagger:
    return shaken(
        Tagger(cell, len(TOKENS), 9, d_word=4, d_letter=3, letter_units=2, units=5, tags=len(TAGS), layers=layers)
    )


def spelling() -> torch.Tensor:
    """Letters (1, time, letter) of the tokens."""
    return (torch.arange(len(TOKENS) * 3).view(1, -1, 3) * 5) % 8 + 1


def common(kind: str, net, trace: dict, lang: str, **more) -> dict:
    wiring = Wiring(net.rnn.num_layers, net.rnn.bidirectional, getattr(net, "pooling", ""), net.rnn.hidden_size)
    family = {"many-to-one": "sentiment-en", "aligned": "entities-en", "one-to-many": "chars-en"}[kind]
    state = dict(kind=kind, model="", cell="gru", step=None, unit=0, temperature=0.8, top_k=0, seed=3)
    return dict(
        text=TEXT, kind=kind, family=family, families=(family,), cell="gru", cells=CELL_KINDS, wiring=wiring,
        tokens=[Token(text, unknown=k == 3) for k, text in enumerate(TOKENS)], trace=trace, words=words(lang),
        state=state, notice="A notice.",
    ) | more  # fmt: skip


def many_to_one(lang: str = "en", classes: int = 2, **how) -> Shown:
    nets = {cell: classifier(cell, classes=classes, **how) for cell in CELL_KINDS}
    with torch.inference_mode():
        traces = {cell: freeze(net.trace(IDS)) for cell, net in nets.items()}
    outs = {cell: trace["out"].at(batch=0).values for cell, trace in traces.items()}
    labels = CLASSES if classes == 3 else CLASSES[::2]
    return Shown(**common("many-to-one", nets["gru"], traces["gru"], lang, outs=outs, labels=labels))


def aligned(lang: str = "en", layers: int = 1, **more) -> Shown:
    nets = {cell: tagger(cell, layers) for cell in CELL_KINDS}
    with torch.inference_mode():
        traces = {cell: net.trace(IDS, spelling()) for cell, net in nets.items()}
        parts = freeze(directions(nets["gru"].answer, traces["gru"].rnn.out[0]))
        outs = {cell: trace.out[0].numpy() for cell, trace in traces.items()}
        trace = freeze(traces["gru"])
    return Shown(**common("aligned", nets["gru"], trace, lang, outs=outs, labels=TAGS, parts=parts, **more))


def one_to_many(lang: str = "en", **more) -> Shown:
    nets = {cell: shaken(LanguageModel(cell, len(TOKENS), d_model=6, units=5, layers=2)) for cell in CELL_KINDS}
    how = Decoding("sample", temperature=0.8, seed=3, max_steps=9)
    readings = {
        cell: Read(cell, TEXT, [Piece(i, text, 0, 0, i) for i, text in enumerate(TOKENS)], {}, TOKENS, None, ())
        for cell in CELL_KINDS
    }
    with torch.inference_mode():
        readings = {cell: replace(readings[cell], trace=freeze(net.trace(IDS))) for cell, net in nets.items()}
    runs = {cell: compose(net, readings[cell], how) for cell, net in nets.items()}
    mine = runs["gru"]
    return Shown(**common(
        "one-to-many", nets["gru"], readings["gru"].trace, lang, labels=TOKENS, goes_on=mine.trace, dice=mine.dice,
        tokens=[*map(Token, TOKENS), *(Token(TOKENS[i], written=True) for i in mine.tokens)],
        considered=mine.considered, texts={cell: [TOKENS[i] for i in run.tokens] for cell, run in runs.items()}, **more,
    ))  # fmt: skip


def tasks_pictures(lang: str = "en") -> dict[str, bytes]:
    """Name to blob, one of every wiring and kind."""
    found = {f"tasks {pooling}": tasks(many_to_one(lang, pooling=pooling)) for pooling in ("last", "mean", "attention")}
    found["tasks three classes in two layers"] = tasks(many_to_one(lang, classes=3, layers=2))
    found["tasks aligned"] = tasks(aligned(lang, step=2))
    found["tasks aligned by two layers"] = tasks(aligned(lang, layers=2, unit=3))
    found["tasks one to many"] = tasks(one_to_many(lang))
    found["tasks one to many later"] = tasks(one_to_many(lang, step=11))
    return found
