"""Sentences on which each head shows best what its role says of it, to be looked at.

    positional   the strongest key lies at the head's offset most often
    induction    most attention goes to whatever came after earlier copies of a token
    syntactic    most links of the head's relation are found
    rare         the rarest token is the strongest key most often
    sink         special tokens get most
    alignment    the strongest weights are strongest; so where there is no role

Only the first texts of the corpus are looked through, and of these the short ones, so that the maps can be read.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import torch

from models.maps import Maps, Source
from models.measures import MEASURES, OFFSETS, measured, places
from nets.heads import prefix_matching
from training.board.corpus import Text, texts
from training.board.relations import DIRECTIONS, RELATIONS, related

LOOKED, EACH = 400, 3
"""How many texts are looked through, and how many are kept for each head."""
TOKENS = range(5, 17)
"""How long a text may be that is kept."""


def shown(maps: Maps, text: Text, counts: Counter[int], rows: Sequence[dict]) -> np.ndarray:
    """How well a text shows the role of each head of a stack, (head,), NaN where it cannot."""
    A = maps.weights.double()
    told = dict(zip(MEASURES, measured(maps, counts).flatten(1), strict=True))
    own = maps.side != "cross"
    ids = torch.tensor([piece.id for piece in maps.queries])
    repeats = prefix_matching(A, ids).flatten() if own else told["confidence"] * torch.nan
    if own:
        found = places(maps)
        at = found["hits"].flatten(1) / found["queries"][:, None]
    links = related(maps, text.tree) if text.tree and own else None

    def value(k: int, row: dict) -> float:
        if row["role"] == "positional":
            return at[OFFSETS.index(row["offset"]), k].item()
        if row["role"] == "syntactic" and links is not None:
            place = DIRECTIONS.index(row["looks_for"]), RELATIONS.index(row["relation"])
            seen = links["seen"][place]
            return float(links["found"][place].flatten()[k] - 0.01 * seen) if seen else np.nan
        named = {"induction": repeats, "rare": told["rare"], "sink": told["special"]}
        return named.get(row["role"], told["confidence"])[k].item()

    return np.array([value(k, row) for k, row in enumerate(rows)])


def examples(source: Source, files: Path | Sequence[Path], counts: Counter[int], table: list[dict]) -> list[str]:
    """Puts ``examples``, places in the list of texts that is returned, into each row of the table."""
    best: dict[tuple, list[tuple[float, str]]] = {}
    stacks = {side: [row for row in table if row["side"] == side] for side in source.shapes}
    for text in islice(texts(files), LOOKED):
        if len(source.tokens(text.text)) not in TOKENS:
            continue
        for maps in source.read(text.text, text.target or source.write(text.text)):
            values = shown(maps, text, counts, stacks[maps.side])
            for k, value in enumerate(values):
                kept = best.setdefault((maps.side, k), [])
                if np.isfinite(value) and text.text not in (one for _, one in kept):
                    kept.append((float(value), text.text))
                    kept.sort(key=lambda pair: -pair[0])
                    del kept[EACH:]
    sentences = list(dict.fromkeys(text for kept in best.values() for _, text in kept))
    for side, rows in stacks.items():
        for k, row in enumerate(rows):
            row["examples"] = [sentences.index(text) for _, text in best.get((side, k), [])]
    return sentences
