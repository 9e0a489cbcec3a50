"""Sampling: what may be drawn, how often it is drawn, and that a seed repeats it."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.testing import assert_close
from transformers import TemperatureLogitsWarper, TopKLogitsWarper, TopPLogitsWarper

from nets.decoding import Decoding, decode, distribution
from nets.transformer import Intervention
from tests.nets.small import EOS, SOS, reverser, sentence

SOURCE = sentence(2, 6)


def by_hand(logits: list[float], how: Decoding) -> list[float]:
    """Temperature, top-k and top-p for one distribution, by lists and loops."""
    likeliest = max(logits)
    p = {token: math.exp((logit - likeliest) / how.temperature) for token, logit in enumerate(logits)}
    ranking = sorted(p, key=p.get, reverse=True)
    if how.top_k:
        ranking = ranking[: how.top_k]
    mass = sum(p[token] for token in ranking)
    nucleus, gathered = [], 0.0
    for token in ranking:
        if gathered >= how.top_p:
            break
        nucleus.append(token)
        gathered += p[token] / mass
    total = sum(p[token] for token in nucleus)
    return [p[token] / total if token in nucleus else 0.0 for token in range(len(logits))]


@st.composite
def settings_of_sampling(draw):
    return Decoding(
        "sample",
        temperature=draw(st.floats(0.3, 3)),
        top_k=draw(st.integers(0, 25)),
        top_p=draw(st.floats(0.05, 0.99) | st.just(1.0)),
    )


@given(st.integers(0, 10**6), settings_of_sampling(), st.floats(0.1, 5))
@settings(max_examples=200, deadline=None)
def test_the_distribution_against_lists_and_loops_and_against_hugging_face(seed, how, spread):
    torch.manual_seed(seed)
    logits = torch.randn(3, 20) * spread
    q = distribution(logits, how)
    for row in range(3):
        assert_close(q[row], torch.tensor(by_hand(logits[row].tolist(), how)), rtol=1e-4, atol=1e-6)
    theirs = TemperatureLogitsWarper(float(how.temperature))(None, logits)
    if how.top_k:
        theirs = TopKLogitsWarper(how.top_k)(None, theirs)
    if how.top_p < 1:
        theirs = TopPLogitsWarper(how.top_p)(None, theirs)
    assert_close(q, theirs.softmax(-1), rtol=1e-4, atol=1e-6)


def test_the_likeliest_token_always_remains():
    logits = torch.tensor([1.0, 3.0, 2.0])
    for how in (Decoding(top_k=1), Decoding(top_p=1e-9), Decoding(temperature=1e-6)):
        assert distribution(logits, how).tolist() == [0.0, 1.0, 0.0]


def test_temperature_limits():
    """τ → 0 is greedy decoding, τ → ∞ tosses a fair die."""
    cold = decode(reverser(), SOURCE, Decoding("sample", temperature=1e-6, max_steps=12))
    assert torch.equal(cold.tokens, decode(reverser(), SOURCE, Decoding(max_steps=12)).tokens)
    hot = decode(reverser(), SOURCE, Decoding("sample", temperature=1e6, max_steps=12))
    assert_close(hot.considered, torch.full_like(hot.considered, 1 / 11), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("touch", [Intervention(), Intervention(look_ahead=False)])
def test_what_was_considered_is_what_the_net_said_after_shaping(touch):
    how = Decoding("sample", temperature=1.5, top_k=6, top_p=0.9, max_steps=8, seed=5)
    trace = decode(reverser(), SOURCE, how, touch, prefix=[5])
    assert trace.considered.shape == (len(trace.tokens), 11)
    for n in range(1, len(trace.tokens)):
        read = torch.tensor([[SOS, *trace.tokens[:n].tolist()]])
        logits = reverser().trace(SOURCE, read, touch).logits[0, -1]
        assert_close(trace.considered[n], distribution(logits, how), rtol=1e-4, atol=1e-5)
        assert trace.considered[n, trace.tokens[n]] > 0, "nothing is drawn that was not considered"


def test_a_seed_repeats_the_draw_and_leaves_the_global_dice_alone():
    def draw(seed: int) -> list[int]:
        return decode(reverser(), SOURCE, Decoding("sample", temperature=2.0, seed=seed, max_steps=12)).tokens.tolist()

    torch.manual_seed(1)
    before = torch.get_rng_state()
    first = [draw(seed) for seed in range(12)]
    assert torch.equal(torch.get_rng_state(), before)
    torch.manual_seed(2)
    assert [draw(seed) for seed in range(12)] == first
    assert len(set(map(tuple, first))) > 8


def test_tokens_come_as_often_as_their_probability_says():
    """Pearson's χ² of the first two tokens over 800 seeds; by chance it passes its bound once in 10,000 tries."""
    how = Decoding("sample", temperature=1.5, top_k=4, max_steps=2)
    first = distribution(reverser().trace(SOURCE, torch.tensor([[SOS]])).logits[0, -1], how)
    expected = {}
    for a in first.nonzero().flatten().tolist():
        second = distribution(reverser().trace(SOURCE, torch.tensor([[SOS, a]])).logits[0, -1], how)
        branches = [(EOS, 1.0)] if a == EOS else [(b, float(second[b])) for b in second.nonzero().flatten().tolist()]
        expected |= {(a, b) if a != EOS else (a,): float(first[a]) * p for b, p in branches}
    assert abs(sum(expected.values()) - 1) < 1e-5

    seeds, seen = 800, dict.fromkeys(expected, 0)
    for seed in range(seeds):
        how_seeded = Decoding("sample", temperature=1.5, top_k=4, max_steps=2, seed=seed)
        seen[tuple(decode(reverser(), SOURCE, how_seeded).tokens.tolist())] += 1
    frequent = [pair for pair, p in expected.items() if p * seeds >= 5]
    cells = [(seen[pair], expected[pair] * seeds) for pair in frequent]
    cells.append((seeds - sum(s for s, _ in cells), max(1e-9, seeds - sum(e for _, e in cells))))
    degrees = len(frequent)
    chi_squared = sum((s - e) ** 2 / e for s, e in cells if e > 1)
    assert len(frequent) >= 4
    # Wilson and Hilferty's approximation of the quantile at 1 - 1e-4 (3.72 standard deviations)
    assert chi_squared < degrees * (1 - 2 / (9 * degrees) + 3.72 * math.sqrt(2 / (9 * degrees))) ** 3
