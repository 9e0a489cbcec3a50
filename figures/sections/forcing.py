"""Teacher forcing against running free, for every moment of release at once: where rows part, and how errors add up."""

from collections.abc import Mapping

import numpy as np

from nets.quantity import Quantity

NAMES = ("losses", "tokens", "log_probs", "free", "distance", "lengths")


def forcing_arrays(trace: Mapping[str, Quantity], count: int) -> dict[str, np.ndarray]:
    """The arrays behind ui/web/section_forcing.js, of a frozen record of ``nets.forcing`` with a teacher of ``count``
    tokens: those of NAMES and ``said`` as they are, and

    ``parted`` (batch) the first place where the row is not the teacher's, -1 where there is none; ``losses_sum`` (time)
    and ``free_sum`` (batch, time), nats so far; ``excess`` (batch, place): what the net's own tokens cost in nats
    beside the teacher's, for each of the teacher's places; ``drift`` (place): its mean by the steps since release.
    """
    arrays = {name: trace[name].values for name in NAMES} | {"said": trace["said"].values[:count]}
    teacher, losses, free = trace["teacher"].values, arrays["losses"], arrays["free"]
    excess = (free - losses)[:, :count]
    return arrays | {
        "parted": parted(arrays["tokens"], teacher),
        "losses_sum": np.cumsum(losses),
        "free_sum": np.cumsum(free, axis=1),
        "excess": excess,
        "drift": since_release(excess),
    }


def parted(tokens: np.ndarray, teacher: np.ndarray) -> np.ndarray:
    """The first place where each row of tokens (batch, time) is not the teacher's (time), -1 where there is none.

    >>> parted(np.array([[5, 6, 7], [5, 8, 7], [9, 9, 9]]), np.array([5, 6, 7])).tolist()
    [-1, 1, 0]
    """
    other = tokens != teacher
    return np.where(other.any(1), other.argmax(1), -1)


def since_release(excess: np.ndarray) -> np.ndarray:
    """The mean of excess (batch, place), whose row k is released at place k, over all rows by the steps since then.

    Places that are NaN, where a row has ended, are left out; so is the last row, which is never released. NaN where no
    row has got as far.

    >>> since_release(np.array([[0.0, 2, 4], [0, 0, 6], [0, 0, np.nan], [0, 0, 0]])).tolist()
    [0.0, 4.0, 4.0]
    """
    count, found = excess.shape[1], []
    for ahead in range(count):
        values = np.array([excess[k, k + ahead] for k in range(count - ahead)])
        values = values[np.isfinite(values)]
        found.append(values.mean() if len(values) else np.nan)
    return np.array(found, np.float32)
