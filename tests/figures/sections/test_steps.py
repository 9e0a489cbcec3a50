"""The arrays of one decoder step, of a made-up trace."""

import numpy as np
import pytest

from figures.sections.steps import before, likeliest, log_sum, parts_of, step_arrays
from nets.quantity import Quantity

DICE = np.random.default_rng(0)
T, J, U, V = 3, 4, 5, 9


def quantity(*sizes: int, dims: str) -> Quantity:
    return Quantity(DICE.normal(size=sizes).astype(np.float32), "", tuple(dims.split()), "")


def trace(attention: bool = True) -> dict[str, Quantity]:
    time, query = "batch time unit", "batch query key"
    found = {
        "encoder.start": quantity(1, U, dims="batch unit"),
        "encoder.out": quantity(1, J, U, dims="batch key unit"),
        "decoder.y": quantity(1, T, 6, dims="batch time d_model"),
        "decoder.cell.h": quantity(1, T, U, dims=time),
        "decoder.out": quantity(1, T, 6, dims="batch time d_model"),
        "logits": quantity(1, T, V, dims="batch time vocab"),
        "out": quantity(1, T, V, dims="batch time vocab"),
    }
    if attention:
        looks = {"query": (U, "batch query unit"), "scores": (J, query), "weights": (J, query)}
        looks["context"] = (U, "batch query unit")
        found |= {f"decoder.look.{name}": quantity(1, T, n, dims=dims) for name, (n, dims) in looks.items()}
    return found


def test_a_step_begins_with_the_state_before_it():
    made = trace()
    assert np.array_equal(before(made, 0), made["encoder.start"].values[0])
    assert np.array_equal(before(made, 2), made["decoder.cell.h"].values[0, 1])


@pytest.mark.parametrize("attention", [True, False])
def test_arrays_are_those_of_the_step(attention):
    made, terms = trace(attention), {"left": quantity(U, dims="dim")}
    arrays = step_arrays(made, terms, 1, chosen=7)
    assert np.array_equal(arrays["s"], made["decoder.cell.h"].values[0, 1]) and "z" not in arrays
    assert np.array_equal(arrays["left"], terms["left"].values)
    assert ("scores" in arrays, "h" in arrays) == (attention, attention)
    logits = made["logits"].values[0, 1]
    assert 7 in arrays["top"] and np.array_equal(arrays["top_logits"], logits[arrays["top"]])
    assert arrays["top_logits"][:5].tolist() == sorted(logits.tolist(), reverse=True)[:5]


def test_what_was_chosen_is_shown_though_it_is_not_likely():
    logits = np.arange(V, dtype=np.float32)
    assert likeliest(logits, 0) == [8, 7, 6, 5, 4, 0] and likeliest(logits, 6) == [8, 7, 6, 5, 4]


def test_the_sum_of_the_softmax_stands_large_logits():
    made = trace()
    made["logits"] = Quantity(np.full((1, T, V), 500.0, np.float32), "", ("batch", "time", "vocab"), "")
    assert log_sum(made, 0) == pytest.approx(500 + np.log(V))


def test_the_order_is_that_of_the_net():
    assert parts_of("none") == ("state", "combine", "predict")
    assert parts_of("additive")[:4] == ("score", "softmax", "context", "state")
    assert parts_of("dot") == parts_of("concat") and parts_of("dot")[:2] == ("state", "score")
