"""Do two lists order the same things alike? Rank correlations, with ties.

    s_ab(x)  = sign(x_a - x_b)
    τ_b      = Σ_{a<b} s_ab(x) s_ab(y) / √(Σ s_ab(x)² · Σ s_ab(y)²)          the cosine of the signs
    ρ        = the correlation of the ranks, those that tie getting the mean of theirs

1: the same order, 0: no relation, -1: the opposite order. Where all of a list are equal there is no order, and no
number.

Sources: Kendall 1945, The treatment of ties in ranking problems; Spearman 1904.
"""

import torch
from torch import Tensor

ROWS = 256
"""How many entries are compared with all others at a time."""


def tau(lists: Tensor) -> Tensor:
    """Kendall's τ_b of every two of several lists (list, entry): (list, list).

    >>> tau(torch.tensor([[1.0, 2, 3], [3.0, 2, 1], [0.0, 5, 5]])).round(decimals=2).tolist()[0]
    [1.0, -1.0, 0.8199999928474426]
    """
    products = lists.new_zeros(len(lists), len(lists), dtype=torch.float64)
    for start in range(0, lists.shape[1], ROWS):
        signs = (lists[:, start : start + ROWS, None] - lists[:, None]).sign().flatten(1)
        products += (signs @ signs.T).double()
    return cosines(products).to(lists.dtype)


def rho(lists: Tensor) -> Tensor:
    """Spearman's ρ of every two of several lists (list, entry): (list, list)."""
    ranks = torch.stack([ranked(one) for one in lists]) if len(lists) else lists.double()
    centred = ranks - ranks.mean(-1, keepdim=True)
    return cosines(centred @ centred.T).to(lists.dtype)


def ranked(values: Tensor) -> Tensor:
    """The rank of each value, from 1, ties getting their mean.

    >>> ranked(torch.tensor([0.3, 0.1, 0.3])).tolist()
    [2.5, 1.0, 2.5]
    """
    _, group, count = values.unique(return_inverse=True, return_counts=True)
    last = count.cumsum(0).double()
    return (last - (count - 1) / 2)[group]


def cosines(products: Tensor) -> Tensor:
    """Products of every two, divided by the lengths; NaN where one has no length. 1 on the diagonal, exactly."""
    squares = products.diagonal()
    found = (products / (squares[:, None] * squares).sqrt()).clamp(-1.0, 1.0)
    found.diagonal()[squares > 0] = 1.0
    return found.masked_fill((squares[:, None] == 0) | (squares == 0), torch.nan)
