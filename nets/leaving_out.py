"""Leaving a token out: what the net loses when nobody can see token j. The true effect, where the others estimate.

    Δ_ij = log p(y_i) - log p(y_i | key j masked)            in nats; above 0 where the token helped

y_i is the token that the net finds likeliest at place i; in an encoder, all that is written is asked about, so every
query has the same. Key j is masked for all queries, in one head, in a layer, or in the whole net, where it is as if j
were padding: of a source token in the encoder and in cross-attention. The other weights sum to 1 again. What lies
behind j in the sentence stays where it is. All j are variants of one batch, which begins at the layer that changes.

Source: Li et al. 2016, Understanding Neural Networks through Representation Erasure, section 3; as a test of attention,
Jain and Wallace 2019, Attention is not Explanation, section 4.1.
"""

import torch
from torch import Tensor

from nets.ways import Way


def leaving_out(way: Way, layer: int | None = None, head: int | None = None, query: int | None = None) -> Tensor:
    """Δ (query, key) of one head, of a layer, or of the whole net; of one query (1, key), or of all."""
    place = None if way.says_all else query
    keys = way.inputs.shape[1]
    hidden = torch.eye(keys, dtype=torch.bool)[:, None, None]
    if layer is None:
        said = way.anew(way.inputs.expand(keys, -1, -1), hidden, place)
    else:
        if head is not None:
            heads = torch.arange(way.attention(layer).num_heads) == head
            hidden = hidden & heads[:, None, None]
        x = way.entered(layer).expand(keys, -1, -1)
        said = way.onward(layer, way.step(layer, x, hidden), place)
    lost = (way.base if place is None else way.base[place]) - said
    if way.says_all:
        return lost.sum(1).expand(len(way.visible) if query is None else 1, -1)
    return lost.T
