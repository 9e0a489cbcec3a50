"""Methods of positions: every number is its paper's formula, written out in plain loops, and the identities hold."""

import math

import pytest
import torch
from torch.testing import assert_close

from nets.alibi import linear_bias, slopes
from nets.alike import METHODS, alike
from nets.positions import sinusoidal
from nets.rope import hands, rotary, rotate
from nets.sinusoids import rotation, sinusoids, speeds
from nets.trace import freeze

CLOSE = dict(rtol=1e-4, atol=1e-4)
SIZES = [(8, 4, 10_000), (20, 6, 100), (64, 64, 10_000), (9, 2, 7), (128, 32, 500_000)]


def angle(pos: int, pair: int, width: int, base: float) -> float:
    """pos / base^(2i/d), as the paper writes it."""
    return pos / base ** (2 * pair / width)


@pytest.mark.parametrize(("length", "width", "base"), SIZES)
def test_sinusoids_are_the_papers_formula(length, width, base):
    trace = sinusoids(length, width, base)
    for pos in range(length):
        for i in range(width // 2):
            a = angle(pos, i, width, base)
            assert float(trace.encoding[pos, 2 * i]) == pytest.approx(math.sin(a), abs=2e-5)
            assert float(trace.encoding[pos, 2 * i + 1]) == pytest.approx(math.cos(a), abs=2e-5)
    assert trace.speeds.tolist() == pytest.approx([angle(1, i, width, base) for i in range(width // 2)], rel=1e-6)
    assert torch.equal(trace.encoding, sinusoidal(length, width, base))


@pytest.mark.parametrize(("length", "width", "base"), SIZES)
def test_similarity_depends_on_the_distance_alone(length, width, base):
    trace = sinusoids(length, width, base)
    for p in range(length):
        for q in range(length):
            wanted = sum(math.cos(angle(p - q, i, width, base)) for i in range(width // 2))
            assert float(trace.similarity[p, q]) == pytest.approx(wanted, abs=1e-3)
            assert float(trace.by_distance[abs(p - q)]) == pytest.approx(wanted, abs=1e-3)
    assert float(trace.by_distance[0]) == width / 2


@pytest.mark.parametrize(("length", "width", "base"), SIZES)
def test_a_rotation_shifts_every_position(length, width, base):
    pairs = sinusoidal(length, width, base).unflatten(-1, (-1, 2))
    omega = speeds(width, base)
    for k in range(length):
        turned = (rotation(k, omega) @ pairs[: length - k, :, :, None])[..., 0]
        assert_close(turned, pairs[k:], **CLOSE)
    R = rotation(3, omega)
    assert_close(R @ R.transpose(1, 2), torch.eye(2).expand_as(R))
    assert_close(torch.linalg.det(R), torch.ones(width // 2))
    assert_close(rotation(2, omega) @ rotation(3, omega), rotation(5, omega))
    assert_close(R[:, 0], torch.stack([pairs[3, :, 1], pairs[3, :, 0]], -1), **CLOSE)  # R_k is made of PE[k]


def rotated(x: list[float], n: int, base: float) -> list[float]:
    """R_n x by complex numbers: each pair times e^(i n θ)."""
    out = []
    for i in range(len(x) // 2):
        z = complex(x[2 * i], x[2 * i + 1]) * complex(math.cos(a := angle(n, i, len(x), base)), math.sin(a))
        out += [z.real, z.imag]
    return out


@pytest.mark.parametrize("throw", range(4))
@pytest.mark.parametrize(("width", "base"), [(2, 10_000), (8, 100), (32, 10_000)])
def test_rope_turns_each_pair_by_its_position(width, base, throw):
    q, k = hands(width, throw, 0.7 * throw)
    trace = rotary(q, k, 12, base)
    for n in range(12):
        assert trace.queries[n].tolist() == pytest.approx(rotated(q.tolist(), n, base), abs=1e-4)
        assert trace.keys[n].tolist() == pytest.approx(rotated(k.tolist(), n, base), abs=1e-4)
        for m in range(12):
            turned = zip(rotated(q.tolist(), n, base), rotated(k.tolist(), m, base), strict=True)
            assert float(trace.scores[n, m]) == pytest.approx(sum(a * b for a, b in turned), abs=1e-3)


@pytest.mark.parametrize("throw", range(4))
def test_ropes_score_depends_on_the_distance_alone(throw):
    trace = rotary(*hands(16, throw, 1.0), 20)
    for n in range(20):
        for m in range(20):
            assert float(trace.scores[n, m]) == pytest.approx(float(trace.by_distance[n - m + 19]), abs=1e-4)
    assert not torch.allclose(trace.by_distance, trace.by_distance.flip(0)), "it knows before from behind"
    assert_close(trace.queries.norm(dim=-1), trace.q.norm().expand(20))


def test_equal_vectors_have_twice_the_similarity_of_sinusoids():
    trace, wanted = rotary(*hands(24), 30, 1000.0), sinusoids(30, 24, 1000.0).by_distance
    assert_close(trace.by_distance[29:], 2 * wanted, **CLOSE)
    assert_close(trace.by_distance[:30].flip(0), 2 * wanted, **CLOSE)


def test_the_query_is_ahead_by_the_angle():
    q, k = hands(2, 0, math.pi / 2)
    assert q.tolist() == pytest.approx([-1, 1], abs=1e-6) and k.tolist() == [1, 1]
    best = rotary(*hands(2, 0, -3.0), 10).by_distance.argmax()
    assert int(best) - 9 == 3, "a query that is three radians behind matches the key three positions before it"
    assert torch.equal(hands(8, 5)[1], hands(8, 5)[1]) and not torch.equal(hands(8, 5)[1], hands(8, 6)[1])


def test_rotating_a_batch_is_rotating_each():
    x, n = torch.randn(3, 5, 6), torch.arange(5.0)
    found = rotate(x, n, 50.0)
    for b in range(3):
        for t in range(5):
            assert found[b, t].tolist() == pytest.approx(rotated(x[b, t].tolist(), t, 50.0), abs=1e-5)


def published(heads: int) -> list[float]:
    """As the authors describe them: a geometric sequence; between powers of 2, every other one of the next."""
    if math.log2(heads).is_integer():
        start = 2 ** (-8 / heads)
        return [start * start**i for i in range(heads)]
    power = 2 ** math.floor(math.log2(heads))
    return published(power) + published(2 * power)[0::2][: heads - power]


@pytest.mark.parametrize("heads", range(1, 41))
def test_slopes_are_the_papers(heads):
    assert slopes(heads).tolist() == pytest.approx(published(heads), rel=1e-5)


def test_eight_heads_halve_from_a_half():
    assert slopes(8).tolist() == [2.0**-h for h in range(1, 9)]


@pytest.mark.parametrize("heads", [1, 6, 8])
def test_biases_are_lines_and_shares_their_softmax(heads):
    trace = linear_bias(9, heads)
    for h in range(heads):
        m = published(heads)[h]
        for i in range(9):
            total = sum(math.exp(-m * (i - j)) for j in range(i + 1))
            for j in range(9):
                assert float(trace.bias[h, i, j]) == (pytest.approx(-m * (i - j), rel=1e-5) if j <= i else -math.inf)
                wanted = math.exp(-m * (i - j)) / total if j <= i else 0
                assert float(trace.shares[h, i, j]) == pytest.approx(wanted, abs=1e-6)


def test_where_the_last_token_looks_when_all_are_alike():
    trace = alike(10, 8, 100.0, 6, 5)
    similar = [sum(math.cos(angle(s, i, 8, 100.0)) for i in range(4)) for s in range(10)]
    scores = {
        "none": [0.0] * 10,
        "sinusoidal": [v / math.sqrt(8) for v in similar],
        "rope": [2 * v / math.sqrt(8) for v in similar],
        "alibi": [-published(6)[4] * s for s in range(10)],
    }
    for name in METHODS:
        total = sum(math.exp(v) for v in scores[name])
        assert getattr(trace, name).tolist() == pytest.approx([math.exp(v) / total for v in scores[name]], rel=1e-4)
    assert trace.none.tolist() == pytest.approx([0.1] * 10)


@pytest.mark.parametrize(
    "make", [lambda: speeds(3), lambda: sinusoids(4, 5), lambda: rotate(torch.ones(3), torch.ones(1))]
)
def test_an_odd_width_has_no_pairs(make):
    with pytest.raises(ValueError, match="must be even, not"):
        make()


def test_no_heads():
    with pytest.raises(ValueError, match="at least one head, not 0"):
        slopes(0)


@pytest.mark.parametrize(
    "trace",
    [sinusoids(5, 4), rotary(*hands(4), 5), linear_bias(5, 3), alike(5, 4, 10.0, 2, 1)],
    ids=lambda t: type(t).__name__,
)
def test_quantities_have_axes_and_names(trace):
    for path, quantity in freeze(trace).items():
        assert quantity.symbol and quantity.text, path
        assert quantity.values.ndim == len(quantity.dims), path
