"""A trace is what a forward pass returns: the left-hand sides of its equations, in order."""

from dataclasses import dataclass, field, fields

import numpy as np
from torch import Tensor

from nets.quantity import Quantity

DIMS = frozenset(
    "batch time query key head layer unit d_model d_head d_ff expert vocab dim".split()  # noqa: SIM905
)


def lhs(symbol: str, dims: str = "", text: str = ""):
    """Declare a left-hand side: its symbol (LaTeX), the names of its axes, one sentence.

    Raises ValueError for an axis that is not in the closed list ``DIMS``.
    """
    names = tuple(dims.split())
    if unknown := set(names) - DIMS:
        raise ValueError(
            f"{symbol}: {', '.join(sorted(unknown))} is not one of the axis names {', '.join(sorted(DIMS))}"
        )
    return field(metadata=dict(symbol=symbol, dims=names, text=text))


@dataclass(slots=True)
class Trace:
    """Base of every record. A field is a tensor, a further trace, or a list of traces with one named axis."""


def freeze(trace: Trace, path: str = "") -> dict[str, Quantity]:
    """Flatten a trace to ``{"encoder.layers.attn.weights": Quantity}``: the only exit from ``nets``.

    A list of traces becomes a leading axis with the name that its field declares, where the shapes agree. Values are
    NumPy arrays, detached from the graph and read-only. A field that is None (say, no mask) is left out.
    """
    frozen: dict[str, Quantity] = {}
    for spec in fields(trace):
        value, name = getattr(trace, spec.name), path + spec.name
        if isinstance(value, Tensor):
            array = value.detach().numpy()
            array.flags.writeable = False
            frozen[name] = Quantity(array, **spec.metadata)
        elif isinstance(value, Trace):
            frozen |= freeze(value, name + ".")
        elif isinstance(value, list) and value:
            parts = [freeze(part, name + ".") for part in value]
            for key, first in parts[0].items():
                array = np.stack([part[key].values for part in parts])
                array.flags.writeable = False
                frozen[key] = Quantity(array, first.symbol, (*spec.metadata["dims"], *first.dims), first.text)
    return frozen
