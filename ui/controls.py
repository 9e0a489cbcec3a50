"""Every control of every page, declared once. Each is bound to the address, so that any view can be sent as a link."""

import re

import streamlit as st

from ui.run import Settings
from ui.words import word

STRATEGIES = ("greedy", "beam", "sample")
PADDINGS = ("none", "masked", "seen")
HEAD = re.compile(r"(encoder|decoder|cross)\.([1-9]\d?)\.([1-9]\d?)")


def bound(control, name: str, *args, **kwargs):
    """A Streamlit control with the label ``control.<name>``, kept in the address as ``?<name>=``."""
    return control(word(f"control.{name}"), *args, key=name, bind="query-params", **kwargs)


def choice(name: str, options: tuple[str, ...], **kwargs) -> str:
    """One of a few options, the first by default, kept in the address by its name, whatever the language of its label.

    Streamlit's own binding would write the label, and a link from a Korean class would mean nothing in an English one.
    """

    def remember() -> None:
        if st.session_state[name] == options[0]:
            st.query_params.pop(name, None)
        else:
            st.query_params[name] = st.session_state[name]

    if st.session_state.get(name) not in options:
        asked = st.query_params.get(name)
        st.session_state[name] = asked if asked in options else options[0]
    return st.segmented_control(
        word(f"control.{name}"), options, key=name, required=True, on_change=remember,
        format_func=lambda option: word(f"{name}.{option}"), **kwargs,
    )  # fmt: skip


def decoding() -> dict:
    """How the translation is chosen, the fields of Settings: one row, with the finer choices in a popover."""
    chosen = choice("strategy", STRATEGIES, label_visibility="collapsed")
    values = {"strategy": chosen}
    if chosen in ("beam", "sample"):
        with st.popover(word(f"strategy.{chosen}_more")):
            if chosen == "beam":
                values["beams"] = bound(st.slider, "beams", 1, 8, 4)
                values["length_penalty"] = bound(st.slider, "length_penalty", 0.0, 2.0, 1.0, 0.1)
            else:
                values["sampling_temperature"] = bound(st.slider, "sampling_temperature", 0.1, 2.0, 1.0, 0.1)
                values["top_k"] = bound(st.slider, "top_k", 0, 50, 0)
                values["top_p"] = bound(st.slider, "top_p", 0.05, 1.0, 1.0, 0.05)
                values["seed"] = bound(st.number_input, "seed", 0, 9999, 0)
    return values


def prefix() -> dict:
    """The French that is forced at the beginning."""
    text = bound(
        st.text_input, "prefix", placeholder=word("control.prefix_hint"), label_visibility="collapsed", live="0ms",
        max_chars=200, width=320,
    )  # fmt: skip
    return {"prefix": text}


def touch() -> dict:
    """What may be changed inside the net, the fields of Settings."""
    with st.popover(word("control.touch")):
        values = {
            "temperature": bound(st.slider, "temperature", 0.1, 4.0, 1.0, 0.1),
            "look_ahead": bound(st.toggle, "look_ahead", value=True),
            "padding": choice("padding", PADDINGS),
        }
        st.button(word("control.restore"), on_click=restore, icon=":material/undo:")
        return values


def heads(names: list[str], layers: int, count: int) -> tuple[str, ...]:
    """Those names of heads (``cross.2.5``) that a net with so many layers and heads has, each once, in order."""
    found = {}
    for name in names:
        match = HEAD.fullmatch(name) if isinstance(name, str) else None
        if match and int(match[2]) <= layers and int(match[3]) <= count:
            found[name] = None
    return tuple(sorted(found))


def restored() -> int:
    """How often this visitor has put the net back as trained."""
    return st.session_state.get("restored", 0)


def restore() -> None:
    """Put the net back as trained: every mask in force, τ = 1, no padding, all heads."""
    st.session_state.update(temperature=1.0, look_ahead=True, padding=PADDINGS[0], restored=restored() + 1)
    st.query_params.pop("padding", None)


def settings() -> Settings:
    """The row of controls, and what it says. It stands outside what every key redraws, so it costs a key nothing."""
    with st.container(horizontal=True, vertical_alignment="center", key="controls"):
        return Settings(**decoding(), **touch(), **prefix())
