"""Long texts of short sentences, and scores by length."""

from hypothesis import given
from hypothesis import strategies as st

from training.lengths import LONGEST, SENTENCES, TEXTS, joined, table, together

some_lengths = st.lists(st.integers(1, 80), max_size=60)


def words(lengths):
    """A made-up sentence of each length, whose words tell where they are from."""
    return [(" ".join(f"{i}.{j}" for j in range(n)), [f"r{i}"]) for i, n in enumerate(lengths)]


@given(some_lengths)
def test_every_sentence_is_in_one_text_and_no_text_is_too_long(lengths):
    texts = joined(words(lengths), lengths)
    found = [word for english, _ in texts for word in english.split()]
    assert sorted(found) == sorted(word for english, _ in words(lengths) for word in english.split())
    goals = [*(start - 1 for start in TEXTS[1:]), LONGEST]
    for i, (english, [french]) in enumerate(texts):
        parts = french.split()
        assert len(parts) == 1 or len(english.split()) <= goals[i % len(goals)]
        assert [f"r{word.split('.')[0]}" for word in english.split() if word.endswith(".0")] == parts, "in one order"
    assert texts == joined(words(lengths), lengths), "nothing is left to chance"


def test_every_bucket_of_texts_is_filled():
    lengths = [3 + i % 9 for i in range(900)]
    sizes = [len(english.split()) for english, _ in joined(words(lengths), lengths)]
    found = table(sizes, [""] * len(sizes), [[""]] * len(sizes), TEXTS, lambda *_: 0.0)
    assert [row["from"] for row in found] == list(TEXTS) and min(row["sentences"] for row in found) > 20
    assert found[-1]["to"] == max(sizes) > 50


def test_where_a_sentence_has_fewer_references_its_last_serves_again():
    assert together([("a", ["p", "q", "r"]), ("b", ["s"]), ("c", ["t", "u"])]) == ("a b c", ["p s t", "q s u", "r s u"])


@given(some_lengths)
def test_the_buckets_hold_every_sentence_once(lengths):
    names = [f"{i}" for i in range(len(lengths))]
    seen = []

    def score(hypotheses, references):
        assert references == [[name] for name in hypotheses]
        seen.extend(hypotheses)
        return float(len(hypotheses))

    rows = table(lengths, names, [[name] for name in names], SENTENCES, score)
    assert sorted(seen) == sorted(names) and sum(row["sentences"] for row in rows) == len(lengths)
    for row in rows:
        inside = sum(row["from"] <= length <= row["to"] for length in lengths)
        assert row["sentences"] == row["bleu"] == inside > 0
    assert all(one["to"] < other["from"] for one, other in zip(rows, rows[1:], strict=False))
