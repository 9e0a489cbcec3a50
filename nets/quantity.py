"""What crosses from mathematics to pictures: an array that knows its symbol and the names of its axes."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Quantity:
    """A read-only array, the symbol it has in its equation, one name per axis, and one sentence about it."""

    values: np.ndarray
    symbol: str
    dims: tuple[str, ...]
    text: str

    def at(self, **where: int) -> "Quantity":
        """Pick one index along named axes.

        >>> q = Quantity(np.arange(6).reshape(2, 3), "A", ("query", "key"), "Weights.")
        >>> q.at(query=1).values.tolist(), q.at(query=1).dims
        ([3, 4, 5], ('key',))

        Raises KeyError for a name that is not an axis.
        """
        for name in where:
            if name not in self.dims:
                raise KeyError(f"{name!r} is no axis of {self.symbol}: its axes are {', '.join(self.dims)}")
        index = tuple(where.get(dim, slice(None)) for dim in self.dims)
        dims = tuple(dim for dim in self.dims if dim not in where)
        return Quantity(self.values[index], self.symbol, dims, self.text)
