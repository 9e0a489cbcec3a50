"""The page on recurrent cells in the gallery: three small random nets, the same on every machine."""

import random

import torch

from figures.cells import Net, Scene, View, cells
from nets.recurrent import AS_TRAINED, CELLS, Clamp, Intervention
from nets.tasks import Classifier
from nets.trace import freeze
from ui.cells import words

TOKENS = ["<b>", "$x$", '"', "שלום", "e\u0301", '"', "학생", "👩‍🔬", "."]
WORDS = [0, 1, 2, 2, 3, 3, 4, 4, 4]
UNITS = 6
CLAMPS = ("f:1", "z:0.25@3")
TOUCH = Intervention((Clamp("f", 1.0), Clamp("z", 0.25, 2, 0)))


def small_nets() -> dict[str, Classifier]:
    """A net of each kind; its numbers come from Python's own generator."""
    dice, nets = random.Random(0), {}
    for kind in CELLS:
        nets[kind] = Classifier(kind, len(TOKENS), 4, UNITS, 2).eval().requires_grad_(False)
        for parameter in nets[kind].parameters():
            numbers = [dice.gauss(0, 1) for _ in range(parameter.numel())]
            parameter.copy_(torch.tensor(numbers).view_as(parameter))
    return nets


def scene(held: bool = False, lang: str = "en", tokens: int = len(TOKENS)) -> Scene:
    """What the nets make of the first tokens, as trained, or with something held."""
    ids = torch.arange(tokens)[None]
    nets = []
    for kind, net in small_nets().items():
        with torch.inference_mode():
            trace = freeze(net.trace(ids, TOUCH if held else AS_TRAINED)) if tokens else {}
            trained = freeze(net.trace(ids)) if held and tokens else None
        order, scale = torch.arange(UNITS, dtype=torch.int32).flip(0), torch.linspace(0.5, 40, UNITS)
        nets.append(Net(kind, trace, trained, order.numpy(), scale.numpy()))
    return Scene(
        text=" ".join(TOKENS[:tokens]),
        tokens=TOKENS[:tokens],
        words_of=WORDS[:tokens],
        nets=nets,
        labels=["negative", "positive"],
        family="sentiment-en",
        families=["sentiment-en", "sentiment-ko"],
        words=words(lang),
        clamps=CLAMPS if held else (),
        touch=repr(TOUCH) if held else "Intervention()",
        notice="A notice.",
    )


def cells_pictures(lang: str = "en") -> dict[str, bytes]:
    """Name to blob, as ``ui.gallery.live_pictures`` wants them."""
    return {
        "cells unit": cells(scene(lang=lang), View(unit=2, exact=True)),
        "cells gates": cells(scene(True, lang), View("gru", "z", 2, below="gates", exact=True)),
    }
