"""A lesson is cut at its headings; what is missing is named."""

import pytest

from tests.pages import opened, titles
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


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_an_answer_stands_at_the_end_of_its_question(lang):
    app, found = opened("positions", lang=lang), sections("positions", lang)
    labels = titles(app)
    assert found["why"][0] in labels and found["why-answer"][0] not in labels
    app.session_state["positions-why"] = True
    app.run()
    assert not app.exception and found["why"][1] in [element.value for element in app.markdown]
    assert titles(app)[:2] == [found["why"][0], found["why-answer"][0]]
    assert found["why-answer"][1] not in [element.value for element in app.markdown]
    app.session_state["positions-why-answer"] = True
    app.run()
    assert found["why-answer"][1] in [element.value for element in app.markdown]
