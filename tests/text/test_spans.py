"""Words on the axis lie where the tokenizers cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pretrained
from text.bpe import normalise
from text.spans import words_of


@pytest.fixture(scope="module")
def tokenizers():
    return [pretrained.load(name).tokenizer for name in ("sentiment-en-rnn", "sentiment-ko-rnn", "translate-en-fr")]


@pytest.mark.parametrize(("text", "words"), [
    ("", []), (" ", []), ("Don't go!", ["Don't", "go", "!"]), ("a  b", ["a", "b"]), ("<b>x</b>", list("<b>x</b>")),
    ("학생입니다, 네", ["학생입니다", ",", "네"]), ("e\u0301te", ["éte"]), ("x😀😀", ["x", "😀", "😀"]),
    ("10-20%", ["10-20", "%"]),
])  # fmt: skip
def test_words_are_what_stands_between_blanks_and_marks(text, words):
    assert [normalise(text)[start:end] for start, end in words_of(text)] == words


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_every_letter_is_in_one_word_and_no_piece_in_two(tokenizers, text):
    words, plain = words_of(text), normalise(text)
    inside = [k for start, end in words for k in range(start, end)]
    assert inside == [k for k, letter in enumerate(plain) if not letter.isspace()]
    for tokenizer in tokenizers:
        for piece in tokenizer.pieces(text):
            if plain[piece.start : piece.end].strip():
                assert sum(start < piece.end and piece.start < end for start, end in words) == 1, piece
