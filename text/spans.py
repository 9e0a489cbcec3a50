"""Where the words of a text lie: the axis on which nets with different tokenizers meet."""

from text.bpe import normalise, punctuation


def words_of(text: str) -> list[tuple[int, int]]:
    """Start and end of each word of a text in ``normalise(text)``; a punctuation mark is a word.

    Words are cut where ``text.bpe`` cuts them, so no piece of a tokenizer there lies in two.

    >>> words_of("Don't  go!")
    [(0, 5), (6, 8), (8, 9)]
    """
    found: list[tuple[int, int]] = []
    open_word = False
    for place, character in enumerate(normalise(text)):
        if character.isspace():
            open_word = False
        elif punctuation(character):
            found.append((place, place + 1))
            open_word = False
        elif open_word:
            found[-1] = (found[-1][0], place + 1)
        else:
            found.append((place, place + 1))
            open_word = True
    return found
