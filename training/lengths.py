"""BLEU by length: what a longer sentence costs a translator.

Length is the number of source tokens, without <eos>. Few sentences of everyday speech are long, so long texts are made
of them: sentences read one after another, until the next one would make the text longer than it is to be.
"""

import random
from collections.abc import Callable

SENTENCES = (1, 5, 6, 7, 8, 9, 11, 13, 16)
TEXTS = (1, 11, 21, 31, 41, 51)
"""The least length of each bucket; it ends before the next, the last one at the greatest length there is."""
LONGEST = 60
STEPS = 120
"""The most tokens of a text that was joined, and of its translation."""

Text = tuple[str, list[str]]
"""English, and its French references."""


def joined(sentences: list[Text], lengths: list[int], seed: int = 1) -> list[Text]:
    """Texts that hold every sentence once, in any order. They may have as many tokens as a bucket, each in its turn.

    The r-th reference of a text is made of the r-th of each sentence, or of its last where it has fewer.

    >>> joined([("A.", ["B.", "C."]), ("D.", ["E."])], [2, 2])
    [('A. D.', ['B. E.', 'C. E.'])]
    """
    rows: list[list[int]] = []
    goals, room = [*(start - 1 for start in TEXTS[1:]), LONGEST], 0
    for i in random.Random(seed).sample(range(len(sentences)), len(sentences)):
        if not rows or lengths[i] > room:
            room = goals[len(rows) % len(goals)]
            rows.append([])
        rows[-1].append(i)
        room -= lengths[i]
    return [together([sentences[i] for i in row]) for row in rows]


def together(sentences: list[Text]) -> Text:
    """Several sentences as one text."""
    most = max(len(references) for _, references in sentences)
    references = [" ".join(found[min(r, len(found) - 1)] for _, found in sentences) for r in range(most)]
    return " ".join(english for english, _ in sentences), references


def table(
    lengths: list[int], hypotheses: list[str], references: list[list[str]], starts: tuple[int, ...],
    score: Callable[[list[str], list[list[str]]], float],
) -> list[dict]:  # fmt: skip
    """The score of each bucket that holds a sentence, and how many; ``from`` and ``to`` are lengths within it."""
    rows = []
    for start, end in zip(starts, (*starts[1:], max(lengths, default=0) + 1), strict=True):
        inside = [i for i, length in enumerate(lengths) if start <= length < end]
        if inside:
            found = score([hypotheses[i] for i in inside], [references[i] for i in inside])
            rows.append({"from": start, "to": end - 1, "sentences": len(inside), "bleu": found})
    return rows
