"""Characters, one token each: case is kept, a line break is a character, an unknown one is ``<unk>``."""

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from text.bpe import TABLE, Piece

UNK = 0
BREAKS = "\n\u2028\u2029"


def normalise(text: str) -> str:
    """One form for quotes and accents; every kind of space is one, and a line break is kept.

    >>> normalise("No\\u00a0more.\\r\\n  ‘O’")
    "No more.\\n  'O'"
    """
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\r\n", "\n").replace("\r", "\n")
    text = unicodedata.normalize("NFC", text.translate(TABLE)).translate(TABLE)
    return "".join("\n" if c in BREAKS else " " if c.isspace() else c for c in text)


class Characters:
    """An alphabet.

    >>> abc = Characters("abc")
    >>> abc.ids("cab\\n"), abc.text([3, 1, 2])
    ([3, 1, 2, 0], 'cab')
    """

    unk = UNK
    normalise = staticmethod(normalise)

    def __init__(self, alphabet: Iterable[str]):
        self.symbols = ("<unk>", *alphabet)
        self._ids = {character: id for id, character in enumerate(self.symbols) if id != UNK}

    @classmethod
    def train(cls, text: str, at_least: int = 1) -> "Characters":
        """The characters that occur ``at_least`` so often, in the order of Unicode."""
        counts = Counter(normalise(text))
        return cls(sorted(character for character, n in counts.items() if n >= at_least))

    @classmethod
    def load(cls, path: Path) -> "Characters":
        """Raises ValueError when the file is no such tokenizer."""
        try:
            alphabet = json.loads(Path(path).read_text(encoding="utf-8"))["characters"]
            if not isinstance(alphabet, list) or not all(isinstance(c, str) and len(c) == 1 for c in alphabet):
                raise TypeError("characters is a list of single characters")
        except (ValueError, TypeError, KeyError, RecursionError, OSError) as error:
            raise ValueError(f"{path} is not a tokenizer file ({error})") from error
        return cls(alphabet)

    def save(self, path: Path) -> None:
        saved = dict(characters=self.symbols[1:])
        Path(path).write_text(json.dumps(saved, ensure_ascii=False), encoding="utf-8")

    def __len__(self) -> int:
        return len(self.symbols)

    def ids(self, text: str) -> list[int]:
        """An id for each character of ``normalise(text)``."""
        return [self._ids.get(character, UNK) for character in normalise(text)]

    def text(self, ids: Iterable[int]) -> str:
        """The text of ids; an unknown character is U+FFFD."""
        return "".join("\ufffd" if id == UNK else self.symbols[id] for id in ids)

    def pieces(self, text: str) -> list[Piece]:
        """The characters of ``normalise(text)``. A space or line break belongs to the word before it."""
        pieces: list[Piece] = []
        word, space = 0, False
        for place, character in enumerate(normalise(text)):
            word += space and not character.isspace()
            space = character.isspace()
            pieces.append(Piece(self._ids.get(character, UNK), character, place, place + 1, word))
        return pieces
