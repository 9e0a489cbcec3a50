"""Readers of tagged sentences, a word a line and a blank line between: CoNLL-U, and the columns of WNUT-17."""

import re
import sys
from pathlib import Path

from text.bpe import normalise
from training import data

UPOS = tuple("ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X".split())  # noqa: SIM905
"""The universal parts of speech, https://universaldependencies.org/u/pos/."""

KINDS = ("person", "location", "corporation", "group", "product", "creative-work")
"""The kinds of entity of WNUT-17."""

COMMENT = re.compile(r"# (?!(?:O|[BI]-\S+)$)")
"""A line before the words that no tab divides: of CoNLL-U, unless it is the word # and its BIO tag."""

Sentence = tuple[list[str], list[str]]
"""Words and their tags."""


def read(path: Path) -> tuple[list[Sentence], int]:
    """The sentences of a file, gzipped or not, and the number of lines left out, which are named on stderr.

    A line with ten columns or so is CoNLL-U: multiword (``3-4``) and empty (``5.1``) lines do not count, UPOS is the
    fourth column. A line with two is a word and its tag. Raises SystemExit when no line can be used.
    """
    sentences: list[Sentence] = [([], [])]
    left_out = 0
    for number, fields in enumerate(data.rows(path), 1):
        if not any(map(str.strip, fields)):
            sentences.append(([], []))
            continue
        if len(fields) == 1:
            if COMMENT.match(fields[0]) and not sentences[-1][0]:
                continue
            fields = fields[0].split()  # columns between spaces
        try:
            found = word_and_tag(fields)
        except data.BadLine as error:
            left_out += 1
            print(f"{path}, line {number} is left out: {error}", file=sys.stderr)
            continue
        if found:
            sentences[-1][0].append(normalise(found[0]))
            sentences[-1][1].append(found[1])
    sentences = [sentence for sentence in sentences if sentence[0]]
    if not sentences:
        raise SystemExit(f"{path} holds no tagged word; expected CoNLL-U, or a word, a tab and a tag in each line")
    return sentences, left_out


def word_and_tag(fields: list[str]) -> tuple[str, str] | None:
    """The word and the tag of a line, None for a line that counts for neither. Raises BadLine.

    >>> word_and_tag(["2", "dogs", "dog", "NOUN", "NNS", "_"]), word_and_tag(["2-3", "don't", "_", "_", "_", "_"])
    (('dogs', 'NOUN'), None)
    >>> word_and_tag(["Paris", "B-location"])
    ('Paris', 'B-location')
    """
    fields = [field.strip() for field in fields]
    if len(fields) >= 4 and fields[0].replace("-", "").replace(".", "").isdecimal():
        if "-" in fields[0] or "." in fields[0]:
            return None
        word, tag = fields[1], fields[3].upper()
        if tag not in UPOS:
            raise data.BadLine(f"{fields[3]!r} is no universal part of speech")
    elif len(fields) >= 2:
        word, tag = fields[0], fields[-1]
    else:
        raise data.BadLine("a word without a tag")
    if not word or not tag:
        raise data.BadLine("a tag without a word" if tag else "a word without a tag")
    return word, tag


def entities(tags: list[str]) -> set[tuple[int, int, str]]:
    """The entities of a sentence's BIO tags, as (first word, word after the last, kind).

    An I that does not go on an entity of its kind begins one, as conlleval has it.

    >>> sorted(entities(["B-person", "I-person", "O", "I-group", "B-group"]))
    [(0, 2, 'person'), (3, 4, 'group'), (4, 5, 'group')]
    """
    found, start, kind = set(), 0, ""
    for place, tag in enumerate([*tags, "O"]):
        mark, _, now = tag.partition("-")
        if kind and (mark != "I" or now != kind):
            found.add((start, place, kind))
            kind = ""
        if mark in ("B", "I") and not kind:
            start, kind = place, now
    return found
