"""Figures for a notebook: every number of the weights, in the page's colours, whatever they come from."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

import pretrained
from figures import attention_lines, attention_map, difference_map, heads_grid
from figures.colours import SHARE, SIGNED, share_scale
from foreign.modules import attend
from nets.quantity import Quantity
from nets.trace import freeze

ROOT = Path(__file__).parent.parent.parent
ODD = ["<b>bold</b>", "$x^2$", "한국어", "", "🙂", "same", "same"]


def weights(layers=2, heads=3, queries=4, keys=None, batch=1):
    raw = np.random.default_rng(0).random((layers, batch, heads, queries, keys or queries))
    raw = (raw / raw.sum(-1, keepdims=True)).astype(np.float32)
    return Quantity(raw, "A", ("layer", "batch", "head", "query", "key"), "How much.")


def z(figure, trace=0):
    return np.asarray(figure.data[trace].z, float)


def test_a_map_shows_the_head_that_was_asked_for():
    A = weights()
    figure = attention_map(A, list("abcd"), layer=1, head=2)
    np.testing.assert_array_equal(z(figure), A.values[1, 0, 2])
    assert list(figure.data[0].y) == list(figure.data[0].x) == ["a (0)", "b (1)", "c (2)", "d (3)"]
    assert (figure.data[0].zmin, figure.data[0].zmax) == (0, 1)
    assert figure.layout.title.text == "layer 1 · head 2"
    assert figure.layout.yaxis.autorange == "reversed", "queries run down"


def test_the_difference_of_two_heads_has_0_in_the_middle():
    A, B = weights(), weights(layers=1)
    figure = difference_map(A, B, layer=1, head=0, layer_b=0, head_b=2)
    np.testing.assert_allclose(z(figure), A.values[1, 0, 0] - B.values[0, 0, 2], atol=1e-7)
    assert figure.data[0].zmin == -figure.data[0].zmax < 0
    with pytest.raises(ValueError, match="on one text"):
        difference_map(A, weights(queries=5), layer=0, head=0)
    assert difference_map(A, A, layer=0, head=0).data[0].zmax == 1.0


def test_all_heads_of_a_layer_and_of_all_layers():
    A = weights(heads=5, queries=4, keys=6)
    figure = heads_grid(A, list("abcd"), list("uvwxyz"), layer=1)
    assert len(figure.data) == 5
    for head in range(5):
        np.testing.assert_array_equal(z(figure, head), A.values[1, 0, head])
    whole = z(heads_grid(A)).reshape(2, 5, 5, 7)
    np.testing.assert_array_equal(whole[:, :4, :, :6].transpose(0, 2, 1, 3), A.values[:, 0])
    assert np.isnan(whole[:, 4]).all() and np.isnan(whole[:, :, :, 6]).all()


def test_lines_end_at_the_tokens_and_the_strongest_are_the_thickest():
    A = np.array([[1.0, 0.0], [0.3, 0.7]], np.float32)
    figure = attention_lines(Quantity(A, "A", ("query", "key"), ""), ["a", "b"], ["u", "v"])
    drawn = {}
    for line in figure.data[:-2]:
        y = np.asarray(line.y, float).reshape(-1, 3)
        drawn |= {(int(i), int(j)): line.line.width for i, j, _ in y}
    assert set(drawn) == {(0, 0), (1, 0), (1, 1)}
    assert drawn[0, 0] > drawn[1, 1] > drawn[1, 0]
    assert list(figure.data[-2].text) == ["a", "b"] and list(figure.data[-1].text) == ["u", "v"]
    assert figure.data[-2].hovertext[1] == "b (1)<br>most from v (1): 0.700"


def test_attention_of_a_torch_module():
    torch.manual_seed(0)
    net = nn.TransformerEncoder(nn.TransformerEncoderLayer(16, 4, 32, batch_first=True), 2).eval()
    found = attend(net, torch.randn(2, 5, 16))
    figure = attention_map(found, path="layers.1.self_attn", head=3, batch=1)
    np.testing.assert_array_equal(z(figure), found["layers.1.self_attn"].values[1, 3])
    assert "layers.1.self_attn · head 3 · batch 1" in figure.layout.title.text
    assert len(heads_grid(found, path="layers.0.self_attn").data) == 4
    with pytest.raises(ValueError, match=r"path= one of layers\.0\.self_attn, layers\.1\.self_attn"):
        attention_map(found, head=0)


def test_a_trace_of_one_of_our_nets():
    model = pretrained.load("gpt-en")
    pieces = model.tokenizer.pieces("The animal is tired.")
    with torch.inference_mode():
        trace = freeze(model.net.trace(torch.tensor([[piece.id for piece in pieces]])))
    figure = attention_map(trace, pieces, layer=0, head=1)
    np.testing.assert_array_equal(z(figure), trace["layers.attn.weights"].values[0, 0, 1])
    assert figure.data[0].x[0].startswith("The (0)")


@pytest.mark.parametrize("where", [dict(), dict(layer=0), dict(layer=2, head=0), dict(layer=0, head=-4)])
def test_what_must_still_be_said(where):
    with pytest.raises(ValueError, match=r"say which (layer|head): (layer= 0 to 1|head= 0 to 2)"):
        attention_map(weights(), **where)


def test_what_is_no_map():
    with pytest.raises(ValueError, match="no map of queries by keys"):
        attention_map(Quantity(np.zeros((2, 2)), "h", ("time", "unit"), ""))
    with pytest.raises(ValueError, match="none, for there are none"):
        attention_map({})
    with pytest.raises(ValueError, match="there are 3 queries, and weights for 4"):
        attention_map(weights(), list("abc"), layer=0, head=0)


@pytest.mark.parametrize("count", [0, 1, 7])
def test_odd_tokens_are_words_and_no_markup(count):
    A = weights(queries=count, heads=2)
    for figure in (
        attention_map(A, ODD[:count], layer=0, head=0),
        heads_grid(A, ODD[:count], layer=0),
        heads_grid(A, ODD[:count]),
        attention_lines(A, ODD[:count], layer=0, head=0),
    ):
        assert "<b>" not in figure.to_json().replace("\\u003c", "<")
    if count == 7:
        assert len(set(attention_map(A, ODD, layer=0, head=0).data[0].x)) == 7, "no two columns are one"


def test_the_colours_are_the_page_s():
    code = (ROOT / "ui" / "web" / "scales.js").read_text(encoding="utf-8")
    light = code[code.index("light: {") : code.index("dark: {")]
    for name, scale in (("share", SHARE), ("signed", SIGNED)):
        assert tuple(re.findall(r"#\w{6}", light[light.index(name) :].split("]")[0])) == scale
    places, colours = zip(*share_scale(), strict=True)
    assert (places[0], places[-1]) == (0, 1) and colours[-1] == "rgb(8,32,74)"
    assert colours[24] == "rgb(90,155,204)" and places[24] == 0.25, "a quarter is coloured by its root, a half"


def test_the_app_starts_without_plotly():
    code = "import sys, figures.wire; raise SystemExit('plotly' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0
    with pytest.raises(AttributeError, match="no attribute 'pie'"):
        import figures

        figures.pie  # noqa: B018
