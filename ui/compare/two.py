"""Two heads side by side."""

from collections.abc import Mapping
from functools import lru_cache

from ui.classified import labels
from ui.compare.choosing import head_of
from ui.compare.reading import read


def asked_for(view: Mapping) -> dict:
    """Nothing but what all tabs share."""
    return {}


def section(asked: Mapping, text: str) -> tuple[dict, dict, list[str]]:
    """The two maps."""
    arrays = {}
    for which, sentence in (("a", text), ("b", asked["text2"] or text)):
        head = head_of(asked[which], asked[which])
        arrays[which] = read(head.model, sentence).stacks[head.side].weights[head.layer - 1, head.head - 1]
    return {}, arrays, []


@lru_cache
def words(lang: str) -> dict:
    """Every label of this tab in one language."""
    return labels("compare_two", lang)
