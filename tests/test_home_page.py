"""The first page without a browser: five nets read one sentence, and none of them can break another."""

import json
from urllib.parse import urlencode

import numpy as np
import pytest
import torch

import pretrained
import ui.home
import ui.run
from tests.pages import drawn, opened, typed, whatever_is_typed
from text.bpe import normalise
from text.examples import CLASS
from text.spans import words_of
from ui.run import Look, Settings, run

PAGE = "start"
ROWS = ["rnn", "lstm", "gru", "seq2seq", "transformer"]
KOREAN = "재미없을 줄 알았는데 정말 재미있었다"


def by_name(header: dict) -> dict[str, dict]:
    return {row["name"]: row for row in header["rows"]}


@pytest.mark.parametrize(("family", "text"), [("sentiment-en", CLASS), ("sentiment-ko", KOREAN)])
def test_every_number_of_a_recurrent_row_is_the_nets_own(open_page, family, text):
    header, arrays = drawn(open_page(PAGE, text=text))
    for cell in ROWS[:3]:
        model = pretrained.load(f"{family}-{cell}")
        with torch.inference_mode():
            trace = model.net.trace(torch.tensor([model.tokenizer.ids(text)]))
        row = by_name(header)[cell]
        assert row["family"] == family and row["door"] == {"page": "cells", "cell": ui.home.CELLS[family][cell]}
        assert [token["text"] for token in row["tokens"]] == [piece.text for piece in model.tokenizer.pieces(text)]
        assert np.allclose(arrays[f"{cell}.out"], trace.out[0, :, 1], atol=1e-5)
        for one in row["maps"]:
            wanted = getattr(trace.rnn.layers[-1], one["name"])[0]
            assert np.allclose(arrays[f"{cell}.{one['name']}"], wanted, atol=1e-5)
        assert sorted(arrays[f"{cell}.order"]) == list(range(model.net.rnn.hidden_size))


def test_every_number_of_a_translating_row_is_the_nets_own(open_page):
    header, arrays = drawn(open_page(PAGE, text=CLASS))
    row, reading = by_name(header)["transformer"], run("translate-en-fr", CLASS, Settings())
    assert row["translation"] == reading.translation and row["ids"] == [piece.id for piece in reading.written]
    cross, own = (
        reading.trace[f"{path}.weights"].at(batch=0) for path in ("decoder.layers.cross", "encoder.layers.attn")
    )
    assert np.allclose(arrays["transformer.weights"], cross.at(layer=ui.home.LOOKS - 1).values.mean(0), atol=1e-6)
    assert np.array_equal(arrays["transformer.heads"], own.at(layer=ui.home.HEADS - 1).values)
    row, reading = by_name(header)["seq2seq"], run(f"seq2seq-en-fr-{ui.home.ATTENTION}", CLASS, Look())
    assert row["translation"] == reading.translation and row["net"] == ui.home.ATTENTION
    assert np.allclose(arrays["seq2seq.weights"], reading.trace["decoder.look.weights"].at(batch=0).values, atol=1e-6)
    assert np.array_equal(arrays["seq2seq.h"], reading.trace["encoder.out"].at(batch=0).values)
    assert np.allclose(arrays["seq2seq.weights"].sum(-1), 1, atol=1e-4)


def test_all_rows_stand_on_one_axis(open_page):
    header, _ = drawn(open_page(PAGE, text="Don't  cross the street!"))
    assert [word["text"] for word in header["axis"]] == ["Don't", "cross", "the", "street", "!"]
    for row in header["rows"]:
        tokens = [token for token in row.get("tokens") or row["source"] if not token["special"]]
        covered = {k for token in tokens for k in range(token["start"], token["end"])}
        assert covered >= {k for word in header["axis"] for k in range(word["start"], word["end"])}


def test_a_translator_says_that_it_reads_english_and_still_answers(open_page):
    header, _ = drawn(open_page(PAGE, text=KOREAN, lang="ko"))
    for name, row in by_name(header).items():
        assert ("영어를 읽는 모델입니다" in row["note"]) == (name in ROWS[3:])
    assert by_name(header)["transformer"]["translation"]


def test_the_net_of_an_empty_text_is_that_of_the_screen(open_page):
    app = open_page(PAGE, lang="ko")
    assert by_name(drawn(app)[0])["lstm"]["family"] == "sentiment-en", "the example is English"
    header, arrays = drawn(typed(app, ""))
    assert by_name(header)["lstm"]["family"] == "sentiment-ko" and arrays["lstm.c"].shape[0] == 0
    assert header["axis"] == [] and by_name(header)["seq2seq"]["written"] == []


def test_what_is_cut_is_said_in_the_row_that_cuts(open_page):
    notes = {name: row["note"] for name, row in by_name(drawn(open_page(PAGE, text="very " * 300))[0]).items()}
    assert all("characters are read" in notes[name] for name in ROWS[3:])
    assert not any("characters are read" in notes[name] for name in ROWS[:3])


@pytest.mark.parametrize(("row", "broken"), [
    ("rnn", "sentiment-en-rnn"), ("gru", "sentiment-en-gru"), ("seq2seq", f"seq2seq-en-fr-{ui.home.ATTENTION}"),
    ("transformer", "translate-en-fr"),
])  # fmt: skip
def test_a_broken_model_breaks_its_row_alone(open_page, monkeypatch, row, broken):
    def load(name: str, true=pretrained.load):
        if name == broken:
            raise pretrained.BrokenModel(f"pretrained/{name}/card.json cannot be read.")
        return true(name)

    for cached in (ui.run.MODELS, ui.run.RUNS, ui.home.read):
        cached.clear()
    monkeypatch.setattr(pretrained, "load", load)
    header, arrays = drawn(open_page(PAGE, text="I am a student."))
    assert [one["name"] for one in header["rows"] if one["broken"]] == [row]
    assert broken in by_name(header)[row]["broken"]
    assert not any(name.startswith(row) for name in arrays)
    monkeypatch.undo()
    for cached in (ui.run.MODELS, ui.run.RUNS, ui.home.read):
        cached.clear()


@pytest.fixture(scope="module")
def page():
    """One visitor for the tests that leave nothing behind."""
    return opened(PAGE)


@whatever_is_typed(12)
def test_whatever_is_typed_is_drawn(page, text):
    header, arrays = drawn(typed(page, text))
    assert header["text"] == text and not any(row["broken"] for row in header["rows"])
    assert [(word["start"], word["end"]) for word in header["axis"]] == words_of(normalise(text[:2000]))
    assert all(np.isfinite(values).all() for values in arrays.values())
    for row in header["rows"]:
        assert urlencode(row["door"])
    json.dumps(header)
