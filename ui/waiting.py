"""Visitors who type at once are answered together: whatever has piled up while the nets were busy is one batch.

One visitor never waits for company. In a crowd, when ``most`` questions came within ``CROWD`` seconds, a batch is held
back for ``PAUSE`` seconds, so that it is larger and each answer takes less processor time.
"""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from itertools import islice
from math import inf
from time import monotonic, sleep
from typing import Any, NamedTuple

CROWD, PAUSE = 0.25, 0.015


class Question(NamedTuple):
    """``kind``: questions of equal kinds are answered at once; None for one that must be answered alone."""

    kind: Any
    what: Any
    answer: Future


class Waiting:
    """Questions that wait for one thread. ``answers`` takes a list of them, at most ``most``, and returns one answer
    each, in order; it runs on the thread."""

    def __init__(self, thread: Executor, answers: Callable[[Sequence], Sequence], most: int):
        self.thread, self.answers, self.most = thread, answers, most
        self.questions: deque[Question] = deque()
        self.came: deque[float] = deque([-inf] * most, most)

    def ask(self, what, kind=None):
        """The answer to a question; waits for it. Raises what ``answers`` raised, for all that were asked at once."""
        question = Question(kind, what, Future())
        self.questions.append(question)
        self.came.append(monotonic())
        self.thread.submit(self.next)
        return question.answer.result()

    def next(self) -> None:
        """Answer what has waited longest, and whatever can be answered along with it."""
        if not self.questions:
            return  # answered along with an earlier one
        if self.came[0] > monotonic() - CROWD and len(self.questions) < self.most:
            sleep(PAUSE)
        first = self.questions.popleft()
        alike = (other for other in tuple(self.questions) if first.kind is not None and other.kind == first.kind)
        along = [first, *islice(alike, self.most - 1)]
        for question in along[1:]:
            self.questions.remove(question)
        try:
            answers = self.answers([question.what for question in along])
        except BaseException as error:  # whatever it was, nobody must wait for ever
            for question in along:
                question.answer.set_exception(error)
            return
        for question, answer in zip(along, answers, strict=True):
            question.answer.set_result(answer)
