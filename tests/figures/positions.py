"""A small scene of the page on positions, with made-up numbers."""

import numpy as np

from figures.positions import Order, Scene
from figures.transformer import Token
from nets.quantity import Quantity

TOKENS = [Token("<b>", 0), Token("x", 1), Token("<eos>", -1, True)]
AXES = {1: ("time",), 2: ("query", "key"), 3: ("head", "query", "key")}


def quantity(values: np.ndarray, *dims: str) -> Quantity:
    return Quantity(values, "x", dims or AXES[values.ndim], "A number.")


def scene(kind: str, **method: np.ndarray) -> Scene:
    """Of a kind with the arrays of its method; the second head of the first layer, and of ALiBi's, is shown."""
    dice = np.random.default_rng(0)
    weights = ("layer", "head", "query", "key")
    traces = {
        read: {
            **{n: quantity(dice.random((2, 3, 3, 3)), *weights) for n in ("weights", "shuffled", "difference")},
            "memory": quantity(dice.random(3)),
        }
        for read in ("with", "without")
    }
    embedding = {
        part: quantity(dice.normal(size=(1, 3, 4)), "batch", "time", "d_model")
        for part in ("tokens", "positions", "out")
    }
    written = {"with": ("<b>un</b>", "deux"), "without": ("trois", "trois")}
    words = {f"part_{part}": part for part in embedding}
    return Scene(
        "<b> x", TOKENS, {name: quantity(values) for name, values in method.items()}, embedding,
        Order([1, 0, 2], traces, written), words, dict(kind=kind, layer=1, head=2, slope=2),
    )  # fmt: skip
