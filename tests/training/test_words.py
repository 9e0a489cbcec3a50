"""Tokens back to running text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text.bpe import normalise
from training.words import untokenise


@pytest.mark.parametrize(
    ("language", "words", "text"),
    [
        ("en", "Once , he said : stop !", "Once, he said: stop!"),
        ("en", "the King 's son did n't go", "the King's son didn't go"),
        ("en", "' tis his cat 'tis true", "' tis his cat 'tis true"),
        ("en", "a ( small ) cat …", "a (small) cat…"),
        ("fr", "l’ eau , dit -il : viens !", "l'eau, dit -il : viens !"),
        ("fr", "« Vraiment ? » dit l' âne .", "« Vraiment ? » dit l'âne."),
        ("fr", "' a ' b", "' a ' b"),
    ],
)  # fmt: skip
def test_marks_and_clitics_stand_where_people_write_them(language, words, text):
    assert untokenise(words.split(" "), language).text == text


@given(st.lists(st.text(max_size=4), max_size=8), st.sampled_from(["en", "fr"]))
def test_every_word_is_found_at_its_place(words, language):
    sentence = untokenise(words, language)
    assert normalise(sentence.text) == sentence.text
    assert [sentence.text[start:end] for start, end in sentence.spans] == [normalise(word) for word in words]


def test_an_accent_does_not_go_over_to_the_mark_before_it():
    sentence = untokenise(["l'", "\u0301a"], "fr")
    assert [sentence.text[start:end] for start, end in sentence.spans] == ["l'", "\u0301a"]
