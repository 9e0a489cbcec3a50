"""What leaves ``nets``: flat, named, read-only arrays whose axes say what they are."""

from collections import defaultdict

import numpy as np
import pytest
import torch

from nets.decoding import Decoding, decode
from nets.quantity import Quantity
from nets.trace import DIMS, freeze, lhs
from tests.nets.small import EOS, PAD, SOS, VOCAB, sentence, small_net

SOURCE = torch.tensor([[5, 8, 9, 4, 10, EOS], [7, 6, EOS, PAD, PAD, PAD]])
TARGET = torch.tensor([[SOS, 9, 4], [SOS, 8, 5]])


def traces() -> dict:
    net = small_net(seed=1)
    return {
        "teacher forcing": net.trace(SOURCE, TARGET),
        "no mask": net.trace(SOURCE[:1], TARGET[:1]),
        "greedy": decode(net, sentence(0, 5), Decoding(max_steps=7)),
        "beam": decode(net, sentence(0, 5), Decoding("beam", beams=3, max_steps=7), prefix=[5]),
        "sample": decode(net, sentence(0, 5), Decoding("sample", top_k=3, max_steps=7)),
    }


@pytest.fixture(scope="module", params=["teacher forcing", "no mask", "greedy", "beam", "sample"])
def frozen(request) -> dict[str, Quantity]:
    return freeze(traces()[request.param])


def test_every_array_has_a_name_for_every_axis(frozen):
    assert frozen
    for path, quantity in frozen.items():
        assert isinstance(quantity, Quantity)
        assert quantity.values.ndim == len(quantity.dims), path
        assert set(quantity.dims) <= DIMS and len(set(quantity.dims)) == len(quantity.dims), path
        assert quantity.symbol and quantity.text.endswith("."), path


def test_within_one_record_an_axis_name_has_one_size(frozen):
    records = defaultdict(dict)
    for path, quantity in frozen.items():
        record = records[path.rpartition(".")[0]]
        for name, size in zip(quantity.dims, quantity.values.shape, strict=True):
            assert record.setdefault(name, size) == size, f"{path}: {name} is {size}, elsewhere {record[name]}"


def test_arrays_are_read_only(frozen):
    for path, quantity in frozen.items():
        with pytest.raises(ValueError, match="read-only"):
            quantity.values[...] = 0
        assert type(quantity.values) is np.ndarray, path


def test_the_paths_of_the_page():
    frozen = freeze(traces()["teacher forcing"])
    sizes = dict(batch=2, layer=2, head=4, d_model=16, d_head=4, d_ff=32, vocab=VOCAB)
    expected = {
        "source.positions": ("batch", "time", "d_model"),
        "encoder.layers.resid_pre": ("layer", "batch", "time", "d_model"),
        "encoder.layers.attn.weights": ("layer", "batch", "head", "query", "key"),
        "encoder.layers.ffn.hidden": ("layer", "batch", "time", "d_ff"),
        "decoder.layers.attn.weights": ("layer", "batch", "head", "query", "key"),
        "decoder.layers.cross.weights": ("layer", "batch", "head", "query", "key"),
        "decoder.layers.cross.Q": ("layer", "batch", "head", "query", "d_head"),
        "out": ("batch", "time", "vocab"),
    }
    for path, dims in expected.items():
        assert frozen[path].dims == dims
        shape = dict(zip(dims, frozen[path].values.shape, strict=True))
        assert all(shape[name] == size for name, size in sizes.items() if name in shape), path
    assert frozen["decoder.layers.cross.weights"].values.shape[-2:] == (3, 6)
    assert frozen["decoder.layers.attn.weights"].values.shape[-2:] == (3, 3)


def test_freezing_keeps_every_number_and_cuts_the_graph():
    trace = traces()["teacher forcing"]
    frozen = freeze(trace)
    assert trace.out.requires_grad
    for layer in range(2):
        mine = frozen["encoder.layers.attn.weights"].at(layer=layer).values
        assert np.array_equal(mine, trace.encoder.layers[layer].attn.weights.detach().numpy())
    assert frozen["encoder.layers.attn.weights"].at(layer=1, head=2).dims == ("batch", "query", "key")
    with pytest.raises(KeyError, match="'expert' is no axis of A"):
        frozen["encoder.layers.attn.weights"].at(expert=0)


def test_what_is_not_there_is_left_out():
    assert "encoder.layers.attn.mask" in freeze(traces()["teacher forcing"])
    assert "encoder.layers.attn.mask" not in freeze(traces()["no mask"])
    assert set(freeze(traces()["greedy"])) == {"tokens", "log_probs"}
    assert "considered" in freeze(traces()["sample"])


def test_an_axis_name_outside_the_list():
    with pytest.raises(ValueError, match="tokens is not one of the axis names"):
        lhs("x", "batch tokens", "No.")
