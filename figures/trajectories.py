"""The live picture of the page on trajectories: paths of hidden states over a cloud, in one blob
(see ui/web/trajectories.js)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from figures.wire import pack


@dataclass(frozen=True)
class Walk:
    """A sentence's way through a net: points (time + 1, 3), from h_0 on, and the classes' probabilities (time, classes)
    after each token."""

    points: np.ndarray
    out: np.ndarray


@dataclass(frozen=True)
class Net:
    """A net's frozen basis and what moves in it. ``explained``: the share of the variance of each component; ``cloud``
    (text, 3) and ``labels`` (text): where the sample's last states lie, and their classes."""

    cell: str
    explained: Sequence[float]
    cloud: np.ndarray
    labels: np.ndarray
    walks: Sequence[Walk]


@dataclass(frozen=True)
class Scene:
    """What is drawn. ``texts`` are what was typed: one or two, with the tokens of each. ``sample`` are the texts of the
    clouds' points. ``state`` is what was asked for, as it was understood."""

    texts: Sequence[str]
    tokens: Sequence[Sequence[str]]
    nets: Sequence[Net]
    classes: Sequence[str]
    sample: Sequence[str]
    families: Mapping[str, str]
    words: Mapping[str, object]
    state: Mapping[str, object] = field(default_factory=dict)
    notice: str = ""


def trajectories(scene: Scene) -> bytes:
    """The picture: every net's cloud, and the walk of each text in it."""
    arrays = {}
    for net in scene.nets:
        arrays[f"{net.cell}.cloud"] = net.cloud
        arrays[f"{net.cell}.labels"] = net.labels
        for k, walk in enumerate(net.walks):
            arrays[f"{net.cell}.{k}.points"] = walk.points
            arrays[f"{net.cell}.{k}.out"] = walk.out
    header = {
        "text": scene.texts[0],
        "text2": scene.texts[1] if len(scene.texts) > 1 else "",
        "tokens": [list(tokens) for tokens in scene.tokens],
        "nets": [{"cell": net.cell, "explained": [float(share) for share in net.explained]} for net in scene.nets],
        "classes": list(scene.classes),
        "sample": list(scene.sample),
        "families": dict(scene.families),
        "words": dict(scene.words),
        "state": dict(scene.state),
        "notice": scene.notice,
    }
    return pack(header, arrays)
