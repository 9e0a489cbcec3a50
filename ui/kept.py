"""What was computed and may be asked for again: a bounded store that can also be asked whether it has something."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from math import inf
from threading import Lock


class Kept:
    """The last ``most`` things that were asked for, and no more of them than have ``room`` together; the newest is kept
    however large it is. ``size`` says how much of the room a thing takes.

    >>> kept = Kept(2)
    >>> [kept.get(k, lambda: k.upper()) for k in "abc"], "a" in kept, "c" in kept
    (['A', 'B', 'C'], False, True)
    >>> kept = Kept(9, room=5, size=len)
    >>> [kept.get(k, lambda: k) for k in ("four", "a", "two")], "four" in kept, "a" in kept, kept.taken
    (['four', 'a', 'two'], False, True, 4)
    """

    def __init__(self, most: int, room: float = inf, size: Callable[[object], float] = lambda value: 0):
        self.most, self.room, self.size = most, room, size
        self.found, self.turns, self.lock = OrderedDict(), {}, Lock()

    def __contains__(self, key: Hashable) -> bool:
        return key in self.found

    @property
    def taken(self) -> float:
        """How much of the room is taken."""
        return sum(map(self.size, self.found.values()))

    def get(self, key: Hashable, make: Callable[[], object]):
        """What is kept under a key; made now where nothing is. Of those who ask at once the first makes it, and what is
        raised then is not kept."""
        with self.lock:
            turn = self.turns.setdefault(key, Lock())
        with turn:
            with self.lock:
                if key in self.found:
                    self.turns.pop(key, None)
                    self.found.move_to_end(key)
                    return self.found[key]
            try:
                value = make()
                self.keep(key, value)
            finally:
                with self.lock:
                    self.turns.pop(key, None)
        return value

    def keep(self, key: Hashable, value: object) -> None:
        """Keep something, and let go of what was asked for longest ago."""
        gone = []  # what takes long to free must not hold up who waits for the lock
        with self.lock:
            self.found[key] = value
            while len(self.found) > 1 and (len(self.found) > self.most or self.taken > self.room):
                gone.append(self.found.popitem(last=False))

    def clear(self) -> None:
        """Let go of everything."""
        with self.lock:
            self.found.clear()
