"""What one text says of every head of a stack, for somebody who types it: the measures, and prefix matching.

Which token is rare is told by its place in the vocabulary: byte pairs are learned in the order of their frequency, so a
token that comes later is rarer. A corpus would tell better; the typed text has none.
"""

import torch
from torch import Tensor

from models.maps import Maps
from models.measures import MEASURES, measured
from nets import heads

SCORES = (*MEASURES, "prefix")


def scores(maps: Maps) -> Tensor:
    """(score, layer, head), in the order of ``SCORES``; not a number where a score makes no sense: offsets in
    cross-attention, prefix matching where no token occurs twice. A layer at a time, so that long texts fit."""
    if not maps.queries or not maps.keys:
        return torch.full((len(SCORES), *maps.weights.shape[:2]), torch.nan, dtype=torch.float64)
    last = max(piece.id for piece in maps.keys)
    counts = {piece.id: 1 + last - piece.id for piece in maps.keys}
    ids = torch.tensor([piece.id for piece in maps.keys])
    found = []
    for weights in maps.weights.split(1):
        prefix = heads.prefix_matching(weights, ids) if maps.side != "cross" else weights.new_full((), torch.nan)
        one = measured(Maps(maps.side, weights, maps.queries, maps.keys), counts)
        found.append(torch.cat((one, prefix.double().expand(1, *one.shape[1:]))))
    return torch.cat(found, 1)
