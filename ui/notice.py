"""What a reader must know about what was read: what was cut off, and what the net does not know."""

from ui.reader import Read
from ui.run import LIMIT, Reading
from ui.words import word

NAMED = 12
"""How many unknown tokens are named."""


def notice(*readings: Read | Reading) -> str:
    """In the chosen language; empty when everything was read and known."""
    said = [word("notice.cut", place=reading.cut) for reading in readings if reading.cut is not None]
    if said and isinstance(readings[0], Reading):
        said.append(word("notice.limit", limit=LIMIT))
    if unknown := list(dict.fromkeys(token for reading in readings for token in reading.unknown)):
        said.append(word("notice.unknown", tokens=" ".join(unknown[:NAMED])))
    return "  ".join(said)
