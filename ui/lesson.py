"""The chapters' prose: Markdown in lessons/en and lessons/ko, one file a page, cut into named sections.

A section starts with a line ``## Title {#section}`` and ends where the next one starts. What stands before the first
is for whoever edits the file and is never shown.
"""

import re
from collections.abc import Callable
from pathlib import Path

import streamlit as st

from ui.part import part
from ui.words import language

LESSONS = Path(__file__).parent.parent / "lessons"
HEADING = re.compile(r"^## (?P<title>.+?) \{#(?P<section>[a-z0-9-]+)\}\s*$", re.MULTILINE)


def sections(page: str, lang: str) -> dict[str, tuple[str, str]]:
    """The sections of a page's lesson, ``{section: (title, Markdown)}``, in the order of the file.

    Raises FileNotFoundError, naming the file, when there is none.
    """
    return parse((LESSONS / lang / f"{page}.md").read_text(encoding="utf-8"))


def parse(text: str) -> dict[str, tuple[str, str]]:
    """Cut a lesson into its sections. Raises ValueError when two have the same name.

    >>> parse("A note.\\n## Look {#look}\\nAt *this*.\\n## Try {#try}\\nThat.")
    {'look': ('Look', 'At *this*.'), 'try': ('Try', 'That.')}
    """
    found: dict[str, tuple[str, str]] = {}
    headings = list(HEADING.finditer(text))
    ends = [heading.start() for heading in headings[1:]] + [len(text)]
    for heading, end in zip(headings, ends, strict=True):
        if heading["section"] in found:
            raise ValueError(f"two sections are named {heading['section']!r}")
        found[heading["section"]] = (heading["title"], text[heading.end() : end].strip())
    return found


def lesson(page: str, section: str) -> None:
    """Show a section in the chosen language: its title, then its text.

    Raises KeyError, naming the file, when the section is missing.
    """
    lang = language()
    found = sections(page, lang)
    if section not in found:
        raise KeyError(f"lessons/{lang}/{page}.md has no section {section!r}; it has {', '.join(found) or 'none'}")
    title, text = found[section]
    st.markdown(f"#### {title}\n\n{text}")


@st.fragment
def chapter(page: str, skip: tuple[str, ...] = (), pictures: dict[str, Callable[[], None]] | None = None) -> None:
    """The other sections of a page, each behind its title. ``pictures`` draw what stands under a section's text.

    A section ``x-answer`` stands at the end of ``x``, behind its own title: the question that ``x`` ends with comes
    before it. A section is sent when it is opened, ``st.session_state["page-section"]`` says which are: formulas and
    charts cost the browser seconds of a page's first picture, and a box of Streamlit's for each title would cost it
    milliseconds of every key.
    """
    found = sections(page, language())
    answers = {f"{section}-answer" for section in found if section not in skip}
    row: list[str] = []  # titles that follow one another, with nothing open in between

    def show(section: str) -> None:
        row.append(section)
        if not st.session_state.get(f"{page}-{section}"):
            return
        titles(page, row, found)
        row.clear()
        with st.container(key=f"open-{page}-{section}"):
            st.markdown(found[section][1])
            if pictures and section in pictures:
                pictures[section]()
        if f"{section}-answer" in found:
            show(f"{section}-answer")

    for section in found:
        if section not in answers and section not in skip:
            show(section)
    if row:
        titles(page, row, found)


_mount = part("titles", "titles")


def titles(page: str, row: list[str], found: dict[str, tuple[str, str]]) -> None:
    """The titles of some sections, to open and close them; only the last one can be open."""
    key = f"{page}-titles-{row[0]}"

    def toggle() -> None:
        if (section := st.session_state[key].toggle) in found:
            st.session_state[f"{page}-{section}"] = not st.session_state.get(f"{page}-{section}")

    data = [(section, found[section][0], bool(st.session_state.get(f"{page}-{section}"))) for section in row]
    _mount(key=key, data=data, on_toggle_change=toggle)
