"""The first page in the gallery: five small random nets over one sentence, the same on every machine."""

import random

import torch
from torch import nn

from figures.home import Reader, Row, Span, Writer, home
from nets.decoding import Decoding, decode, decoder_of
from nets.recurrent import CELLS
from nets.seq2seq import Seq2seq
from nets.tasks import Classifier
from nets.trace import freeze
from nets.transformer import EncoderDecoder
from ui.home import words

AXIS = [Span("<b>Not", 0, 6), Span("שלום", 7, 11), Span("학생", 12, 14), Span("👩‍🔬", 15, 16), Span(".", 16, 17)]
TOKENS = [Span("<b>", 0, 3), Span("Not", 3, 6), *AXIS[1:]]
VOCAB = ["<pad>", "<unk>", "<sos>", "<eos>", "Le", "<i>", "été", "$x$", "."]
SOURCE = [4, 5, 6, 7, 8, 1, 3]
"""Ids of the tokens and of the end."""
UNITS = 6


def filled(net: nn.Module, size: float) -> nn.Module:
    """The net with numbers from Python's own generator."""
    dice = random.Random(2)
    net.eval().requires_grad_(False)
    for parameter in net.parameters():
        numbers = [dice.gauss(0, size) for _ in range(parameter.numel())]
        parameter.copy_(torch.tensor(numbers).view_as(parameter))
    return net


def reader(cell: str) -> Reader:
    net = filled(Classifier(cell, len(TOKENS), 4, UNITS, 2), 1)
    with torch.inference_mode():
        trace = freeze(net.trace(torch.arange(len(TOKENS))[None]))
    order = torch.arange(UNITS, dtype=torch.int32).flip(0).numpy()
    return Reader(cell, "A note.", {"page": "cells", "cell": f"{cell}.h.1"}, "", "sentiment-en", TOKENS, trace, order)


def writer(name: str, net: nn.Module, **more) -> Writer:
    with torch.inference_mode():
        source = torch.tensor([SOURCE])
        decoder = decoder_of(net, source)
        ids = decode(net, source, Decoding(max_steps=6), decoder=decoder).tokens.tolist()
        trace = freeze(decoder.trace(torch.tensor([[2, *ids[:-1]]])))
    return Writer(
        name, "A note.", {"page": name}, source=[*TOKENS, Span("<eos>", 17, 17, True)],
        written=[Span(VOCAB[i], 0, 0, i < 4) for i in ids], ids=ids, translation=" ".join(VOCAB[i] for i in ids),
        trace=trace, **more,
    )  # fmt: skip


def rows() -> list[Row]:
    recurrent = filled(Seq2seq(len(VOCAB), 8, 6, "general", max_length=8), 0.8)
    transformer = filled(EncoderDecoder(len(VOCAB), 8, 2, 16, 1, 1), 0.6)
    self_attention, cross = "encoder.layers.attn.weights", "decoder.layers.cross.weights"
    layers = {"looks": 1, "heads": 1}
    look = "decoder.look.weights"
    return [
        *map(reader, CELLS),
        writer("seq2seq", recurrent, looks=look, shown={"h": "encoder.out"}, more={"net": "general"}),
        writer("transformer", transformer, looks=cross, shown={"heads": self_attention}, layers=layers),
    ]


def home_pictures(lang: str = "en") -> dict[str, bytes]:
    """Name to blob, as ``ui.gallery.live_pictures`` wants them."""
    text, labels, classes = "<b>Not שלום 학생 👩‍🔬.", words(lang), ["negative", "<i>positive</i>"]
    all_rows = rows()
    some = [Row("rnn", broken="A sentence that says what is wrong."), *all_rows[1:]]
    return {"home": home(text, AXIS, all_rows, classes, labels), "home broken": home(text, AXIS, some, classes, labels)}
