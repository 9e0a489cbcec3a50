"""The Transformer page in trouble: odd text, nonsense from the browser, a crowd, and damaged models."""

import json
import shutil

import numpy as np
import pytest

import pretrained
import ui.run
from figures.transformer import PATHS
from tests.pages import STUDENT, asked, drawn, opened, parts, typed, whatever_is_typed


@pytest.fixture(scope="module")
def page():
    """One visitor for the tests that leave nothing behind."""
    return opened("transformer")


@pytest.mark.parametrize("nonsense", [
    {"head": "cross.9.9"}, {"head": 3}, {"head": None}, {"below": "../x"}, {"below": []}, {"ablated": "all"},
    {"ablated": [None, 1, "x", "cross.1.99", {}]}, {"ablated": {}}, {"stranger": 1},
])  # fmt: skip
def test_nonsense_from_the_browser_is_the_default(page, nonsense):
    header, _ = drawn(asked(page, "transformer", **nonsense))
    assert (header["selected"], header["below"], header["ablated"]) == ("cross.2.7", "query", [])
    asked(page, "transformer")


@pytest.mark.parametrize("state", [None, 5, "ask", [], {}])
def test_an_ask_of_another_kind_is_none(page, state):
    page.session_state["transformer"] = {"ask": state}
    assert drawn(page.run())[0]["selected"] == "cross.2.7"


@whatever_is_typed(40)
def test_whatever_is_typed_is_drawn(page, text):
    header, arrays = drawn(typed(page, text))
    assert header["text"] == text
    for side in PATHS:
        weights = (arrays[side] / 255.0) ** 2
        assert weights.shape[2:] == tuple(
            len(header[s])
            for s in {"encoder": ("source",) * 2, "decoder": ("target",) * 2, "cross": ("target", "source")}[side]
        )
        assert np.isfinite(weights).all()
    assert np.allclose(arrays["weights"].sum(-1), 1, atol=1e-4)
    json.dumps(header)


def test_two_visitors_never_see_each_others_run(open_page):
    one, two = open_page("transformer", text=STUDENT), open_page("transformer", text=STUDENT)
    before = drawn(two)
    everything = [f"cross.{layer}.{head}" for layer in (1, 2, 3) for head in range(1, 9)]
    changed = drawn(asked(one, "transformer", head="decoder.3.1", ablated=everything))
    after = drawn(two.run())
    assert after[0] == before[0]
    assert all(np.array_equal(after[1][name], before[1][name]) for name in before[1])
    assert changed[0]["ablated"] == everything and changed[0]["selected"] == "decoder.3.1"
    plain = drawn(asked(one, "transformer", head="cross.2.7", ablated=[]))
    assert plain[0]["translation"] == before[0]["translation"]
    assert np.array_equal(plain[1]["weights"], before[1]["weights"])


@pytest.fixture
def model_root(tmp_path, monkeypatch):
    """A copy of pretrained/ that may be damaged. Nothing read before is remembered, nor afterwards."""
    shutil.copytree(pretrained.HERE / ui.run.TRANSLATOR, tmp_path / ui.run.TRANSLATOR)
    load = pretrained.load
    monkeypatch.setattr(pretrained, "load", lambda name: load(name, tmp_path))
    ui.run.MODELS.clear()
    ui.run.RUNS.clear()
    yield tmp_path / ui.run.TRANSLATOR
    ui.run.MODELS.clear()
    ui.run.RUNS.clear()


@pytest.mark.parametrize("file", ["card.json", "weights.safetensors", "tokenizer.json"])
@pytest.mark.parametrize("damage", ["missing", "cut", "nonsense"])
def test_a_damaged_model_is_one_clear_sentence(open_page, model_root, file, damage):
    path = model_root / file
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:100] if damage == "cut" else b"\x80\x04nonsense")
    app = open_page("transformer", text=STUDENT)
    assert not app.exception
    assert len(app.error) == 1
    assert file in app.error[0].value or (file == "card.json" and damage == "missing")
    assert "\n" not in app.error[0].value
    assert app.markdown, "the lesson is still there"
    assert len(parts(app, "live_text")) == 1, "the text box is still there"


def test_a_mended_model_works_again(open_page, model_root):
    path = model_root / "card.json"
    card = path.read_text(encoding="utf-8")
    path.write_text("{}", encoding="utf-8")
    assert open_page("transformer").error
    path.write_text(card, encoding="utf-8")
    app = open_page("transformer")
    assert not app.error and drawn(app)
