"""Rank correlations against their definitions in plain loops, and what must hold of any."""

import math
from itertools import combinations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nets import ranks

SMALL = st.lists(st.tuples(*[st.integers(0, 5)] * 3), min_size=2, max_size=9)


def tau_b(x: list, y: list) -> float:
    both = first = second = 0
    for a, b in combinations(range(len(x)), 2):
        s, t = (x[a] > x[b]) - (x[a] < x[b]), (y[a] > y[b]) - (y[a] < y[b])
        both, first, second = both + s * t, first + s * s, second + t * t
    return both / math.sqrt(first * second) if first * second else math.nan


def spearman(x: list, y: list) -> float:
    def ranked(v: list) -> list[float]:
        return [sum(w < one for w in v) + (sum(w == one for w in v) + 1) / 2 for one in v]

    r, s, mean = ranked(x), ranked(y), (len(x) + 1) / 2
    top = sum((a - mean) * (b - mean) for a, b in zip(r, s, strict=True))
    below = math.sqrt(sum((a - mean) ** 2 for a in r) * sum((b - mean) ** 2 for b in s))
    return top / below if below else math.nan


@settings(max_examples=60, deadline=None)
@given(SMALL)
def test_against_the_definitions(entries):
    lists = [list(one) for one in zip(*entries, strict=True)]
    found = ranks.tau(torch.tensor(lists).double()), ranks.rho(torch.tensor(lists).double())
    for got, formula in zip(found, (tau_b, spearman), strict=True):
        for a in range(3):
            for b in range(3):
                assert got[a, b].item() == pytest.approx(formula(lists[a], lists[b]), nan_ok=True, abs=1e-9)


def test_only_the_order_counts():
    x = torch.rand(40, generator=torch.Generator().manual_seed(0))
    lists = torch.stack([x, x.exp() * 100, -x, torch.ones(40)])
    for found in (ranks.tau(lists), ranks.rho(lists)):
        assert torch.allclose(found[:3, :3], torch.tensor([[1.0, 1, -1], [1, 1, -1], [-1, -1, 1]]))
        assert found[3].isnan().all() and found[:, 3].isnan().all()


def test_many_entries_are_compared_in_parts(monkeypatch):
    lists = torch.randint(0, 30, (3, 100), generator=torch.Generator().manual_seed(1)).float()
    whole = ranks.tau(lists)
    monkeypatch.setattr(ranks, "ROWS", 7)
    assert torch.allclose(ranks.tau(lists), whole)


@pytest.mark.parametrize("entries", [0, 1])
def test_one_thing_has_no_order(entries):
    lists = torch.zeros(2, entries)
    assert ranks.tau(lists).isnan().all() and ranks.rho(lists).isnan().all()
