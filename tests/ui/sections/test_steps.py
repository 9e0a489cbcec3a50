"""The tab that goes through the decoding: every number is the trace's, every sum comes to what the net computed."""

import numpy as np
import pytest

from tests.seq2seq_sections import TEXT, call, reading
from text.bpe import EOS
from ui.sections import steps

NETS = ("none", "dot", "general", "concat", "additive")


@pytest.mark.parametrize("name", NETS)
@pytest.mark.parametrize("t", [1, 3])
def test_every_number_is_the_traces(name, t):
    header, arrays = call(steps, (name, name), steps_t=t)
    trace = reading(name).trace
    assert header["net"] == name and header["t"] == t
    paths = {"y": "y", "s": "cell.h", "z": "cell.z", "n": "cell.n", "out": "out"}
    for array, path in paths.items():
        assert np.array_equal(arrays[array], trace[f"decoder.{path}"].values[0, t - 1]), array
    assert np.array_equal(arrays["top_p"], trace["out"].values[0, t - 1, arrays["top"]])
    assert np.array_equal(arrays["top_logits"], trace["logits"].values[0, t - 1, arrays["top"]])
    before = trace["decoder.cell.h"].values[0, t - 2] if t > 1 else trace["encoder.start"].values[0]
    assert np.array_equal(arrays["before"], before)
    looks = ("query", "scores", "weights", "context")
    assert [look in arrays for look in looks] == [name != "none"] * 4
    for look in looks if name != "none" else ():
        assert np.array_equal(arrays[look], trace[f"decoder.look.{look}"].values[0, t - 1])


@pytest.mark.parametrize("name", NETS)
def test_the_sums_that_are_written_out_come_to_what_the_net_computed(name):
    header, arrays = call(steps, (name, name), steps_t=2)
    assert np.allclose(arrays["z"] * arrays["before"] + (1 - arrays["z"]) * arrays["n"], arrays["s"], atol=1e-6)
    said = [arrays[f"combine_{part}"] for part in ("context", "state", "bias") if f"combine_{part}" in arrays]
    assert len(said) == (2 if name == "none" else 3)
    assert np.allclose(np.tanh(sum(said)), arrays["out"], atol=1e-5)
    assert np.allclose(np.exp(arrays["top_logits"] - header["log_sum"]), arrays["top_p"], rtol=1e-4)
    if name == "none":
        return
    assert np.allclose((arrays["left"] * arrays["right"]).sum(1), arrays["scores"], atol=1e-4)
    exp = np.exp(arrays["scores"].astype(float))
    assert np.allclose(exp / exp.sum(), arrays["weights"], atol=1e-5)
    assert np.allclose(arrays["weights"] @ arrays["h"], arrays["context"], atol=1e-5)


def test_additive_attention_asks_before_it_steps():
    header, arrays = call(steps, ("none", "additive"), steps_t=2)
    assert header["parts"] == ["score", "softmax", "context", "state", "combine", "predict"]
    assert np.array_equal(arrays["query"], arrays["before"])
    header, arrays = call(steps, ("none", "general"), steps_t=2)
    assert header["parts"] == ["state", "score", "softmax", "context", "combine", "predict"]
    assert np.array_equal(arrays["query"], arrays["s"])


def test_the_net_that_looks_back_is_followed_until_another_is_asked_for():
    assert [call(steps, names)[0]["side"] for names in (("none", "dot"), ("dot", "none"), ("none", "none"))] == [
        1,
        0,
        0,
    ]
    header, arrays = call(steps, ("none", "dot"), steps_net="first")
    assert header["net"] == "none" and header["parts"] == ["state", "combine", "predict"]
    assert header["state"] == {"steps_net": "first", "steps_t": 1} and "scores" not in arrays


def test_what_is_written_is_among_the_likeliest_and_read_next():
    written = reading("general").written
    for t in range(1, len(written) + 1):
        header, arrays = call(steps, steps_t=t)
        assert arrays["top"][header["chosen"]] == written[t - 1].id
        if t < len(written):
            assert call(steps, steps_t=t + 1)[0]["read"] == header["top"][header["chosen"]]


@pytest.mark.parametrize("asked", ["99999999", "-3", "x", None, True, [2], {"a": 1}, "², 3", 1e9])
def test_nonsense_is_the_first_step(asked):
    assert call(steps, steps_t=asked, steps_net=asked)[0]["t"] == 1


def test_a_step_that_is_not_there_is_the_last_one():
    header, _ = call(steps, steps_t=500)
    assert header["t"] == header["steps"] == len(reading("general").written)
    assert header["state"]["steps_t"] == 500


@pytest.mark.parametrize("text", ["I", "a " * 90, "<b>$x$</b>", "שלום 😀"])
def test_odd_texts_have_steps(text):
    header, arrays = call(steps, text=text)
    assert len(header["source"]) == len(arrays["weights"]) <= 65 and header["source"][-1] == ["<eos>", True]


def test_nothing_typed_has_no_steps():
    header, arrays = call(steps, text="")
    assert header["steps"] == 0 and arrays == {}
    assert reading("general", "").source[0].id == EOS and TEXT


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_every_part_has_its_words(lang):
    words = steps.words(lang)
    parts = {part for name in NETS for part in call(steps, (name, name))[0]["parts"]}
    parts.add("combine_alone")  # without attention
    assert parts == set(words["parts"]) and all(f"note_{part}" in words for part in parts)
    assert set(words["keys"]) == {"Home", "End", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"}
    assert "pretrained.load" in words["code"]["steps"]
