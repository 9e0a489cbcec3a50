"""What a decoder remembers of its calls, so that it can go back and so that they can be put together."""

from typing import NamedTuple

from torch import Tensor

from nets.trace import Trace


class Step(NamedTuple):
    """What one call recorded, and how many of its positions still count."""

    decoder: Trace
    logits: Tensor
    rows: int


def take_back(steps: list[Step], count: int) -> None:
    """Forget the last ``count`` positions, of as many calls as they were read in; none for a count below 1."""
    while steps and count > 0:
        last = steps.pop()
        if last.rows > count:
            steps.append(last._replace(rows=last.rows - count))
        count -= last.rows
