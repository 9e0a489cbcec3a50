"""What waits until nobody types: calls that are made in the pauses, and dropped when somebody strikes a key."""

import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from time import sleep

REST = 0.05
"""How long nobody has struck a key when a pause begins, in seconds: the browser has drawn the last one by then."""


class Pauses:
    """The pauses of all visitors together, so that in a class, where somebody is always typing, there is none."""

    def __init__(self, rest: float = REST):
        self.rest, self.keys, self.calls, self.more = rest, 0, (), threading.Event()
        threading.Thread(target=self.work, name="pauses", daemon=True).start()

    def key(self) -> None:
        """Somebody strikes a key: no call that has not begun is made."""
        self.keys, self.calls = self.keys + 1, ()

    def then(self, calls: Iterable[Callable[[], object]]) -> None:
        """Make these calls in the next pause, one after the other. What they raise is nobody's concern."""
        self.calls = calls
        self.more.set()

    def work(self) -> None:
        while self.more.wait():
            self.more.clear()
            keys = self.keys
            sleep(self.rest)
            if keys != self.keys:
                self.more.set()
                continue
            for call in self.calls:
                if keys != self.keys:
                    break
                with suppress(Exception):
                    call()


PAUSES = Pauses()
