"""Learning-rate schedules against torch's own schedulers, and the identities of their formulas."""

import math
import warnings

import pytest
import torch
from torch.optim import lr_scheduler

from nets.schedules import SCHEDULES, cosine, linear, paper, schedule, steps
from training.loop import Recipe, rate

HOW = dict(d_model=64, peak=0.01, warmup=40, total=200)
T = torch.arange(1.0, 201.0)


def torchs(make, first: float = 1.0, count: int = 200) -> torch.Tensor:
    """The rates that a scheduler of torch gives at steps 1, 2, …; ``make`` takes the optimiser."""
    optimiser = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=first)
    scheduler, rates = make(optimiser), []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(count):
            scheduler.step()
            rates.append(optimiser.param_groups[0]["lr"])
    return torch.tensor(rates)


def close(a, b):
    torch.testing.assert_close(a, b, rtol=1e-4, atol=1e-9)


def test_the_papers_rule_is_its_formula():
    by_hand = torchs(lambda o: lr_scheduler.LambdaLR(o, lambda t: 64**-0.5 * min(max(t, 1) ** -0.5, t * 40**-1.5)))
    close(paper(T, 64, 40), by_hand)


def test_the_papers_peak_stands_at_the_end_of_the_warm_up():
    rates = paper(T, 64, 40)
    assert int(rates.argmax()) + 1 == 40
    assert float(rates.max()) == pytest.approx((64 * 40) ** -0.5)
    close(paper(4 * T[39:40], 64, 40), rates[39:40] / 2)


def test_linear_is_torchs_two_lines_one_after_the_other():
    def make(optimiser):
        up = lr_scheduler.LinearLR(optimiser, 1e-9, 1.0, 40)
        down = lr_scheduler.LinearLR(optimiser, 1.0, 0.0, 160)
        return lr_scheduler.SequentialLR(optimiser, [up, down], [40])

    close(linear(T, 0.01, 40, 200), torchs(make, 0.01))


def test_linear_is_what_the_models_here_were_trained_with():
    recipe = Recipe(peak_rate=0.01, warmup=40)
    close(linear(T, 0.01, 40, 200), torch.tensor([rate(step, 200, recipe) for step in range(1, 201)]))


def test_cosine_is_torchs_after_the_warm_up():
    falling = torchs(lambda o: lr_scheduler.CosineAnnealingLR(o, 160), 0.01, 160)
    rates = cosine(T, 0.01, 40, 200)
    close(rates[40:], falling)
    close(rates[:40], 0.01 * T[:40] / 40)
    assert float(rates[119]) == pytest.approx(0.01 * (1 + math.cos(math.pi / 2)) / 2)


def test_steps_is_torchs():
    close(steps(T, 0.01, 200)[1:], torchs(lambda o: lr_scheduler.StepLR(o, 40, 0.5), 0.01)[:-1])


@pytest.mark.parametrize("name", SCHEDULES)
@pytest.mark.parametrize("how", [HOW, HOW | dict(warmup=200), HOW | dict(warmup=1, total=1), HOW | dict(warmup=1)])
def test_every_rate_is_a_number_that_is_not_negative(name, how):
    rates = schedule(name, torch.arange(1.0, how["total"] + 1), **how)
    assert rates.shape == (how["total"],)
    assert torch.isfinite(rates).all() and (rates >= 0).all()


def test_an_unknown_schedule():
    with pytest.raises(ValueError, match="'cyclic' is no schedule; there are paper, linear"):
        schedule("cyclic", T, **HOW)
