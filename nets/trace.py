"""A trace is what a forward pass returns: the left-hand sides of its equations, in order."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field, fields
from functools import cache
from itertools import product
from typing import Self

import numpy as np
import torch
from torch import Tensor

from nets.quantity import Quantity

Spans = Mapping[str, Sequence[tuple[int, int]]]
"""For the name of an axis, where one row of a batch has its positions: (first, how many), one after the other."""
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


class Trace:
    """Base of every record. A field is a tensor, a further trace, or a list of traces with one named axis."""

    __slots__ = ("_find",)

    @classmethod
    def later(cls, find: Callable[[str, Sequence[str]], object], **known: object) -> Self:
        """A record whose fields are found when they are first asked for, by name and names of axes, but for those that
        are known: pictures ask for few of the three hundred tensors of a run."""
        record = object.__new__(cls)
        record._find = find
        for name, value in known.items():
            setattr(record, name, value)
        return record

    def __getattr__(self, name: str):
        """A field that has not been found yet. Raises AttributeError for what is no field."""
        if name not in (specs := specs_of(type(self))):
            raise AttributeError(name)
        value = self._find(name, specs[name]["dims"])
        setattr(self, name, value)
        return value


@cache
def specs_of(kind: type[Trace]) -> dict[str, Mapping]:
    """What each field of a record declares: symbol, dims, text."""
    return {spec.name: spec.metadata for spec in fields(kind)}


def joined(parts: Sequence[Trace], rows: Sequence[int], **given: Trace) -> Trace:
    """One record of a pass that was made in parts, one after the other: of each part so many of its first positions.

    Positions lie along the axis ``time`` or ``query``. What has no such axis, the keys and values that all positions
    see, is that of the last part. ``given`` holds the fields that are known already.
    """

    def join(name: str, dims: Sequence[str]):
        if name in given:
            return given[name]
        values = [getattr(part, name) for part in parts]
        if isinstance(values[0], Trace):
            return joined(values, rows)
        if isinstance(values[0], Tensor) and (axis := {*dims} & {"time", "query"}):
            axis = dims.index(axis.pop())
            return torch.cat([value.narrow(axis, 0, n) for value, n in zip(values, rows, strict=True)], axis)
        return values[-1]

    return type(parts[0]).later(join)


def picked(trace: Trace, row: int, spans: Spans, **given: Trace | None) -> Trace:
    """The record of one row of a batch, without the positions that are not its own. ``given`` holds the fields that are
    known already."""

    def pick(name: str, dims: Sequence[str]):
        value = given[name] if name in given else getattr(trace, name)
        if name in given or value is None:
            return value
        if isinstance(value, Trace):
            return picked(value, row, spans)
        if dims not in places:
            axes = [
                [slice(first, first + n) for first, n in spans[dim]] if dim in spans else [slice(None)] for dim in dims
            ]
            places[dims] = [*product([slice(row, row + 1)], *axes[1:])]
        parts = [value[place] for place in places[dims]]
        return parts[0] if len(parts) == 1 else torch.cat(parts, dims.index("key"))

    places: dict[Sequence[str], list[tuple[slice, ...]]] = {}
    return type(trace).later(pick)


class Frozen(Mapping[str, Quantity]):
    """A trace as quantities by their paths; each is made when it is first asked for, since pictures ask for few."""

    def __init__(self, trace: Trace):
        self.trace = trace
        self.made: dict[str, Quantity] = {}

    def __getitem__(self, path: str) -> Quantity:
        if path not in self.made:
            self.made[path] = quantity(self.trace, path.split("."))
        return self.made[path]

    def __iter__(self) -> Iterator[str]:
        return paths(self.trace)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def freeze(trace: Trace) -> Frozen:
    """Flatten a trace to ``{"encoder.layers.attn.weights": Quantity}``: the only exit from ``nets``.

    A list of traces becomes a leading axis with the name that its field declares, where the shapes agree. Values are
    NumPy arrays, detached from the graph and read-only. A field that is None (say, no mask) is left out.
    """
    return Frozen(trace)


def paths(trace: Trace, start: str = "") -> Iterator[str]:
    """The paths of all tensors of a trace; a list of traces has the paths of its first."""
    for name in specs_of(type(trace)):
        value, path = getattr(trace, name), start + name
        if isinstance(value, list):
            value = value[0] if value else None
        if isinstance(value, Trace):
            yield from paths(value, path + ".")
        elif isinstance(value, Tensor):
            yield path


def quantity(trace: Trace, path: Sequence[str]) -> Quantity:
    """The tensor at a path, name by name; a number, counted from 0, takes one record of a list. Raises KeyError when
    there is none."""
    name, *rest = path
    spec = specs_of(type(trace)).get(name)
    value = None if spec is None else getattr(trace, name)
    if rest and isinstance(value, list) and rest[0].isdecimal() and int(rest[0]) < len(value):
        value, rest = value[int(rest[0])], rest[1:]
    if rest and isinstance(value, Trace):
        return quantity(value, rest)
    if rest and isinstance(value, list) and value:
        parts = [quantity(part, rest) for part in value]
        array, (first, *_) = np.stack([part.values for part in parts]), parts
        array.flags.writeable = False
        return Quantity(array, first.symbol, (*spec["dims"], *first.dims), first.text)
    if rest or not isinstance(value, Tensor):
        raise KeyError(name)
    array = value.detach().numpy()
    array.flags.writeable = False
    return Quantity(array, **spec)
