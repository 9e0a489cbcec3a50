"""The tab in which attention rows are drawn: the row is the net's at its step, and what follows is what it writes."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import pretrained
from nets.seq2seq_trace import Intervention
from tests.seq2seq_sections import TEXT, call, reading
from text.bpe import SOS
from ui.run import Look, run
from ui.sections import draw

NETS = ("dot", "general", "concat", "additive")
N = len(reading("general").source)


def row(net: str, t: int, shares: list[int]) -> str:
    return f"{net}.{t}.{'-'.join(map(str, shares))}"


def one(j: int) -> list[int]:
    """All weight on the token j, counted from 0."""
    return [int(k == j) for k in range(N)]


@pytest.mark.parametrize("name", NETS)
def test_nothing_drawn_is_the_net_as_trained(name):
    header, arrays = call(draw, ("none", name), draw_t=3)
    own = reading(name)
    assert header["t"] == 3 and header["drawn"] == [] and header["own"] == header["after"]
    assert header["top"][0] == header["top"][1] and header["top"][0][0][0] == own.written[2].id
    assert np.array_equal(arrays["own"], own.trace["decoder.look.weights"].values[0, 2])
    assert np.array_equal(arrays["own"], arrays["row"])


@pytest.mark.parametrize("name", NETS)
def test_a_drawn_row_is_the_nets_at_its_step(name):
    """The numbers are those of a forward pass with the row put in place, and the net goes on as greedy search does."""
    shares = [3, 0, 1, 0, 0, 0]
    header, arrays = call(draw, ("none", name), draw_t=2, draw_rows=row(name, 2, shares))
    weights = tuple(share / 4 for share in shares)
    assert np.allclose(arrays["row"], weights) and header["drawn"] == [2]
    assert np.array_equal(arrays["own"], reading(name).trace["decoder.look.weights"].values[0, 1])
    greedy = run(f"seq2seq-en-fr-{name}", TEXT, Look(rows=((1, weights),)))
    assert header["ids"][: len(greedy.written)] == [piece.id for piece in greedy.written]
    net = pretrained.load(f"seq2seq-en-fr-{name}").net
    with torch.inference_mode():
        source = torch.tensor([[piece.id for piece in greedy.source]])
        target = torch.tensor([[SOS, *header["ids"][:-1]]])
        out = net.trace(source, target, Intervention(((1, weights),))).out[0]
    best = out[1].topk(5)
    assert [id for id, _, _ in header["top"][1]] == best.indices.tolist()
    assert np.allclose([p for _, _, p in header["top"][1]], best.values, atol=1e-6)
    assert header["top"][0] == call(draw, ("none", name), draw_t=2)[0]["top"][0]


def test_what_stands_before_the_first_drawn_row_stays():
    own = [piece.id for piece in reading("dot").written]
    for t in (1, 2, 4):
        header, _ = call(draw, ("dot", "none"), draw_t=t, draw_rows=row("dot", t, one(0)))
        assert header["ids"][: t - 1] == own[: t - 1]


def test_before_is_the_run_without_the_row_of_this_step_alone():
    """With two rows drawn, the left side has the other one: only the row of this step is what differs."""
    early, late = row("dot", 1, one(4)), row("dot", 3, one(0))
    both, arrays = call(draw, ("dot", "none"), draw_t=3, draw_rows=f"{early}_{late}")
    without, own = call(draw, ("dot", "none"), draw_t=3, draw_rows=early)
    assert both["drawn"] == [1, 3] and both["top"][0] == without["top"][1]
    assert np.array_equal(arrays["own"], own["row"]) and arrays["row"].tolist() == one(0)


@pytest.mark.parametrize(("name", "forgets"), [("dot", True), ("general", True), ("additive", False)])
def test_luongs_context_matters_for_the_next_word_alone(name, forgets):
    """Where a drawn row leaves the next word as it was, nothing after it changes; Bahdanau's state remembers it."""
    own = reading(name)
    weights = own.trace["decoder.look.weights"].values[0, 1]
    drawn = draw.rewritten(name, TEXT, own, {2: tuple(round(float(w) * 9000) + 100 for w in weights)})
    assert [piece.id for piece in drawn.written] == [piece.id for piece in own.written]
    before, after = own.trace["out"].values[0], drawn.trace["out"].values[0]
    assert not np.allclose(before[1], after[1], atol=1e-7)
    assert np.allclose(before[2:], after[2:], atol=1e-7) == forgets


def test_rows_are_kept_by_net():
    header, arrays = call(draw, ("dot", "general"), draw_t=2, draw_rows=row("dot", 2, one(0)))
    assert header["net"] == "general" and header["drawn"] == [] and np.array_equal(arrays["own"], arrays["row"])
    assert header["state"]["draw_rows"] == row("dot", 2, one(0))
    header, arrays = call(draw, ("dot", "general"), draw_t=2, draw_rows=row("dot", 2, one(0)), draw_net="first")
    assert header["drawn"] == [2] and arrays["row"].tolist() == one(0)


def test_rows_of_another_length_are_put_aside_and_said_to_be():
    fits, not_any_more = row("general", 2, one(1)), row("general", 3, [1, 2, 3])
    header, _ = call(draw, draw_rows=f"{fits}_{not_any_more}")
    assert header["aside"] == [3] and header["state"]["draw_rows"] == fits and header["drawn"] == [2]
    header, _ = call(draw, draw_rows=fits, text="I am a good student.")
    assert header["aside"] == [N] and header["drawn"] == [] and header["own"] == header["after"]


def test_the_net_without_attention_has_no_row():
    header, arrays = call(draw, ("none", "none"))
    assert header["net"] == "none" and header["steps"] == 0 and arrays == {}
    assert call(draw, ("none", "dot"), draw_net="first")[0]["net"] == "dot"


@pytest.mark.parametrize("text", ["", "I", "a " * 90, "<b>$x$</b>", "שלום 😀"])
def test_odd_texts_can_be_drawn_on(text):
    n = len(reading("general", text).source)
    header, arrays = call(draw, text=text, draw_t=1, draw_rows=row("general", 1, [0] * (n - 1) + [1]))
    assert header["steps"] == 0 if not text else arrays["row"][-1] == 1 and len(header["source"]) == n <= 65


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="dotgenral.-_0123456789x ", max_size=40) | st.none() | st.integers() | st.lists(st.text()))
def test_whatever_an_address_says_is_rows_or_nothing(text):
    rows = draw.parse(text)
    assert draw.parse(draw.spell(rows)) == rows
    assert all(sum(shares) > 0 for shares in rows.values()) and len(rows) <= draw.MOST


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_words(lang):
    words = draw.words(lang)
    assert {"title", "note", "aside", "none", "to_own", "to_even", "to_only", "to_reset"} <= set(words)
    assert "Intervention(" in words["code"]["draw"]
