"""A trace is what a forward pass returns: the left-hand sides of its equations, in order."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields

import numpy as np
import torch
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


def joined(parts: Sequence[Trace], rows: Sequence[int], **given: Trace) -> Trace:
    """One record of a pass that was made in parts, one after the other: of each part so many of its first positions.

    Positions lie along the axis ``time`` or ``query``. What has no such axis, the keys and values that all positions
    see, is that of the last part. ``given`` holds the fields that are known already.
    """

    def join(name: str, dims: Sequence[str]):
        values = [getattr(part, name) for part in parts]
        if isinstance(values[0], Trace):
            return joined(values, rows)
        if isinstance(values[0], Tensor) and (axis := {*dims} & {"time", "query"}):
            axis = dims.index(axis.pop())
            return torch.cat([value.narrow(axis, 0, n) for value, n in zip(values, rows, strict=True)], axis)
        return values[-1]

    return type(parts[0])(
        **{spec.name: given.get(spec.name) or join(spec.name, spec.metadata["dims"]) for spec in fields(parts[0])}
    )


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
