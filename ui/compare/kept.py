"""What was computed and may be asked for again: a bounded store that can also be asked whether it has something."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock


class Kept:
    """The last ``most`` things that were asked for.

    >>> kept = Kept(2)
    >>> [kept.get(k, lambda: k.upper()) for k in "abc"], "a" in kept, "c" in kept
    (['A', 'B', 'C'], False, True)
    """

    def __init__(self, most: int):
        self.most, self.found, self.lock = most, OrderedDict(), Lock()

    def __contains__(self, key: Hashable) -> bool:
        return key in self.found

    def get(self, key: Hashable, make: Callable[[], object]):
        """What is kept under a key; made now where nothing is. Two who ask at once may both make it."""
        with self.lock:
            if key in self.found:
                self.found.move_to_end(key)
                return self.found[key]
        value = make()
        with self.lock:
            self.found[key] = value
            while len(self.found) > self.most:
                self.found.popitem(last=False)
        return value
