"""The picture of the tasks page holds the very numbers of the nets, for every kind and wiring."""

from dataclasses import replace

import numpy as np
import pytest

from figures.tasks import RIVALS, WINDOW, Shown, Token, Wiring, likeliest, spans, tasks
from figures.wire import unpack
from nets.quantity import Quantity
from ui.gallery_tasks import TEXT, TOKENS, aligned, many_to_one, one_to_many


def value(shown: Shown, path: str, **where) -> np.ndarray:
    return shown.trace[path].at(batch=0, **where).values


@pytest.mark.parametrize("make", [many_to_one, aligned, one_to_many])
def test_labels_travel_as_they_are(make):
    header, _ = unpack(tasks(make()))
    assert header["text"] == TEXT and header["notice"] == "A notice."
    assert [token["text"] for token in header["tokens"][: len(TOKENS)]] == TOKENS


@pytest.mark.parametrize("pooling", ["last", "mean", "attention"])
@pytest.mark.parametrize("step", [None, 0, 4])
def test_many_to_one_shows_every_answer_and_what_one_is_made_of(pooling, step):
    shown = replace(many_to_one(pooling=pooling), step=step)
    header, arrays = unpack(tasks(shown))
    at = 7 if step is None else step
    assert (header["step"], header["pinned"], header["wiring"]["pooling"]) == (at, step is not None, pooling)
    for cell, out in shown.outs.items():
        assert np.array_equal(arrays[f"curve_{cell}"], out)
    assert np.allclose(arrays["shares"].sum(), 1) and not arrays["shares"][at + 1 :].any()
    assert np.array_equal(arrays["shares"], value(shown, "weights")[at])
    scores = np.exp(arrays["logits"])
    assert np.allclose(scores / scores.sum(), arrays["out"], atol=1e-6)
    assert np.array_equal(arrays["out"], arrays["curve_gru"][at])


@pytest.mark.parametrize("unit", [0, 4])
def test_boxes_are_coloured_by_the_norm_or_by_one_unit(unit):
    shown = replace(aligned(layers=2), unit=unit)
    _, arrays = unpack(tasks(shown))
    for name, path in (("forward", "rnn.layers.h"), ("backward", "rnn.backward.h")):
        h = value(shown, path)
        wanted = h[..., unit - 1] if unit else np.sqrt((h**2).sum(-1))
        assert arrays[name].shape == (2, len(TOKENS))
        assert np.allclose(arrays[name], wanted, atol=1e-6)
    assert np.allclose(arrays["x"], np.sqrt((value(shown, "x") ** 2).sum(-1)), atol=1e-6)


def test_a_net_that_reads_one_way_has_no_second_lane():
    header, arrays = unpack(tasks(many_to_one(layers=2)))
    assert not header["wiring"]["bidirectional"] and header["wiring"]["layers"] == 2
    assert arrays["backward"].shape[0] == 0 and arrays["forward"].shape == (2, len(TOKENS))


@pytest.mark.parametrize("step", range(len(TOKENS)))
def test_what_both_directions_say_adds_up_to_the_score(step):
    _, arrays = unpack(tasks(aligned(step=step)))
    parts = arrays["says_forward"] + arrays["says_backward"] + arrays["says_bias"]
    assert np.allclose(parts, arrays["logits"], atol=1e-5)
    assert not np.allclose(arrays["says_forward"], arrays["says_backward"])
    shares = np.exp(arrays["logits"])
    assert np.allclose(shares / shares.sum(), arrays["out"], atol=1e-6)


def test_the_likeliest_tags_come_in_order_for_each_net():
    shown = aligned()
    header, arrays = unpack(tasks(shown))
    for cell, out in shown.outs.items():
        ids, p = arrays[f"ids_{cell}"], arrays[f"p_{cell}"]
        assert p.shape == (len(TOKENS), RIVALS["aligned"]) and (np.diff(p) <= 0).all()
        assert np.array_equal(p, np.take_along_axis(out, ids, -1))
        assert np.array_equal(ids[:, 0], out.argmax(-1))
    best = [shown.labels[i] for i in arrays["ids_gru"][:, 0]]
    assert header["spans"] == [list(span) for span in spans(best)]


@pytest.mark.parametrize("step", [None, 3, 7, 12, 16])
def test_one_to_many_shows_what_every_character_was_drawn_from(step):
    shown = one_to_many(step=step)
    header, arrays = unpack(tasks(shown))
    at = header["step"]
    assert at == (7 if step is None else step), "while nothing is chosen, what comes after the typed text"
    assert np.array_equal(arrays["considered"], shown.considered.values[at])
    assert np.array_equal(arrays["out"], np.concatenate([value(shown, "out"), shown.goes_on["out"].values[0]])[at])
    hot = np.exp(np.log(arrays["out"].astype(float)) / 0.8)
    assert np.allclose(hot / hot.sum(), arrays["considered"], atol=1e-5)
    drawn = 7 <= at < 16  # a throw belongs to each character that the net wrote, and to no typed one
    assert (header["dice"] is not None) == drawn
    if drawn:
        ends = np.cumsum(arrays["considered"])
        fell = int(np.searchsorted(ends, header["dice"], side="right"))
        assert shown.labels[fell] == header["tokens"][at + 1]["text"]


