"""Units and properties of a text: correlations against numpy's, properties by hand, chance that is honest."""

import numpy as np
import pytest

from figures.units import FEWEST, LISTED, best, correlations, inside_quotes, offered, properties, saturation

DICE = np.random.default_rng(1)


def test_correlations_are_pearsons():
    states, wanted = DICE.normal(size=(12, 5)), DICE.normal(size=(3, 12))
    expected = np.corrcoef(np.vstack([wanted, states.T]))[:3, 3:]
    assert np.allclose(correlations(states, wanted), expected)


def test_a_unit_that_never_moves_goes_with_nothing():
    states = np.stack([np.full(6, 0.3), np.arange(6.0)], 1)
    assert correlations(states, np.arange(6.0)[None]).tolist() == [[0, pytest.approx(1)]]


def test_the_unit_that_follows_is_found_first_whatever_its_sign():
    wanted = DICE.normal(size=40)
    lstm, gru = DICE.normal(size=(40, 8)), DICE.normal(size=(40, 8))
    gru[:, 5] = -3 * wanted + 0.1 * DICE.normal(size=40)
    found, chance = best({("lstm", "c"): lstm, ("gru", "h"): gru}, {"lstm": wanted, "gru": wanted})
    assert len(found) == LISTED
    assert (found[0]["net"], found[0]["quantity"], found[0]["unit"]) == ("gru", "h", 6)
    assert found[0]["r"] < -0.99 and chance < 0.7 < abs(found[0]["r"])
    assert [abs(one["r"]) for one in found] == sorted((abs(one["r"]) for one in found), reverse=True)


def test_chance_is_what_noise_reaches_and_is_the_same_each_time():
    states, wanted = {("rnn", "h"): DICE.normal(size=(8, 200))}, {"rnn": DICE.normal(size=8)}
    found, chance = best(states, wanted)
    assert chance == best(states, wanted)[1]
    assert abs(abs(found[0]["r"]) - chance) < 0.12, "noise finds no more than chance"


@pytest.mark.parametrize("steps", range(FEWEST))
def test_too_few_steps_say_nothing(steps):
    assert best({("rnn", "h"): np.zeros((steps, 4))}, {"rnn": np.zeros(steps)}) == ([], None)
    assert best({("rnn", "h"): np.zeros((5, 4))}, {}) == ([], None)


def test_properties_of_letters():
    tokens = list('A "Bc" d')
    found = properties(tokens, [0, 0, 1, 1, 1, 1, 1, 2], {"rnn": np.full((8, 3), 1 / 3)}, True, False)
    assert found["position"]["rnn"].tolist() == [1, 2, 3, 4, 5, 6, 7, 8]
    assert found["capital"]["rnn"].tolist() == [1, 0, 0, 1, 0, 0, 0, 0]
    assert found["space"]["rnn"].tolist() == [0, 1, 0, 0, 0, 0, 1, 0]
    assert found["start"]["rnn"].tolist() == [1, 0, 1, 0, 0, 0, 0, 1]
    assert found["place"]["rnn"].tolist() == [0, 1, 0, 1, 2, 3, 4, 0]
    assert found["quotes"]["rnn"].tolist() == [0, 0, 1, 1, 1, 0, 0, 0]
    assert "sure" not in found, "this net is as sure at every step"
    assert set(found) <= set(offered(True, False))


def test_the_answer_so_far_is_each_nets_own():
    outs = {"rnn": np.array([[0.9, 0.1], [0.4, 0.6]]), "gru": np.array([[0.5, 0.5], [0.2, 0.8]])}
    found = properties(["a", "b"], [0, 1], outs, False, True)
    assert list(found)[0] == "answer"
    assert found["answer"]["rnn"].tolist() == [0.1, 0.6] and found["answer"]["gru"].tolist() == [0.5, 0.8]
    assert "quotes" not in found and "capital" not in found
    assert set(found) <= set(offered(False, True))


def test_no_text_has_no_property():
    assert inside_quotes([]).shape == (0,)
    assert properties([], [], {"rnn": np.zeros((0, 2))}, False, True) == {}


def test_saturation_is_a_share_of_steps():
    gate = np.array([[0.05, 0.5], [0.95, 0.5], [0.99, 0.05], [0.91, 0.1]])
    assert saturation(gate).tolist() == [[0.25, 0.25], [0.75, 0]]
