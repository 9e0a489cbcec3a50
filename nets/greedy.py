"""Greedy decoding with drafts: several tokens are read at once, and kept as far as the net would have written them.

Each pass reads a guess along with the target and answers at every position. The guess is kept as far as the net would
have written the same; then comes the net's own next token. What may follow that, the next guess, is what followed the
same words in a draft. A bad draft costs time and changes nothing.

Sources: Leviathan et al. 2023, Fast Inference from Transformers via Speculative Decoding; Yang et al. 2023, Inference
with Reference (what stands in earlier texts as the guess).
"""

from collections.abc import Sequence
from itertools import takewhile

import torch
from torch import Tensor

from nets.beam import Decoder
from nets.incremental import IncrementalDecoder
from nets.search import SearchTrace, written
from nets.together import read_together

Drafts = Sequence[Sequence[int]]
"""Guesses of a whole translation, the best one first."""


class Greedy:
    """One translation in the making: ``asks`` says what to read next, until it is ``done``.

    ``target``: <sos>, the forced prefix, and what was written so far. Up to ``steps`` tokens are appended to it, each
    the likeliest, or until one is ``eos``. ``drafts`` are guesses of what is appended, the best one first.
    """

    def __init__(self, target: list[int], steps: int, drafts: Drafts, eos: int):
        self.target, self.eos = target, eos
        self.start, self.limit = len(target), len(target) + steps
        self.drafts, self.guess, self.rows = drafts, next(iter(drafts), ()), []
        self.done = False

    def asks(self) -> Tensor:
        """Target and guess (1, time), to be read next."""
        room = self.limit - len(self.target) - 1
        self.guess = list(takewhile(lambda token: token != self.eos, self.guess[:room]))
        return torch.tensor([self.target + self.guess])

    def hears(self, logits: Tensor) -> int:
        """Take in the logits (new, vocab) after each token that was not read before. Returns how many tokens were read
        that still count."""
        guess = self.guess
        likeliest = logits[-len(guess) - 1 :].argmax(-1).tolist()
        kept = next((i for i, token in enumerate(guess) if token != likeliest[i]), len(guess))
        self.target = self.target + likeliest[: kept + 1]
        self.rows.append(logits[: len(logits) - len(guess) + kept])
        self.done = self.target[-1] == self.eos or len(self.target) == self.limit
        self.guess = what_follows(self.target[self.start :], self.drafts)
        return len(self.target) - 1

    def record(self) -> SearchTrace:
        """What was written, once it is ``done``."""
        return written(self.target, torch.cat(self.rows))


def greedy(decoder: Decoder, target: list[int], steps: int, drafts: Drafts, eos: int) -> SearchTrace:
    """Append the likeliest token to the target, <sos> and prefix, up to ``steps`` times, or until it is <eos>."""
    search = Greedy(target, steps, drafts, eos)
    while not search.done:
        decoder.rewind(search.hears(decoder(search.asks())[0]))
    return search.record()


def greedy_together(
    decoders: Sequence[IncrementalDecoder], target: list[int], steps: int, drafts: Sequence[Drafts], eos: int
) -> list[SearchTrace]:
    """``greedy`` for several sources of one net at once, each with its own drafts."""
    searches = [Greedy(target, steps, own, eos) for own in drafts]
    while going := [i for i, search in enumerate(searches) if not search.done]:
        logits = read_together([decoders[i] for i in going], [searches[i].asks() for i in going])
        for i, heard in zip(going, logits, strict=True):
            decoders[i].rewind(searches[i].hears(heard[0]))
    return [search.record() for search in searches]


def what_follows(said: Sequence[int], drafts: Drafts) -> Sequence[int]:
    """What came after the end of ``said`` in a draft: where most of its last tokens agree, at least two of them, or one
    within two places of where it stands now, as when a word came or went. () where no draft says anything.

    >>> what_follows([4, 7], [[4, 5, 7, 8]]), what_follows([1, 6, 7], [[5, 7, 8], [6, 7, 9]])
    ([8], [9])
    >>> what_follows([9], [[5, 6]])
    ()
    """
    best, found = 0, ()
    for draft in drafts:
        for place, token in enumerate(draft):
            if token == said[-1]:
                before = zip(reversed(draft[: place + 1]), reversed(said), strict=False)
                agree = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], before))
                if agree > best and (agree > 1 or abs(place + 1 - len(said)) <= 2):
                    best, found = agree, draft[place + 1 :]
    return found
