"""Reading ahead: the pictures of what is likely to be typed next are drawn while nobody types.

A typist takes 100 ms and more from key to key, a picture 10 to 30. In what is left of them the same text is drawn with
each of the likeliest next letters, so that most keys find their picture ready.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from time import perf_counter

import streamlit as st
from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx

from text.likely import next_letters
from ui.idle import PAUSES
from ui.run import TRANSLATOR, TYPED, BrokenModel, load

GUESSES = 6
"""How many letters are tried: of an English sentence three of four are among them."""
QUICK = 0.06
"""Within how many seconds a picture must be drawn for guesses to be worth it: a key that is none of them waits for the
guess that has begun."""


@dataclass
class Ahead:
    """Pictures of texts that nobody has typed yet, as ``draw(*given, text)`` makes them, and how many seconds the last
    one took that was made when it was asked for."""

    draw: Callable[..., bytes]
    given: tuple
    took: float = 0.0
    pictures: dict[str, bytes] = field(default_factory=dict)


def ahead(draw: Callable[..., bytes], *given, text: str) -> bytes:
    """``draw(*given, text)``, ready if it was guessed; and the next guesses, to be drawn when nobody types.

    Whatever else ``draw`` looks at, such as the language, may change only when the page runs. Raises what it raises.
    """
    known, now = st.session_state.get("_ahead"), Ahead(draw, given)
    st.session_state["_ahead"] = now
    found = known.pictures.get(text) if known and (known.draw, known.given) == (draw, given) else None
    start = perf_counter()
    picture = found or draw(*given, text)
    now.took = known.took if found else perf_counter() - start
    context = get_script_run_ctx()

    def make(text: str, typed: bool) -> bytes:
        add_script_run_ctx(ctx=context)
        TYPED.set(typed)
        return draw(*given, text)

    def guess(text: str) -> None:
        now.pictures[text] = make(text, typed=False)

    def calls() -> Iterator[Callable[[], object]]:
        if found:  # what drawing it does beside the picture is still to be done
            yield partial(make, text, typed=True)
        for other in guesses(text):
            yield partial(guess, other)

    if now.took < QUICK:
        PAUSES.then(calls())  # a generator: what to guess is found in the pause too, and no picture waits for it
    return picture


def guesses(text: str) -> list[str]:
    """What the text may be after the next key, the likeliest first."""
    try:
        return [text + letter for letter in next_letters(load(TRANSLATOR).tokenizer, text)[:GUESSES]]
    except BrokenModel:
        return []
