import pytest

from benchmarks.stats import interleaved, paired_ratio, quantile


def test_quantiles_interpolate_and_ignore_the_order():
    values = [30.0, 10.0, 20.0]
    assert quantile(values, 0) == 10 and quantile(values, 1) == 30
    assert quantile(values, 0.75) == pytest.approx(25)


def test_nothing_measured_is_no_figure():
    with pytest.raises(ValueError, match="nothing was measured"):
        quantile([], 0.5)
    with pytest.raises(ValueError, match="nothing was measured"):
        paired_ratio([], [])


def test_a_slow_round_does_not_move_the_paired_ratio():
    assert paired_ratio([2, 200, 2], [1, 100, 1]) == 2
    with pytest.raises(ValueError):
        paired_ratio([1, 2], [1])


def test_every_rival_runs_in_every_round_and_each_comes_first_in_turn():
    order: list[str] = []
    ticks = iter(range(1000))
    seconds = interleaved(
        {name: lambda name=name: order.append(name) for name in "abc"}, rounds=6, warm_up=3, clock=lambda: next(ticks)
    )
    rounds = ["".join(order[start : start + 3]) for start in range(0, 27, 3)]
    assert all(sorted(done) == list("abc") for done in rounds)
    assert {done[0] for done in rounds[3:]} == set("abc")
    assert {name: len(values) for name, values in seconds.items()} == dict(a=6, b=6, c=6)
    assert all(value == 1 for values in seconds.values() for value in values)
