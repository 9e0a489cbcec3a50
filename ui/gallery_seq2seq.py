"""The page on sequence to sequence in the gallery: small random nets without attention, and with two kinds of it."""

import random

import torch

from figures.sections.lengths import curves
from figures.seq2seq import Net, Scene, seq2seq
from figures.transformer import Token
from nets.decoding import Decoding, decode
from nets.seq2seq import Seq2seq
from nets.trace import freeze
from ui.sections import lengths
from ui.seq2seq import NAMES, words

TOKENS = ["<pad>", "<unk>", "<sos>", "<eos>", "The", "<b>", "$x$", "שלום", "e\u0301", "학생", "👩‍🔬", "."]
SOURCE = [4, 9, 5, 7, 6, 8, 10, 11, 3]
BINS = ((1, 3, 312), (4, 6, 900), (7, 9, 41))


def small_net(attention: str) -> Seq2seq:
    """A random net for the tokens above; its numbers come from Python's own generator."""
    net = Seq2seq(len(TOKENS), d_model=8, units=6, attention=attention, width=4).eval().requires_grad_(False)
    dice = random.Random(2)
    for parameter in net.parameters():
        numbers = [dice.gauss(0, 0.9) for _ in range(parameter.numel())]
        parameter.copy_(torch.tensor(numbers).view_as(parameter))
    return net


def token(i: int, place: int) -> Token:
    return Token(TOKENS[i], -1 if i < 4 else place, i < 4)


def read(name: str, source: list[int], steps: int = 8) -> Net:
    """What a net makes of source ids; nothing is written where there is nothing but <eos>."""
    net = small_net(name)
    with torch.inference_mode():
        ids = torch.tensor([source])
        written = decode(net, ids, Decoding(max_steps=steps)).tokens.tolist() if len(source) > 1 else []
        target = [2, *written[:-1]]
        trace = freeze(net.trace(ids, torch.tensor([target])))
    return Net(
        name=name, early=name == "additive", source=[token(i, k) for k, i in enumerate(source)],
        target=[token(i, k) for k, i in enumerate(target)], written=[token(i, k) for k, i in enumerate(written)],
        written_ids=written, translation=" ".join(TOKENS[i] for i in written), trace=trace, bleu=41.25, aer=0.4321,
    )  # fmt: skip


def lengths_section(chosen: tuple[str, str], lang: str) -> tuple[dict, dict]:
    """Made-up curves: the nets fall, the further the less they look back; one was never measured."""
    models = [*NAMES, "transformer"]
    charts, arrays = {}, {}
    for chart, fall in (("by_length", 2.0), ("by_length_joined", 9.0)):
        measured = {
            name: [
                {"from": a, "to": b, "sentences": n, "bleu": 50.0 + rank - fall * k * (6 - rank) / 3}
                for k, (a, b, n) in enumerate(BINS)
            ]
            for rank, name in enumerate(models)
        }
        charts[chart], found = curves(measured | {"concat": []})
        arrays |= {f"{chart}.{name}": values for name, values in found.items()}
    header = {"charts": charts, "models": models, "chosen": list(chosen), "typed": 8, "state": {}}
    return header | {"words": lengths.words(lang)}, arrays


def scene(first: str, second: str, lang: str = "en", source: list[int] = SOURCE) -> Scene:
    return Scene(
        text=" ".join(TOKENS[i] for i in source[:-1]), nets=[read(first, source), read(second, source)], names=NAMES,
        vocabulary=TOKENS, tabs=["steps", "lengths"], below="lengths", section=lengths_section((first, second), lang),
        words=words(lang), state={"first": first, "second": second, "below": "lengths"}, notice="A notice.",
    )  # fmt: skip


def seq2seq_pictures(lang: str = "en") -> dict[str, bytes]:
    """Name to blob."""
    return {
        "seq2seq": seq2seq(scene("none", "general", lang)),
        "seq2seq additive": seq2seq(scene("additive", "dot", lang)),
        "seq2seq nothing typed": seq2seq(scene("none", "concat", lang, source=[3])),
    }
