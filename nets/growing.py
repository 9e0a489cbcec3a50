"""Readings that grow: a key at the end of a long text costs the net one step, not a thousand.

A net that reads from left to right has nothing to say anew about what stands before a change. So the last readings are
kept, and the next one starts from the longest beginning that it shares with one of them. Its numbers are written behind
those that are there already, never over them: whoever holds an earlier reading sees it unchanged. A text that goes on
in another way gets a copy of what it shares.
"""

from collections.abc import Callable, Sequence

import numpy as np
import torch

from nets.quantity import Quantity
from nets.recurrent import State

Trace = dict[str, Quantity]
Compute = Callable[[Sequence[int], list[State] | None], Trace]
"""From tokens and what each layer knew before them to the frozen trace of these tokens alone."""


class Growing:
    """One reading: its tokens, and room for more of them in every quantity."""

    def __init__(self, tokens: Sequence[int], trace: Trace, room: int):
        self.tokens, self.quantities, self.used = list(tokens), {}, 0
        for path, quantity in trace.items():
            shape = list(quantity.values.shape)
            shape[quantity.dims.index("time")] = room
            values = np.empty(shape, quantity.values.dtype)  # memory that nobody writes to is none
            self.quantities[path] = Quantity(values, quantity.symbol, quantity.dims, quantity.text)
        self.write(trace)

    def write(self, trace: Trace) -> None:
        """Put a trace behind what is there."""
        count = 0
        for path, quantity in trace.items():
            time = quantity.dims.index("time")
            count = quantity.values.shape[time]
            along(self.quantities[path], self.used, self.used + count)[...] = quantity.values
        self.used += count

    def first(self, steps: int) -> Trace:
        """The trace of the first steps, read-only."""
        found = {}
        for path, quantity in self.quantities.items():
            values = along(quantity, 0, steps)
            values.flags.writeable = False
            found[path] = Quantity(values, quantity.symbol, quantity.dims, quantity.text)
        return found

    def after(self, steps: int) -> list[State]:
        """What each layer knew after so many steps, at least 1."""
        h = self.quantities["rnn.layers.h"].values
        c = self.quantities.get("rnn.layers.c", self.quantities["rnn.layers.h"]).values
        return [tuple(torch.tensor(part[layer, :, steps - 1]) for part in (h, c)) for layer in range(len(h))]


class Readings:
    """The last readings of one net, at most ``steps`` steps in all, none longer than ``longest``."""

    def __init__(self, steps: int, longest: int):
        self.steps, self.longest, self.kept = steps, longest, []

    def read(self, tokens: Sequence[int], compute: Compute) -> Trace:
        """The trace of the tokens, at least one; only what follows the longest beginning known is computed."""
        best = max(self.kept, key=lambda growing: shared(growing.tokens, tokens), default=None)
        known = shared(best.tokens, tokens) if best else 0
        if not known:
            best = Growing(tokens, compute(tokens, None), self.longest)
        elif known < len(tokens):
            new = compute(tokens[known:], best.after(known))
            if known < best.used:
                best = Growing(tokens[:known], best.first(known), self.longest)
            best.write(new)
            best.tokens = list(tokens)
        self.kept = [growing for growing in self.kept if growing is not best] + [best]
        while len(self.kept) > 1 and sum(growing.used for growing in self.kept) > self.steps:
            del self.kept[0]
        return best.first(len(tokens))


def shared(a: Sequence[int], b: Sequence[int]) -> int:
    """How many tokens two texts have in common from the start.

    >>> shared([1, 2, 3], [1, 2, 4, 3])
    2
    """
    return next((k for k, (one, other) in enumerate(zip(a, b, strict=False)) if one != other), min(len(a), len(b)))


def along(quantity: Quantity, start: int, stop: int) -> np.ndarray:
    """The values of some steps, a view."""
    return quantity.values[tuple(slice(start, stop) if dim == "time" else slice(None) for dim in quantity.dims)]
