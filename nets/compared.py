"""Two heads over the same queries and keys: where they differ, and how far apart their rows lie.

    difference = A - B
    M_i        = (A_i + B_i) / 2
    D_i        = Σ_j (A_ij ln(A_ij / M_ij) + B_ij ln(B_ij / M_ij)) / 2      Jensen-Shannon, 0 to ln 2 nats
    total      = Σ_i D_i                                                    the distance of Clark et al. 2019, section 6
    mean       = total / n                                                  compares sentences of different lengths
    ρ_i        = Pearson's correlation of the ranks of A_i and B_i          Spearman's rank correlation, -1 to 1
    agreement  = the mean of ρ_i over the queries that have one

Ranks are taken within a row, over the keys that both heads may see: over a whole map with a causal mask, short rows
would have large weights in every head, and any two heads would seem to agree. Equal weights share the mean of their
ranks. A row of a single key, or of equal weights, has no ρ.

Sources: Lin 1991, Divergence Measures Based on the Shannon Entropy; Clark et al. 2019, What Does BERT Look At?
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from nets.heads import divergences, words
from nets.trace import Trace, lhs


@dataclass(slots=True)
class Compared(Trace):
    """What tells two heads apart."""

    difference: Tensor = lhs("A - B", "query key", "How much more weight the first head gives.")
    divergence: Tensor = lhs("D_i", "query", "Jensen-Shannon divergence of the rows of a query, in nats.")
    total: Tensor = lhs(r"\sum_i D_i", "", "The sum over queries.")
    mean: Tensor = lhs(r"\bar D", "", "The mean over queries.")
    rank: Tensor = lhs(r"\rho_i", "query", "Spearman's rank correlation of the rows of a query.")
    agreement: Tensor = lhs(r"\bar \rho", "", "The mean over the queries that have one, NaN where none has.")


def compared(A: Tensor, B: Tensor, seen: Tensor) -> Compared:
    """Compare weights A and B (query, key), whose rows sum to 1; seen (query, key) is True where both heads may look.

    Raises ValueError when the heads are over different queries or keys.
    """
    if not A.shape == B.shape == seen.shape:
        raise ValueError(f"heads over different tokens: {tuple(A.shape)}, {tuple(B.shape)}, seen {tuple(seen.shape)}")
    D, rho = divergences(A, B), correlations(A, B, seen)
    return Compared(A - B, D, D.sum(), D.mean(), rho, rho.nanmean())


def correlations(A: Tensor, B: Tensor, seen: Tensor) -> Tensor:
    """Spearman's rank correlation of each row, (…, query), over the keys where ``seen`` is True, NaN where none."""
    a, b = (centred(ranks(X, seen), seen) for X in (A, B))
    return (a * b).sum(-1) / (a.square().sum(-1) * b.square().sum(-1)).sqrt()


def ranks(X: Tensor, seen: Tensor) -> Tensor:
    """The place of each weight in its row, the least is 1, among those that are seen; equal ones share their mean.

    >>> ranks(torch.tensor([[0.2, 0.5, 0.2, 0.1]]), torch.ones(1, 4).bool()).tolist()
    [[2.5, 4.0, 2.5, 1.0]]
    """
    X = X.masked_fill(~seen, torch.inf).contiguous()
    ordered = X.sort(-1).values
    below, upto = (torch.searchsorted(ordered, X, right=right) for right in (False, True))
    return (below + upto + 1).double() / 2


def centred(X: Tensor, seen: Tensor) -> Tensor:
    """X less its mean over what is seen, 0 elsewhere."""
    mean = (X * seen).sum(-1, keepdim=True) / seen.sum(-1, keepdim=True)
    return (X - mean) * seen


def words_and_rest(A: Tensor, queries: Tensor, keys: Tensor) -> Tensor:
    """Weights between words as in ``nets.heads.words``, with one key more for all tokens of no word together.

    Rows still sum to 1, so that they can be compared even where two nets have different special tokens.
    """
    count = int(keys.max()) + 1 if len(keys) else 0
    return words(A, queries, torch.where(keys < 0, count, keys))
