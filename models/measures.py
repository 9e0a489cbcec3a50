"""What one text says of every head of a stack: one number a head and measure, by the formulas of ``nets.heads``.

Where a measure makes no sense it is not a number: offsets in cross-attention, the next token of a single one.
"""

from collections.abc import Mapping

import torch
from torch import Tensor

from models.maps import Maps, Source
from nets import heads

MEASURES = ("previous", "next", "self", "special", "entropy", "confidence", "distance", "rare")
OFFSETS = range(-5, 6)
"""Where a head's strongest key may lie for the head to be positional."""
PROBES, PERIOD = 16, 24
"""Prefix matching: how many sequences of random tokens, and how many tokens are said twice in each."""


def measured(maps: Maps, counts: Mapping[int, int]) -> Tensor:
    """(measure, layer, head), in the order of ``MEASURES``. ``counts``: how often the corpus has each token.

    ``confidence`` and ``rare`` look at keys that are no special tokens; ``rare`` is the share of queries whose
    strongest key is the rarest one, where the corpus has any of the keys.
    """
    A, own = maps.weights.double(), maps.side != "cross"
    plain = torch.tensor([piece.word >= 0 for piece in maps.keys])
    none = A.new_full(A.shape[:2], torch.nan)
    known = [(counts.get(piece.id, 0), place) for place, piece in enumerate(maps.keys) if piece.word >= 0]
    rarest = min(known, default=(0, 0))[1]
    told = max(known, default=(0, 0))[0] > 0 and len(known) > 1
    values = dict(
        previous=heads.offset(A, -1) if own else none,
        next=heads.offset(A, 1) if own else none,
        self=heads.offset(A, 0) if own else none,
        special=heads.mass(A, ~plain),
        entropy=heads.entropy(A),
        confidence=heads.confidence(A, plain),
        distance=heads.distance(A) if own else none,
        rare=heads.picks(A, plain, rarest) if told else none,
    )
    return torch.stack([values[name] for name in MEASURES])


def places(maps: Maps) -> dict[str, Tensor]:
    """How often the strongest key of a query lies so many places on, of a stack that attends to itself: ``hits``
    (offset, layer, head), of so many queries that have such a key, ``queries`` (offset,)."""
    A = maps.weights
    queries = torch.tensor([max(0, A.shape[-1] - abs(k)) for k in OFFSETS], dtype=torch.float64)
    shares = torch.stack([heads.strongest_at(A, k) for k in OFFSETS]).nan_to_num(0.0)
    return dict(hits=shares * queries[:, None, None], queries=queries)


def apart(maps: Maps) -> Tensor:
    """Jensen-Shannon divergence of every two heads of a stack, layer by layer, (head, head); a mean over queries."""
    A = maps.weights.double().flatten(0, 1)
    return torch.stack([heads.divergence(A, one) for one in A]) / A.shape[1]


def induction(source: Source, seed: int = 0) -> dict[str, Tensor]:
    """Prefix matching of every stack that attends to itself, (probe, layer, head), on random tokens said twice."""
    dice = torch.Generator().manual_seed(seed)
    found: dict[str, list[Tensor]] = {}
    for _ in range(PROBES):
        once = torch.randperm(source.ids[1] - source.ids[0], generator=dice)[:PERIOD] + source.ids[0]
        ids = once.repeat(2)
        for maps in source.probe(ids):
            found.setdefault(maps.side, []).append(heads.prefix_matching(maps.weights.double(), ids))
    return {side: torch.stack(values) for side, values in found.items()}
