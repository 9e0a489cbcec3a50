"""Grammar: does a head look from a word at the word it depends on, or from a word at one that depends on it?

For each relation of Universal Dependencies and each direction: how often the strongest weight of the first word's row,
among the other words, is that of the second (Clark et al. 2019, section 4.2, and Voita et al. 2019, section 5.2.2).
Beside it the best that looking a fixed number of words away would do on the same sentences.
"""

from dataclasses import dataclass

import numpy as np
import torch

from models.maps import Maps
from nets import heads
from text.bpe import Piece

NAMES = (
    "nsubj obj iobj csubj ccomp xcomp obl vocative expl dislocated advcl advmod discourse aux cop mark nmod appos "
    "nummod acl amod det clf case conj cc fixed flat compound list parataxis orphan goeswith reparandum punct dep"
)
RELATIONS = NAMES.split()
"""The universal relations beside root, https://universaldependencies.org/u/dep/."""
DIRECTIONS = ("head", "dependent")
"""What is looked for: the word that a word depends on, or one that depends on it."""
OFFSETS = range(-10, 11)


@dataclass(frozen=True)
class Tree:
    """The words of a sentence as they lie in its text, (start, end); for each the number of its head, counted from 0,
    -1 for the root; and their relations."""

    spans: list[tuple[int, int]]
    heads: list[int]
    relations: list[str]


def word_numbers(pieces: list[Piece], spans: list[tuple[int, int]]) -> torch.Tensor:
    """For each token the word that it shares most letters with, -1 for none, (token,)."""
    numbers = []
    for piece in pieces:
        shared = [min(piece.end, end) - max(piece.start, start) for start, end in spans]
        most = max(shared, default=0)
        numbers.append(shared.index(most) if most > 0 and piece.word >= 0 else -1)
    return torch.tensor(numbers, dtype=torch.long)


def looks(A: np.ndarray, links: list[tuple[int, int]]) -> np.ndarray:
    """For each link (from, to): whether the strongest weight of row ``from``, without itself, is at ``to``.

    A (…, word, word); gives (link, …) of 0 and 1.
    """
    A = A.copy()
    A[..., np.arange(A.shape[-1]), np.arange(A.shape[-1])] = -1.0
    strongest = A.argmax(-1)
    return np.stack([strongest[..., start] == to for start, to in links]).astype(float)


def related(maps: Maps, tree: Tree) -> dict[str, np.ndarray]:
    """Of the links of a sentence: ``found`` (direction, relation, layer, head), how many each head finds; ``away``
    (direction, relation, offset), how many lie so many words away; ``seen`` (direction, relation), how many there
    are."""
    numbers = word_numbers(maps.keys, tree.spans)
    A = heads.words(maps.weights.double(), numbers, numbers).numpy()
    kinds = len(DIRECTIONS), len(RELATIONS)
    found, away, seen = np.zeros((*kinds, *A.shape[:2])), np.zeros((*kinds, len(OFFSETS))), np.zeros(kinds)
    read = set(numbers.tolist())
    links = [
        (word, head, RELATIONS.index(name))
        for word, (head, name) in enumerate(zip(tree.heads, tree.relations, strict=True))
        if head >= 0 and name in RELATIONS and word in read and head in read
    ]
    for direction in range(len(DIRECTIONS)):
        ends = [(word, head) if direction == 0 else (head, word) for word, head, _ in links]
        hits = looks(A, ends) if ends else []
        for (start, to), (_, _, name), hit in zip(ends, links, hits, strict=True):
            found[direction, name] += hit
            seen[direction, name] += 1
            if to - start in OFFSETS:
                away[direction, name, OFFSETS.index(to - start)] += 1
    return dict(found=found, away=away, seen=seen)
