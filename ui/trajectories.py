"""From what three nets read to what the page on trajectories shows."""

from functools import lru_cache

from figures.trajectories import Net, Scene, Walk, trajectories
from nets.basis import path
from pretrained import BrokenModel
from ui.classified import codes, family_of, labels, models, names_of
from ui.notice import notice
from ui.reader import CELL_KINDS, Read, read
from ui.run import load
from ui.words import language, word


@lru_cache
def words(lang: str) -> dict:
    """Every label inside the pictures, in one language, and the code they show."""
    return labels("trajectories", lang) | {"code": codes("trajectories")}


def seconds(text: str) -> list[tuple[str, str]]:
    """Names and texts to try in the second box: the first text with its words in reverse order."""
    return [(word("trajectories.reversed"), " ".join(reversed(text.split())))]


def blob(asked: dict, second: str, text: str) -> bytes:
    """The live picture of one text, or of two. Raises BrokenModel."""
    family = family_of(asked)
    texts = [text, second] if second.strip() else [text]
    reads = [read(family, each) for each in texts]
    nets = [net(family, cell, [each[cell] for each in reads]) for cell in CELL_KINDS]
    scene = Scene(
        texts=texts,
        tokens=[[piece.text for piece in each[CELL_KINDS[0]].pieces] for each in reads],
        nets=nets,
        classes=names_of(reads[0][CELL_KINDS[0]].labels),
        sample=load(f"{family}-{CELL_KINDS[0]}").sample,
        families=models(),
        words=words(language()),
        state={"model": family},
        notice=notice(*(each[CELL_KINDS[0]] for each in reads)),
    )
    return trajectories(scene)


def net(family: str, cell: str, reads: list[Read]) -> Net:
    """A net's frozen basis, and the walks of the texts that it read."""
    name = f"{family}-{cell}"
    states = load(name).states
    if not states:
        raise BrokenModel(f"pretrained/{name} has no states.safetensors, and without it there is no basis.")
    walks = [
        Walk(path(top(each), states["mean"], states["components"]), each.trace["out"].at(batch=0).values)
        for each in reads
    ]
    return Net(cell, states["explained"].tolist(), states["points"], states["labels"], walks)


def top(reading: Read):
    """The hidden states (time, unit) of the last layer."""
    return reading.trace["rnn.layers.h"].at(batch=0, layer=-1).values
