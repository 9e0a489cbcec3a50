"""Order statistics, and timing that alternates between rivals so that a busy machine is unfair to none of them."""

import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median


def quantile(values: Sequence[float], q: float) -> float:
    """The q-quantile, 0 <= q <= 1, with linear interpolation. Raises ValueError when there are no values.

    >>> quantile([4, 1, 3, 2], 0.5), quantile([1, 2], 1)
    (2.5, 2)
    """
    if not values:
        raise ValueError("no values: nothing was measured")
    ordered = sorted(values)
    place = q * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def interleaved(
    rivals: Mapping[str, Callable[[], object]],
    rounds: int,
    warm_up: int = 5,
    clock: Callable[[], float] = time.thread_time,
) -> dict[str, list[float]]:
    """Seconds of every call, by rival. In each round every rival runs once, and each round starts with another one.

    The clock is the CPU time of this thread, so that other processes lengthen no call; the work must stay in it.
    """
    names = list(rivals)
    seconds: dict[str, list[float]] = {name: [] for name in names}
    for turn in range(-warm_up, rounds):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            start = clock()
            rivals[name]()
            if turn >= 0:
                seconds[name].append(clock() - start)
    return seconds


def paired_ratio(numerators: Sequence[float], denominators: Sequence[float]) -> float:
    """The median of the ratios within each round: slow rounds are slow for both sides.

    >>> paired_ratio([2, 20, 9], [1, 10, 3])
    2.0

    Raises ValueError when the sides differ in length or are empty.
    """
    ratios = [n / d for n, d in zip(numerators, denominators, strict=True)]
    if not ratios:
        raise ValueError("no pairs: nothing was measured")
    return median(ratios)
