"""Rollout against sums over paths, and the decoder's against one graph of all tokens."""

from itertools import product

import pytest
import torch

from nets.rollout import rollout, through_decoder, with_residual


def weights(layers: int, queries: int, keys: int, seed: int, causal: bool = False) -> torch.Tensor:
    scores = torch.randn(layers, 3, queries, keys, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    if causal:
        scores = scores.masked_fill(~torch.ones(queries, keys, dtype=torch.bool).tril(), -torch.inf)
    return scores.softmax(-1)


def test_a_share_is_the_sum_over_all_paths():
    A = weights(3, 4, 4, 0)
    step = [[[(sum(A[k, h, i, j].item() for h in range(3)) / 3 + (i == j)) / 2 for j in range(4)] for i in range(4)]
            for k in range(3)]  # fmt: skip
    found = rollout(A)
    for i, j in product(range(4), repeat=2):
        paths = sum(step[2][i][a] * step[1][a][b] * step[0][b][j] for a, b in product(range(4), repeat=2))
        assert found[2, i, j].item() == pytest.approx(paths)
    assert torch.allclose(found[0], with_residual(A)[0])


@pytest.mark.parametrize("causal", [False, True])
def test_rows_sum_to_one_and_the_future_stays_unseen(causal):
    found = rollout(weights(5, 6, 6, 1, causal))
    assert torch.allclose(found.sum(-1), torch.ones(5, 6, dtype=torch.float64))
    if causal:
        assert (found.triu(1) == 0).all() and (found[:, 0, 0] == 1).all()


def test_a_net_that_looks_at_itself_alone_mixes_nothing():
    assert torch.equal(rollout(torch.eye(4).expand(2, 3, 4, 4)), torch.eye(4).expand(2, 4, 4))


def test_the_decoder_is_a_walk_in_one_graph():
    A, B, R = weights(2, 4, 4, 2, causal=True), weights(2, 4, 5, 3), rollout(weights(2, 5, 5, 4))[-1]
    C, own = through_decoder(A, B, R), rollout(A)
    stream = torch.cat([torch.zeros(4, 5, dtype=torch.float64), torch.eye(4, dtype=torch.float64)], 1)
    source = torch.cat([R, torch.zeros(5, 4, dtype=torch.float64)], 1)
    for layer in range(2):
        mixed = A[layer].mean(0) + torch.eye(4)
        stream = torch.cat([B[layer].mean(0), mixed / mixed.sum(1, keepdim=True)], 1) @ torch.cat([source, stream]) / 2
        assert torch.allclose(torch.cat([C[layer], own[layer] / 2 ** (layer + 1)], 1), stream)
        assert torch.allclose(stream.sum(-1), torch.ones(4, dtype=torch.float64))
