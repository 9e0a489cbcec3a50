"""The pages on trajectories and on memory in the gallery: three small random nets, the same on every machine."""

import random

import torch

from figures import memory, trajectories
from nets.bag import bag
from nets.basis import path
from nets.memory import horizon, through_time
from nets.recurrent import CELLS
from nets.tasks import Classifier
from nets.trace import freeze
from nets.vanishing import Setting, vanish
from ui.memory import words as memory_words
from ui.trajectories import words as trajectories_words

TOKENS = ["<b>", "$x$", "שלום", "e\u0301", "학생", "👩‍🔬", "."]
IDS = list(range(len(TOKENS)))
UNITS = 6
CLASSES = ["negative", "<i>positive</i>"]
POINTS = 24
DISTANCES = [0, 1, 5, 20, 100]


def small_nets() -> dict[str, Classifier]:
    """A net of each kind; its numbers come from Python's own generator."""
    dice, nets = random.Random(1), {}
    for cell in CELLS:
        nets[cell] = Classifier(cell, len(TOKENS), 4, UNITS, 2).eval().requires_grad_(False)
        for parameter in nets[cell].parameters():
            numbers = [dice.gauss(0, 0.8) for _ in range(parameter.numel())]
            parameter.copy_(torch.tensor(numbers).view_as(parameter))
    return nets


def numbers(dice: random.Random, *shape: int):
    """A made-up array."""
    return torch.tensor([dice.gauss(0, 0.8) for _ in range(torch.Size(shape).numel())]).view(shape).numpy()


def trajectories_scene(sentences: list[list[int]], lang: str = "en") -> trajectories.Scene:
    """The paths of sentences, given as ids, over a made-up cloud."""
    dice, nets = random.Random(0), []
    for cell, net in small_nets().items():
        mean, components, cloud = (numbers(dice, *shape) for shape in ((UNITS,), (3, UNITS), (POINTS, 3)))
        walks = []
        for ids in sentences:
            with torch.inference_mode():
                trace = net.trace(torch.tensor([ids or [0]]))
            h, out = trace.rnn.out[0].numpy()[: len(ids)], trace.out[0].numpy()[: len(ids)]
            walks.append(trajectories.Walk(path(h, mean, components), out))
        nets.append(trajectories.Net(cell, [0.5, 0.25, 0.125], cloud, torch.arange(POINTS).remainder(2).numpy(), walks))
    tokens = [[TOKENS[i] for i in ids] for ids in sentences]
    return trajectories.Scene(
        texts=[" ".join(one) for one in tokens],
        tokens=tokens,
        nets=nets,
        classes=CLASSES,
        sample=[f"text {k} <script>" for k in range(POINTS)],
        families={"sentiment-en": "English", "spam-en": "Spam"},
        words=trajectories_words(lang),
        state={"model": "sentiment-en"},
        notice="A notice.",
    )


def memory_scene(ids: list[int], lang: str = "en") -> memory.Scene:
    """The horizons of a sentence, given as ids, its way back, and its bag beside that of the reversed sentence."""
    nets, end, small = [], max(0, len(ids) - 1), small_nets()
    with torch.inference_mode():
        vanishing = freeze(vanish(Setting(length=12, clip=0.5)))
        for k, (cell, net) in enumerate(small.items()):
            bags, gone, loss = [], {}, {}
            for one in (ids, ids[::-1]):
                trace = net.trace(torch.tensor([one or [0]]))
                mean = bag(net.embedding.weight, one).numpy()
                bags.append(memory.Bag(mean, trace.rnn.out[0, -1].numpy(), trace.out[0, -1].numpy()))
            if end:
                trace = net.trace(torch.tensor([ids])).rnn
                gone, loss = freeze(horizon(net.rnn, trace, end)), freeze(through_time(net, trace, 1, end))
            curves = [
                [max(0.1, min(1, 1.2 - run / 50 - place * (3 - k) / 10)) for place in range(5)] for run in range(3)
            ]
            nets.append(memory.Net(cell, gone, loss, bags, curves))
    state = dict(
        model="sentiment-en", end=end, target=1, text2="", shuffle=0, radius=0.8, length=12, activation="tanh",
        start="random", inputs=0.1, forget=1.0, clip=0.5, seed=0,
    )  # fmt: skip
    tokens = [TOKENS[i] for i in ids]
    return memory.Scene(
        text=" ".join(tokens), tokens=tokens, first=0, end=end, nets=nets, vanishing=vanishing, distances=DISTANCES,
        chance=0.1, second=" ".join(tokens[::-1]), others=[tokens, tokens[::-1]], classes=CLASSES,
        families={"sentiment-en": "English", "spam-en": "Spam"}, words=memory_words(lang), state=state, notice="",
    )  # fmt: skip


def states_pictures(lang: str = "en") -> dict[str, bytes]:
    """Name to blob, as ``ui.gallery.live_pictures`` wants them."""
    return {
        "trajectories": trajectories.trajectories(trajectories_scene([IDS], lang)),
        "trajectories two": trajectories.trajectories(trajectories_scene([IDS, IDS[::-1]], lang)),
        "memory": memory.memory(memory_scene(IDS, lang)),
    }
