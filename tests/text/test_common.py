"""The words that two readings have in common: every letter is in the same word of both, whatever is typed."""

from itertools import groupby

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import pretrained
from tests.pages import ODD
from text.bpe import Piece
from text.common import common, letters

FIRST, SECOND = (pretrained.load(name).tokenizer for name in ("gpt-en", "translate-en-fr"))


def pieces(*words: tuple[str, ...]) -> list[Piece]:
    """Tokens of words that are given in pieces; <s> is special."""
    found, end = [], 0
    for number, parts in enumerate(words):
        for part in parts:
            special = part == "<s>"
            found.append(Piece(0, part, end, end + len(part), -1 if special else number))
            end += 0 if special else len(part)
    return found


def test_words_in_other_pieces_are_the_same_words():
    one = pieces(("<s>",), ("un", "believ", "able"), ("news",), ("<s>",))
    two = pieces(("unbeliev", "able"), ("ne", "ws"))
    assert common(one, two) == ([-1, 0, 0, 0, 1, -1], [0, 0, 1, 1])


def test_what_one_parts_and_the_other_does_not_is_one_word():
    one, two = pieces(("don't",), ("stop",), (".",)), pieces(("don",), ("'",), ("t",), ("stop.",))
    assert common(one, two) == ([0, 1, 1], [0, 0, 0, 1])
    assert common(pieces(("ab",), ("cd",)), pieces(("a",), ("bcd",))) == ([0, 0], [0, 0])


def test_capitals_accents_and_marks_of_vocabularies_do_not_part_them():
    assert common(pieces(("Ça",), ("Été",)), pieces(("▁ca",), ("ete",))) == ([0, 1], [0, 1])


def test_bytes_of_one_character_say_it_once():
    one = [Piece(0, "한", 0, 1, 0), Piece(1, "한", 0, 1, 0), Piece(2, "국", 1, 2, 0)]
    assert common(one, pieces(("한국",))) == ([0, 0, 0], [0])


@pytest.mark.parametrize("other", ["ab c", "abcd", "", "x"])
def test_other_letters_are_another_text(other):
    assert common(pieces(("ab",), ("c",)), pieces((other,))) == (([0, 0], [0]) if letters(other) == "abc" else None)


def test_no_tokens_at_all():
    assert common([], []) == ([], []) and common(pieces(("<s>",)), []) == ([-1], [])


@settings(max_examples=60, deadline=None)
@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
@example(text=ODD[4])
@example(text=ODD[7])
def test_two_tokenizers_agree_on_every_letter(text):
    one, two = FIRST.pieces(text), SECOND.pieces(text)
    found = common(one, two)
    assert found is not None

    def spelt(tokens: list[Piece], numbers: list[int]) -> list[str]:
        pairs = list(zip(numbers, tokens, strict=True))
        assert [n for n, _ in pairs] == sorted(n for n, _ in pairs), "words follow each other"
        return [letters("".join(t.text for _, t in word)) for _, word in groupby(pairs, lambda pair: pair[0])]

    first, second = spelt(one, found[0]), spelt(two, found[1])
    assert first == second and (not any(first) or all(first))
