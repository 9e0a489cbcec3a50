"""The scores of a typed text, against sums written out."""

import math

import pytest
import torch

from models.maps import Maps
from models.scoring import SCORES, scores
from text.bpe import SOS, Piece

IDS = [SOS, 9, 40, 9, 7]


@pytest.fixture(scope="module")
def weights():
    torch.manual_seed(0)
    return torch.randn(3, 2, 5, 5).softmax(-1)


@pytest.fixture(scope="module")
def pieces():
    return [Piece(id, str(id), k, k, k - 1) for k, id in enumerate(IDS)]


def test_each_score_is_its_formula(weights, pieces):
    found = dict(zip(SCORES, scores(Maps("encoder", weights, pieces, pieces)), strict=True))
    for layer, head in ((0, 0), (2, 1)):
        A = weights[layer, head].tolist()
        mean = sum(A[i][i - 1] for i in range(1, 5)) / 4
        assert found["previous"][layer, head] == pytest.approx(mean, abs=1e-6)
        assert found["next"][layer, head] == pytest.approx(sum(A[i][i + 1] for i in range(4)) / 4, abs=1e-6)
        assert found["self"][layer, head] == pytest.approx(sum(A[i][i] for i in range(5)) / 5, abs=1e-6)
        assert found["special"][layer, head] == pytest.approx(sum(row[0] for row in A) / 5, abs=1e-6)
        entropy = sum(-a * math.log(a) for row in A for a in row) / 5
        assert found["entropy"][layer, head] == pytest.approx(entropy, abs=1e-6)
        assert found["confidence"][layer, head] == pytest.approx(sum(max(row[1:]) for row in A) / 5, abs=1e-6)
        away = sum(A[i][j] * abs(i - j) for i in range(5) for j in range(5)) / 5
        assert found["distance"][layer, head] == pytest.approx(away, abs=1e-6)
        rare = sum(max(row[1:]) == row[2] for row in A) / 5  # 40 is the last of the vocabulary
        assert found["rare"][layer, head] == pytest.approx(rare, abs=1e-6)
        assert found["prefix"][layer, head] == pytest.approx(A[3][2], abs=1e-6)  # 9 was there at 1: what came next is 2


def test_what_makes_no_sense_is_not_a_number(weights, pieces):
    cross = dict(zip(SCORES, scores(Maps("cross", weights, pieces, pieces)), strict=True))
    for name in SCORES:
        nowhere = name in ("previous", "next", "self", "distance", "prefix")
        assert cross[name].isnan().all() if nowhere else cross[name].isfinite().all(), name
    one = dict(zip(SCORES, scores(Maps("decoder", torch.ones(3, 2, 1, 1), pieces[:1], pieces[:1])), strict=True))
    assert all(one[name].isnan().all() for name in ("previous", "next", "prefix", "rare", "confidence"))
    assert (one["self"] == 1).all() and (one["entropy"] == 0).all()
    alone = scores(Maps("decoder", weights[..., 1:3, 1:3], pieces[1:3], pieces[1:3]))
    assert alone[SCORES.index("prefix")].isnan().all(), "no token of 9, 40 was there before"
    nothing = scores(Maps("encoder", torch.zeros(3, 2, 0, 0), [], []))
    assert nothing.shape == (len(SCORES), 3, 2) and nothing.isnan().all()
