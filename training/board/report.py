"""The score board as rows, one a head, for a screen, a spreadsheet or a program."""

import csv
import json
from io import StringIO

import numpy as np

from models.maps import Source
from models.measures import MEASURES, induction
from training.board.relations import DIRECTIONS, RELATIONS
from training.board.tally import Mean, Tally

SEEN = 10
"""How often a relation must be seen before it can be what a head is best at."""


def rows(whole: Tally, sources: dict[str, Source]) -> list[dict]:
    """A row a head: ``side``, ``layer`` and ``head`` counted from 1; each measure with the ends of its interval
    (``_low``, ``_high``) and that of the untrained net (``_untrained``); the relation it is best at, where there were
    trees. What makes no sense for a head is None."""
    probes = {net: induction(one) for net, one in sources.items()}
    found = []
    for side in dict.fromkeys(name.split(".")[1] for name in whole.means):
        trained, untrained = (whole.means[f"{net}.{side}.measures"].interval() for net in ("trained", "untrained"))
        matching = {net: repeated(values[side].numpy()) for net, values in probes.items() if side in values}
        for layer, head in np.ndindex(trained[0].shape[1:]):
            row = dict(side=side, layer=layer + 1, head=head + 1)
            for place, name in enumerate(MEASURES):
                row |= cells(name, [part[place, layer, head] for part in (*trained, untrained[0])])
            if matching:
                values = [*(part[layer, head] for part in matching["trained"]), matching["untrained"][0][layer, head]]
                row |= cells("prefix_matching", values)
            row |= importance(whole, side, layer, head)
            if f"trained.{side}.found" in whole.means:
                row |= grammar(whole, side, layer, head)
            found.append(row)
    return found


def cells(name: str, values: list[float]) -> dict:
    """
    >>> cells("next", [0.25, 0.2, 0.3, float("nan")])
    {'next': 0.25, 'next_low': 0.2, 'next_high': 0.3, 'next_untrained': None}
    """
    names = (name, f"{name}_low", f"{name}_high", f"{name}_untrained")
    return {key: None if np.isnan(value) else round(float(value), 4) for key, value in zip(names, values, strict=True)}


def repeated(values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean and interval over probes, (probe, layer, head)."""
    return Mean.of(values, range(len(values))).interval()


def importance(whole: Tally, side: str, layer: int, head: int) -> dict:
    """``gradient``, divided by the l2 norm over the layer's heads, and ``ablation`` in nats a token, if measured."""
    found = {}
    for kind in ("gradient", "ablation"):
        if f"trained.{side}.{kind}" not in whole.means:
            continue
        parts = whole.means[f"trained.{side}.{kind}"].interval()
        other = whole.means[f"untrained.{side}.{kind}"].interval()[0]
        norm, its = (np.linalg.norm(mean[layer]) if kind == "gradient" else 1.0 for mean in (parts[0], other))
        found |= cells(kind, [*(part[layer, head] / norm for part in parts), other[layer, head] / its])
    return found


def grammar(whole: Tally, side: str, layer: int, head: int) -> dict:
    """The relation that a head finds better than any fixed offset does, by the widest margin."""
    hit, low, high = (part[..., layer, head] for part in whole.means[f"trained.{side}.found"].interval())
    other = whole.means[f"untrained.{side}.found"].interval()[0][..., layer, head]
    away = whole.means[f"trained.{side}.away"]
    with np.errstate(invalid="ignore"):
        best = (away.sums[0] / away.counts[0]).max(-1)
    margin = np.where(away.counts[0, ..., 0] >= SEEN, hit - best, -np.inf)
    at = np.unravel_index(margin.argmax(), margin.shape)
    if not np.isfinite(margin[at]):
        return {}
    return (
        dict(relation=RELATIONS[at[1]], looks_for=DIRECTIONS[at[0]])
        | cells("found", [hit[at], low[at], high[at], other[at]])
        | dict(offset_finds=round(float(best[at]), 4))
    )


def divergences(whole: Tally) -> dict[str, list[list[float]]]:
    """Jensen-Shannon divergence between every two heads of a stack, in nats a query; heads layer by layer."""
    return {
        name.split(".")[1]: np.round(mean.sums[0] / mean.counts[0], 5).tolist()
        for name, mean in whole.means.items()
        if name.endswith(".apart")
    }


def as_csv(table: list[dict]) -> str:
    """Rows as comma-separated values, with every column that any row has."""
    names = list(dict.fromkeys(name for row in table for name in row))
    text = StringIO()
    writer = csv.DictWriter(text, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(table)
    return text.getvalue()


def as_json(name: str, text: str, whole: Tally, table: list[dict]) -> str:
    """Everything as one JSON object."""
    found = dict(model=name, text=text, texts=whole.texts, heads=table, divergences=divergences(whole))
    return json.dumps(found, ensure_ascii=False, allow_nan=False, indent=1)
