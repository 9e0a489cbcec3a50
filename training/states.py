"""What the pages about states keep beside the weights: a basis, a cloud of points in it, an order, time scales.

All of it is about the top layer, read from left to right, over a fixed sample of held-out texts.

    components   the first three principal components of h over all steps (unit length, rows), and ``explained`` shares
    points       picked states in that basis: components · (h - mean)
    order        the units by hierarchical clustering of their correlations (average linkage), leaves turned so that
                 neighbours are as alike as can be (Bar-Joseph et al. 2001)
    timescale    -1 / ln(k) steps, k the share that a unit keeps from step to step: the mean of f (LSTM) or of z (GRU),
                 or the correlation of h_t with h_{t-1} (RNN); not negative, at most ``SLOWEST``
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from nets.cells import CellTrace

SLOWEST = 1e4


def summary(layers: list[CellTrace], picked: list[list[int]], labels: list[int]) -> dict[str, Tensor]:
    """The tensors above, of the top layer (1, time, unit) of each text, its ``picked`` steps and a label for each."""
    h = torch.cat([layer.h[0] for layer in layers]).double()
    mean = h.mean(0)
    _, spread, components = torch.linalg.svd(h - mean, full_matrices=False)
    components = components[:3] * torch.sign(components[:3].sum(1, keepdim=True))  # a sign that does not wander
    points = torch.cat([layer.h[0, steps] for layer, steps in zip(layers, picked, strict=True)]).double()
    return dict(
        mean=mean.float(),
        components=components.float().contiguous(),
        explained=(spread[:3] ** 2 / (spread**2).sum()).float(),
        points=((points - mean) @ components.T).float(),
        labels=torch.tensor(labels, dtype=torch.int64),
        order=torch.tensor(similar(h.numpy())),
        timescale=timescale(layers).float(),
    )


def timescale(layers: list[CellTrace]) -> Tensor:
    """Steps after which a unit has forgotten all but 1/e, (unit)."""
    gate = next((gate for gate in ("f", "z") if hasattr(layers[0], gate)), None)
    if gate:
        kept = torch.cat([getattr(layer, gate)[0] for layer in layers]).double().mean(0)
    else:
        pairs = [torch.stack((layer.h[0, :-1], layer.h[0, 1:])) for layer in layers]
        before, after = (side - side.mean(0) for side in torch.cat(pairs, 1).double())
        kept = (before * after).sum(0) / (before.norm(dim=0) * after.norm(dim=0)).clamp(min=1e-9)
    return (-1 / kept.clamp(1e-9, 1 - 1e-9).log()).clamp(max=SLOWEST)


def similar(h: np.ndarray) -> list[int]:
    """The columns of h (step, unit) so that alike ones are neighbours."""
    centred = h - h.mean(0)
    length = np.maximum(np.linalg.norm(centred, axis=0), 1e-12)
    return leaves(1 - (centred.T @ centred) / np.outer(length, length))


@dataclass
class Node:
    """A branch: ``cost[a, b]`` is the least sum of an order from its member a to b, ``step[j, k]`` the distance from
    member j of its left side to k of its right side."""

    members: list[int]
    cost: np.ndarray
    left: "Node | None" = None
    right: "Node | None" = None
    step: np.ndarray | None = None


def leaves(distance: np.ndarray) -> list[int]:
    """The leaves of an average-linkage tree over ``distance`` (n, n) in the order with the least sum of neighbours.

    >>> leaves(np.abs(np.subtract.outer([0, 5, 1, 6], [0, 5, 1, 6])))
    [0, 2, 1, 3]
    """
    nodes = [Node([i], np.zeros((1, 1))) for i in range(len(distance))]
    between = distance + np.diag(np.full(len(distance), np.inf))
    while len(nodes) > 1:
        one, two = sorted(int(i) for i in np.unravel_index(between.argmin(), between.shape))
        n, m = len(nodes[one].members), len(nodes[two].members)
        between[one] = between[:, one] = (n * between[one] + m * between[two]) / (n + m)
        between[one, one] = np.inf
        between = np.delete(np.delete(between, two, 0), two, 1)
        nodes[one] = merge(nodes[one], nodes.pop(two), distance)
    root = nodes[0]
    ends = np.unravel_index(root.cost.argmin(), root.cost.shape)
    return [root.members[i] for i in order(root, *map(int, ends))]


def merge(left: Node, right: Node, distance: np.ndarray) -> Node:
    """Two branches as one, left before right."""
    n, m = len(left.members), len(right.members)
    step = distance[np.ix_(left.members, right.members)]
    across = (left.cost[:, :, None] + step[None]).min(1)
    cost = np.full((n + m, n + m), np.inf)
    cost[:n, n:] = (across[:, :, None] + right.cost[None]).min(1)
    cost[n:, :n] = cost[:n, n:].T
    return Node(left.members + right.members, cost, left, right, step)


def order(node: Node, a: int, b: int) -> list[int]:
    """The best order of a branch from its member a to its member b, as places in ``node.members``."""
    if node.left is None:
        return [0]
    n = len(node.left.members)
    if a >= n:
        return order(node, b, a)[::-1]
    sums = node.left.cost[a][:, None] + node.step + node.right.cost[:, b - n]
    left, right = map(int, np.unravel_index(sums.argmin(), sums.shape))
    return order(node.left, a, left) + [n + i for i in order(node.right, right, b - n)]
