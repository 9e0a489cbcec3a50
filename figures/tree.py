"""The beam as a tree (see ui/web/tree.js): the labels of the survivors, the way to the translation, and what ended."""

from collections.abc import Mapping, Sequence

import numpy as np

from nets.quantity import Quantity


def tree(search: Mapping[str, Quantity], vocabulary: Sequence[str]) -> tuple[dict, dict[str, np.ndarray]]:
    """Header and arrays of a beam search; ``vocabulary`` names every id.

    Survivors are numbered row by row, ``step · beams + row``. ``ended`` lists the finished hypotheses, the best first:
    ``at`` is the survivor that the last token continues, -1 where the tree has none.
    """
    tokens, parents, scores = (search[f"beam.{name}"].values for name in ("tokens", "parents", "scores"))
    beams = tokens.shape[1]
    finished = {name: search[f"finished.{name}"].values for name in ("tokens", "lengths", "parents")}
    written, ended = search["tokens"].values.tolist(), []
    forced = len(written) - int(finished["lengths"][0])
    for rank, (length, parent) in enumerate(
        zip(finished["lengths"].tolist(), finished["parents"].tolist(), strict=True)
    ):
        ids = finished["tokens"][rank, forced : forced + length].tolist()
        at = (length - 2) * beams + parent if length > 1 else -1
        ended.append({"at": at, "ids": ids, "tokens": [vocabulary[i] for i in ids]})
    header = {
        "tree": [vocabulary[token] for token in tokens.flatten()],
        "best": best_path(tokens, parents, written[forced:], beams),
        "ended": ended,
    }
    arrays = {
        "tree_parent": parents,
        "tree_token": tokens,
        "tree_score": scores,
        "ended_log_prob": search["finished.log_probs"].values,
        "ended_score": search["finished.scores"].values,
    }
    return header, arrays


def best_path(tokens: np.ndarray, parents: np.ndarray, wanted: Sequence[int], beams: int) -> list[int]:
    """Flat indices of the survivors on the way to the tokens ``wanted``, as far as the beam kept them."""
    rows, path = {-1}, []
    for t, token in enumerate(wanted[: len(tokens)]):
        here = [b for b in range(beams) if tokens[t, b] == token and (parents[t, b] in rows or t == 0)]
        if not here:
            break
        path += [t * beams + b for b in here]
        rows = set(here)
    return path
