"""The Transformer with experts in every layer: training, trace, step by step, searches, and the paths of the page."""

import numpy as np
import pytest
import torch
from torch.testing import assert_close

from nets.decoding import Decoding, decode, decoder_of
from nets.experts import MixtureOfExperts
from nets.layout import for_reading
from nets.trace import freeze
from nets.transformer import AS_TRAINED, EncoderDecoder
from tests.nets.by_definition import greedily
from tests.nets.small import EOS, PAD, SOS, VOCAB, sentence, small_net

CLOSE = dict(rtol=1e-4, atol=1e-4)
SOURCE = torch.tensor([[5, 8, 9, 4, 10, EOS], [7, 6, EOS, PAD, PAD, PAD]])
TARGET = torch.tensor([[SOS, 9, 4, 7], [SOS, 8, 5, 6]])


def with_experts(**sizes) -> EncoderDecoder:
    net = small_net(seed=2, d_ff=24, experts=4, **sizes)
    with torch.no_grad():
        for module in net.modules():
            if isinstance(module, MixtureOfExperts):
                module.router.weight.mul_(3)
    return net


def test_a_net_with_experts_trains_and_traces_alike():
    net = with_experts()
    trace = net.trace(SOURCE, TARGET)
    real = SOURCE != PAD
    memory = net.encoder(net.embed(SOURCE).out, ~real)
    assert_close(memory[real], trace.encoder.out[real], **CLOSE)
    assert_close(net(SOURCE, TARGET), trace.logits, **CLOSE)
    with torch.no_grad():  # where torch would like to take its fused path
        assert_close(net(SOURCE, TARGET), trace.logits, **CLOSE)
    chosen = torch.cat([layer.ffn.chosen.flatten() for layer in (*trace.encoder.layers, *trace.decoder.layers)])
    assert set(chosen.tolist()) == {0, 1, 2, 3}


def test_the_stream_takes_what_the_experts_write():
    trace = with_experts().trace(SOURCE, TARGET)
    for layer in trace.encoder.layers:
        assert_close(layer.out, layer.resid_mid + layer.ffn.out)
    for layer in trace.decoder.layers:
        assert_close(layer.out, layer.resid_cross + layer.ffn.out)


def test_step_by_step_is_all_at_once():
    net, source = with_experts(), sentence(0, 6)
    target = torch.cat((torch.tensor([[SOS]]), sentence(3, 7)), 1)
    decoder = decoder_of(net, source)
    for end in (1, 2, 4, 8):
        decoder(target[:, :end])
    ours, whole = freeze(decoder.trace(target)), freeze(net.trace(source, target))
    assert [*ours] == [*whole]
    for path, quantity in whole.items():
        np.testing.assert_allclose(ours[path].values, quantity.values, rtol=1e-4, atol=1e-3, err_msg=path)


@pytest.mark.parametrize("seed", range(4))
def test_searches_work_as_they_do_without(seed):
    net, source = for_reading(with_experts()), sentence(seed, 6)
    tokens = decode(net, source, Decoding(max_steps=12)).tokens.tolist()
    assert tokens == greedily(net, source, AS_TRAINED, [], 12)
    drafted = decode(net, source, Decoding(max_steps=12), drafts=[[*tokens[:3], 4, 5]]).tokens.tolist()
    assert drafted == tokens
    beam = decode(net, source, Decoding("beam", beams=3, max_steps=12))
    alone = decode(net, source, Decoding("beam", beams=1, max_steps=12))
    assert alone.tokens.tolist() == tokens
    assert beam.finished.scores[0] >= alone.finished.scores[0] - 1e-5


def test_the_paths_of_the_page():
    frozen = freeze(with_experts(encoder_layers=3).trace(SOURCE, TARGET))
    dims = dict(
        router_logits=("layer", "batch", "time", "expert"), gates=("layer", "batch", "time", "expert"),
        chosen=("layer", "batch", "time", "dim"), experts=("layer", "batch", "time", "expert", "d_model"),
        out=("layer", "batch", "time", "d_model"),
    )  # fmt: skip
    sizes = dict(batch=2, expert=4, dim=2, d_model=16)
    for side, layers, time in (("encoder", 3, 6), ("decoder", 2, 4)):
        assert [p.rpartition(".")[2] for p in frozen if p.startswith(f"{side}.layers.ffn.")] == [*dims]
        for name, axes in dims.items():
            quantity = frozen[f"{side}.layers.ffn.{name}"]
            assert quantity.dims == axes
            assert quantity.values.shape == tuple((sizes | dict(layer=layers, time=time))[axis] for axis in axes)


def test_a_net_without_experts_is_what_it_was():
    keys = EncoderDecoder(VOCAB, 16, 4, 32, 1, 1).state_dict().keys()
    assert {"encoder.layers.0.linear1.weight", "decoder.layers.0.linear2.bias"} <= keys
    assert not [key for key in keys if "ffn" in key]
    keys = EncoderDecoder(VOCAB, 16, 4, 32, 1, 1, experts=4).state_dict().keys()
    assert "encoder.layers.0.ffn.experts.3.linear2.bias" in keys and "decoder.layers.0.ffn.router.weight" in keys
    assert not [key for key in keys if "layers.0.linear" in key]
