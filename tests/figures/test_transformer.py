"""The pictures hold the very numbers of the run, and every label as it was typed."""

from dataclasses import replace

import numpy as np
import pytest

from figures.transformer import (
    ALTERNATIVES,
    BELOW,
    PATHS,
    STAGES,
    Token,
    alternatives,
    leak,
    plain,
    transformer,
)
from figures.wire import unpack
from nets.quantity import Quantity
from ui.gallery import SOURCE, TOKENS, scene, small_net


@pytest.fixture(scope="module")
def shown():
    return scene(small_net())


def quantity(shown, path, **where):
    return shown.trace[path].at(batch=0, **where).values


@pytest.mark.parametrize("selected", ["encoder.1.2", "decoder.2.4", "cross.1.1"])
def test_the_chosen_head_arrives_in_full(shown, selected):
    _, arrays = unpack(transformer(shown, selected))
    side, layer, head = selected.split(".")
    for name in ("Q", "K", "V", *STAGES, "context"):
        wanted = quantity(shown, f"{PATHS[side]}.{name}", layer=int(layer) - 1, head=int(head) - 1)
        assert np.array_equal(arrays[name], wanted), name
    assert np.array_equal(arrays["layer"], quantity(shown, f"{PATHS[side]}.weights", layer=int(layer) - 1))
    assert np.array_equal(arrays["layer"][int(head) - 1], arrays["weights"])


def test_all_heads_arrive_as_bytes(shown):
    _, arrays = unpack(transformer(shown, "cross.1.1"))
    for side, path in PATHS.items():
        weights = quantity(shown, f"{path}.weights")
        assert arrays[side].dtype == np.uint8 and arrays[side].shape == weights.shape
        assert np.abs((arrays[side] / 255.0) ** 2 - weights).max() < 0.004


def test_the_probabilities_are_those_of_the_tokens_written(shown):
    header, arrays = unpack(transformer(shown, "cross.1.1"))
    out = quantity(shown, "out")
    assert np.array_equal(arrays["probabilities"], [out[k, i] for k, i in enumerate(shown.written_ids)])
    for row, listed in zip(out, header["alternatives"], strict=True):
        assert [p for _, p in listed] == sorted((float(p) for p in row), reverse=True)[:ALTERNATIVES]


def test_labels_travel_as_they_are(shown):
    header, _ = unpack(transformer(shown, "cross.1.1"))
    assert [t["text"] for t in header["source"]] == [TOKENS[i] for i in SOURCE]
    assert header["text"] == shown.text
    assert header["written"][0]["forced"] and not header["written"][1]["forced"]
    assert header["source"][-1]["special"] and not header["source"][0]["special"]


def test_nothing_typed_gives_a_picture_too(shown):
    header, arrays = unpack(transformer(replace(shown, written=[], written_ids=[], text=""), "cross.1.1"))
    assert header["alternatives"] == [] and arrays["probabilities"].shape == (0,)


@pytest.mark.parametrize("selected", ["encoder.2.1", "decoder.2.1", "cross.1.3"])
def test_the_block_shows_the_stream_in_order(shown, selected):
    header, arrays = unpack(transformer(shown, selected, "block"))
    side, layer, _ = selected.split(".")
    stack = "encoder" if side == "encoder" else "decoder"
    stops = {"encoder": 8, "decoder": 11}[stack]
    assert len(header["vectors"]) == stops
    for spec in header["vectors"]:
        path = spec["name"].removeprefix("v_")
        for stop in ("norm1", "norm2", "norm3", "attn", "cross", "ffn"):
            path = path.replace(f"{stop}_", f"{stop}.") if path != "resid_cross" else path
        assert np.array_equal(arrays[spec["name"]], quantity(shown, f"{stack}.layers.{path}", layer=int(layer) - 1))
        assert len(spec["tokens"]) == len(arrays[spec["name"]])
    stream = arrays["v_resid_pre"] + arrays["v_attn_out"]
    assert np.allclose(stream, arrays["v_resid_mid"], atol=1e-5)


def test_the_block_says_what_the_norms_took_out_and_which_neurons_are_silent(shown):
    header, arrays = unpack(transformer(shown, "encoder.1.1", "block"))
    specs = {spec["name"]: spec for spec in header["vectors"]}
    x = arrays["v_resid_pre"][0].astype(float)
    assert specs["v_norm1_out"]["notes"][0] == f"μ = {x.mean():.4f}   σ² = {x.var():.4f}"
    assert f"{(arrays['v_ffn_hidden'] == 0).mean():.0%}" in specs["v_ffn_hidden"]["title"]
    limits = {specs[name]["limit"] for name in ("v_resid_pre", "v_attn_out", "v_resid_mid", "v_ffn_out", "v_out")}
    assert len(limits) == 1, "one scale for all of the stream"


def test_positions_show_embedding_position_and_sum(shown):
    header, arrays = unpack(transformer(shown, "cross.1.1", "positions"))
    assert [s["name"] for s in header["vectors"]] == [
        f"v_{side}_{part}" for side in ("source", "target") for part in ("tokens", "positions", "out")
    ]
    for side in ("source", "target"):
        tokens, positions, out = (arrays[f"v_{side}_{part}"] for part in ("tokens", "positions", "out"))
        assert np.allclose(tokens + positions, out, atol=1e-6)
        assert positions[1, 0] == pytest.approx(np.sin(1.0), abs=1e-6)


def test_the_tree_marks_the_way_to_the_translation(shown):
    header, arrays = unpack(transformer(shown, "cross.1.1", "tree"))
    steps, beams = arrays["tree_parent"].shape
    assert len(header["tree"]) == steps * beams
    assert len(header["best"]) == steps > 5
    assert [header["tree"][k] for k in header["best"]] == [TOKENS[i] for i in shown.written_ids[:steps]]
    for before, after in zip(header["best"], header["best"][1:], strict=False):
        assert arrays["tree_parent"].flatten()[after] == before % beams


def test_alternatives_are_the_likeliest_in_order():
    vocabulary = [f"t{i}" for i in range(9)]
    probabilities = np.array([[0.01, 0.3, 0.02, 0.2, 0.03, 0.25, 0.04, 0.1, 0.05]], np.float32)
    found = alternatives(probabilities, vocabulary)[0]
    assert [name for name, _ in found] == ["t1", "t5", "t3", "t7", "t8"]
    assert alternatives(np.zeros((0, 9), np.float32), vocabulary) == []


def test_the_leak_is_the_share_of_the_future():
    weights = np.array([[[[[0.5, 0.3, 0.2], [0.1, 0.2, 0.7], [0.0, 0.0, 1.0]]]]])
    trace = {"decoder.layers.attn.weights": Quantity(weights, "A", ("layer", "batch", "head", "query", "key"), "")}
    assert leak(trace) == pytest.approx((0.5 + 0.7 + 0.0) / 3)


def test_with_the_mask_nothing_leaks(shown):
    assert leak(shown.trace) == 0


@pytest.mark.parametrize("below", BELOW)
def test_no_symbol_is_left_in_latex(shown, below):
    for selected in ("encoder.1.1", "cross.2.2"):
        header, _ = unpack(transformer(shown, selected, below))
        symbols = [q["symbol"] for q in header["quantities"].values()] + [v["symbol"] for v in header["vectors"]]
        assert not [s for s in symbols if "\\" in s]
    assert plain("unknown") == "unknown"


def test_a_token_travels_whole():
    assert Token("<b>", 3, True).wire() == {"text": "<b>", "word": 3, "special": True}
