"""Norm-based attention: how long the vectors are that a head really brings from each token.

    f_h(x_j)  = (x_j W_V^h + b_V^h) W_O^h                what head h would write of token j alone
    one head    ‖A^h_ij f_h(x_j)‖ = A^h_ij ‖f_h(x_j)‖
    a layer     ‖Σ_h A^h_ij f_h(x_j)‖                    of the heads' vectors together, which may cancel

The output of attention is Σ_j of these vectors, and b_O. A large weight on a short vector is little. The vectors of all
i, j and h would fill an array of (head, query, key, d_model); what is needed is their products alone:

    ‖Σ_h A^h_ij f_h(x_j)‖² = Σ_h Σ_g A^h_ij A^g_ij  f_h(x_j)·f_g(x_j)

Source: Kobayashi et al. 2020, Attention is Not Only a Weight: Analyzing Transformers with Vector Norms, section 3.
"""

import torch
from torch import Tensor

from nets.attention import AttentionTrace, MultiHeadAttention


def transformed(attention: MultiHeadAttention, V: Tensor) -> Tensor:
    """f_h(x_j), (head, key, d_model), of the values V (head, key, d_head), in which W_V and b_V are already."""
    W_O = attention.out_proj.weight.T.unflatten(0, (attention.num_heads, attention.head_dim))
    return V @ W_O


def of_heads(attention: MultiHeadAttention, trace: AttentionTrace) -> Tensor:
    """‖A^h_ij f_h(x_j)‖, (head, query, key), of a trace of one text."""
    return trace.weights[0] * transformed(attention, trace.V[0]).norm(dim=-1)[:, None]


def of_layer(attention: MultiHeadAttention, trace: AttentionTrace) -> Tensor:
    """‖Σ_h A^h_ij f_h(x_j)‖, (query, key), of a trace of one text."""
    f = transformed(attention, trace.V[0]).double()
    products = torch.einsum("hjd,gjd->jhg", f, f)
    A = trace.weights[0].double()
    return torch.einsum("hij,gij,jhg->ij", A, A, products).clamp_min(0.0).sqrt().to(trace.weights.dtype)
