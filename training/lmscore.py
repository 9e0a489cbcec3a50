"""How well a language model does on a file that it never saw.

WikiText is read as one running text, each window with a quarter of the one before as context. Lone sentences are read
each for itself, as somebody types them.
"""

import math
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from nets.bert import BERT
from nets.gpt import GPT
from text.bpe import BPE, EOS, PAD, SOS
from training import running
from training.windows import LEAVE_OUT, masked_tokens

CONTEXT = 1 / 4
"""The share of a window that is context only."""
AT_ONCE = 4096
"""Padded tokens that are read in one call."""
HIDDEN = 0.15
"""The share of tokens that a masked model has to guess (Devlin et al. 2019)."""

Row = tuple[list[int], list[int]]
"""Token ids, and what is asked for at each."""


def read(file: Path) -> tuple[list[str], int, bool]:
    """The paragraphs of a file, how many words they have, and whether each stands for itself.

    The name tells the kind: ``.tokens`` is WikiText, ``.tsv`` a table whose first column holds sentences, ``.conllu`` a
    treebank; all else is plain text, a paragraph a line. Words lie between spaces, in WikiText between its own; each
    paragraph has one more, its end.
    """
    if ".tokens" in file.name:
        return *running.wikitext(file), False
    if ".tsv" in file.name:
        texts = running.sentences(file, 0)
    else:
        texts = running.treebank(file) if ".conllu" in file.name else running.lines(file)
    return texts, sum(len(text.split()) + 1 for text in texts), ".tsv" in file.name


def rows(ids: list[int], length: int, overlap: int) -> list[Row]:
    """A text in windows of at most ``length`` ids that begin with <sos>; each token is asked for in one of them.

    >>> rows([7, 8, 9], 3, 1)
    [([2, 7, 8], [7, 8, 9])]
    >>> rows([7, 8, 9, 6], 3, 1)
    [([2, 7, 8], [7, 8, 9]), ([2, 9], [-100, 6])]
    """
    result, start = [], 0
    while start < len(ids):
        before = min(start, overlap)
        part = ids[start - before : start - before + length]
        result.append(([SOS, *part[:-1]], [LEAVE_OUT] * before + part[before:]))
        start += length - before
    return result


def batches(found: list[Row]) -> list[tuple[Tensor, Tensor]]:
    """Rows of about one length together, padded at the end."""
    result: list[list[Row]] = []
    for row in sorted(found, key=lambda row: len(row[0])):
        if not result or len(row[0]) * (len(result[-1]) + 1) > AT_ONCE:
            result.append([])
        result[-1].append(row)

    def filled(lists: list[list[int]], with_what: int) -> Tensor:
        longest = max(map(len, lists))
        return torch.tensor([one + [with_what] * (longest - len(one)) for one in lists])

    return [(filled([r for r, _ in some], PAD), filled([w for _, w in some], LEAVE_OUT)) for some in result]


@torch.inference_mode()
def score(net: GPT, bpe: BPE, file: Path) -> dict:
    """Cross-entropy in nats a token, and what follows from it; for a masked model, a hidden token."""
    paragraphs, words, alone = read(file)
    every = [[*ids, EOS] for ids in bpe.ids_batch(paragraphs)]
    texts = every if alone else [[id for ids in every for id in ids]]
    masked = isinstance(net, BERT)
    overlap = 0 if masked else int(net.max_length * CONTEXT)
    found = [row for ids in texts for row in rows(ids, net.max_length, overlap)]
    nats, hits, n, dice = 0.0, 0, 0, np.random.default_rng(0)
    for ids, wanted in batches(found):
        if masked:
            shown = np.concatenate((ids.numpy(), ids.numpy()[:, :1]), 1)
            ids, wanted = masked_tokens(shown, HIDDEN, bpe.tokenizer.token_to_id("<mask>"), 5, len(bpe), dice)
        states = net.states(ids)[wanted != LEAVE_OUT]
        logits, answer = net.project(states), wanted[wanted != LEAVE_OUT]
        nats += F.cross_entropy(logits, answer, reduction="sum").item()
        hits += int((logits.argmax(-1) == answer).sum())
        n += len(answer)
    result = dict(nats_per_token=round(nats / n, 4), accuracy=round(hits / n, 4), n=n)
    result |= dict(perplexity_per_token=round(math.exp(nats / n), 2))
    if masked:
        return result
    size = sum(len(text.encode()) + 1 for text in paragraphs)
    return result | dict(
        words=words,
        perplexity_per_word=round(math.exp(nats / words), 2),
        bits_per_byte=round(nats / size / math.log(2), 4),
    )
