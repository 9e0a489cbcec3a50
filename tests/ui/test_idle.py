"""Calls in the pauses: made in order, dropped at a key, and none stops the others."""

from threading import Event

from ui.idle import Pauses
from ui.serve import keystroke

SOON = 5  # seconds that nobody needs


def test_calls_are_made_in_order_when_nobody_types():
    pauses, made, done = Pauses(0.001), [], Event()
    for turn in "ab":
        done.clear()
        pauses.then([lambda: made.append(turn + "1"), lambda: made.append(turn + "2"), done.set])  # noqa: B023
        assert done.wait(SOON)
    assert made == ["a1", "a2", "b1", "b2"]


def test_a_key_drops_what_has_not_begun():
    pauses, made, done = Pauses(0.001), [], Event()
    pauses.then([lambda: made.append(1), pauses.key, lambda: made.append(2)])
    pauses.then([lambda: made.append(3), pauses.key, lambda: made.append(4), done.set])
    assert not done.wait(0.05) and 2 not in made and 4 not in made
    pauses.then([done.set])
    assert done.wait(SOON)


def test_there_is_no_pause_while_somebody_types():
    pauses, done = Pauses(0.2), Event()
    for _ in range(50):
        pauses.then([done.set])
        pauses.key()
    assert not done.wait(0.3)


def test_a_call_that_fails_stops_no_other():
    pauses, done = Pauses(0.001), Event()
    pauses.then([lambda: 1 / 0, done.set])
    assert done.wait(SOON)


def test_the_text_box_reports_its_keys(monkeypatch):
    struck = []
    monkeypatch.setattr("ui.idle.PAUSES.key", lambda: struck.append(1))
    keystroke()
    assert struck == [1]
