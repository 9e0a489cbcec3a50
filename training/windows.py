"""Windows of running text, all of one length: what a language model reads in one piece.

Every window begins with <sos>, as a sentence that somebody types does, and as a rule at the beginning of a sentence. In
some of them a span of text occurs twice, and some hold nothing but random tokens, over and over: what comes next can
then be copied from the context, which is what induction heads do. Text alone teaches that too, but later: after some
billion tokens (Olsson et al. 2022). So a net may first learn nothing but copying, among few tokens at a time.
"""

import numpy as np
import torch
from torch import Tensor

from text.bpe import BPE, EOS, SOS, UNK

LEAVE_OUT = -100
"""In the place of a token that is not asked for."""
FAR = 64
"""A window begins at the next sentence, if that begins within so many tokens."""
SPAN = 8, 64
"""The shortest and the longest span of text that is repeated."""
RANDOM = 5, 100
"""The same for random tokens."""

Batch = tuple[Tensor, ...]
"""ids (batch, time) and what is asked for at each place (batch, time); where few tokens may be the answer, these."""


def stream(paragraphs: list[str], bpe: BPE) -> np.ndarray:
    """The token ids of all paragraphs, each with its <eos>."""
    return np.array([id for ids in bpe.ids_batch(paragraphs) for id in (*ids, EOS)])


def sentence_starts(ids: np.ndarray, bpe: BPE) -> np.ndarray:
    """Where a sentence begins, as far as marks tell: the beginning, and places after . ? ! and <eos>."""
    ends = [EOS, *(id for mark in ".?!" if (id := bpe.tokenizer.token_to_id(mark)) is not None)]
    return np.append(0, np.flatnonzero(np.isin(ids[:-1], ends)) + 1)


def windows(ids: np.ndarray, starts: np.ndarray, length: int, first: int) -> np.ndarray:
    """<sos> and ``length`` tokens each, (window, 1 + length); ``first`` is where the first begins, or a bit later."""
    begins = np.arange(first, len(ids) - length - FAR, length)
    after = starts[np.searchsorted(starts, begins).clip(max=len(starts) - 1)]
    begins = np.where((after >= begins) & (after - begins <= FAR), after, begins)
    rows = ids[begins[:, None] + np.arange(length)]
    return np.concatenate((np.full((len(rows), 1), SOS), rows), 1)


def drawn(bounds: tuple[int, int], most: int, dice: np.random.Generator) -> int:
    """Every length alike, up to ``most``: were one more likely than others, a net would learn how far back to look by
    counting places, and never look at the tokens."""
    return int(dice.integers(min(bounds[0], most), min(bounds[1], most), endpoint=True))


def repeat(row: np.ndarray, dice: np.random.Generator) -> None:
    """A span of the row once more, further on, in the place of what was there."""
    n = drawn(SPAN, (len(row) - 1) // 3, dice)
    here = int(dice.integers(1, len(row) - 2 * n + 1))
    there = int(dice.integers(here + n, len(row) - n + 1))
    row[there : there + n] = row[here : here + n]


def random_repeats(length: int, ordinary: tuple[int, int], dice: np.random.Generator) -> tuple[np.ndarray, int]:
    """<sos> and a span of different random tokens over and over, (1 + length,); and how long that span is.

    ``ordinary`` is the first and the last id that is drawn, the last one excluded.
    """
    n = drawn(RANDOM, length // 2, dice)
    span = dice.choice(np.arange(*ordinary), n, replace=False)
    return np.append(SOS, np.resize(span, length)), n


def copying(count: int, length: int, choices: int, ordinary: tuple[int, int], dice) -> tuple[Tensor, Tensor, Tensor]:
    """``count`` rows of <sos> and random tokens, over and over, all of the same few: ids (batch, time), the places of
    the wanted ones among the choices (batch, time), and the ids of the choices (choices,).

    To tell the right token from a few hundred is learnt much sooner than from all.
    """
    among = dice.choice(np.arange(*ordinary), choices, replace=False)
    ids, wanted = np.empty((2, count, length), int)
    for i in range(count):
        n = drawn(RANDOM, min(length // 2, choices), dice)
        places = np.resize(dice.permutation(choices)[:n], length)
        ids[i] = np.append(SOS, among[places[:-1]])
        wanted[i] = np.where(np.arange(length) > n, places, LEAVE_OUT)  # nothing foretells the first repeat
    return torch.from_numpy(ids), torch.from_numpy(wanted), torch.from_numpy(among)


def next_tokens(rows: np.ndarray, again: float, random: float, specials: int, vocab: int, dice) -> Batch:
    """Each token asked for at the place before it. A share ``again`` of the rows repeats a span, a share ``random`` is
    random tokens, of which only the repeats are asked for."""
    rows, wanted = rows.copy(), rows[:, 1:].copy()
    for i, kind in enumerate(dice.random(len(rows))):
        if kind < again:
            repeat(rows[i], dice)
            wanted[i] = rows[i, 1:]
        elif kind < again + random:
            rows[i], n = random_repeats(rows.shape[1] - 1, (specials, vocab), dice)
            wanted[i] = np.append(np.full(n + 1, LEAVE_OUT), rows[i, n + 2 :])  # nothing foretells the first repeat
    return torch.from_numpy(rows[:, :-1]), torch.from_numpy(wanted)


def masked_tokens(rows: np.ndarray, share: float, mask: int, specials: int, vocab: int, dice) -> Batch:
    """A share of the tokens asked for: of ten, eight became <mask>, one a random token, one stays (Devlin et al. 2019,
    section 3.1). Special tokens are never asked for."""
    rows = rows[:, :-1]
    asked = (dice.random(rows.shape) < share) & ((rows >= specials) | (rows == UNK))
    kind = dice.random(rows.shape)
    shown = np.where(asked & (kind < 0.8), mask, rows)
    shown = np.where(asked & (kind >= 0.9), dice.integers(specials, vocab, rows.shape), shown)
    return torch.from_numpy(shown), torch.from_numpy(np.where(asked, rows, LEAVE_OUT))
