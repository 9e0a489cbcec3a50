"""Several sentences read at once: of each, the tokens and every recorded number are those of reading it alone."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.testing import assert_close

from nets.decoding import Decoding, decode, decode_together
from nets.incremental import IncrementalDecoder
from nets.layout import HALVES, for_reading, linear
from nets.together import encode_together, read_together
from nets.transformer import AS_TRAINED, Intervention
from tests.nets.by_definition import assert_alike
from tests.nets.small import EOS, PAD, SOS, VOCAB, reverser, sentence, small_net

GREEDY = Decoding(max_steps=12)
TOUCHED = Intervention(2.0, frozenset({("decoder", 0, 0), ("cross", 1, 1), ("encoder", 1, 0)}))
sentences = st.lists(st.integers(4, VOCAB - 1), max_size=7)


def source_of(ids: list[int], pads: int = 0) -> torch.Tensor:
    return torch.tensor([[*ids, EOS, *[PAD] * pads]])


@given(st.lists(st.tuples(sentences, st.integers(0, 2), sentences), min_size=1, max_size=5), st.booleans())
@settings(max_examples=40, deadline=None)
def test_each_is_translated_and_recorded_as_if_alone(asked, touched):
    """Whatever the lengths, the padding of their own and the drafts, good and bad ones."""
    net, touch = reverser(), TOUCHED if touched else AS_TRAINED
    sources = [source_of(ids, pads) for ids, pads, _ in asked]
    drafts = [[[*reversed(ids[:3]), *draft], ids] for ids, _, draft in asked]
    with torch.inference_mode():
        together = decode_together(net, sources, GREEDY, touch, drafts=drafts)
        for source, (search, decoder) in zip(sources, together, strict=True):
            alone = decode(net, source, GREEDY, touch)
            assert search.tokens.tolist() == alone.tokens.tolist()
            assert_close(search.log_probs, alone.log_probs, rtol=1e-4, atol=1e-4)
            target = torch.tensor([[SOS, *search.tokens.tolist()[:-1]]])
            assert_alike(decoder.trace(target), net.trace(source, target, touch))


@given(st.lists(st.lists(st.integers(1, 3), min_size=3, max_size=3), min_size=2, max_size=4))
@settings(max_examples=30, deadline=None)
def test_reading_on_together_gives_the_logits_of_reading_on_alone(pieces):
    net = small_net(3)
    sources = [sentence(seed, 2 + seed) for seed in range(len(pieces))]
    targets = [torch.cat((torch.tensor([[SOS]]), sentence(9 + seed, 9)), 1) for seed in range(len(pieces))]
    encoded = encode_together(net, sources)
    decoders = [IncrementalDecoder(net, source, encoded=known) for source, known in zip(sources, encoded, strict=True)]
    read = [0] * len(pieces)
    for turn in range(3):
        read = [known + piece[turn] for known, piece in zip(read, pieces, strict=True)]
        logits = read_together(decoders, [target[:, :n] for target, n in zip(targets, read, strict=True)])
        for source, target, n, found in zip(sources, targets, read, logits, strict=True):
            wanted = net.trace(source, target[:, :n]).logits[:, n - found.shape[1] :]
            assert_close(found, wanted, rtol=1e-4, atol=1e-5)


def test_a_forced_prefix_and_the_end_of_the_steps():
    net, sources = reverser(), [sentence(0, 6), sentence(1, 3)]
    how = Decoding(max_steps=2)
    for source, (search, _) in zip(sources, decode_together(net, sources, how, prefix=[6, 8]), strict=True):
        assert search.tokens.tolist() == decode(net, source, how, prefix=[6, 8]).tokens.tolist()
        assert search.tokens.tolist()[:2] == [6, 8] and len(search.tokens) <= 4


@pytest.mark.parametrize("how", [Decoding("beam"), Decoding("sample")])
def test_only_greedy_decoding(how):
    with pytest.raises(ValueError, match="greedy"):
        decode_together(reverser(), [sentence(0, 3)], how)


def test_padding_that_is_seen_and_a_future_that_leaks_are_refused():
    with pytest.raises(ValueError, match="padding"):
        decode_together(reverser(), [sentence(0, 3)], GREEDY, Intervention(padding=False))
    with pytest.raises(ValueError, match="look-ahead"):
        decode_together(reverser(), [sentence(0, 3)], GREEDY, Intervention(look_ahead=False))


@pytest.mark.parametrize("tokens", [1, 2, 9])
@pytest.mark.parametrize("exact", [True, False])
def test_a_product_by_halves_is_the_product(tokens, exact):
    """As trained, by columns, by 16-bit weights where they hold what is there, and by rows of the weight alone."""
    net = small_net(7)
    plain = net.encoder.layers[0].linear1
    if exact:
        plain.weight.data = plain.weight.data.half().float()
    weight, bias = plain.weight.detach().clone(), plain.bias.detach().clone()
    x = torch.randn(1, tokens, weight.shape[1])
    for_reading(net)
    for first, last in ((0, None), (3, None), (0, 5)):
        wanted = x.double() @ weight[first:last].double().T
        shift = bias[first:last].double()
        with torch.inference_mode():
            found = linear(x, plain.weight, plain.bias, first, last)
            assert_close(found.double(), wanted + shift, rtol=1e-5, atol=1e-5)
            assert_close(linear(x, plain.weight, None, first, last).double(), wanted, rtol=1e-5, atol=1e-5)
    assert len(getattr(plain.weight, "halves", ())) == (3 if HALVES and exact else 0)


def test_where_a_gradient_is_asked_for_it_flows():
    net = for_reading(small_net(7))
    x = torch.randn(1, 4, net.d_model, requires_grad=True)
    layer = net.encoder.layers[0].linear1
    linear(x, layer.weight, layer.bias).sum().backward()
    assert_close(x.grad, layer.weight.detach().sum(0).expand_as(x.grad))
