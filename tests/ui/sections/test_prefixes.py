"""The tab on prefixes: both nets on each prefix as on a text of its own, and nothing is read twice."""

import numpy as np
import pytest
import torch

import pretrained
from tests.seq2seq_sections import call
from text.bpe import EOS, SOS, normalise
from text.french import elide
from ui.run import Look, Settings, run
from ui.sections import prefixes

NAMES = ("none", "general")
TEXT = "She is not at home, is she?"


@pytest.fixture(scope="module")
def found():
    return call(prefixes, NAMES, TEXT)


def test_prefixes_grow_by_one_word_up_to_the_whole(found):
    header, _ = found
    assert header["prefixes"] == [
        "She", "She is", "She is not", "She is not at", "She is not at home", "She is not at home,",
        "She is not at home, is", "She is not at home, is she", TEXT,
    ]  # fmt: skip
    starts = [text[start:].strip() for text, start in zip(header["prefixes"], header["from"], strict=True)]
    assert starts == ["She", "is", "not", "at", "home", ",", "is", "she", "?"]
    assert header["counted"] == list(range(1, 10)) and not header["shortened"]


def test_each_is_translated_as_a_text_of_its_own(found):
    header, arrays = found
    for k, prefix in enumerate(header["prefixes"]):
        teacher = run("translate-en-fr", prefix, Settings())
        assert header["given"][k] == teacher.translation
        given = [piece.id for piece in teacher.written]
        assert header["ids"][k] == given and header["counts"][k] == len(given)
        for side, name in enumerate(NAMES):
            reading = run(f"seq2seq-en-fr-{name}", prefix, Look())
            assert header["written"][side][k] == reading.translation
            model = pretrained.load(f"seq2seq-en-fr-{name}")
            source = torch.tensor([[*model.tokenizer.ids(prefix), EOS]])
            p = model.net.trace(source, torch.tensor([[SOS, *given[:-1]]])).out[0]
            losses = -p[torch.arange(len(given)), given].log().numpy()
            assert np.allclose(arrays[f"losses.{side}"][k, : len(given)], losses, atol=1e-3)
            assert np.isnan(arrays[f"losses.{side}"][k, len(given) :]).all()
            assert arrays["surprise"][side, k] == pytest.approx(losses.mean(), abs=1e-3)
            start = reading.trace["encoder.start"].values[0]
            assert np.allclose(arrays["start"][side, k], start, atol=1e-5)


def test_how_far_the_vector_moves_is_that_of_the_vectors(found):
    _, arrays = found
    start, moved = arrays["start"], arrays["moved"]
    assert np.isnan(moved[:, 0]).all()
    assert np.allclose(moved[:, 1:], np.linalg.norm(start[:, 1:] - start[:, :-1], axis=-1), atol=1e-5)


def test_only_what_is_new_is_read(monkeypatch):
    asked = []
    real = prefixes.rows
    monkeypatch.setattr(prefixes, "rows", lambda model, new, given: asked.append(len(new)) or real(model, new, given))
    monkeypatch.setattr(prefixes, "_rows", type(prefixes._rows)())
    call(prefixes, NAMES, "I am a")
    call(prefixes, NAMES, "I am a student")
    call(prefixes, NAMES, "I am a student")
    assert asked == [3, 3, 1, 1], "a net each"


def test_memory_is_bounded(monkeypatch):
    monkeypatch.setattr(prefixes, "_rows", type(prefixes._rows)())
    monkeypatch.setattr(prefixes, "KEPT", 4)
    header, _ = call(prefixes, ("none", "none"), "I am a student .")
    assert len(header["prefixes"]) == 5 and len(prefixes._rows) == 4


def test_a_long_text_shows_some_prefixes_and_the_whole():
    text = normalise("a dog, " * 30)
    header, arrays = call(prefixes, NAMES, text)
    assert len(header["prefixes"]) == prefixes.MOST == arrays["surprise"].shape[1] and header["shortened"]
    steps = np.diff(header["counted"])
    assert header["counted"][0] == 1 and steps.min() >= 1 and steps.max() - steps.min() <= 1
    assert header["tokens"][-1] == 64, "the whole that the nets read"
    assert all(text.startswith(prefix) for prefix in header["prefixes"])


@pytest.mark.parametrize("text", ["", " "])
def test_of_nothing_there_are_no_prefixes(text):
    header, arrays = call(prefixes, NAMES, normalise(text))
    assert header["prefixes"] == [] and arrays == {}


@pytest.mark.parametrize("text", ["a", "😀", "שלום", "<b>x</b>", "e\u0301", "한국어 문장", "a" * 400])
def test_whatever_is_typed_is_cut_into_prefixes(text):
    text = normalise(text)
    header, arrays = call(prefixes, NAMES, text)
    assert text.startswith(header["prefixes"][-1]) and np.isfinite(arrays["surprise"]).all()
    assert all(isinstance(written, str) and written == elide(written) for side in header["written"] for written in side)
