"""Words and letters: split as the treebank splits, looked up leniently, never at a loss."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text.bpe import PAD, UNK, Piece, normalise
from text.words import LONGEST, SPECIAL, Words, key, spell

LETTERS = "aeé'’ -.,!?;«»nt019@#/:한\u00a0\u200b\u0301🙂\u1112\u1161\n$"
STRANGE = [
    "", " ", "日本 is 🙂 ok", "שלום עולם", "👨\u200d👩\u200d👧 👍🏽", "Z̷̡a̶l̵g̸o̴", "<script>$x$</script>", "\ud800",
    "n't", "'s", "can't've", "https://", "a@b", "...---", "(((", "\x00\x07\x1b[0m", "\u202eabc\u202c",
]  # fmt: skip
anything = st.one_of(
    st.sampled_from(STRANGE),
    st.text(st.characters(), max_size=40),
    st.text(st.sampled_from(LETTERS), max_size=40),
)
SENTENCES = [["The", "dog", "did", "n't", "see", "B52", "."], ["the", "cat", "saw", "it", "."]]


@pytest.fixture(scope="module")
def words():
    return Words.train(SENTENCES, at_least=1)


@pytest.mark.parametrize(
    ("text", "split"),
    [
        ("Don't stop!", "Do n't stop !"),
        ("He'll say it's John's.", "He 'll say it 's John 's ."),
        ("I can't, they won’t, we cannot", "I ca n't , they wo n't , we can not"),
        ("I'm gonna go; she'd've known", "I 'm gon na go ; she 'd 've known"),
        ("Wait... what?!", "Wait ... what ? !"),
        ("a well-known (and old) dog", "a well - known ( and old ) dog"),
        ("It cost $1,000.50, or 20%.", "It cost $ 1,000.50 , or 20 % ."),
        ("at 10:30 on 3/4/2011", "at 10:30 on 3/4/2011"),
        ("See www.example.org/a?b=c or me@example.org.", "See www.example.org/a?b=c or me@example.org ."),
        ("@anna loves #nlp :)", "@anna loves #nlp :)"),
        ("Mr. Smith of the U.S. left.", "Mr. Smith of the U.S. left ."),
        ('"Yes," she said', '" Yes , " she said'),
        ("the dogs' bones", "the dogs ' bones"),
        ("나는 학교에 갔다.", "나는 학교에 갔다 ."),
    ],
)
def test_the_plain_cases_are_split_as_in_the_treebank(words, text, split):
    assert [piece.text for piece in words.pieces(text)] == split.split()


@given(anything)
def test_pieces_are_words_from_left_to_right(words, text):
    pieces, once = words.pieces(text), normalise(text)
    assert [piece.id for piece in pieces] == words.ids(text)
    assert "".join(piece.text for piece in pieces) == once.replace(" ", "")
    end = 0
    for number, piece in enumerate(pieces):
        assert end <= piece.start < piece.end and piece.word == number
        assert piece.text == once[piece.start : piece.end] and piece.id != PAD
        end = piece.end


@given(anything)
def test_every_word_has_letters(words, text):
    for letters in words.letters([piece.text for piece in words.pieces(text)]):
        assert 1 <= len(letters) <= LONGEST and PAD not in letters
        assert all(id < len(words.alphabet) for id in letters)


def test_case_and_digits_do_not_make_another_word(words):
    assert words.id("DOG") == words.id("dog") != UNK
    assert words.id("b97") == words.id("B52") != UNK
    assert words.id("bird") == UNK and key("A-10") == "a-00"


def test_letters_keep_their_case_and_hangul_is_spelt_as_jamo(words):
    assert words.letters(["The"]) != words.letters(["the"])
    assert spell("한") == "\u1112\u1161\u11ab"
    assert words.letters([""]) == [[UNK]]


def test_a_long_word_keeps_its_beginning_and_its_end():
    assert spell("a" * 50 + "b" * 50) == "a" * 12 + "b" * 12


def test_ten_thousand_characters(words):
    assert len(words.pieces("a" * 10_000)) == 1
    assert len(words.pieces("can't " * 1_667)) == 3_334
    assert len(words.pieces("'" * 10_000)) == 1


def test_training_counts(tmp_path):
    words = Words.train(SENTENCES, at_least=2)
    assert words.words == (*SPECIAL, ".", "the") and len(words) == 4
    words.save(tmp_path / "tokenizer.json")
    again = Words.load(tmp_path / "tokenizer.json")
    assert (again.words, again.alphabet) == (words.words, words.alphabet)
    assert again.pieces("The end") == [Piece(3, "The", 0, 3, 0), Piece(UNK, "end", 4, 7, 1)]


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"words": "ab", "letters": []}', '{"words": [1], "letters": []}', "\xff"]
)
def test_a_file_that_is_no_tokenizer_is_a_value_error(tmp_path, text):
    (tmp_path / "tokenizer.json").write_bytes(text.encode("latin-1"))
    with pytest.raises(ValueError, match="is not a tokenizer file"):
        Words.load(tmp_path / "tokenizer.json")
    with pytest.raises(ValueError, match="is not a tokenizer file"):
        Words.load(tmp_path / "none.json")


def test_the_file_is_plain_json(words, tmp_path):
    words.save(tmp_path / "tokenizer.json")
    assert set(json.loads((tmp_path / "tokenizer.json").read_text(encoding="utf-8"))) == {"words", "letters"}
