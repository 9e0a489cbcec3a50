"""One step of a decoder in numbers: the arrays behind ui/web/section_steps.js."""

from collections.abc import Mapping

import numpy as np

from nets.quantity import Quantity

TOP = 5
"""How many of the likeliest next tokens are shown."""
PARTS = {
    "none": ("state", "combine", "predict"),
    "additive": ("score", "softmax", "context", "state", "combine", "predict"),
}
"""The equations of a step in their order, where it is not the usual one."""
USUAL = ("state", "score", "softmax", "context", "combine", "predict")


def parts_of(attention: str) -> tuple[str, ...]:
    """The equations of a step in the order in which this net computes them."""
    return PARTS.get(attention, USUAL)


def before(trace: Mapping[str, Quantity], t: int) -> np.ndarray:
    """s_{t-1} (unit) of the step t, counted from 0: what the step begins with."""
    if t == 0:
        return trace["encoder.start"].at(batch=0).values
    return trace["decoder.cell.h"].at(batch=0, time=t - 1).values


def likeliest(logits: np.ndarray, chosen: int) -> list[int]:
    """The likeliest tokens of logits (vocab), the best first; the one chosen is among them, last if it must be.

    >>> likeliest(np.array([0.0, 4, 2, 9, 1, 8, 7, -1]), 5), likeliest(np.array([0.0, 4, 2, 9, 1, 8, 7, -1]), 7)
    ([3, 5, 6, 1, 2], [3, 5, 6, 1, 2, 7])
    """
    best = np.argsort(-logits, kind="stable")[:TOP].tolist()
    return best if chosen in best else [*best, chosen]


def step_arrays(
    trace: Mapping[str, Quantity], terms: Mapping[str, Quantity], t: int, chosen: int
) -> dict[str, np.ndarray]:
    """Everything about step t, counted from 0, at which the token ``chosen`` was written.

    ``terms`` are the frozen records of ``nets.seq2seq_terms``. Left out is what the net has not.
    """
    cell = {name: f"decoder.cell.{name}" for name in ("z", "n")}
    rows = {"y": "decoder.y", "s": "decoder.cell.h", **cell, "out": "decoder.out"}
    arrays = {name: trace[path].at(batch=0, time=t).values for name, path in rows.items() if path in trace}
    if "decoder.look.weights" in trace:
        looks = ("query", "scores", "weights", "context")
        arrays |= {name: trace[f"decoder.look.{name}"].at(batch=0, query=t).values for name in looks}
        arrays["h"] = trace["encoder.out"].at(batch=0).values
    logits = trace["logits"].at(batch=0, time=t).values
    top = likeliest(logits, chosen)
    return (
        arrays
        | {name: quantity.values for name, quantity in terms.items()}
        | {
            "before": before(trace, t),
            "top": np.array(top),
            "top_logits": logits[top],
            "top_p": trace["out"].at(batch=0, time=t).values[top],
        }
    )


def log_sum(trace: Mapping[str, Quantity], t: int) -> float:
    """ln Σ exp of the logits of a step, over the whole vocabulary."""
    logits = trace["logits"].at(batch=0, time=t).values.astype(np.float64)
    most = logits.max()
    return float(most + np.log(np.exp(logits - most).sum()))
