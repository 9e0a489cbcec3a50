"""The language of the screen, and every label in it: ``word("app.title")`` from ui/words.toml."""

import tomllib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import streamlit as st

T = TypeVar("T")
LANGUAGES = ("en", "ko")
CATALOGUE = Path(__file__).parent / "words.toml"


def language() -> str:
    """The language that is chosen: by the switch at the top, or by ``?lang=``; English when neither is usable."""
    for chosen in (st.session_state.get("lang"), st.query_params.get("lang")):
        if chosen in LANGUAGES:
            return chosen
    return "en"


def word(key: str, **values) -> str:
    """The label ``key`` (section, dot, name) in the chosen language, with its ``{places}`` filled.

    Raises KeyError, naming the key and the file, when the catalogue lacks it.
    """
    return look_up(key, language()).format(**values) if values else look_up(key, language())


def labelled(section: str, named: Iterable[tuple[str, T]]) -> list[tuple[str, T]]:
    """Pairs (name, value) with each name's label of a section, in the chosen language."""
    lang = language()
    return [(look_up(f"{section}.{name}", lang), value) for name, value in named]


def look_up(key: str, lang: str) -> str:
    """The label ``key`` in a language, its ``{places}`` still open.

    >>> look_up("app.title", "ko")
    'Unrolled'
    """
    entry = catalogue(CATALOGUE.stat().st_mtime_ns).get(key)
    if entry is None or lang not in entry:
        raise KeyError(f"{CATALOGUE.parent.name}/{CATALOGUE.name} has no {lang!r} for {key!r}")
    return entry[lang]


@lru_cache(maxsize=1)
def catalogue(_changed: int) -> dict[str, dict[str, str]]:
    """The whole catalogue, ``{"section.name": {"en": …, "ko": …}}``, read again when the file has changed."""
    sections = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))
    return {f"{section}.{name}": entry for section, entries in sections.items() for name, entry in entries.items()}
