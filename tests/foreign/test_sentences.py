"""Why something is not read: every reason has a sentence in both languages, and says what it was given."""

import ast
import pickle
import re
import string
from pathlib import Path

import pytest

from foreign import CannotRead, sentences

ROOT = Path(__file__).parent.parent.parent
ROOMS = ("foreign", "models", "ui", "training")
HANGUL = re.compile("[가-힣]")


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def raised() -> dict[str, set[str] | None]:
    """Every reason that is given anywhere, with the names of its values; None where they are not written out."""
    found: dict[str, set[str] | None] = {}
    for file in (file for room in ROOMS for file in (ROOT / room).rglob("*.py")):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "CannotRead"):
                continue
            names = {word.arg for word in call.keywords}
            for reason in (one.value for one in ast.walk(call.args[0]) if isinstance(one, ast.Constant)):
                found[reason] = None if None in names else names
    return found


@pytest.mark.parametrize("reason", sentences())
def test_a_sentence_stands_in_both_languages_with_the_same_values(reason):
    english, korean = (sentences()[reason][language] for language in ("en", "ko"))
    assert set(sentences()[reason]) == {"en", "ko"} and fields(english) == fields(korean)
    assert reason == "said" or HANGUL.search(korean) and not HANGUL.search(english)


def test_what_is_raised_can_be_said():
    given = raised()
    assert len(given) > 40 and set(given) <= set(sentences())
    for reason, names in given.items():
        assert names is None or names == fields(sentences()[reason]["en"]), reason


def test_nothing_is_said_that_is_never_raised():
    by_name = {"memory_hub", "disk_hub"}  # foreign.download chooses between these
    assert set(sentences()) == set(raised()) | by_name


def test_a_reason_travels_and_is_english_where_nobody_asks():
    error = CannotRead("memory", name="x", needed="2 GB", free="{1} GB")
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == str(error) == error.said("en") and "x needs 2 GB" in str(error) and "{1} GB" in str(error)
    assert again.said("ko") == error.said("ko") != str(error)
    with pytest.raises(KeyError):
        CannotRead("nothing of the kind")
