"""Gradients as explanations: how what the net says hangs on a weight of attention, or on a token.

    L_i = log p(y_i)
    weights    A^h_ij |∂L_i / ∂A^h_ij|         one head; of a layer, the mean over its heads
    tokens     ‖∂L_i / ∂x_j‖₂                  the whole net

y_i is the token that the net finds likeliest at place i; in an encoder, L is the same for all i: the log-probability of
all that is written. x_j is what the first layer reads of token j. The weights are taken as free numbers: a change of
one is not made up for by the others, as the softmax would. Gradients tell of small changes only, and say nothing of
what is saturated.

Sources: Simonyan et al. 2014, Deep Inside Convolutional Networks; Jain and Wallace 2019, Attention is not Explanation,
section 4.1 (by tokens); Chefer et al. 2021, Transformer Interpretability Beyond Attention Visualization, section 3.2
(weight times gradient; there what is negative is dropped, here sizes are compared).
"""

import torch
from torch import Tensor

from nets.ways import Way

TOGETHER = 16
"""How many places are gone back from at a time."""


def of_weights(way: Way, layer: int, query: int | None = None) -> Tensor:
    """A |∂L/∂A| of a layer, (head, query, key); of one query (head, 1, key), or of all, each with its own L_i."""
    trace = way.traced(layer)
    with torch.enable_grad():
        A = trace.weights.clone().requires_grad_()
        said = way.onward(layer, way.rest(layer, way.project(layer, A @ trace.V)), asked(way, query))
        slopes = gradients(way, said, A)[:, 0]
    if way.says_all:
        slope = slopes[0] if query is None else slopes[0, :, query : query + 1]
    else:
        slope = slopes.diagonal(dim1=0, dim2=2).permute(0, 2, 1) if query is None else slopes[0, :, query : query + 1]
    return (trace.weights[0] if query is None else trace.weights[0, :, query : query + 1]) * slope.abs()


def of_tokens(way: Way, query: int | None = None) -> Tensor:
    """‖∂L_i/∂x_j‖₂, (query, key); of one query (1, key), or of all. In an encoder every query has the same."""
    with torch.enable_grad():
        x = way.inputs.clone().requires_grad_()
        found = gradients(way, way.anew(x, place=asked(way, query)), x)[:, 0].norm(dim=-1)
    return found.expand(len(way.visible), -1) if query is None and way.says_all else found


def asked(way: Way, query: int | None) -> int | None:
    """The one place that is asked about, None for all."""
    return None if way.says_all else query


def gradients(way: Way, said: Tensor, of: Tensor) -> Tensor:
    """∂L/∂of, (L, …), of log p ``said`` (1, place): of each place, or of their sum where all is asked about."""
    L = said.sum()[None] if way.says_all else said[0]
    if len(L) == 1:
        return torch.autograd.grad(L[0], of)[0][None]
    one = torch.eye(len(L), dtype=L.dtype).split(TOGETHER)
    return torch.cat([torch.autograd.grad(L, of, some, retain_graph=True, is_grads_batched=True)[0] for some in one])
