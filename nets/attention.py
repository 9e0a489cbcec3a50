"""Scaled dot-product attention with several heads.

    Q = X W_Q + b_Q        K = Y W_K + b_K        V = Y W_V + b_V        split into heads
    scores  = Q Kᵀ
    scaled  = scores / (√d_k · τ)
    masked  = scaled where the mask lets a query see a key, else -∞
    weights = softmax(masked) over the keys
    context = weights V
    out     = concat(context_1 … context_h) W_O + b_O

X asks, Y answers: in self-attention Y = X, in cross-attention Y is what the encoder returned. d_k is the width of one
head, τ the temperature (1 as trained). Masks are True where a query may see a key (torch's boolean masks in
``nn.MultiheadAttention`` mean the opposite). A query that may see no key at all gets weights 0 rather than NaN.

Source: Vaswani et al. 2017, Attention Is All You Need, section 3.2.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from nets.layout import linear
from nets.trace import Trace, lhs


@dataclass(slots=True)
class AttentionTrace(Trace):
    Q: Tensor = lhs("Q", "batch head query d_head", "What each query position asks for.")
    K: Tensor = lhs("K", "batch head key d_head", "What each key position offers to be found by.")
    V: Tensor = lhs("V", "batch head key d_head", "What each key position hands over when it is attended to.")
    scores: Tensor = lhs(r"QK^\top", "batch head query key", "How well each query matches each key.")
    scaled: Tensor = lhs(r"\frac{QK^\top}{\sqrt{d_k}\,\tau}", "batch head query key", "Scores after scaling.")
    mask: Tensor | None = lhs("M", "batch head query key", "1 where the query may see the key.")
    masked: Tensor = lhs(
        r"\tilde S", "batch head query key", "Scaled scores; minus infinity where nothing may be seen."
    )
    weights: Tensor = lhs("A", "batch head query key", "The share of each key in the answer: every row sums to 1.")
    context: Tensor = lhs("AV", "batch head query d_head", "The values, averaged with the weights.")
    out: Tensor = lhs(r"\mathrm{MultiHead}(X, Y)", "batch query d_model", "All heads, concatenated and mixed by W_O.")


def look_ahead_mask(queries: int, keys: int | None = None) -> Tensor:
    """True where key j is not after query i, (1, 1, queries, keys). With more keys, the queries are the last positions.

    >>> look_ahead_mask(3)[0, 0].int().tolist()
    [[1, 0, 0], [1, 1, 0], [1, 1, 1]]
    """
    keys = queries if keys is None else keys
    return torch.ones(1, 1, queries, keys, dtype=torch.bool).tril(keys - queries)


def padding_mask(ids: Tensor, pad: int) -> Tensor:
    """True where a key is a token and not padding, (batch, 1, 1, key), from ids (batch, key).

    >>> padding_mask(torch.tensor([[5, 7, 0]]), pad=0)[0, 0].int().tolist()
    [[1, 1, 0]]
    """
    return (ids != pad)[:, None, None, :]


class MultiHeadAttention(nn.MultiheadAttention):
    """Parameters, initialisation and fused training are torch's; ``trace`` is the equations above."""

    def __init__(self, d_model: int, heads: int):
        super().__init__(d_model, heads, batch_first=True)

    def split(self, x: Tensor) -> Tensor:
        """(batch, time, d_model) to (batch, head, time, d_head)."""
        return x.view(*x.shape[:-1], self.num_heads, self.head_dim).transpose(1, 2)

    def queries(self, x: Tensor) -> Tensor:
        """Q of x: (batch, query, d_model) to (batch, head, query, d_head)."""
        d = self.embed_dim
        return self.split(linear(x, self.in_proj_weight, self.in_proj_bias, 0, d))

    def keys_values(self, y: Tensor) -> tuple[Tensor, Tensor]:
        """K and V of y: (batch, key, d_model) to twice (batch, head, key, d_head)."""
        d = self.embed_dim
        K, V = linear(y, self.in_proj_weight, self.in_proj_bias, d).chunk(2, dim=-1)
        return self.split(K), self.split(V)

    def queries_keys_values(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Q, K and V of one x, in one product: (batch, time, d_model) to (batch, head, time, d_head) each."""
        Q, K, V = linear(x, self.in_proj_weight, self.in_proj_bias).chunk(3, dim=-1)
        return self.split(Q), self.split(K), self.split(V)

    def trace(self, x: Tensor, y: Tensor, mask: Tensor | None = None, *, temperature=1.0, keep: Tensor | None = None):
        """Attend from x (batch, query, d_model) to y (batch, key, d_model); see ``attend``."""
        QKV = self.queries_keys_values(x) if x is y else (self.queries(x), *self.keys_values(y))
        return self.attend(*QKV, mask, temperature=temperature, keep=keep)

    def attend(
        self,
        Q: Tensor,
        K: Tensor,
        V: Tensor,
        mask: Tensor | None = None,
        *,
        temperature=1.0,
        keep: Tensor | None = None,
    ) -> AttentionTrace:
        """The equations from the scores on, for queries, keys and values that are already there (a cache has them).

        ``mask`` broadcasts to (batch, head, query, key). ``keep`` (head,) multiplies each head's context: 0 ablates it;
        as (row, head) it makes a batch of so many rows of one.
        Raises ValueError when the temperature is not positive.
        """
        if not temperature > 0:
            raise ValueError(f"the temperature must be above 0, not {temperature}")
        scores = Q @ K.transpose(-2, -1)
        scaled = scores / (math.sqrt(self.head_dim) * temperature)
        hidden = None if mask is None else ~mask
        masked = scaled if hidden is None else scaled.masked_fill(hidden, -math.inf)
        weights = masked.softmax(dim=-1)
        if hidden is not None:
            weights = weights.masked_fill(hidden, 0.0)
        context = weights @ V
        if keep is not None:
            context = context * keep[..., None, None]
        out = linear(context.transpose(1, 2).flatten(2), self.out_proj.weight, self.out_proj.bias)
        if mask is not None:
            mask = mask.expand_as(scores)
        return AttentionTrace(Q, K, V, scores, scaled, mask, masked, weights, context, out)
