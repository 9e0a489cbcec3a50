"""Greedy decoding with a draft: several tokens are read at once, and kept as far as the net would have written them.

Each pass reads a guess along with the target and answers at every position. The guess is kept as far as the net would
have written the same; then comes the net's own next token, and the rest of the draft is the next guess. A bad draft
costs time and changes nothing.

Source: Leviathan et al. 2023, Fast Inference from Transformers via Speculative Decoding.
"""

from collections.abc import Sequence
from itertools import takewhile

import torch
from torch import Tensor

from nets.beam import Decoder
from nets.incremental import IncrementalDecoder
from nets.search import SearchTrace, written
from nets.together import read_together


class Greedy:
    """One translation in the making: ``asks`` says what to read next, until it is ``done``.

    ``target``: <sos>, the forced prefix, and what was written so far. Up to ``steps`` tokens are appended to it, each
    the likeliest, or until one is ``eos``.
    """

    def __init__(self, target: list[int], steps: int, draft: Sequence[int], eos: int):
        self.target, self.eos = target, eos
        self.start, self.limit = len(target), len(target) + steps
        self.draft, self.guess, self.rows = draft, list(draft), []
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
        self.guess = rest(self.draft, len(self.target) - 1 - self.start, self.target[-1])
        return len(self.target) - 1

    def record(self) -> SearchTrace:
        """What was written, once it is ``done``."""
        return written(self.target, torch.cat(self.rows))


def greedy(decoder: Decoder, target: list[int], steps: int, draft: Sequence[int], eos: int) -> SearchTrace:
    """Append the likeliest token to the target, <sos> and prefix, up to ``steps`` times, or until it is <eos>."""
    search = Greedy(target, steps, draft, eos)
    while not search.done:
        decoder.rewind(search.hears(decoder(search.asks())[0]))
    return search.record()


def greedy_together(
    decoders: Sequence[IncrementalDecoder], target: list[int], steps: int, drafts: Sequence[Sequence[int]], eos: int
) -> list[SearchTrace]:
    """``greedy`` for several sources of one net at once, each with its own draft."""
    searches = [Greedy(target, steps, draft, eos) for draft in drafts]
    while going := [i for i, search in enumerate(searches) if not search.done]:
        logits = read_together([decoders[i] for i in going], [searches[i].asks() for i in going])
        for i, heard in zip(going, logits, strict=True):
            decoders[i].rewind(searches[i].hears(heard[0]))
    return [search.record() for search in searches]


def rest(draft: Sequence[int], place: int, token: int) -> Sequence[int]:
    """What may follow ``token``, which the net wrote at ``place``: what follows it in the draft, where it stands there
    within two places, as when a word came or went. Elsewhere the draft says nothing, and a wrong guess costs time.

    >>> rest([5, 6, 7, 8], 1, 7), rest([5, 6, 7, 8], 2, 6), rest([5, 6, 7, 8], 1, 9)
    ([8], [7, 8], [])
    """
    near = [place + away for away in (0, 1, -1, 2, -2) if 0 <= place + away < len(draft)]
    return next((draft[i + 1 :] for i in near if draft[i] == token), [])
