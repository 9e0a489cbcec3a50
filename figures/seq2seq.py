"""The live picture of the page on sequence to sequence: two nets over one sentence, and one section below them, in one
blob (see ui/web/seq2seq.js).

Of net k (0 or 1) the arrays are ``k.h`` (key, unit), ``k.start`` (unit), ``k.s`` (time, unit), ``k.p`` (time) the
probability of each token written, and, where it looks back, ``k.weights`` (time, key). Those of the section begin with
``section.``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from figures.transformer import Token, alternatives
from figures.wire import pack
from nets.quantity import Quantity


@dataclass(frozen=True)
class Net:
    """A net and what it made of the text. ``target`` is what the decoder read, ``written`` what it wrote at each of
    those positions. ``early``: whether it looks back with the state before the step, as Bahdanau's does. ``bleu`` and
    ``aer`` are None where nothing was measured."""

    name: str
    early: bool
    source: Sequence[Token]
    target: Sequence[Token]
    written: Sequence[Token]
    written_ids: Sequence[int]
    translation: str
    trace: Mapping[str, Quantity]
    bleu: float | None = None
    aer: float | None = None


@dataclass(frozen=True)
class Scene:
    """What is drawn. ``section`` is the header and the arrays of what stands below; ``state`` is what was asked for,
    as it was understood, and ``asked`` the number of that question."""

    text: str
    nets: Sequence[Net]
    names: Sequence[str]
    vocabulary: Sequence[str]
    tabs: Sequence[str]
    below: str
    section: tuple[Mapping[str, object], Mapping[str, np.ndarray]]
    words: Mapping[str, object]
    state: Mapping[str, object] = field(default_factory=dict)
    asked: int = 0
    notice: str = ""


def seq2seq(scene: Scene) -> bytes:
    """The whole picture."""
    header, arrays = scene.section
    arrays = {f"section.{name}": values for name, values in arrays.items()}
    nets = []
    for k, net in enumerate(scene.nets):
        described, found = one(net, scene.vocabulary)
        nets.append(described)
        arrays |= {f"{k}.{name}": values for name, values in found.items()}
    return pack(
        {
            "text": scene.text,
            "nets": nets,
            "names": list(scene.names),
            "tabs": list(scene.tabs),
            "below": scene.below,
            "section": dict(header),
            "words": dict(scene.words),
            "state": dict(scene.state),
            "asked": scene.asked,
            "notice": scene.notice,
        },
        arrays,
    )


def one(net: Net, vocabulary: Sequence[str]) -> tuple[dict, dict[str, np.ndarray]]:
    """The header and the arrays of one net. Of an empty text there are states, but nothing is written."""
    n = len(net.written)
    probabilities = net.trace["out"].at(batch=0).values[:n]
    arrays = {
        "h": net.trace["encoder.out"].at(batch=0).values,
        "start": net.trace["encoder.start"].at(batch=0).values,
        "s": net.trace["decoder.cell.h"].at(batch=0).values[:n],
        "p": probabilities[np.arange(n), list(net.written_ids)] if n else np.zeros(0, np.float32),
    }
    if "decoder.look.weights" in net.trace:
        arrays["weights"] = net.trace["decoder.look.weights"].at(batch=0).values[:n]
    header = {
        "name": net.name,
        "early": net.early,
        "source": [token.wire() for token in net.source],
        "target": [token.wire() for token in net.target[:n]],
        "written": [token.wire() for token in net.written],
        "written_ids": list(net.written_ids),
        "alternatives": alternatives(probabilities, vocabulary),
        "translation": net.translation,
        "bleu": net.bleu,
        "aer": net.aer,
    }
    return header, arrays
