"""Running free, many rows at once: each row reads the token that it has just written, and writes the likeliest next.

    ŷ_t = argmax p(y_t | ŷ_<t, x)        and ŷ_t is read at step t + 1

The same as greedy decoding (``nets.decoding``), for a batch of sources or of beginnings. A row that has ended is no
longer read.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from nets.incremental import IncrementalDecoder
from nets.recurrent import State
from nets.seq2seq import Seq2seq
from nets.seq2seq_trace import Memory
from nets.transformer import EncoderDecoder


@dataclass(frozen=True)
class Free:
    """One step of the rows that still run: which of the batch they are, their states s (row, unit), the logits (row,
    vocab) that follow, and the likeliest token of each (row)."""

    rows: Tensor
    s: Tensor
    logits: Tensor
    tokens: Tensor


def running_free(net: Seq2seq, memory: Memory, ids: Tensor, state: State, eos: int) -> Iterator[Free]:
    """Read ids (batch) from a state, and then whatever is written, row by row until <eos>; without end otherwise.

    The caller stops when enough has been written.
    """
    rows = torch.arange(len(ids))
    while len(rows):
        read = net.decode(ids[:, None], memory, before=state)
        logits = net.project(read.out)[:, 0]
        ids, state = logits.argmax(-1), read.after()
        yield Free(rows, state[0], logits, ids)
        if (over := ids == eos).any():
            on = (~over).nonzero()[:, 0]
            rows, ids, memory, state = rows[on], ids[on], memory.select(on), tuple(part[on] for part in state)


def greedy_each(net: Seq2seq, memory: Memory, steps: int, *, sos: int = 2, eos: int = 3) -> list[list[int]]:
    """The translation of each source of a memory, by at most ``steps`` tokens, <eos> included where it was reached."""
    written: list[list[int]] = [[] for _ in memory.start]
    free = running_free(net, memory, torch.full((len(written),), sos), memory.state, eos)
    for _, step in zip(range(steps), free, strict=False):
        for row, token in zip(step.rows.tolist(), step.tokens.tolist(), strict=True):
            written[row].append(token)
    return written


def greedy_each_by_attention(
    net: EncoderDecoder, sources: Tensor, steps: int, *, sos: int = 2, eos: int = 3
) -> list[list[int]]:
    """The same by a Transformer, for source ids (batch, time), padded or not."""
    decoder, target = IncrementalDecoder(net, sources), torch.full((len(sources), 1), sos)
    while target.shape[1] <= steps and not (target == eos).any(-1).all():
        target = torch.cat([target, decoder(target)[:, -1:].argmax(-1)], 1)
    return [up_to(row, eos) for row in target[:, 1:].tolist()]


def up_to(tokens: list[int], eos: int) -> list[int]:
    """Tokens up to the first <eos>, which stays.

    >>> up_to([5, 6, 3, 7, 3], eos=3), up_to([5, 6], eos=3)
    ([5, 6, 3], [5, 6])
    """
    return tokens[: tokens.index(eos) + 1] if eos in tokens else tokens


def laid_out(rows: list[list[int]], pad: int) -> Tensor:
    """Lists of ids as one table (batch, time), filled up with padding; at least one column."""
    return pad_sequence([torch.tensor(row or [pad]) for row in rows], batch_first=True, padding_value=pad)
