"""The syllabus: every page in its order, with its address."""

from pathlib import Path

import streamlit as st

PAGES = Path(__file__).parent.parent / "pages"
CONTENTS = {
    "start": "",
    "tokens": "tokens",
    "embeddings": "embeddings",
    "positions": "positions",
    "tasks": "tasks",
    "cells": "cells",
    "trajectories": "trajectories",
    "memory": "memory",
    "seq2seq": "seq2seq",
    "attention": "attention",
    "block": "block",
    "schedule": "schedule",
    "transformer": "transformer",
    "compare": "compare",
}
"""Each page's file in pages/ (without .py) and its address. The title is ``app.<name>`` in the catalogue."""

GROUPS = {
    "": ("start",),
    "vectors": ("tokens", "embeddings", "positions"),
    "recurrent": ("tasks", "cells", "trajectories", "memory"),
    "attention": ("seq2seq", "attention", "block", "schedule", "transformer", "compare"),
}
"""The pages by group, as the bar at the top has them; a group's title is ``app.group_<name>``, "" has none."""


def chapters(title) -> dict[str, "st.Page"]:
    """The pages as Streamlit wants them, by name; ``title`` gives a page's title in the chosen language."""
    return {
        name: st.Page(PAGES / f"{name}.py", title=title(f"app.{name}"), url_path=address, default=not address)
        for name, address in CONTENTS.items()
    }


def grouped(title) -> dict[str, list["st.Page"]]:
    """The same by group."""
    pages = chapters(title)
    return {
        title(f"app.group_{group}") if group else "": [pages[name] for name in names] for group, names in GROUPS.items()
    }
