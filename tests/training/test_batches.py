"""Roughening and batching."""

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.training.made_up import PAIRS
from text.bpe import BPE, EOS, PAD, SOS, normalise
from training.batches import LONGEST, batches, join, roughen, tensors

BUDGET = 200


@pytest.fixture(scope="module")
def bpe():
    return BPE.train((side for pair in PAIRS for side in pair), 100)


texts = st.text(min_size=1).map(normalise).filter(bool)


@given(texts, texts, st.integers())
def test_roughening_is_decided_by_the_dice_and_never_empties_a_side(english, french, seed):
    rough = roughen(english, french, random.Random(seed))
    assert rough == roughen(english, french, random.Random(seed))
    assert all(rough)
    assert english.lower().startswith(rough[0].lower())
    assert french.startswith(rough[1])


def test_joining_keeps_every_pair_once_and_both_sides_in_step():
    pairs = [(f"e{i}.", f"f{i}.") for i in range(1000)]
    joined = join(pairs, 0.3, random.Random(0))
    assert Counter(word for english, _ in joined for word in english.split()) == Counter(e for e, _ in pairs)
    assert all(english.replace("e", "f") == french for english, french in joined)
    sizes = Counter(len(english.split()) for english, _ in joined)
    assert set(sizes) == {1, 2, 3, 4, 5, 6}
    assert 680 < sizes[1] < 720
    assert joined == join(pairs, 0.3, random.Random(0)) != join(pairs, 0.3, random.Random(1))
    assert sorted(join(pairs, 0.0, random.Random(0))) == sorted(pairs)


def test_what_is_joined_is_not_too_long():
    pairs = [("e" * 150, "f" * (i % 250 + 1)) for i in range(500)] + [("e" * 500, "f")]
    joined = join(pairs, 1.0, random.Random(0))
    assert any(" " in english for english, _ in joined)
    assert all(max(len(e), len(f)) <= LONGEST for e, f in joined if " " in e)


def test_three_pairs_in_ten_are_roughened():
    dice = random.Random(0)
    pair = "When I was a child, I lived here.", "Quand j'étais enfant, je vivais ici."
    rough = [roughen(*pair, dice) for _ in range(4000)]
    assert 0.66 < rough.count(pair) / 4000 < 0.76
    cut = [(english, french) for english, french in rough if len(english) < len(pair[0]) - 1]
    assert 0.07 < len(cut) / 4000 < 0.14
    for english, french in cut:  # about as much of the French is left
        assert abs(len(french.split()) / 6 - len(english) / len(pair[0])) < 0.2
    assert 0.03 < sum(english == pair[0].lower()[:-1] for english, _ in rough) / 4000 < 0.15


def test_an_epoch_holds_every_pair_once_within_the_budget(bpe, monkeypatch):
    monkeypatch.setattr("training.batches.roughen", lambda english, french, dice: (english, french))
    epoch = batches(PAIRS, bpe, BUDGET, joined=0.0, seed=1, epoch=0)
    found = Counter((tuple(s), tuple(t)) for batch in epoch for s, t in batch)
    assert found == Counter((tuple(bpe.ids(e)), tuple(bpe.ids(f))) for e, f in PAIRS)
    for batch in epoch:
        source, target = tensors(batch)
        assert source.numel() <= BUDGET and target[:, 1:].numel() <= BUDGET
    fewest = sum(max(len(bpe.ids(e)), len(bpe.ids(f))) + 1 for e, f in PAIRS) / BUDGET
    assert len(epoch) < 1.3 * fewest + 1, "batches are filled"


def test_a_pair_longer_than_the_budget_is_a_batch_of_its_own(bpe):
    long = ("I see a cat. " * 100, "Je vois un chat. " * 100)
    sizes = sorted(
        (max(len(s) for s, _ in batch), len(batch)) for batch in batches([*PAIRS, long], bpe, BUDGET, 0.0, 1, 0)
    )
    assert sum(size for _, size in sizes) == len(PAIRS) + 1
    assert sizes[-1][0] > BUDGET and sizes[-1][1] == 1


def test_seed_and_epoch_decide_the_order(bpe):
    first = batches(PAIRS, bpe, BUDGET, 0.2, 1, 0)
    assert first == batches(PAIRS, bpe, BUDGET, 0.2, 1, 0)
    assert first != batches(PAIRS, bpe, BUDGET, 0.2, 1, 1)
    assert first != batches(PAIRS, bpe, BUDGET, 0.2, 2, 0)


def test_tensors_are_padded_at_the_end_and_framed():
    source, target = tensors([([7, 8], [9]), ([7], [8, 9])])
    assert source.tolist() == [[7, 8, EOS], [7, EOS, PAD]]
    assert target.tolist() == [[SOS, 9, EOS, PAD], [SOS, 8, 9, EOS]]
