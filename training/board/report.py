"""The score board as rows, one a head, for a screen, a spreadsheet or a program."""

import csv
import json
from io import StringIO

import numpy as np
import torch

from models.boards import ENDS
from models.maps import Source
from models.measures import MEASURES, OFFSETS, induction
from models.roles import role
from nets.mds import mds
from training.board.relations import DIRECTIONS, RELATIONS
from training.board.tally import Mean, Tally

SEEN = 10
"""How often a relation must be seen in each half of the sentences before it can be what a head is best at."""
NOTHING = (float("nan"),) * 3


def rows(whole: Tally, sources: dict[str, Source], extra: dict[tuple, dict] | None = None) -> list[dict]:
    """A row a head: ``side``, ``layer`` and ``head`` counted from 1, and ``role``; each measure with its ``ENDS``; the
    relation it is best at, where there were trees. What makes no sense for a head is None. ``extra``: further cells by
    (side, layer, head), counted from 0."""
    probes = {net: induction(one) for net, one in sources.items()}
    found = []
    for side in dict.fromkeys(name.split(".")[1] for name in whole.means):
        means = [whole.means[f"{net}.{side}.measures"].interval() for net in ("trained", "untrained")]
        given = [one[side].numpy() for one in probes.values() if side in one]
        matching = [Mean.of(values, range(len(values))).interval() for values in given]
        for layer, head in np.ndindex(means[0][0].shape[1:]):
            row = dict(side=side, layer=layer + 1, head=head + 1)
            for place, name in enumerate(MEASURES):
                row |= cells(name, *([part[place, layer, head] for part in net] for net in means))
            if matching:
                row |= cells("prefix_matching", *([part[layer, head] for part in net] for net in matching))
            row |= positional(whole, side, layer, head) | importance(whole, side, layer, head)
            if f"trained.{side}.found" in whole.means and f"trained.{side}.found_even" in whole.means:
                row |= grammar(whole, side, layer, head)
            row |= (extra or {}).get((side, layer, head), {})
            found.append(row | dict(role=role(row)))
    return found


def cells(name: str, trained, untrained=NOTHING) -> dict:
    """A measure with its ends.

    >>> cells("next", [0.25, 0.2, 0.3])["next_high"], cells("next", [0.25, 0.2, 0.3])["next_untrained"]
    (0.3, None)
    """
    values = [None if np.isnan(value) else round(float(value), 4) + 0.0 for value in (*trained, *untrained)]
    return {name + end: value for end, value in zip(ENDS, values, strict=True)}


def positional(whole: Tally, side: str, layer: int, head: int) -> dict:
    """``strongest_at``: how often the strongest key lies at the one ``offset`` where it lies most often."""
    if f"trained.{side}.hits" not in whole.means:
        return {}
    nets = [whole.means[f"{net}.{side}.hits"].interval() for net in ("trained", "untrained")]
    places = [int(np.nan_to_num(net[0][:, layer, head]).argmax()) for net in nets]
    parts = [[part[place, layer, head] for part in net] for net, place in zip(nets, places, strict=True)]
    return cells("strongest_at", *parts) | dict(offset=OFFSETS[places[0]])


def importance(whole: Tally, side: str, layer: int, head: int) -> dict:
    """``gradient``, divided by the l2 norm over the layer's heads, and ``ablation`` in nats a token, if measured."""
    found = {}
    for kind in ("gradient", "ablation"):
        if f"trained.{side}.{kind}" not in whole.means:
            continue
        nets = [whole.means[f"{net}.{side}.{kind}"].interval() for net in ("trained", "untrained")]
        norms = [np.linalg.norm(net[0][layer]) if kind == "gradient" else 1.0 for net in nets]
        found |= cells(kind, *([p[layer, head] / norm for p in net] for net, norm in zip(nets, norms, strict=True)))
    return found


def grammar(whole: Tally, side: str, layer: int, head: int) -> dict:
    """The relation that a head finds better than any fixed offset does, by the widest margin on the even sentences.

    The relation, its direction and its offset are chosen there; ``found`` and ``offset_finds`` are of the odd ones,
    which nothing was chosen on."""
    name = f"trained.{side}"
    even, away, later = (whole.means[f"{name}.{part}"] for part in ("found_even", "away_even", "away"))
    with np.errstate(invalid="ignore", divide="ignore"):
        rates, baselines = (even.sums / even.counts)[0, ..., layer, head], (away.sums / away.counts)[0]
        told = (later.sums / later.counts)[0]
    enough = (away.counts[0, ..., 0] >= SEEN) & (later.counts[0, ..., 0] >= SEEN)
    margin = np.where(enough, rates - baselines.max(-1), -np.inf)
    at = np.unravel_index(margin.argmax(), margin.shape)
    if not np.isfinite(margin[at]):
        return {}
    nets = [whole.means[f"{net}.{side}.found"].interval() for net in ("trained", "untrained")]
    return (
        dict(relation=RELATIONS[at[1]], looks_for=DIRECTIONS[at[0]])
        | cells("found", *([part[at][layer, head] for part in net] for net in nets))
        | dict(
            offset_finds=round(float(told[at][baselines[at].argmax()]), 4),
            found_where_chosen=round(float(rates[at]), 4),
        )
    )


def divergences(whole: Tally) -> dict[str, list[list[float]]]:
    """Jensen-Shannon divergence between every two heads of a stack, in nats a query; heads layer by layer."""
    return {
        name.split(".")[1]: np.round(mean.sums[0] / mean.counts[0], 5).tolist()
        for name, mean in whole.means.items()
        if name.endswith(".apart")
    }


def maps(divergences: dict[str, list[list[float]]]) -> dict[str, dict]:
    """The heads of each stack as points of a plane, with the share of the spread that it holds, and its stress."""
    found = {side: mds(torch.tensor(squared)) for side, squared in divergences.items()}
    return {
        side: dict(
            points=np.round(m.out.numpy(), 5).tolist(), share=round(m.share.item(), 4), stress=round(m.stress.item(), 4)
        )
        for side, m in found.items()
    }


def as_csv(table: list[dict]) -> str:
    """Rows as comma-separated values, with every column that any row has."""
    names = list(dict.fromkeys(name for row in table for name in row))
    text = StringIO()
    writer = csv.DictWriter(text, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(table)
    return text.getvalue()


def as_json(board: dict) -> str:
    """Everything as one JSON object, a head a line."""

    def encoded(value) -> str:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)

    def entry(key: str, value) -> str:
        if isinstance(value, list) and value and isinstance(value[0], dict):
            return f"{encoded(key)}: [\n" + ",\n".join(encoded(one) for one in value) + "\n]"
        return f"{encoded(key)}: {encoded(value)}"

    return "{" + ",\n".join(entry(key, value) for key, value in board.items()) + "}\n"
