"""How French is written."""

import re

ELISION = re.compile(r"(?i)\b((?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)') (?=[aeiouyhàâäæéèêëîïôöœùûü])")


def elide(text: str) -> str:
    """Join an elided word to the vowel behind it, as French does; a net that writes tokens may leave a space between.

    >>> elide("L' animal qu' il a vu n'est pas l'ami d' Anne.")
    "L'animal qu'il a vu n'est pas l'ami d'Anne."
    """
    return ELISION.sub(r"\1", text)
