"""Score functions on the same states: the arrays behind ui/web/section_scores.js."""

from collections.abc import Mapping

import numpy as np

from nets.quantity import Quantity

LOOK = "decoder.look."


def entropy(weights: np.ndarray) -> np.ndarray:
    """-Σ_j α ln α of each row of weights (query, key), in nats.

    >>> entropy(np.array([[1.0, 0, 0, 0], [0.25, 0.25, 0.25, 0.25]])).round(4).tolist()
    [0.0, 1.3863]
    """
    logs = np.log(weights, out=np.zeros_like(weights), where=weights > 0)
    return np.abs((weights * logs).sum(-1))


def function_arrays(trace: Mapping[str, Quantity]) -> dict[str, np.ndarray]:
    """What one score function made of the states: scores and weights (query, key), the entropy of each row, and the
    likeliest next token with its probability."""
    weights, out = trace[LOOK + "weights"].at(batch=0).values, trace["out"].at(batch=0).values
    best = out.argmax(-1)
    return {
        "scores": trace[LOOK + "scores"].at(batch=0).values,
        "weights": weights,
        "entropy": entropy(weights),
        "next": best,
        "p": out[np.arange(len(best)), best],
    }


def states_arrays(trace: Mapping[str, Quantity]) -> dict[str, np.ndarray]:
    """s_t (time, unit) and h_j (key, unit)."""
    return {"s": trace["decoder.cell.h"].at(batch=0).values, "h": trace["encoder.out"].at(batch=0).values}


def apart(traces: Mapping[str, Mapping[str, Quantity]]) -> float:
    """The largest difference between the states of any two of these runs: 0 where they are the same."""
    states = [states_arrays(trace) for trace in traces.values()]
    return max(float(np.ptp(np.stack([found[name] for found in states]), axis=0).max()) for name in ("s", "h"))
