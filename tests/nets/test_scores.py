"""The score functions, number by number against loops written from the papers' formulas."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor
from torch.testing import assert_close

from nets.scores import SCORES, Additive, Concat, Score, score

CLOSE = dict(rtol=1e-4, atol=1e-5)
Matrix = list[list[float]]


def times(W: Matrix, x: list[float]) -> list[float]:
    """W x, entry by entry."""
    return [sum(w * entry for w, entry in zip(row, x, strict=True)) for row in W]


def inner(a: list[float], b: list[float]) -> float:
    """aᵀ b."""
    return sum(p * q for p, q in zip(a, b, strict=True))


def by_hand(name: str, module: Score, s: list[float], h: Matrix) -> list[float]:
    """e_j of one query s for the states h_1 … h_n."""
    W = {key: value.tolist() for key, value in module.state_dict().items()}
    scores = []
    for j, h_j in enumerate(h):
        if name == "dot":  # Luong et al. 2015, section 3.1
            scores.append(inner(s, h_j))
        elif name == "scaled":  # Vaswani et al. 2017, equation 1
            scores.append(inner(s, h_j) / math.sqrt(len(s)))
        elif name == "general":  # Luong et al. 2015, section 3.1
            scores.append(inner(s, times(W["W.weight"], h_j)))
        elif name == "concat":  # Luong et al. 2015, section 3.1
            scores.append(inner(W["v.weight"][0], [math.tanh(a) for a in times(W["W.weight"], s + h_j)]))
        elif name == "location":  # Luong et al. 2015, section 3.1: of W_a s, the top part is used
            places = times(W["W.weight"], s)
            scores.append(places[j] if j < len(places) else -math.inf)
        elif name == "additive":  # Bahdanau et al. 2015, appendix A.1.2
            of_s, of_h = times(W["W.weight"], s), times(W["U.weight"], h_j)
            scores.append(inner(W["v.weight"][0], [math.tanh(a + b) for a, b in zip(of_s, of_h, strict=True)]))
    return scores


def a_score(name: str, units: int = 6, width: int = 5, places: int = 9, seed: int = 0) -> Score:
    """A score function with weights large enough to bend the tanh."""
    torch.manual_seed(seed)
    module = score(name, units, width, places).requires_grad_(False)
    for weight in module.parameters():
        weight.normal_()
    return module


def states(queries: int = 4, keys: int = 7, units: int = 6, batch: int = 3, seed: int = 1) -> tuple[Tensor, Tensor]:
    dice = torch.Generator().manual_seed(seed)
    return torch.randn(batch, queries, units, generator=dice), torch.randn(batch, keys, units, generator=dice)


@given(
    st.sampled_from(SCORES), st.integers(1, 3), st.integers(1, 4), st.integers(1, 6), st.integers(1, 5),
    st.integers(1, 5), st.integers(1, 7), st.integers(0, 10**6),
)  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_every_score_is_that_of_the_paper(name, batch, queries, keys, units, width, places, seed):
    module = a_score(name, units, width, places, seed)
    s, h = states(queries, keys, units, batch, seed)
    found = module(s, h)
    assert found.shape == (batch, queries, keys)
    for row in range(batch):
        for t in range(queries):
            wanted = by_hand(name, module, s[row, t].tolist(), h[row].tolist())
            assert_close(found[row, t], torch.tensor(wanted), **CLOSE)


@pytest.mark.parametrize("name", SCORES)
def test_the_score_of_a_pair_depends_on_no_other(name):
    module, (s, h) = a_score(name), states()
    whole = module(s, h)
    assert_close(module(s[:, 1:3], h), whole[:, 1:3], **CLOSE)
    assert_close(module(s, h[:, :4]), whole[:, :, :4], **CLOSE)
    for t, j in ((0, 0), (2, 3)):
        other_s, other_h = s + 1, h + 1
        other_s[:, t], other_h[:, j] = s[:, t], h[:, j]
        assert_close(module(other_s, other_h)[:, t, j], whole[:, t, j], **CLOSE)


def test_scaled_is_dot_over_the_root_of_the_width():
    s, h = states(units=16)
    assert_close(a_score("scaled", 16)(s, h), a_score("dot", 16)(s, h) / 4)


def test_general_with_the_identity_is_dot():
    module, (s, h) = a_score("general"), states()
    module.W.weight.copy_(torch.eye(6))
    assert_close(module(s, h), a_score("dot")(s, h))


def test_general_is_no_symmetric_match():
    """Which side W_a stands on matters: sᵀ W h is not hᵀ W s."""
    module, (s, h) = a_score("general"), states()
    assert (module(s, h) - module(h, s).mT).abs().max() > 1


def test_concat_is_additive_with_both_matrices_in_one():
    """W_a [s ; h] = W s + U h when W_a = [W | U]."""
    additive, concat = a_score("additive"), a_score("concat", seed=9)
    assert isinstance(additive, Additive) and isinstance(concat, Concat)
    concat.W.weight.copy_(torch.cat([additive.W.weight, additive.U.weight], 1))
    concat.v.weight.copy_(additive.v.weight)
    s, h = states()
    assert_close(concat(s, h), additive(s, h), **CLOSE)


def test_additive_scores_are_bounded_by_the_length_of_v():
    module, (s, h) = a_score("additive"), states()
    bound = module.v.weight.abs().sum()
    assert (module(100 * s, 100 * h).abs() <= bound * (1 + 1e-6)).all()
    assert a_score("dot")(100 * s, 100 * h).abs().max() > bound


def test_location_does_not_see_what_stands_at_the_places():
    module, (s, h) = a_score("location"), states()
    assert torch.equal(module(s, h), module(s, torch.randn_like(h)))
    assert not torch.equal(module(s, h), module(-s, h))


def test_every_other_score_sees_what_stands_there():
    s, h = states()
    for name in SCORES:
        if name != "location":
            assert (a_score(name)(s, h) - a_score(name)(s, -h)).abs().max() > 0.1, name


def test_places_beyond_those_that_location_knows_get_no_weight():
    module, (s, h) = a_score("location", places=5), states(keys=7)
    scores = module(s, h)
    assert scores[..., :5].isfinite().all() and (scores[..., 5:] == -torch.inf).all()
    assert (scores.softmax(-1)[..., 5:] == 0).all()


def test_an_unknown_score_function():
    with pytest.raises(ValueError, match="'cosine' is no score function; there are dot, scaled, general"):
        score("cosine", 4, 4, 4)
