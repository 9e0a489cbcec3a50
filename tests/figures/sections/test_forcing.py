"""Where rows part, what they cost, and how it grows: from the record of a small net."""

import numpy as np
import pytest

from figures.sections.forcing import NAMES, forcing_arrays, parted, since_release
from nets.forcing import forcing
from nets.trace import freeze
from tests.nets.small import EOS, sentence
from tests.nets.small_seq2seq import small_seq2seq

TEACHER = [5, 8, 8, 4, 10, EOS]


@pytest.fixture(scope="module")
def found():
    trace = freeze(forcing(small_seq2seq("additive"), sentence(1, 5), TEACHER, 14))
    return trace, forcing_arrays(trace, len(TEACHER))


def test_the_record_travels_as_it_is(found):
    trace, arrays = found
    for name in NAMES:
        assert np.array_equal(arrays[name], trace[name].values, equal_nan=True), name
    assert arrays["said"].tolist() == trace["said"].values[: len(TEACHER)].tolist()


def test_a_row_parts_where_its_tokens_do(found):
    trace, arrays = found
    for k, row in enumerate(arrays["tokens"].tolist()):
        other = [t for t, token in enumerate(row) if token != trace["teacher"].values[t]]
        assert arrays["parted"][k] == (other[0] if other else -1)
        assert arrays["parted"][k] == -1 or arrays["parted"][k] >= k, "before release nothing can differ"
    assert (arrays["parted"] >= 0).any(), "a net that never parts would prove nothing"


def test_errors_add_up_and_the_excess_is_their_difference(found):
    _, arrays = found
    m = len(TEACHER)
    assert arrays["losses_sum"][m - 1] == pytest.approx(arrays["losses"][:m].sum(), rel=1e-5)
    assert arrays["excess"].shape == (m + 1, m)
    there = np.isfinite(arrays["excess"])
    free, forced = arrays["free_sum"][:, :m], arrays["losses_sum"][:m]
    for k in range(m + 1):
        n = int(there[k].sum())
        assert free[k, n - 1] - forced[n - 1] == pytest.approx(arrays["excess"][k, :n].sum(), abs=1e-4)
    assert arrays["drift"].shape == (m,) and arrays["drift"][0] == 0


def test_of_a_row_that_ended_at_once_there_is_no_drift():
    assert np.isnan(since_release(np.array([[0.0, np.nan], [0.0, np.nan], [0.0, 0.0]]))[1])
    assert parted(np.array([[1, 2]]), np.array([1, 3])).tolist() == [1]
