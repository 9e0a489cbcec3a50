"""Next letters: what a vocabulary says, and how often a typist strikes one of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pretrained
from benchmarks.sentences import SENTENCES, keys
from text.likely import next_letters
from ui.ahead import GUESSES

BPE = pretrained.load("translate-en-fr").tokenizer


@pytest.mark.parametrize("text, letter", [("I thin", "k"), ("We saw the stree", "t"), ("A wonderfu", "l")])
def test_a_word_goes_on_as_the_tokens_do(text, letter):
    assert next_letters(BPE, text)[0] == letter


def test_after_a_space_a_word_begins():
    letters = next_letters(BPE, "We saw ")
    assert letters == next_letters(BPE, "") and "t" in letters[:6] and " " not in letters


@pytest.mark.parametrize("text", ["나는 학생", "日本", "😀", "a 한"])
def test_nothing_follows_what_is_in_no_token(text):
    assert next_letters(BPE, text) == []


@given(st.text(max_size=30))
def test_letters_are_single_and_told_once(text):
    letters = next_letters(BPE, text)
    assert all(len(letter) == 1 for letter in letters) and len(set(letters)) == len(letters)


def test_three_keys_of_four_are_among_the_guesses():
    struck = [(text[:-1], text[-1]) for sentence in SENTENCES for text in keys(sentence) if text[-1] != " "]
    hits = sum(letter in next_letters(BPE, text)[:GUESSES] for text, letter in struck)
    assert 0.7 < hits / len(struck) < 0.8
