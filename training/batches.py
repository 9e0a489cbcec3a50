"""Pairs of sentences to padded batches of token ids.

People type without capitals and full stops, and the page reads every prefix, so a share of the pairs is roughened each
time it is read: sentence without its final mark, lower-cased, or cut off at any letter with the French cut off at the
same share of its words (prefix training: Niehues et al. 2018, Low-Latency Neural Speech Translation).

The pairs are short, of six words on average. So that the net knows positions further on, and finds its way in a long
text, a share of the pairs is read several in a row (Kondo et al. 2021, Sentence Concatenation Approach to Data
Augmentation for Neural Machine Translation).
"""

import random

import torch
from torch import Tensor

from text.bpe import BPE, EOS, PAD, SOS

FINAL_MARKS = ".!?…"
LONGEST = 400
"""Characters, which is about a hundred tokens."""

Example = tuple[list[int], list[int]]


def join(pairs: list[tuple[str, str]], share: float, dice: random.Random) -> list[tuple[str, str]]:
    """Every pair once, in any order: a ``share`` of them two to six in a row, the others alone.

    What is joined has at most ``LONGEST`` characters a side.
    """
    pairs = dice.sample(pairs, len(pairs))
    alone = round(len(pairs) * (1 - share))
    result, left = pairs[:alone], 0
    for english, french in pairs[alone:]:
        before = result[-1] if left else ("", "")
        if left and max(len(before[0]) + len(english), len(before[1]) + len(french)) < LONGEST:
            result[-1] = f"{before[0]} {english}", f"{before[1]} {french}"
            left -= 1
        else:
            result.append((english, french))
            left = dice.randint(1, 5)
    return result


def roughen(english: str, french: str, dice: random.Random) -> tuple[str, str]:
    """A pair as someone might be typing it: 70 % stay whole, the rest loses its final mark, capitals or end.

    Neither side is ever emptied.
    """
    if dice.random() < 0.7:
        return english, french
    kind = dice.random()
    if kind < 0.35 and len(english) > 4:
        cut = dice.randrange(2, len(english))
        words = french.rstrip(FINAL_MARKS + " ").split()
        french = " ".join(words[: max(1, round(len(words) * cut / len(english)))]) or french
        english = english[:cut]
    if kind > 0.25 and dice.random() < 0.75:
        english = english.rstrip(FINAL_MARKS + " ") or english
    if dice.random() < 0.4:
        english = english.lower()
    return english.strip(), french


def batches(
    pairs: list[tuple[str, str]], bpe: BPE, budget: int, joined: float, seed: int, epoch: int
) -> list[list[Example]]:
    """One epoch: every pair once, examples of about one length together; ``seed`` and ``epoch`` decide the order.

    A batch has at most ``budget`` padded tokens a side, or is a single longer example. Epochs may differ by a few
    batches, since joining and roughening change lengths.
    """
    dice = random.Random(seed * 1000 + epoch)
    rough = [roughen(*pair, dice) for pair in join(pairs, joined, dice)]
    sources, targets = bpe.ids_batch([p[0] for p in rough]), bpe.ids_batch([p[1] for p in rough])
    examples = list(zip(sources, targets, strict=True))
    examples.sort(key=lambda e: (len(e[1]) + dice.random(), len(e[0])))
    result: list[list[Example]] = []
    longest = 0
    for source, target in examples:
        length = max(len(source), len(target)) + 1
        if not result or max(longest, length) * (len(result[-1]) + 1) > budget:
            result.append([])
            longest = 0
        result[-1].append((source, target))
        longest = max(longest, length)
    dice.shuffle(result)
    return result


def padded(sequences: list[list[int]]) -> Tensor:
    """Sequences of token ids as one (batch, time), padded at the end.

    >>> padded([[7, 8], [9]]).tolist()
    [[7, 8], [9, 0]]
    """
    longest = max(map(len, sequences))
    return torch.tensor([s + [PAD] * (longest - len(s)) for s in sequences])


def tensors(batch: list[Example]) -> tuple[Tensor, Tensor]:
    """Padded ids: source … <eos> and <sos> target … <eos>, each (batch, time)."""
    return padded([[*s, EOS] for s, _ in batch]), padded([[SOS, *t, EOS] for _, t in batch])
