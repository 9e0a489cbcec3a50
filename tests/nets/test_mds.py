"""Classical scaling against the principal components of points that are known, and against what it promises."""

import numpy as np
import pytest
import torch
from scipy.spatial.distance import pdist, squareform

from nets.heads import divergence
from nets.mds import mds


@pytest.fixture
def points():
    return np.random.default_rng(3).normal(size=(12, 5)) * (3, 2, 1, 0.5, 0.1)


def test_points_come_back_as_their_principal_components(points):
    centred = points - points.mean(0)
    U, S, _ = np.linalg.svd(centred, full_matrices=False)
    found = mds(torch.tensor(squareform(pdist(points, "sqeuclidean"))))
    wanted = (U * S)[:, :2]
    wanted = wanted * np.sign(wanted[np.abs(wanted).argmax(0), range(2)])
    np.testing.assert_allclose(found.out, wanted, atol=1e-9)
    assert found.share.item() == pytest.approx((S[:2] ** 2).sum() / (S**2).sum())
    drawn, true = pdist(found.out.numpy()), pdist(points)
    assert found.stress.item() == pytest.approx(np.sqrt(((true - drawn) ** 2).sum() / (true**2).sum()))
    np.testing.assert_allclose(found.eigenvalues[:5], S**2)


def test_in_a_plane_nothing_is_lost(points):
    flat = points[:, :2]
    found = mds(torch.tensor(squareform(pdist(flat, "sqeuclidean"))))
    np.testing.assert_allclose(pdist(found.out.numpy()), pdist(flat), atol=1e-7)
    assert found.share.item() == pytest.approx(1) and found.stress.item() == pytest.approx(0, abs=1e-6)


def test_the_divergence_of_heads_is_a_squared_distance():
    """No eigenvalue is below 0, whatever the heads."""
    A = torch.randn(9, 6, 6, generator=torch.Generator().manual_seed(2), dtype=torch.float64).mul(3).softmax(-1)
    squared = torch.stack([divergence(A, one) for one in A])
    found = mds(squared, dims=9)
    np.testing.assert_allclose(squareform(pdist(found.out.numpy(), "sqeuclidean")), squared, atol=1e-9)


@pytest.mark.parametrize("n", [1, 2])
def test_few_things(n):
    found = mds(1 - torch.eye(n))
    assert found.out.shape == (n, 2) and found.out.isfinite().all() and found.stress.isfinite()


def test_things_that_are_all_alike():
    assert (mds(torch.zeros(4, 4)).out == 0).all()
