"""Byte-pair encoding: one form for every text, and pieces that know where they lie."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text.bpe import BPE, EOS, PAD, SOS, SPECIAL, UNK, Piece, normalise

LINES = [
    "I am a student. I don't know well-known students!",
    "The animal did not cross the street because it was too tired, was it?",
    "Je suis étudiant. C'est l'école où l'on ne va pas !",
    "« Vraiment ? » L'animal n'a pas traversé la rue, parce qu'il était trop fatigué ; voilà.",
] * 5
STRANGE = [
    "qu'il;;va",
    *("", " ", "日本 is 🙂 ok", "שלום עולם", "👨\u200d👩\u200d👧 👍🏽", "ﷺ" * 3, "Z̷̡a̶l̵g̸o̴", "<script>$x$</script>"),
    *("e\u0301\u0323a", "\u0301", "\u1112\u1161\u11ab\u1100\u1173\u11af", "\u202eabc\u202c", "\x00\x07\x1b[0m"),
    *(
        "\ud800",
        "a\udc00b",
        "\ufdd0\uffff\U0010ffff",
        "\u2028x\x85y\x1cz",
        "<eos> <unk><pad>",
        "a▁b ▁",
        "' '' -",
        "qu'il;;va",
    ),
]
LETTERS = "aeé'’ -.!?;«»<>▁_日🙂한\u00a0\u202f\u200b\u0301\u0327\ud83d\ude42\u1112\u1161\n"
anything = st.one_of(
    st.sampled_from(STRANGE),
    st.text(st.characters(), max_size=40),
    st.text(st.sampled_from(LETTERS), max_size=40),
)


@pytest.fixture(scope="module")
def bpe():
    return BPE.train(LINES, 180)


@pytest.mark.parametrize(
    ("typed", "one_form"),
    [
        ("Ça va\u202f?", "Ça va ?"),
        ("\u2009Quoi\u00a0!\u3000\t\r\n ", "Quoi !"),
        ("l’eau “douce”", 'l\'eau "douce"'),
        ("e\u0301te\u0301", "été"),
        ("e\u200b\u0301", "é"),
        ("\ufeffzero\u200bwidth\u00ad", "zerowidth"),
        ("a\u202eb\u0000c\x1b", "abc"),
        ("\u1112\u1161\u11ab", "한"),
        ("\ud83d\ude42", "🙂"),
        ("a\ud800b", "a\ufffdb"),
        ("a▁b", "a b"),
    ],
)
def test_one_form(typed, one_form):
    assert normalise(typed) == one_form


@given(anything)
def test_normalising_twice_changes_nothing_and_leaves_no_strange_space(text):
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert once == " ".join(once.split())
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in once)


@given(anything)
def test_the_tokenizer_file_agrees(bpe, text):
    """Its own normaliser, for those who load the file without ours, finds nothing left to do."""
    once = normalise(text)
    if not any(unicodedata.category(c) == "Cn" for c in once):  # the two may know different editions of Unicode
        assert bpe.tokenizer.normalizer.normalize_str(once) == once


@given(anything)
def test_pieces_cover_the_text_from_left_to_right(bpe, text):
    pieces, once = bpe.pieces(text), normalise(text)
    assert [piece.id for piece in pieces] == bpe.ids(text) == bpe.ids_batch([text])[0]
    covered = "".join(once[piece.start : piece.end] for piece in pieces)
    assert covered == once.replace(" ", "")
    place, word = 0, 0
    for piece in pieces:
        assert place <= piece.start <= piece.end
        assert piece.text == (once[piece.start : piece.end] or "▁")
        assert piece.word in (word, word + 1)
        place, word = piece.end, piece.word
    if pieces:
        assert pieces[0].word == 0


@given(anything)
def test_known_text_comes_back(bpe, text):
    ids = bpe.ids(text)
    if UNK not in ids:
        assert bpe.text([SOS, *ids, EOS, PAD]) == normalise(text)


@given(st.lists(st.integers(0, 179), max_size=30))
def test_target_pieces_lie_in_the_text_of_their_ids(bpe, ids):
    pieces, text = bpe.pieces_of(ids), bpe.text(ids)
    assert [piece.id for piece in pieces] == ids
    for piece in pieces:
        if piece.id in (PAD, SOS, EOS):
            assert (piece.text, piece.word, piece.start) == (SPECIAL[piece.id], -1, piece.end)
        else:
            assert piece.word >= 0 and piece.text == (text[piece.start : piece.end] or "▁")


def test_both_sides_tell_the_same_words(bpe):
    for line in set(LINES):
        source, target = bpe.pieces(line), bpe.pieces_of(bpe.ids(line))
        assert source == target


def test_words_are_split_at_spaces_and_marks(bpe):
    words: dict[int, str] = {}
    for piece in bpe.pieces("« Vraiment ? » C'est l'animal, the well-known one."):
        words[piece.word] = words.get(piece.word, "") + piece.text.replace("▁", "")
    assert list(words.values()) == [
        "«",
        "Vraiment",
        "?",
        "»",
        "C'est",
        "l'animal",
        ",",
        "the",
        "well-known",
        "one",
        ".",
    ]


def test_an_unknown_character_shows_itself(bpe):
    space = bpe.ids("日")[0]
    assert bpe.pieces("a 日本!") == [
        Piece(bpe.ids("a")[0], "a", 0, 1, 0),
        Piece(space, "▁", 2, 2, 1),
        Piece(UNK, "日", 2, 3, 1),
        Piece(UNK, "本", 3, 4, 1),
        Piece(bpe.tokenizer.token_to_id("!"), "!", 4, 5, 2),
    ]
    assert [piece.text for piece in bpe.pieces_of([UNK])] == ["<unk>"]


def test_a_special_token_that_is_typed_is_text(bpe, tmp_path):
    bpe.tokenizer.save(str(tmp_path / "tokenizer.json"))
    for tokenizer in (bpe, BPE.load(tmp_path / "tokenizer.json")):
        for name in SPECIAL:
            assert not {PAD, SOS, EOS} & set(tokenizer.ids(f"a {name} b"))
            assert "".join(piece.text for piece in tokenizer.pieces(name)).lstrip("▁") == name


def test_special_tokens_are_first_and_the_size_is_as_asked(bpe):
    assert len(bpe) == 180
    assert tuple(map(bpe.tokenizer.id_to_token, (PAD, UNK, SOS, EOS))) == SPECIAL


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"model": {}}', "\x00\xff"])
def test_a_file_that_is_no_tokenizer_is_a_value_error(tmp_path, text):
    (tmp_path / "tokenizer.json").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="is not a tokenizer file"):
        BPE.load(tmp_path / "tokenizer.json")


def test_a_tokenizer_with_other_special_tokens_is_a_value_error(bpe, tmp_path):
    path = tmp_path / "tokenizer.json"
    bpe.tokenizer.save(str(path))
    path.write_text(path.read_text(encoding="utf-8").replace("<sos>", "<bos>"), encoding="utf-8")
    with pytest.raises(ValueError, match="does not begin with the tokens <pad> <unk> <sos> <eos>"):
        BPE.load(path)
