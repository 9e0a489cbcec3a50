"""Six explanations of one query, or of all, and how far they agree: the numbers behind ui/web/compare_explain.js."""

from collections.abc import Mapping, Sequence

import numpy as np


def explain(
    values: Mapping[str, np.ndarray | None],
    why: Mapping[str, str],
    visible: np.ndarray,
    tokens: tuple[Sequence[str], Sequence[str]],
    query: int,
    agreement: tuple[np.ndarray, np.ndarray],
    **more,
) -> tuple[dict, dict[str, np.ndarray]]:
    """Header and arrays. ``values``: of each method (query, key), one row or all, None where there is nothing, and then
    ``why`` says what the catalogue calls the reason; ``visible`` (query, key), ``tokens`` those of queries and keys;
    ``query`` is the one looked at, from 0; ``agreement`` τ_b and ρ of every two methods."""
    rows = 1 if all(v is None or len(v) == 1 for v in values.values()) else len(visible)
    nothing = np.full((rows, visible.shape[1]), np.nan, np.float32)
    found = np.stack([nothing if v is None else v for v in values.values()]).astype(np.float32)
    header = {
        "methods": list(values),
        "why": dict(why),
        "queries": list(tokens[0]),
        "keys": list(tokens[1]),
        "query": query,
        "maps": rows > 1,
    }
    arrays = {
        "row": found[:, query if rows > 1 else 0],
        "visible": visible.astype(np.uint8),
        "tau": agreement[0],
        "rho": agreement[1],
    }
    if rows > 1:
        arrays["maps"] = found
    return header | more, arrays
