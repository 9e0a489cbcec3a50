"""Learned positions without a browser: the table is the model's, it ends where the model ends, and says so."""

import numpy as np
import pytest
import torch

import pretrained
from tests.pages import ROOT, asked, drawn, opened, typed, whatever_is_typed
from tests.test_lesson_code import printed
from text.bpe import SOS
from ui import learned

pytestmark = pytest.mark.skipif(not learned.there(), reason="bert-en is not in pretrained/")

PAGE = "positions"
CODE = ROOT / "lessons" / "code" / PAGE
WHO = "Tom loves Mary."


@pytest.fixture(scope="module")
def page():
    """One visitor for what leaves nothing behind."""
    return opened(PAGE, kind="learned", text=WHO)


@pytest.fixture(scope="module")
def model():
    return pretrained.load(learned.LEARNED)


def test_the_table_is_the_models(page, model):
    header, arrays = drawn(asked(typed(page, WHO), PAGE, kind="learned", length=40))
    P = model.net.positions.weight
    assert header["state"]["kind"] == "learned" and "learned" in header["kinds"]
    assert np.array_equal(arrays["encoding"], P[:40].numpy())
    assert np.allclose(arrays["similarity"], torch.cosine_similarity(P[:40, None], P[None, :40], dim=-1), atol=1e-5)
    assert header["rows"] == len(P) == model.net.max_length
    darker = np.abs(arrays["encoding"]) > header["limit"]
    assert 0 < darker.mean() <= 0.011, "one entry in a hundred is as dark as the darkest"


@pytest.mark.parametrize("text", [WHO, "the cat and the dog", "", "학생 😀"])
def test_embedding_position_and_sum_are_the_models(page, model, text):
    header, arrays = drawn(asked(typed(page, text), PAGE, kind="learned"))
    ids = [SOS, *model.tokenizer.ids(text)]
    assert header["read"] == ["<sos>", *(piece.text for piece in model.tokenizer.pieces(text))]
    assert np.allclose(arrays["v_tokens"], model.net.embedding.weight[ids].numpy(), atol=1e-6)
    assert np.allclose(arrays["v_positions"], model.net.positions.weight[: len(ids)].numpy(), atol=1e-6)
    assert np.allclose(arrays["v_out"], arrays["v_tokens"] + arrays["v_positions"], atol=1e-5)


def test_more_positions_than_there_are_may_be_asked_for_and_there_are_no_more(page, model):
    rows = model.net.max_length
    header, arrays = drawn(asked(typed(page, WHO), PAGE, kind="learned", length=rows + 8))
    assert header["state"]["length"] == rows + 8 and len(arrays["encoding"]) == rows
    header, _ = drawn(asked(page, PAGE, kind="learned", length=100_000))
    assert header["state"]["length"] == header["longest"] == learned.longest() > rows
    header, _ = drawn(asked(page, PAGE, kind="sinusoidal", length=rows + 8))
    assert header["state"]["length"] == header["longest"] == 128


def test_a_text_beyond_the_table_is_cut_and_says_so(page, model):
    rows = model.net.max_length
    header, arrays = drawn(asked(typed(page, "a cat " * rows), PAGE, kind="learned"))
    assert len(header["read"]) == len(arrays["v_out"]) == rows
    assert f"{learned.LEARNED} has {rows} positions" in header["notice"]
    header, _ = drawn(asked(typed(page, WHO), PAGE, kind="learned"))
    assert not header["notice"]


@whatever_is_typed(8)
def test_whatever_is_typed_is_drawn(page, text):
    header, arrays = drawn(asked(typed(page, text), PAGE, kind="learned"))
    assert header["text"] == text and len(header["read"]) == len(arrays["v_out"])
    assert all(np.isfinite(values).all() for values in arrays.values())


def test_a_broken_table_leaves_the_other_methods(open_page, monkeypatch):
    real = learned.load

    def broken(name):
        if name == learned.LEARNED:
            raise pretrained.BrokenModel("weights.safetensors is missing")
        return real(name)

    monkeypatch.setattr("ui.learned.load", broken)
    header, arrays = drawn(open_page(PAGE, kind="learned"))
    assert header["state"]["kind"] == "sinusoidal" and "weights.safetensors is missing" in header["notice"]


CASES = {
    "learned": lambda arrays: arrays["encoding"][5, 8],
    "likeness": lambda arrays: arrays["similarity"][20, 14],
    "path": lambda arrays: arrays["along"][5, 0],
    "spectrum": lambda arrays: arrays["share"][3],
    "embedded": lambda arrays: arrays["v_out"][1, 4],
}


@pytest.mark.parametrize("name", CASES)
def test_the_code_prints_the_number_of_the_picture(page, name):
    _, arrays = drawn(asked(typed(page, WHO), PAGE, kind="learned"))
    code = (CODE / f"{name}.py").read_text(encoding="utf-8")
    assert printed(code) == pytest.approx(float(CASES[name](arrays)), rel=1e-3, abs=1e-5)
