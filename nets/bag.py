"""A bag of words: what a net is left with that sees which words there are, and not their order.

    m = (1/T) Σ_t E[x_t]          E: the embeddings, x_1 … x_T: the tokens

The sum is taken in the order of the vocabulary, so that it is the same number, to the last bit, for every order of the
text. Whatever is computed from m alone, by a dense net of any depth, is then the same too. A recurrent state h_T is
not: it depends on what was read when.
"""

import torch
from torch import Tensor


def bag(embeddings: Tensor, ids: list[int]) -> Tensor:
    """m (d_model) of embeddings (vocab, d_model); 0 for no tokens.

    >>> E = torch.randn(9, 4)
    >>> torch.equal(bag(E, [3, 1, 7]), bag(E, [7, 3, 1]))
    True
    """
    if not ids:
        return torch.zeros_like(embeddings[0])
    return embeddings[sorted(ids)].mean(0)
