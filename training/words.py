"""Words back to running text, as the net knows it from training, with the place of each word in it.

Gold alignments come in tokens (``do n't stop !``, ``l' eau``); the net has only seen sentences as people write them.
"""

from dataclasses import dataclass

from text.bpe import normalise

CLOSING = {"en": frozenset(".,;:!?)]}%…"), "fr": frozenset(".,)]}…")}
"""Marks that stand at the word before them. French puts a space before ; : ! ? and »."""
OPENING = frozenset("([{")
CLITICS = frozenset(["n't", "'s", "'m", "'re", "'ve", "'ll", "'d"])


@dataclass(frozen=True)
class Sentence:
    """A text and the place (start, end) of each word in it."""

    text: str
    spans: list[tuple[int, int]]


def untokenise(words: list[str], language: str) -> Sentence:
    """Write words as running text of a language, ``en`` or ``fr``. A word of nothing that can be seen gets no letters.

    >>> untokenise(["I", "do", "n't", "(", "yet", ")", "know", "!"], "en").text
    "I don't (yet) know!"
    >>> untokenise(["qu’", "il", "vienne", "!"], "fr")
    Sentence(text="qu'il vienne !", spans=[(0, 3), (3, 5), (6, 12), (13, 14)])
    """
    words = [normalise(word) for word in words]
    sentence = joined(words, language)
    # side by side, a mark and an accent may melt into one character; with a space between all words nothing can
    return sentence if sentence.text == normalise(sentence.text) else joined(words, "")


def joined(words: list[str], language: str) -> Sentence:
    """Words one after the other, with a space between two that are not tight in the language."""
    text, before, spans = "", "", []
    for word in words:
        if before and word and not (language and tight(before, word, language)):
            text += " "
        spans.append((len(text), len(text) + len(word)))
        text += word
        before = word or before
    return Sentence(text, spans)


def tight(before: str, word: str, language: str) -> bool:
    """Whether no space stands between two words."""
    if word in CLOSING[language] or before in OPENING:
        return True
    if language == "fr":
        return len(before) > 1 and before.endswith("'")
    return word.casefold() in CLITICS
