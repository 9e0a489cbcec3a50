"""Why √d_k: what is measured lies on the theory's curve, and the gradient is the one that autograd finds."""

import math

import pytest
import torch

from nets.scaling import KEYS, SAMPLES, WIDTHS, entropy, jacobian_norm, random_scores, scaling


@pytest.fixture(scope="module")
def trace():
    return scaling()


def test_the_variance_of_a_score_is_the_number_of_its_terms(trace):
    d_k = torch.tensor(WIDTHS, dtype=torch.float64)
    assert torch.equal(trace.d_k, d_k)
    assert torch.allclose(trace.variance, d_k, rtol=0.1)
    assert torch.allclose(trace.variance_scaled, torch.ones_like(d_k), rtol=0.1)
    assert torch.allclose(trace.variance_scaled, trace.variance / d_k)


def test_scores_are_those_of_vectors_whose_beginnings_are_shared():
    scores = random_scores(0)
    assert scores.shape == (len(WIDTHS), SAMPLES, KEYS)
    dice = torch.Generator().manual_seed(0)
    q = torch.randn(SAMPLES, 1, WIDTHS[-1], generator=dice)
    k = torch.randn(SAMPLES, KEYS, WIDTHS[-1], generator=dice)
    for at in (0, 4, len(WIDTHS) - 1):
        d = WIDTHS[at]
        assert torch.allclose(scores[at].float(), (q[..., :d] @ k[..., :d].mT)[:, 0], atol=1e-3)


def test_unscaled_entropy_and_gradient_die_and_scaled_ones_do_not(trace):
    assert (trace.entropy.diff() < 0).all() and trace.entropy[-1] < 0.1
    assert (trace.gradient[2:].diff() < 0).all() and trace.gradient[-1] < 0.05
    for level in (trace.entropy_scaled, trace.gradient_scaled):
        assert level.max() / level.min() < 1.1
    assert trace.entropy_scaled.max() < math.log(KEYS)


def test_temperature_divides_what_is_scaled_alone(trace):
    warm = scaling(2.0)
    assert torch.allclose(warm.variance_scaled, trace.variance_scaled / 4)
    assert torch.equal(warm.variance, trace.variance) and torch.equal(warm.gradient, trace.gradient)
    assert (warm.entropy_scaled > trace.entropy_scaled).all()


def test_the_gradient_is_autograds():
    scores = random_scores(0)[3, :5]
    for s in scores:
        jacobian = torch.autograd.functional.jacobian(lambda x: x.softmax(-1), s)
        assert jacobian_norm(s.softmax(-1)) == pytest.approx(float(jacobian.norm()))


def test_entropy_is_that_of_torchs_distribution():
    a = random_scores(0)[5].softmax(-1)
    assert torch.allclose(entropy(a), torch.distributions.Categorical(probs=a).entropy(), atol=1e-6)
    assert entropy(torch.tensor([1.0, 0.0])) == 0