def test_written_and_typed_characters_are_told_apart():
    header, _ = unpack(tasks(one_to_many()))
    assert [token["written"] for token in header["tokens"]] == [False] * 8 + [True] * 9
    assert (header["prompt"], header["length"]) == (8, 17)
    assert header["texts"]["gru"] == [token["text"] for token in header["tokens"][8:]]


def test_an_unknown_word_is_marked():
    header, _ = unpack(tasks(aligned()))
    assert [token["unknown"] for token in header["tokens"]] == [False] * 3 + [True] + [False] * 4


def long(n: int, step: int | None) -> Shown:
    """Many to one over so many tokens, each state the number of its step."""
    h = Quantity(np.arange(n, dtype=np.float32).reshape(1, 1, n, 1), "h", ("layer", "batch", "time", "unit"), "")
    x = Quantity(np.zeros((1, n, 2), np.float32), "x", ("batch", "time", "d_model"), "")
    weights = Quantity(np.eye(n, dtype=np.float32)[None], "a", ("batch", "query", "key"), "")
    out = Quantity(np.full((1, n, 2), 0.5, np.float32), "y", ("batch", "time", "vocab"), "")
    trace = {"rnn.layers.h": h, "x": x, "weights": weights, "logits": out, "out": out}
    shown = many_to_one()
    tokens = [Token(str(k)) for k in range(n)]
    return replace(shown, tokens=tokens, trace=trace, outs={"gru": out.values[0]}, step=step, unit=1)


@pytest.mark.parametrize(
    ("step", "first"), [(None, 380), (499, 380), (0, 0), (30, 0), (200, 140), (470, 380), (9999, 380)]
)
def test_of_a_long_text_the_columns_around_the_step_travel(step, first):
    header, arrays = unpack(tasks(long(500, step)))
    assert (header["first"], len(header["tokens"]), header["length"]) == (first, WINDOW, 500)
    assert header["first"] <= header["step"] < header["first"] + WINDOW
    assert np.array_equal(arrays["forward"][0], np.arange(first, first + WINDOW))
    assert arrays["curve_gru"].shape == (500, 2), "the curves beside it show all of it"
    assert arrays["shares"][header["step"] - first] == 1


@pytest.mark.parametrize("make", [many_to_one, aligned])
def test_nothing_typed_gives_a_picture_too(make):
    shown = make()
    trace = {
        path: replace(q, values=q.values[tuple(slice(0 if d in ("time", "query", "key") else None) for d in q.dims)])
        for path, q in shown.trace.items()
    }
    outs = {cell: out[:0] for cell, out in shown.outs.items()}
    header, arrays = unpack(tasks(replace(shown, text="", tokens=[], trace=trace, outs=outs)))
    assert header["step"] == -1 and header["tokens"] == [] and "out" not in arrays


def test_a_kind_without_a_net_is_drawn_from_its_words_alone():
    shown = Shown(
        "a b", "encoder-decoder", "", (), "lstm", (), [Token("a"), Token("b")], (), Wiring(1, False, "", 0), {}, {}
    )
    header, arrays = unpack(tasks(shown))
    assert [token["text"] for token in header["tokens"]] == ["a", "b"]
    assert arrays["forward"].shape == (0, 2)


def test_the_likeliest_are_as_many_as_there_are():
    ids, p = likeliest(np.array([[0.1, 0.7, 0.2], [0.4, 0.2, 0.4]]), 5)
    assert ids.tolist() == [[1, 2, 0], [0, 2, 1]] and p.tolist() == [[0.7, 0.2, 0.1], [0.4, 0.4, 0.2]]


@pytest.mark.parametrize(
    ("tags", "wanted"),
    [
        ([], []),
        (["NOUN", "VERB"], []),
        (["B-a", "I-a", "I-a"], [(0, 2, "a")]),
        (["B-a", "B-a"], [(0, 0, "a"), (1, 1, "a")]),
        (["I-a", "I-b"], [(0, 0, "a"), (1, 1, "b")]),
        (["B-a", "O", "I-a"], [(0, 0, "a"), (2, 2, "a")]),
        (["B-creative-work", "I-creative-work"], [(0, 1, "creative-work")]),
    ],
)
def test_spans_join_what_belongs_together(tags, wanted):
    assert spans(tags) == wanted
