"""Where two tokenizers agree: the words that two readings of one text have in common."""

import unicodedata
from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate, groupby

from text.bpe import SPACE, Piece


def letters(text: str) -> str:
    """What is left of a text in every tokenizer: no spaces, no accents, no capitals.

    >>> letters("▁Café "), letters("▁")
    ('cafe', '')
    """
    plain = unicodedata.normalize("NFKD", text.replace(SPACE, "")).casefold()
    return "".join(c for c in plain if not c.isspace() and unicodedata.category(c)[0] not in "MC")


def said(pieces: Sequence[Piece]) -> list[tuple[int, str]]:
    """The word and the letters of each token; tokens that share a character, as bytes of it do, say it once."""
    found, last = [], None
    for piece in pieces:
        span = piece.start, piece.end
        again = span == last and piece.end > piece.start
        found.append((piece.word, "" if again or piece.word < 0 else letters(piece.text)))
        last = span
    return found


def ends(pieces: list[tuple[int, str]]) -> set[int]:
    """After how many letters a word ends."""
    return set(accumulate(sum(len(s) for _, s in word) for n, word in groupby(pieces, lambda p: p[0]) if n >= 0))


def common(first: Sequence[Piece], second: Sequence[Piece]) -> tuple[list[int], list[int]] | None:
    """For each token of two readings of one text the number of its word, counted from 0, -1 for a special token.

    Words end where both tokenizers end one: what one calls a word and the other several is one. None where the two did
    not read the same letters.

    >>> one = [Piece(2, "<sos>", 0, 0, -1), Piece(9, "don't", 0, 5, 0), Piece(4, "go", 6, 8, 1)]
    >>> two = [Piece(7, "Don", 0, 3, 0), Piece(8, "'", 3, 4, 1), Piece(6, "t", 4, 5, 2), Piece(5, "go", 6, 8, 3)]
    >>> common(one, two)
    ([-1, 0, 1], [0, 0, 0, 1])
    >>> common(one, two[:3]) is None
    True
    """
    one, two = said(first), said(second)
    if "".join(s for _, s in one) != "".join(s for _, s in two):
        return None
    shared = sorted((ends(one) & ends(two)) - {0})
    return numbered(one, shared), numbered(two, shared)


def numbered(pieces: list[tuple[int, str]], shared: list[int]) -> list[int]:
    """The number of each token's word, where words end after so many letters; a token without letters goes with what
    follows, or else with the last."""
    found, read = [], 0
    for word, letters in pieces:
        found.append(-1 if word < 0 else min(bisect(shared, read), max(len(shared) - 1, 0)))
        read += len(letters)
    return found


def spelt(pieces: Sequence[Piece], numbers: Sequence[int]) -> list[str]:
    """What each word is called: its tokens in a row, and a character that several tokens share but once.

    >>> spelt([Piece(2, "<sos>", 0, 0, -1), Piece(8, "do", 0, 2, 0), Piece(9, "g", 2, 3, 0)], [-1, 0, 0])
    ['dog']
    """
    found, last = [""] * (max(numbers, default=-1) + 1), None
    for piece, number in zip(pieces, numbers, strict=True):
        span = piece.start, piece.end
        if number >= 0 and not (span == last and piece.end > piece.start):
            found[number] += piece.text
        last = span
    return [name if name == SPACE else name.replace(SPACE, "") or SPACE for name in found]
