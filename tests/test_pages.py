"""Every page, in every language, opened without a browser: it shows its lesson, and no address can break it."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ui.contents import CONTENTS
from ui.lesson import sections
from ui.words import LANGUAGES, look_up

UI = Path(__file__).parent.parent / "ui"
BOTH = [(page, lang) for page in CONTENTS for lang in LANGUAGES]
TYPED = [page for page in CONTENTS if page != "schedule"]
"""The pages with a sentence."""
ODD = [
    "",
    "-1",
    "1e999",
    "nan",
    "null",
    "99999999999999999999",
    "<script>alert(1)</script>",
    "${7*7}",
    "안녕",
    "\u202e",
    "a" * 5000,
]
"""Values of no use to any control."""


def parameters() -> list[str]:
    """All an address may hold: the names in ui/controls.py and ui/view.py, the text, the language, and a stranger."""
    code = "".join((UI / name).read_text(encoding="utf-8") for name in ("controls.py", "view.py"))
    bound = re.findall(r"""(?:bound\(\s*st\.\w+,\s*|choice\(\s*|query_params\.get\(\s*)"(\w+)\"""", code)
    return sorted({*bound, "text", "lang", "stranger"})


def shown(app) -> str:
    return "\n".join(element.value for element in app.markdown)


def said(app, key: str = "text") -> str:
    """What the text box says, as Python understood it."""
    return app.session_state[f"{key} carried"]


def test_the_parameters_are_found():
    assert {"strategy", "temperature", "prefix", "head", "seed"} <= set(parameters())


@pytest.mark.parametrize(("page", "lang"), BOTH)
def test_a_page_opens_in_a_language(open_page, page, lang):
    app = open_page(page, lang=lang)
    assert not app.exception
    title, text = next(iter(sections(page, lang).values()))
    assert text.split("\n")[0] in shown(app)


@pytest.mark.parametrize(("page", "lang"), [(page, lang) for page, lang in BOTH if page in TYPED])
def test_a_link_brings_its_sentence(open_page, page, lang):
    app = open_page(page, lang=lang, text="I am a <b>student</b> $x$ 학생")
    assert not app.exception
    assert said(app) == "I am a <b>student</b> $x$ 학생"


@pytest.mark.parametrize("page", TYPED)
def test_a_page_follows_what_is_typed(open_page, page):
    app = open_page(page)
    for text in ("", "a", "한ㄱ", "x " * 5000, "\x00\x07\x1b", "😀" * 300, "שלום עולם", "e\u0301" * 50):
        app.session_state["text"] = {"live": {"text": text}}
        app.run()
        assert not app.exception, text
        assert said(app) == text


@pytest.mark.parametrize("page", TYPED)
@pytest.mark.parametrize("state", [None, {}, {"live": None}, {"live": {}}, {"live": {"text": 5}}, {"live": "text"}])
def test_a_broken_message_counts_as_none(open_page, page, state):
    app = open_page(page, text="from the link")
    app.session_state["text"] = state
    app.run()
    assert not app.exception
    assert said(app) == "from the link"


@pytest.mark.parametrize("page", CONTENTS)
@pytest.mark.parametrize("value", ODD)
def test_no_value_breaks_a_page(open_page, page, value):
    assert not open_page(page, **dict.fromkeys(parameters(), value)).exception


@pytest.mark.parametrize("page", CONTENTS)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.dictionaries(st.sampled_from(parameters()), st.text(max_size=30), max_size=5))
def test_no_address_breaks_a_page(open_page, page, query):
    assert not open_page(page, **query).exception


def test_an_unknown_language_is_english(open_page):
    app = open_page("start", lang="xx")
    assert not app.exception
    assert app.session_state["lang"] == "en"
    assert look_up("app.title", "en")
