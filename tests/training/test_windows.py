"""Windows of running text, what is repeated in them, and what is asked; and the loss over a large vocabulary."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional as F

from text.bpe import BPE, EOS, SOS
from training import headloss
from training.headloss import HeadLoss
from training.windows import (
    FAR,
    LEAVE_OUT,
    RANDOM,
    SPAN,
    copying,
    drawn,
    masked_tokens,
    next_tokens,
    sentence_starts,
    stream,
    windows,
)

LENGTH, SPECIALS, VOCAB = 48, 5, 400


def test_windows_are_runs_of_the_stream_that_begin_with_a_sentence():
    bpe = BPE.train(["The cat ran. The dog sat! Who? Me."] * 5, 60)
    texts = ["The cat ran. The dog sat!", "Who? Me."] * 200
    ids = stream(texts, bpe)
    assert (ids == EOS).sum() == 400 and bpe.text(ids[: len(bpe.ids(texts[0]))].tolist()) == texts[0]
    starts = sentence_starts(ids, bpe)
    rows = windows(ids, starts, LENGTH, 7)
    assert (rows[:, 0] == SOS).all() and rows.shape[1] == LENGTH + 1
    runs = {tuple(ids[i : i + LENGTH]): i for i in range(len(ids) - LENGTH)}
    assert all(tuple(row[1:]) in runs for row in rows)
    ends = {EOS, *(bpe.tokenizer.token_to_id(mark) for mark in ".!?")}
    assert all(ids[i - 1] in ends for i in starts[1:]) and starts[0] == 0
    assert np.isin(rows[:, 1], ids[starts]).all()  # here a sentence is always near


def test_far_from_a_sentence_a_window_begins_where_it_must():
    ids, starts = np.arange(10, 1010), np.array([0, 500])
    rows = windows(ids, starts, LENGTH, 0)
    begins = rows[:, 1] - 10
    assert begins[0] == 0 and (500 in begins) == any(0 <= 500 - i <= FAR for i in range(0, 1000, LENGTH))
    assert set(begins.tolist()) - {500} <= set(range(0, 1000, LENGTH))


def rows_of_text(n: int = 200) -> np.ndarray:
    """Rows in which no token occurs twice, so that whatever does was repeated."""
    dice = np.random.default_rng(0)
    return np.stack([np.append(SOS, dice.permutation(np.arange(SPECIALS, VOCAB))[:LENGTH]) for _ in range(n)])


def test_plain_windows_ask_for_what_comes_next():
    rows = rows_of_text(5)
    ids, wanted = next_tokens(rows, 0.0, 0.0, SPECIALS, VOCAB, np.random.default_rng(1))
    assert torch.equal(ids[:, 1:], wanted[:, :-1]) and np.array_equal(ids, rows[:, :-1])


def test_a_span_of_text_is_said_twice():
    rows = rows_of_text()
    ids, wanted = next_tokens(rows, 1.0, 0.0, SPECIALS, VOCAB, np.random.default_rng(1))
    assert torch.equal(ids[:, 1:], wanted[:, :-1]) and (wanted != LEAVE_OUT).all()
    for row in np.concatenate((ids, wanted[:, -1:]), 1):
        again = [(int(np.flatnonzero(row == id)[0]), place) for place, id in enumerate(row) if id in row[:place]]
        assert 8 <= len(again) <= LENGTH // 3
        assert len({there - here for here, there in again}) == 1 and again[0][0] > 0
        assert [there for _, there in again] == list(range(again[0][1], again[0][1] + len(again)))


def test_random_tokens_are_asked_for_only_where_they_can_be_known():
    ids, wanted = next_tokens(rows_of_text(), 0.0, 1.0, SPECIALS, VOCAB, np.random.default_rng(1))
    lengths = set()
    for row, asked in zip(ids.numpy(), wanted.numpy(), strict=True):
        period = int(np.flatnonzero(row[2:] == row[1])[0]) + 1
        lengths.add(period)
        assert len(set(row[1 : period + 1])) == period and row[1:].min() >= SPECIALS
        assert (asked[: period + 1] == LEAVE_OUT).all()
        assert (asked[period + 1 :] == row[2 : len(row) - period + 1]).all()
    assert min(lengths) >= RANDOM[0] and max(lengths) <= LENGTH // 2 and len(lengths) > 5


@pytest.mark.parametrize("bounds", [SPAN, RANDOM])
@pytest.mark.parametrize("most", [4, 21, 32, 128])
def test_no_length_is_likelier_than_others(bounds, most):
    dice = np.random.default_rng(0)
    lengths, counts = np.unique([drawn(bounds, most, dice) for _ in range(20_000)], return_counts=True)
    assert list(lengths) == list(range(min(bounds[0], most), min(bounds[1], most) + 1))
    assert counts.max() < 1.4 * 20_000 / len(lengths)


def test_how_far_back_the_same_was_said_differs():
    """A net that counted places would be right one time in ten at most."""
    rows = rows_of_text(2000)
    ids, _ = next_tokens(rows, 1.0, 0.0, SPECIALS, VOCAB, np.random.default_rng(1))
    found = [(row[:, None] == row).triu(1).nonzero()[0] for row in ids]
    far = np.array([there - here for here, there in (pair.tolist() for pair in found)])
    assert np.bincount(far).max() < 0.1 * len(rows)


def test_shares_of_windows():
    rows = rows_of_text(1000)
    ids, wanted = next_tokens(rows, 0.2, 0.3, SPECIALS, VOCAB, np.random.default_rng(1))
    random = (wanted == LEAVE_OUT).any(1).float().mean()
    changed = (torch.from_numpy(rows[:, :-1]) != ids).any(1).float().mean()
    assert random.item() == pytest.approx(0.3, abs=0.05) and changed.item() == pytest.approx(0.5, abs=0.05)


def test_one_in_seven_is_hidden_eighty_ten_ten():
    rows = np.concatenate((rows_of_text(1000), np.full((1000, 1), EOS)), 1)
    rows[:, 9] = EOS
    shown, asked = masked_tokens(rows, 0.15, 4, SPECIALS, VOCAB, np.random.default_rng(1))
    before, chosen = torch.from_numpy(rows[:, :-1]), asked != LEAVE_OUT
    assert torch.equal(asked[chosen], before[chosen]) and torch.equal(shown[~chosen], before[~chosen])
    assert not chosen[:, 0].any() and not chosen[:, 9].any()
    assert chosen.float().sum() / (before >= SPECIALS).sum() == pytest.approx(0.15, abs=0.01)
    masked, same = shown[chosen] == 4, shown[chosen] == before[chosen]
    assert masked.float().mean().item() == pytest.approx(0.8, abs=0.02)
    assert same.float().mean().item() == pytest.approx(0.1, abs=0.02)
    assert (shown[chosen][~masked] >= SPECIALS).all()


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 40), st.integers(2, 30), st.integers(1, 16), st.integers(0, 99))
def test_the_loss_and_its_gradients(tokens, vocab, rows, seed):
    torch.manual_seed(seed)
    h, E = torch.randn(tokens, 6, requires_grad=True), torch.randn(vocab, 6, requires_grad=True)
    wanted = torch.randint(0, vocab, (tokens,))
    wanted[::4] = LEAVE_OUT
    if (wanted == LEAVE_OUT).all():
        wanted[0] = 0
    keep, headloss.ROWS = headloss.ROWS, rows
    try:
        ours = HeadLoss.apply(h, E, wanted)
    finally:
        headloss.ROWS = keep
    theirs = F.cross_entropy(h @ E.T, wanted, ignore_index=LEAVE_OUT)
    torch.testing.assert_close(ours, theirs, rtol=1e-5, atol=1e-5)
    for one, other in zip(*(torch.autograd.grad(3 * loss, (h, E)) for loss in (ours, theirs)), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-5)


def test_in_bfloat16_the_loss_is_nearly_the_same():
    torch.manual_seed(0)
    h, E = torch.randn(300, 32, requires_grad=True), torch.randn(50, 32, requires_grad=True)
    wanted = torch.randint(0, 50, (300,))
    with torch.autocast("cpu", torch.bfloat16):
        ours = HeadLoss.apply(h, E, wanted)
    theirs = F.cross_entropy(h @ E.T, wanted)
    assert ours.item() == pytest.approx(theirs.item(), rel=1e-2)
    one, other = torch.autograd.grad(ours, h)[0], torch.autograd.grad(theirs, h)[0]
    assert one.dtype == torch.float32 and F.cosine_similarity(one.flatten(), other.flatten(), 0) > 0.999


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 6), st.integers(8, 40), st.integers(8, 60), st.integers(0, 99))
def test_copying_asks_for_the_repeats_of_a_few_tokens(count, length, choices, seed):
    ids, wanted, among = copying(count, length, choices, (5, 100), np.random.default_rng(seed))
    assert ids.shape == wanted.shape == (count, length) and len(set(among.tolist())) == choices
    assert among.min() >= 5 and (ids[:, 0] == SOS).all()
    for row, places in zip(ids.tolist(), wanted.tolist(), strict=True):
        asked = [i for i, place in enumerate(places) if place != LEAVE_OUT]
        n = asked[0] - 1 if asked else length - 1
        assert len(set(row[1 : n + 1])) == min(n, length - 1)  # a span of different tokens
        assert row[1 + n :] == row[1 : length - n]  # and over again
        for i in asked:  # what comes next is what came after the same token before
            assert among[places[i]] == row[i + 1 - n] and (i + 1 == length or row[i + 1] == among[places[i]])
