"""Subword regularisation: a text is never cut into pieces in quite the same way twice.

Each time a text is read, a piece is taken apart into the two it was merged from with some probability, and they in
turn: much as if those merges had been dropped (Provilkov et al. 2020, BPE-Dropout), but decided by a seed.
"""

import json

import numpy as np

from text.bpe import BPE, UNK


def parents(bpe: BPE) -> np.ndarray:
    """The two token ids that each token was merged from, (vocab, 2); -1 for a token that never was."""
    model = json.loads(bpe.tokenizer.to_str())["model"]
    result = np.full((len(bpe), 2), -1)
    for left, right in model["merges"]:
        result[model["vocab"][left + right]] = model["vocab"][left], model["vocab"][right]
    return result


def take_apart(
    texts: list[np.ndarray], parents: np.ndarray, share: float, dice: np.random.Generator
) -> list[np.ndarray]:
    """The token ids of each text, a ``share`` of the pieces taken apart, and their parts again, at most three times.

    >>> made = np.array([[-1, -1], [-1, -1], [0, 1]])
    >>> [ids.tolist() for ids in take_apart([np.array([2, 0])], made, 1.0, np.random.default_rng(0))]
    [[0, 1, 0]]
    """
    flat, owner = np.concatenate(texts), np.repeat(np.arange(len(texts)), [len(ids) for ids in texts])
    for _ in range(3):
        apart = (dice.random(len(flat)) < share) & (parents[flat, 0] >= 0)
        place = np.repeat(np.arange(len(flat)), 1 + apart)
        second = np.append(False, place[1:] == place[:-1])
        flat = np.where(second, parents[flat[place], 1], np.where(apart[place], parents[flat[place], 0], flat[place]))
        owner = owner[place]
    return np.split(flat, np.flatnonzero(np.diff(owner)) + 1)


def forget(ids: np.ndarray, share: float, dice: np.random.Generator) -> np.ndarray:
    """Token ids, a ``share`` of them made unknown, so that the net knows what to do with one (word dropout)."""
    return np.where(dice.random(len(ids)) < share, UNK, ids)
