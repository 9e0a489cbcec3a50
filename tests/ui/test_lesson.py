"""A lesson is cut at its headings; what is missing is named."""

import pytest

from ui.lesson import parse, sections


def test_sections_keep_order_formulas_and_lower_headings():
    text = "note\n## A b {#a}\nx $y$\n\n### c\n## no section\nz\n## D {#d-2}\n$$\ne\n$$\n"
    assert parse(text) == {"a": ("A b", "x $y$\n\n### c\n## no section\nz"), "d-2": ("D", "$$\ne\n$$")}


def test_a_name_twice_is_an_error():
    with pytest.raises(ValueError, match="two sections are named 'a'"):
        parse("## A {#a}\nx\n## B {#a}\ny")


def test_a_missing_lesson_names_its_file():
    with pytest.raises(FileNotFoundError, match="nowhere.md"):
        sections("nowhere", "en")


def test_a_missing_section_names_its_file_and_the_others():
    from ui.lesson import lesson

    with pytest.raises(KeyError, match=r"lessons/en/start.md has no section 'nothing'; it has opening"):
        lesson("start", "nothing")
