"""How well each head of a translator's cross-attention aligns words: its error rate against links made by people.

The step (of prediction or of reading), rule and threshold of ``training.alignment`` are chosen for each head on the
even pairs; the rate and its interval are of the odd ones. The diagonal is the rate of no model at all.
"""

from pathlib import Path

import numpy as np
import torch

from models.maps import Source
from training import data
from training.alignment import Gold, cross_attention, diagonal, error_rate, gold, hits, ruled
from training.board.report import cells
from training.board.tally import CONFIDENCE, times


@torch.inference_mode()
def counted(net, bpe, pairs: list[Gold]) -> np.ndarray:
    """|A ∩ S|, |A ∩ P| and |A| of each pair, (pair, layer, head, way, 3): a way is a step, a rule and a threshold."""
    found = []
    for pair in pairs:
        counts = hits(ruled(cross_attention(net, bpe, pair)[:, :, :-1]), pair)  # rule position layer head threshold 3
        found.append(counts.permute(2, 3, 1, 0, 4, 5).flatten(2, 4).numpy())
    return np.stack(found)


def rates(even: np.ndarray, odd: np.ndarray, sure: tuple[int, np.ndarray]) -> np.ndarray:
    """Error rates of the odd pairs, (value and ends, layer, head); ``sure``: |S| of the even pairs, and of each odd."""
    best = np.nan_to_num(error_rate(*np.moveaxis(even.sum(0), -1, 0), sure[0]), nan=1.0).argmin(-1)
    chosen = np.take_along_axis(odd, best[None, ..., None, None], 3)[..., 0, :]
    weights = np.stack([times(number) for number in range(len(odd))], 1)
    sums = np.tensordot(weights, chosen, 1)
    with np.errstate(invalid="ignore"):
        replicates = error_rate(*np.moveaxis(sums, -1, 0), (weights @ sure[1])[:, None, None])
    tail = (1 - CONFIDENCE) / 2
    return np.stack([replicates[0], *np.nanquantile(replicates[1:], (tail, 1 - tail), axis=0)])


def alignment(sources: dict[str, Source], nets: dict, bpe, file: Path) -> dict[tuple, dict]:
    """``aer`` with its interval and the untrained net's, and ``aer_diagonal``, of every head of cross-attention.

    Raises SystemExit for a file without pairs, and when a half of it has no sure link.
    """
    pairs, _ = data.table(file, ("id", "en", "fr", "sure", "possible"), 4, gold)
    even, odd = pairs[::2], pairs[1::2]
    sure = sum(len(pair.sure) for pair in even), np.array([len(pair.sure) for pair in odd])
    if not sure[0] or not sure[1].sum():
        raise SystemExit(f"{file}: each half, the even rows and the odd ones, must have a sure link")
    found = [rates(counted(net, bpe, even), counted(net, bpe, odd), sure) for net in nets.values()]
    lines = [(diagonal(len(pair.en), len(pair.fr)), pair) for pair in odd]
    counts = [(len(a & pair.sure), len(a & pair.possible), len(a), len(pair.sure)) for a, pair in lines]
    baseline = dict(aer_diagonal=round(error_rate(*map(sum, zip(*counts, strict=True))), 4))
    layers, heads = sources["trained"].shapes["cross"]
    return {
        ("cross", i, h): cells("aer", *(one[:, i, h] for one in found)) | baseline for i, h in np.ndindex(layers, heads)
    }
