"""What is kept of the states: a basis, an order, time scales."""

import itertools

import numpy as np
import pytest
import torch

from nets.recurrent import CELLS
from training.states import SLOWEST, leaves, similar, summary, timescale


def layers(cell: str, n: int = 6):
    torch.manual_seed(0)
    net = CELLS[cell](3, 5)
    with torch.inference_mode():
        return [net.trace(torch.randn(1, 4 + i, 3)).layers[-1] for i in range(n)]


@pytest.mark.parametrize("cell", CELLS)
def test_the_basis_is_that_of_all_states(cell):
    read = layers(cell)
    found = summary(read, [[-1]] * 6, list(range(6)))
    h = torch.cat([layer.h[0] for layer in read]).double()
    values, vectors = torch.linalg.eigh(torch.cov(h.T))
    assert found["explained"] == pytest.approx((values.flip(0)[:3] / values.sum()).numpy(), abs=1e-4)
    for mine, theirs in zip(found["components"].double(), vectors.flip(1).T, strict=False):
        assert abs(float(mine @ theirs)) == pytest.approx(1, abs=1e-4)
    last = torch.stack([layer.h[0, -1] for layer in read])
    assert torch.allclose(found["points"], (last - found["mean"]) @ found["components"].T, atol=1e-5)
    assert found["labels"].tolist() == list(range(6)) and sorted(found["order"].tolist()) == list(range(5))


def test_a_time_scale_is_that_of_the_gate_that_keeps():
    for cell, gate in (("lstm", "f"), ("gru", "z")):
        read = layers(cell)
        kept = torch.cat([getattr(layer, gate)[0] for layer in read]).mean(0)
        assert torch.allclose(timescale(read).float(), -1 / kept.log(), atol=1e-4)


def test_the_time_scale_of_a_plain_unit_is_that_of_its_autocorrelation():
    read = layers("rnn", 1)
    steps = torch.arange(400)
    slow, still = torch.sin(steps / 50), torch.full((400,), 0.3)
    noise = torch.randn(400, generator=torch.Generator().manual_seed(0))
    read[0].h = torch.stack([slow, noise, still], -1)[None]
    found = timescale(read)
    assert found[0] > 500 > 2 > found[1] and (found >= 0).all() and (found <= SLOWEST).all()


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_leaves_is_the_best_that_the_tree_allows(seed):
    """Against every way of turning the branches of the same tree round."""
    x = np.random.default_rng(seed).normal(size=(7, 2))
    distance = np.abs(x[:, None] - x[None]).sum(-1)

    def turned(tree):
        if isinstance(tree, int):
            return [[tree]]
        sides = [turned(side) for side in tree]
        return [a + b for one, two in ((0, 1), (1, 0)) for a in sides[one] for b in sides[two]]

    nodes = [(i, [i]) for i in range(7)]
    while len(nodes) > 1:
        a, b = min(itertools.combinations(nodes, 2), key=lambda pair: distance[np.ix_(pair[0][1], pair[1][1])].mean())
        nodes = [node for node in nodes if node not in (a, b)] + [((a[0], b[0]), a[1] + b[1])]

    def length(order):
        return sum(distance[i, j] for i, j in itertools.pairwise(order))

    assert length(leaves(distance)) == pytest.approx(min(map(length, turned(nodes[0][0]))))


def test_alike_units_are_neighbours():
    dice = np.random.default_rng(0)
    a, b = dice.normal(size=(2, 100))
    h = np.stack([a, b, a + 0.01, b * 2, np.zeros(100)], 1)
    order = similar(h)
    assert abs(order.index(0) - order.index(2)) == 1 == abs(order.index(1) - order.index(3))
