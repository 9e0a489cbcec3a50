"""What a head does, told by its weights alone.

A[i, j] is the attention of query i to key j; each row sums to 1. Every function takes weights (…, query, key), with any
axes in front (batch, layer, head), and returns one number for each of these.
"""

import torch
from torch import Tensor


def prefix_matching(A: Tensor, ids: Tensor) -> Tensor:
    """The attention to whatever came after earlier copies of the query's token, a mean over the tokens that have one.

    A (…, query, key) of the tokens ids (time,). On random tokens said twice, a head that scores near 1 is an induction
    head: it finds where the same was said before, and looks at what came next (Olsson et al. 2022, In-context Learning
    and Induction Heads, section "Arguments 3"). NaN where no token occurs twice.
    """
    same = torch.zeros(len(ids), len(ids), dtype=torch.bool)
    same[:, 1:] = (ids[:, None] == ids[None, :-1]) & torch.ones(len(ids), len(ids), dtype=torch.bool).tril()[:, 1:]
    found = (A * same).sum(-1)
    return found[..., same.any(-1)].mean(-1)


def offset(A: Tensor, k: int) -> Tensor:
    """The attention to the token k places on, a mean over the queries that have one: -1 previous, 1 next, 0 self.

    The weights are those of self-attention, as many queries as keys (Clark et al. 2019, What Does BERT Look At?,
    section 3). NaN where no query has such a key.
    """
    return A.diagonal(k, -2, -1).mean(-1)


def strongest_at(A: Tensor, k: int) -> Tensor:
    """The share of queries whose strongest key lies k places on, among those that have such a key; for self-attention.

    A head is positional when this is at least 0.9 for some k (Voita et al. 2019, section 5.2.1). NaN where no query has
    such a key.
    """
    n = A.shape[-1]
    i = torch.arange(n)[max(0, -k) : max(0, n - k)]
    return (A.argmax(-1)[..., i] == i + k).to(A.dtype).mean(-1)


def entropy(A: Tensor) -> Tensor:
    """-Σ_j A_ij ln A_ij in nats, a mean over the queries. A head that looks at n keys alike has ln n."""
    return -torch.xlogy(A, A).sum(-1).mean(-1)


def mass(A: Tensor, keys: Tensor) -> Tensor:
    """The attention that some keys get together, a mean over the queries; keys (key,) is True for each of them."""
    return A[..., keys].sum(-1).mean(-1)


def confidence(A: Tensor, keys: Tensor | None = None) -> Tensor:
    """The strongest weight of a row, a mean over the queries (Voita et al. 2019, section 4, who leave <eos> out).

    ``keys`` (key,), where given, is True for each key that may be the strongest; NaN where none is.
    """
    A = A if keys is None else A[..., keys]
    return A.amax(-1).mean(-1) if A.shape[-1] else A.new_full(A.shape[:-2], torch.nan)


def distance(A: Tensor) -> Tensor:
    """How many places away the head looks: Σ_j A_ij |i - j|, a mean over the queries, for self-attention."""
    i = torch.arange(A.shape[-1], dtype=A.dtype)
    return (A * (i[:, None] - i).abs()).sum(-1).mean(-1)


def picks(A: Tensor, keys: Tensor, wanted: int) -> Tensor:
    """The share of queries whose strongest key, among those where ``keys`` (key,) is True, is the key ``wanted``."""
    return (A.masked_fill(~keys, -1.0).argmax(-1) == wanted).to(A.dtype).mean(-1)


def divergences(A: Tensor, B: Tensor) -> Tensor:
    """Jensen-Shannon divergence of each row of two heads, (…, query), in nats: 0 where they are alike, ln 2 where
    no key has weight in both. The rows sum to 1."""
    M = (A + B) / 2
    return (-torch.xlogy(M, M) + (torch.xlogy(A, A) + torch.xlogy(B, B)) / 2).sum(-1).clamp_min(0.0)


def divergence(A: Tensor, B: Tensor) -> Tensor:
    """Jensen-Shannon divergence of the rows of two heads, summed over the queries, in nats: from 0 to n ln 2.

    The sum is the distance of Clark et al. 2019, section 6; a mean over the queries compares sentences.
    """
    return divergences(A, B).sum(-1)


def words(A: Tensor, queries: Tensor, keys: Tensor) -> Tensor:
    """Weights between words: the sum over the pieces of a key's word, the mean over those of a query's.

    queries (query,) and keys (key,) hold the number of each token's word, counted from 0, -1 for a token of none, whose
    weight is left out (Clark et al. 2019, section 4.1). Gives (…, query word, key word).
    """
    rows, columns = (one_hot(numbers, A.dtype) for numbers in (queries, keys))
    return (rows / rows.sum(0).clamp_min(1)).T @ A @ columns


def one_hot(numbers: Tensor, dtype: torch.dtype) -> Tensor:
    """(token, word): 1 where a token is a piece of a word."""
    count = int(numbers.max()) + 1 if len(numbers) else 0
    return (numbers[:, None] == torch.arange(count)).to(dtype)
