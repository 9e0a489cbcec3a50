"""Which letter is likely to come next: by how common the tokens are that go on as the text ends.

The share of the n-th most common token is taken to be 1 / (n + 20), about as in any language.

Source: Zipf 1949, Human Behavior and the Principle of Least Effort; the offset is Mandelbrot's.
"""

from collections import defaultdict
from functools import cache

from text.bpe import BPE, SPACE, SPECIAL

OFFSET = 20


def next_letters(bpe: BPE, text: str) -> list[str]:
    """The letters that may follow a text, the likeliest first; none after what is in no token, as Korean in English.

    The longest end of the last word that begins a token decides. A space is not among them.
    """
    word, known = SPACE + text.rpartition(" ")[2], letters(bpe)
    return next((known[word[first:]] for first in range(len(word)) if word[first:] in known), [])


@cache
def letters(bpe: BPE) -> dict[str, list[str]]:
    """For each beginning of a token the letters after it, the likeliest first. Common tokens have low ids."""
    shares: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for rank, id in enumerate(range(len(SPECIAL), len(bpe))):
        token = bpe.tokenizer.id_to_token(id)
        for place in range(token.startswith(SPACE), len(token)):
            shares[token[:place]][token[place]] += 1 / (rank + OFFSET)
    return {start: sorted(found, key=found.get, reverse=True) for start, found in shares.items()}
