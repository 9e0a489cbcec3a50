"""What is kept: bounded by its number and by its size, made once, and not kept where it failed."""

from threading import Event, Thread

import pytest

from ui.kept import Kept


def test_what_is_large_makes_the_oldest_go():
    kept = Kept(10, room=100, size=len)
    for length in (40, 50, 9):
        kept.get(length, lambda length=length: "x" * length)
    assert kept.taken == 99 and 40 in kept
    kept.get(40, lambda: pytest.fail("it is kept"))
    kept.get(30, lambda: "x" * 30)
    assert 50 not in kept and all(length in kept for length in (40, 9, 30)), "the one asked for longest ago has gone"
    kept.get(1000, lambda: "x" * 1000)
    assert list(kept.found) == [1000], "one too large for the room is kept alone"


def test_who_asks_at_once_waits_for_the_first():
    kept, begun, go_on, made, got = Kept(2), Event(), Event(), [], []

    def make():
        made.append(1)
        begun.set()
        go_on.wait(5)
        return "value"

    threads = [Thread(target=lambda: got.append(kept.get("key", make))) for _ in range(3)]
    threads[0].start()
    assert begun.wait(5)
    for thread in threads[1:]:
        thread.start()
    assert kept.get("other", lambda: 2) == 2, "another key does not wait"
    go_on.set()
    for thread in threads:
        thread.join(5)
    assert got == ["value"] * 3 and made == [1] and not kept.turns


def test_what_fails_is_not_kept():
    kept = Kept(2)
    with pytest.raises(ZeroDivisionError):
        kept.get("key", lambda: 1 / 0)
    assert "key" not in kept and not kept.turns and kept.get("key", lambda: 3) == 3
