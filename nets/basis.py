"""Where a hidden state lies in a basis that was fixed when the net was trained.

    p_t = (h_t - μ) Cᵀ          t = 0 … T, with h_0 = 0

C holds the first principal components of many sentences' states as rows, μ is their mean. They are kept with the net,
so that a sentence moves in the picture and the picture never turns.
"""

import numpy as np


def path(h: np.ndarray, mean: np.ndarray, components: np.ndarray) -> np.ndarray:
    """The points (time + 1, component) of states h (time, unit), from the state before the first step on.

    >>> path(np.array([[1.0, 2.0]]), np.array([1.0, 1.0]), np.eye(2)).tolist()
    [[-1.0, -1.0], [0.0, 1.0]]
    """
    return (np.concatenate([np.zeros_like(h[:1], shape=(1, h.shape[1])), h]) - mean) @ components.T
