"""Characters: one token each, whatever is typed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text.bpe import Piece
from text.characters import UNK, Characters, normalise

LETTERS = "aeé'’ -.!?▁日🙂한\u00a0\u202f\u200b\u0301\ud83d\ude42\u1112\u1161\n\r\t\x85\u2028\x00\x1b"
anything = st.one_of(
    st.sampled_from(["", " ", "\n\n", "\r\n", "\ud800", "a\x00b", "\u202eabc\u202c", "👨\u200d👩\u200d👧"]),
    st.text(st.characters(), max_size=40),
    st.text(st.sampled_from(LETTERS), max_size=40),
)


@pytest.fixture(scope="module")
def characters():
    return Characters.train("To be, or not to be:\nthat is the 'question'.")


@pytest.mark.parametrize(
    ("typed", "one_form"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("a\tb\u00a0c\x1cd  e", "a b c d  e"),
        ("‘O’ “no”", "'O' \"no\""),
        ("e\u0301", "é"),
        ("a\u200b\x00\x1b\u202eb", "ab"),
        ("a\ud800b", "a\ufffdb"),
        ("\ud83d\ude42", "🙂"),
        ("a▁b", "a b"),
    ],
)
def test_one_form(typed, one_form):
    assert normalise(typed) == one_form


@given(anything)
def test_normalising_twice_changes_nothing_and_leaves_no_control_character(text):
    once = normalise(text)
    assert normalise(once) == once and unicodedata.is_normalized("NFC", once)
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in once.replace("\n", ""))
    assert not any(c.isspace() for c in once.replace("\n", "").replace(" ", ""))


@given(anything)
def test_each_character_is_a_piece(characters, text):
    pieces, once = characters.pieces(text), normalise(text)
    assert [piece.id for piece in pieces] == characters.ids(text)
    assert "".join(piece.text for piece in pieces) == once
    assert [(piece.start, piece.end) for piece in pieces] == [(i, i + 1) for i in range(len(once))]
    assert all(0 <= piece.id < len(characters) for piece in pieces)
    words = [piece.word for piece in pieces]
    assert all(after - before in (0, 1) for before, after in zip(words, words[1:], strict=False))


@given(anything)
def test_known_text_comes_back(characters, text):
    ids = characters.ids(text)
    assert characters.text(ids).replace("\ufffd", "") == "".join(
        c for c in normalise(text) if c in characters.symbols[1:]
    )


def test_case_is_kept_and_a_space_belongs_to_the_word_before_it(characters):
    assert characters.ids("T") != characters.ids("t")
    assert [piece.word for piece in characters.pieces("to  be\nor")] == [0, 0, 0, 0, 1, 1, 1, 2, 2]
    assert characters.pieces("b日") == [Piece(characters.ids("b")[0], "b", 0, 1, 0), Piece(UNK, "日", 1, 2, 0)]


def test_rare_characters_are_unknown():
    assert Characters.train("aab", at_least=2).symbols == ("<unk>", "a")


def test_ten_thousand_characters(characters):
    assert len(characters.pieces("to be " * 1_667)) == 10_002


def test_a_tokenizer_comes_back_from_its_file(characters, tmp_path):
    characters.save(tmp_path / "tokenizer.json")
    assert Characters.load(tmp_path / "tokenizer.json").symbols == characters.symbols


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"characters": "ab"}', '{"characters": ["ab"]}', "\xff"])
def test_a_file_that_is_no_tokenizer_is_a_value_error(tmp_path, text):
    (tmp_path / "tokenizer.json").write_bytes(text.encode("latin-1"))
    with pytest.raises(ValueError, match="is not a tokenizer file"):
        Characters.load(tmp_path / "tokenizer.json")
    with pytest.raises(ValueError, match="is not a tokenizer file"):
        Characters.load(tmp_path / "none.json")
