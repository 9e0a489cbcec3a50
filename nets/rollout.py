"""Attention rollout: the weights of all layers multiplied up, so that a row tells of the tokens that were typed.

    A'_l = rows of (mean over heads of A_l + I), brought to sum 1            the I is the residual connection
    R_l  = A'_l R_{l-1},  R_0 = I

A layer's weights speak of the layer below, whose vectors are mixtures already. Rollout takes each vector for the share
in which it was mixed, and nothing else: no values, no FFN. Every row of R_l sums to 1.

The paper knows one stack. In a decoder the stream is mixed twice a layer, with itself and with the encoder's R, so
what it holds of the source tokens is

    C_l = ½ (mean over heads of B_l) R + ½ A'_l C_{l-1},  C_0 = 0        B: cross-attention, R: all of the encoder's

Its own tokens have the rest, ½^l of their own R_l: together each row sums to 1.

Source: Abnar and Zuidema 2020, Quantifying Attention Flow in Transformers, section 3; the decoder is ours.
"""

import torch
from torch import Tensor


def with_residual(A: Tensor) -> Tensor:
    """A' (…, query, key) of one stack's weights (…, head, query, key).

    A row of zeros, of a query that may see nothing, becomes the token itself.

    >>> with_residual(torch.tensor([[[1.0, 0.0], [0.5, 0.5]]])).tolist()
    [[1.0, 0.0], [0.25, 0.75]]
    """
    mixed = A.mean(-3) + torch.eye(A.shape[-1], dtype=A.dtype)
    return mixed / mixed.sum(-1, keepdim=True)


def rollout(A: Tensor) -> Tensor:
    """R_1 … R_L, (layer, query, key), of a stack that attends to itself: A (layer, head, query, key)."""
    R, found = torch.eye(A.shape[-1], dtype=A.dtype), []
    for mixed in with_residual(A):
        R = mixed @ R
        found.append(R)
    return torch.stack(found)


def through_decoder(A: Tensor, B: Tensor, R: Tensor) -> Tensor:
    """C_1 … C_L, (layer, query, key of the source), of a decoder.

    A (layer, head, query, query) are its self-attention, B (layer, head, query, key) its cross-attention, R (key, key)
    the whole rollout of the encoder.
    """
    C, found = torch.zeros_like(B[0, 0]), []
    for mixed, crossed in zip(with_residual(A), B.mean(-3), strict=True):
        C = (crossed @ R + mixed @ C) / 2
        found.append(C)
    return torch.stack(found)
