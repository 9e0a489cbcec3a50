"""The live picture of the page on attention by hand: small matrices, and what each step makes of them, in one blob."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from figures.wire import pack
from nets.quantity import Quantity

STEPS = ("basis", "linear", "softmax", "scaled", "search", "cross", "masks", "heads")
"""The steps of the story, in their order; each but the fifth goes on from the one before."""


@dataclass(frozen=True)
class Scene:
    """What is drawn. ``tokens`` are the words of the text, ``padded`` those of the step with masks, ``others`` those of
    the second sentence. ``given`` are the matrices that the viewer may edit; ``traces`` the frozen trace of each step,
    and ``scaling``, what was measured on random vectors. ``state`` is what was asked for, as understood; ``first``
    is what it is before anyone asks."""

    text: str
    tokens: Sequence[str]
    padded: Sequence[str]
    others: Sequence[str]
    given: Mapping[str, np.ndarray]
    traces: Mapping[str, Mapping[str, Quantity]]
    words: Mapping[str, object]
    state: Mapping[str, object] = field(default_factory=dict)
    first: Mapping[str, object] = field(default_factory=dict)
    notice: str = ""


def attention(scene: Scene) -> bytes:
    """The whole picture. An axis of one batch, or of one head, is left out."""
    arrays = dict(scene.given)
    for step, trace in scene.traces.items():
        for name, quantity in trace.items():
            arrays[f"{step}.{name}"] = bare(quantity).values
    header = {
        "text": scene.text,
        "tokens": list(scene.tokens),
        "padded": list(scene.padded),
        "others": list(scene.others),
        "steps": list(STEPS),
        "words": dict(scene.words),
        "state": dict(scene.state),
        "first": dict(scene.first),
        "notice": scene.notice,
    }
    with np.errstate(over="ignore"):  # a power of e may be more than a float32 holds: it travels as infinity
        return pack(header, arrays)


def bare(quantity: Quantity) -> Quantity:
    """A quantity without its axes ``batch`` and ``head`` where they have one place.

    >>> bare(Quantity(np.zeros((1, 2, 3)), "A", ("batch", "head", "query"), "")).dims
    ('head', 'query')
    """
    alone = [dim for dim, size in zip(quantity.dims, quantity.values.shape, strict=True) if size == 1]
    return quantity.at(**{dim: 0 for dim in alone if dim in ("batch", "head")})
