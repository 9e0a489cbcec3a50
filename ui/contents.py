"""The syllabus: every page in its order, with its address."""

from pathlib import Path

import streamlit as st

PAGES = Path(__file__).parent.parent / "pages"
CONTENTS = {
    "start": "",
    "tasks": "tasks",
    "cells": "cells",
    "trajectories": "trajectories",
    "memory": "memory",
    "seq2seq": "seq2seq",
    "schedule": "schedule",
    "transformer": "transformer",
}
"""Each page's file in pages/ (without .py) and its address. The title is ``app.<name>`` in the catalogue."""


def chapters(title) -> dict[str, "st.Page"]:
    """The pages as Streamlit wants them, by name; ``title`` gives a page's title in the chosen language."""
    return {
        name: st.Page(PAGES / f"{name}.py", title=title(f"app.{name}"), url_path=address, default=not address)
        for name, address in CONTENTS.items()
    }
