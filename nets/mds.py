"""Classical multidimensional scaling: points in a plane whose distances are as near as can be to those between things.

    J = I - 11ᵀ / n
    B = -½ J D² J                     D² (n, n) are squared distances; B holds the inner products of the centred points
    B = V Λ Vᵀ                        eigenvalues in falling order
    X = [√λ_1 v_1 … √λ_k v_k]         those below 0, which no points have, count as 0

The share is (λ_1 + … + λ_k) / Σ λ over the eigenvalues above 0: how much of the spread a plane can hold. The stress is
√(Σ (d_ij - ‖x_i - x_j‖)² / Σ d_ij²): 0 where every distance is drawn as it is (Kruskal's stress-1).

Axes have no sign of their own: each is turned so that its number farthest from 0 is positive. The root of the
Jensen-Shannon divergence is a distance in some Euclidean space (Endres and Schindelin 2003), so that the divergence
itself may stand as D².

Source: Torgerson 1952, Multidimensional Scaling: I. Theory and Method; Kruskal 1964 (stress).
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from nets.trace import Trace, lhs


@dataclass(slots=True)
class ScalingTrace(Trace):
    eigenvalues: Tensor = lhs(r"\lambda", "unit", "In falling order; those below 0 are set to 0.")
    out: Tensor = lhs("X", "head dim", "The points.")
    share: Tensor = lhs("", "", "The share of the spread that the points hold.")
    stress: Tensor = lhs("", "", "How far the drawn distances are from the true ones.")


def mds(squared: Tensor, dims: int = 2) -> ScalingTrace:
    """Points (n, dims) for squared distances (n, n), which are symmetric and 0 on the diagonal.

    >>> x = torch.tensor([0.0, 3.0, 4.0])
    >>> found = mds((x[:, None] - x) ** 2, 1)
    >>> [round(v, 3) for v in (found.out[:, 0] - found.out[0, 0]).abs().tolist()], round(found.share.item(), 3)
    ([0.0, 3.0, 4.0], 1.0)
    """
    squared = squared.double()
    n = len(squared)
    J = torch.eye(n, dtype=squared.dtype) - 1 / n
    B = -J @ squared @ J / 2
    values, vectors = torch.linalg.eigh((B + B.T) / 2)
    values, vectors = values.flip(0).clamp_min(0.0), vectors.flip(1)
    X = torch.zeros(n, dims, dtype=squared.dtype)
    some = min(n, dims)
    X[:, :some] = vectors[:, :some] * values[:some].sqrt()
    farthest = X.gather(0, X.abs().argmax(0, keepdim=True))
    X = X * torch.where(farthest < 0, -1.0, 1.0)
    d, drawn = squared.clamp_min(0.0).sqrt(), torch.cdist(X, X)
    share = values[:dims].sum() / values.sum().clamp_min(1e-30)
    return ScalingTrace(values, X, share, ((d - drawn).square().sum() / squared.sum().clamp_min(1e-30)).sqrt())
