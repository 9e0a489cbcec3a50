"""BLEU by the length of the source, lists from models' cards put beside each other."""

from collections.abc import Mapping, Sequence

import numpy as np


def curves(
    measured: Mapping[str, Sequence[Mapping[str, float]]],
) -> tuple[list[dict[str, int]], dict[str, np.ndarray]]:
    """The bins of all models, shortest first, and for each model its BLEU in every bin (NaN where it has none).

    A bin is told by its first and last length in tokens; ``sentences`` says how many were translated.

    >>> bins, found = curves({"none": [{"from": 1, "to": 3, "sentences": 5, "bleu": 50.0}], "dot": []})
    >>> bins, found["none"].tolist(), found["dot"].tolist()
    ([{'from': 1, 'to': 3, 'sentences': 5}], [50.0], [nan])
    """
    bins: dict[tuple[int, int], dict[str, int]] = {}
    for entries in measured.values():
        for entry in entries:
            bins.setdefault((entry["from"], entry["to"]), {name: entry[name] for name in ("from", "to", "sentences")})
    order = sorted(bins)
    values = {
        name: {(entry["from"], entry["to"]): entry["bleu"] for entry in entries} for name, entries in measured.items()
    }
    found = {name: np.array([of.get(place, np.nan) for place in order], np.float32) for name, of in values.items()}
    return [bins[place] for place in order], found
