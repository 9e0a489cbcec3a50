"""What single units do over a text: how often their gates are saturated, and which of them go with a property of it."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

LOW, HIGH = 0.1, 0.9
"""Below and above which a gate counts as saturated (Karpathy et al. 2015)."""
LISTED = 10
SHUFFLES = 20
SEED = 0
FEWEST = 3
"""Steps below which a correlation says nothing."""


def saturation(gate: np.ndarray) -> np.ndarray:
    """The share of steps at which each unit's gate (time, unit) is below 0.1, and above 0.9: (2, unit)."""
    return np.stack([(gate < LOW).mean(0), (gate > HIGH).mean(0)]).astype(np.float32)


def offered(letters: bool, two: bool) -> list[str]:
    """The properties that make sense for a kind of token and of answer."""
    return [
        "answer" if two else "sure",
        "position",
        *(("place", "capital", "space") if letters else ()),
        "start",
        "quotes",
    ]


def properties(
    tokens: Sequence[str], words: Sequence[int], outs: Mapping[str, np.ndarray], letters: bool, two: bool
) -> dict[str, dict[str, np.ndarray]]:
    """Properties of a text at each of its steps: name to net to numbers (time). One that never changes is left out.

    ``words`` is the word of each token, ``outs`` what each net said after each token (time, vocab): of two classes, or
    of more.
    """
    shared = {
        "position": np.arange(1, len(tokens) + 1, dtype=float),
        "quotes": inside_quotes(tokens),
        "start": np.array([k == 0 or words[k] != words[k - 1] for k in range(len(tokens))], float),
        "place": places(words),
    }
    if letters:
        shared["capital"] = np.array([token[:1].isupper() for token in tokens], float)
        shared["space"] = np.array([token.isspace() for token in tokens], float)
    found = {name: dict.fromkeys(outs, values) for name, values in shared.items()}
    said = {cell: out[:, 1] if two else out.max(-1) for cell, out in outs.items()}
    found = {"answer" if two else "sure": said} | found
    return {name: nets for name, nets in found.items() if all(len(v) and np.ptp(v) > 0 for v in nets.values())}


def inside_quotes(tokens: Sequence[str]) -> np.ndarray:
    """1 from an opening quotation mark to the one before its closing one (time).

    >>> inside_quotes(["a", '"', "b", '"', "c"]).tolist()
    [0.0, 1.0, 1.0, 0.0, 0.0]
    """
    return np.cumsum([token.count('"') for token in tokens]) % 2 * 1.0 if tokens else np.zeros(0)


def places(words: Sequence[int]) -> np.ndarray:
    """How many tokens of its word stand before each token (time).

    >>> places([0, 0, 1, 2, 2]).tolist()
    [0.0, 1.0, 0.0, 0.0, 1.0]
    """
    found: list[float] = []
    for k, word in enumerate(words):
        found.append(found[-1] + 1 if k and word == words[k - 1] else 0.0)
    return np.array(found)


@lru_cache(maxsize=8)
def shuffled(steps: int) -> np.ndarray:
    """The order of the steps as it is, and 20 times shuffled, always in the same way: (1 + shuffle, step)."""
    dice = np.random.default_rng(SEED)
    return np.stack([np.arange(steps), *(dice.permutation(steps) for _ in range(SHUFFLES))])


def correlations(states: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Pearson's r of each unit of (time, unit) and each row of (row, time): (row, unit); 0 if it never moves."""
    x, y = states - states.mean(0), wanted - wanted.mean(-1, keepdims=True)
    size = np.linalg.norm(y, axis=-1)[:, None] * np.linalg.norm(x, axis=0)
    return np.divide(y @ x, size, out=np.zeros(size.shape), where=size > 1e-9)


def best(
    states: Mapping[tuple[str, str], np.ndarray], wanted: Mapping[str, np.ndarray]
) -> tuple[list[dict[str, object]], float | None]:
    """The units that go best with a property, and the best that chance reaches.

    ``states``: (net, quantity) to (time, unit); ``wanted``: net to (time). The units come as net, quantity, unit
    (from 1) and r, the largest |r| first. Chance: the property's values are shuffled among the steps, and the largest
    |r| of all units is averaged over 20 such shuffles; None, and no units, for fewer than three steps.
    """
    if not wanted or len(next(iter(wanted.values()))) < FEWEST:
        return [], None
    steps = len(next(iter(wanted.values())))
    rows = shuffled(steps)
    found = [
        correlations(v.astype(np.float32), np.asarray(wanted[net], np.float32)[rows]) for (net, _), v in states.items()
    ]
    names = [(net, name, unit) for (net, name), values in states.items() for unit in range(values.shape[1])]
    r = np.concatenate(found, axis=1)
    first = np.argsort(-np.abs(r[0]), kind="stable")[:LISTED]
    listed = [dict(net=names[k][0], quantity=names[k][1], unit=names[k][2] + 1, r=float(r[0, k])) for k in first]
    return listed, float(np.abs(r[1:]).max(-1).mean())
