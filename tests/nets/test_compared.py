"""Two heads compared: each number against plain loops over its definition, and against maps whose answer is known."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nets.compared import Compared, compared, ranks, words_and_rest
from nets.trace import freeze


def weights(seed: int, rows: int = 5, keys: int = 6, causal: bool = False) -> torch.Tensor:
    scores = torch.randn(rows, keys, generator=torch.Generator().manual_seed(seed), dtype=torch.float64) * 2
    return scores.masked_fill(~seen(rows, keys, causal), -torch.inf).softmax(-1)


def seen(rows: int, keys: int, causal: bool = False) -> torch.Tensor:
    every = torch.ones(rows, keys, dtype=torch.bool)
    return every.tril() if causal else every


def by_hand(p: list[float], q: list[float]) -> float:
    """Jensen-Shannon divergence: the mean of two relative entropies to the middle."""
    middle = [(a + b) / 2 for a, b in zip(p, q, strict=True)]
    return sum(x * math.log(x / m) / 2 for side in (p, q) for x, m in zip(side, middle, strict=True) if x > 0)


def spearman(p: list[float], q: list[float]) -> float:
    """Pearson's correlation of ranks that are counted one against one."""

    def places(x: list[float]) -> list[float]:
        return [1 + sum((o < v) + 0.5 * (o == v) for k, o in enumerate(x) if k != i) for i, v in enumerate(x)]

    a, b = places(p), places(q)
    mean = (len(p) + 1) / 2
    top = sum((x - mean) * (y - mean) for x, y in zip(a, b, strict=True))
    below = sum((x - mean) ** 2 for x in a) * sum((y - mean) ** 2 for y in b)
    return top / math.sqrt(below) if below else math.nan


@pytest.mark.parametrize("causal", [False, True])
def test_every_number_is_that_of_its_definition(causal):
    A, B, mask = weights(0, 6, 6, causal), weights(1, 6, 6, causal), seen(6, 6, causal)
    found = compared(A, B, mask)
    assert torch.equal(found.difference, A - B)
    rows = list(zip(A.tolist(), B.tolist(), mask.tolist(), strict=True))
    divergence = [by_hand(a, b) for a, b, _ in rows]
    assert found.divergence.tolist() == pytest.approx(divergence)
    assert found.total.item() == pytest.approx(sum(divergence)) and found.mean.item() == pytest.approx(
        sum(divergence) / 6
    )
    rank = [spearman(*([v for v, s in zip(row, m, strict=True) if s] for row in (a, b))) for a, b, m in rows]
    assert found.rank.tolist() == pytest.approx(rank, nan_ok=True)
    there = [v for v in rank if not math.isnan(v)]
    assert len(there) == 6 - causal and found.agreement.item() == pytest.approx(sum(there) / len(there))


def test_maps_whose_answer_is_known():
    one = torch.eye(4, dtype=torch.float64)
    same, apart = compared(one, one, seen(4, 4)), compared(one, one.roll(1, 0), seen(4, 4))
    assert not same.divergence.any() and same.agreement == 1 and not same.difference.any()
    assert apart.divergence.tolist() == pytest.approx([math.log(2)] * 4)
    assert apart.total.item() == pytest.approx(4 * math.log(2))
    up, down = (torch.tensor([row], dtype=torch.float64) for row in ([0.1, 0.2, 0.7], [0.7, 0.2, 0.1]))
    assert compared(up, down, seen(1, 3)).rank.tolist() == pytest.approx([-1])
    assert compared(up, up.square(), seen(1, 3)).rank.tolist() == pytest.approx([1]), "ranks, not sizes"


def test_a_row_without_ranks_has_no_correlation():
    flat = torch.full((2, 3), 1 / 3, dtype=torch.float64)
    assert compared(flat, weights(2, 2, 3), seen(2, 3)).rank.isnan().all()
    alone = compared(torch.ones(1, 1).double(), torch.ones(1, 1).double(), seen(1, 1))
    assert alone.rank.isnan().all() and alone.agreement.isnan() and alone.mean == 0


def test_what_a_mask_hides_has_no_say_in_the_ranks():
    A, B, mask = weights(3, 3, 4), weights(4, 3, 4), torch.tensor([[1, 1, 1, 0]] * 3).bool()
    whole, part = compared(A, B, mask), compared(A[:, :3], B[:, :3], seen(3, 3))
    assert torch.allclose(whole.rank, part.rank)


def test_equal_weights_share_their_rank():
    row = torch.tensor([[0.1, 0.4, 0.1, 0.4, 0.0]])
    assert ranks(row, seen(1, 5)).tolist() == [[2.5, 4.5, 2.5, 4.5, 1.0]]


def test_other_tokens_are_refused():
    with pytest.raises(ValueError, match=r"\(2, 3\), \(3, 3\)"):
        compared(weights(0, 2, 3), weights(0, 3, 3), seen(3, 3))


@settings(max_examples=40, deadline=None)
@given(seeds=st.tuples(st.integers(0, 999), st.integers(0, 999)), rows=st.integers(1, 7), causal=st.booleans())
def test_bounds_and_symmetry(seeds, rows, causal):
    A, B = (weights(seed, rows, rows, causal) for seed in seeds)
    there, back = compared(A, B, seen(rows, rows, causal)), compared(B, A, seen(rows, rows, causal))
    assert torch.equal(there.divergence, back.divergence) and torch.equal(there.difference, -back.difference)
    assert (there.divergence >= 0).all() and (there.divergence <= math.log(2) + 1e-12).all()
    rank = there.rank[~there.rank.isnan()]
    assert torch.allclose(rank, back.rank[~back.rank.isnan()]) and (rank.abs() <= 1 + 1e-9).all()
    assert there.difference.sum(-1).abs().max() < 1e-12, "what one row has more here it has less elsewhere"


def test_words_and_the_rest_sum_to_one():
    A = weights(5, 5, 5)
    numbers = torch.tensor([-1, 0, 0, 1, -1])
    found = words_and_rest(A, numbers, numbers)
    for row, query in zip(found.tolist(), ([1, 2], [3]), strict=True):
        for value, key in zip(row, ([1, 2], [3], [0, 4]), strict=True):
            assert value == pytest.approx(sum(A[i, j].item() for i in query for j in key) / len(query))
    assert torch.allclose(found.sum(-1), torch.ones(2).double())
    assert words_and_rest(A, numbers, torch.tensor([0, 0, 1, 2, 3])).shape == (2, 4), "no special token, no rest"
    assert words_and_rest(A, torch.full((5,), -1), torch.full((5,), -1)).shape == (0, 1)


def test_the_record_is_frozen_by_its_names():
    frozen = freeze(compared(weights(0, 6, 6), weights(1, 6, 6), seen(6, 6)))
    assert list(frozen) == [*Compared.__dataclass_fields__] and frozen["divergence"].dims == ("query",)
