"""Questions that pile up are answered together, each with its own answer."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from ui import waiting as waiting_module
from ui.waiting import Waiting


def piled_up(answers, questions, most=3) -> list:
    """What comes back for questions (what, kind), all asked while the one thread is busy; an error as itself."""
    with ThreadPoolExecutor(1) as thread, ThreadPoolExecutor(len(questions)) as visitors:
        waiting, busy = Waiting(thread, answers, most), Event()
        thread.submit(busy.wait)
        asked = []
        for what, kind in questions:
            before = len(waiting.questions)
            asked.append(visitors.submit(waiting.ask, what, kind))
            while len(waiting.questions) == before:
                pass
        busy.set()
        return [one.exception() or one.result() for one in asked]


def test_alike_are_answered_at_once_up_to_the_most():
    batches = []

    def answers(asked):
        batches.append(list(asked))
        return [-what for what in asked]

    assert piled_up(answers, [(n, "a") for n in range(1, 8)]) == [-1, -2, -3, -4, -5, -6, -7]
    assert batches == [[1, 2, 3], [4, 5, 6], [7]]


def test_other_kinds_are_answered_apart_and_nothing_is_alike_without_a_kind():
    batches = []

    def answers(asked):
        batches.append(list(asked))
        return asked

    piled_up(answers, [(1, "a"), (2, "b"), (3, None), (4, "a"), (5, None), (6, "b")])
    assert batches == [[1, 4], [2, 6], [3], [5]]


def test_an_error_reaches_all_who_were_asked_along_and_nobody_else():
    def answers(asked):
        if 2 in asked:
            raise ValueError("two")
        return asked

    one, two, three = piled_up(answers, [(1, "a"), (2, "a"), (3, "b")])
    assert isinstance(one, ValueError) and isinstance(two, ValueError) and three == 3


def test_one_visitor_never_waits_for_another_and_a_crowd_does(monkeypatch):
    now, slept = [100.0], []
    monkeypatch.setattr(waiting_module, "monotonic", lambda: now[0])
    monkeypatch.setattr(waiting_module, "sleep", slept.append)
    with ThreadPoolExecutor(1) as thread:
        waiting = Waiting(thread, lambda asked: [len(asked)], 8)
        for n in range(20):  # as fast as anybody types
            now[0] += 1 / 15
            assert waiting.ask(n, "a") == 1
        assert not slept
        for n in range(20):
            now[0] += 1 / 60
            waiting.ask(n, "a")
        assert len(slept) >= 10 and set(slept) == {waiting_module.PAUSE}


@pytest.mark.parametrize("most", [1, 2, 7])
def test_nothing_is_left_behind(most):
    with ThreadPoolExecutor(1) as thread, ThreadPoolExecutor(8) as visitors:
        waiting = Waiting(thread, list, most)
        assert list(visitors.map(lambda n: waiting.ask(n, n % 2), range(100))) == list(range(100))
        assert not waiting.questions
