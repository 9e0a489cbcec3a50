"""The whole net: its identities, what each mask promises, interventions, and two people at one net."""

import copy
import math
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch
from torch.testing import assert_close

from nets.attention import look_ahead_mask
from nets.decoding import Decoding, decode
from nets.transformer import AS_TRAINED, SIDES, EncoderDecoder, Intervention
from tests.nets.small import EOS, PAD, SOS, VOCAB, sentence, small_net

CLOSE = dict(rtol=1e-5, atol=1e-5)
SOURCE = torch.tensor([[5, 8, 9, 4, 10, EOS], [7, 6, EOS, PAD, PAD, PAD]])
TARGET = torch.tensor([[SOS, 9, 4, 6, 10], [SOS, 8, 5, EOS, PAD]])


@pytest.fixture(scope="module")
def net() -> EncoderDecoder:
    return small_net(seed=1).requires_grad_(False)


@pytest.fixture(scope="module")
def t(net):
    return net.trace(SOURCE, TARGET)


def attentions(t):
    """All attention records of a trace, with their names."""
    for i, layer in enumerate(t.encoder.layers):
        yield f"encoder {i}", layer.attn
    for i, layer in enumerate(t.decoder.layers):
        yield f"decoder {i}", layer.attn
        yield f"cross {i}", layer.cross


def test_trace_and_forward_are_the_same_net(net, t):
    """``forward`` trains with torch's fused kernels, ``trace`` is what is shown: they must agree, padding included."""
    assert_close(t.logits, net(SOURCE, TARGET), **CLOSE)


def test_embedding_plus_position(net, t):
    for ids, e in ((SOURCE, t.source), (TARGET, t.target)):
        assert_close(e.tokens, net.embedding.weight[ids] * math.sqrt(net.d_model))
        assert torch.equal(e.positions, net.positions[: ids.shape[1]].expand_as(e.positions))
        assert torch.equal(e.out, e.tokens + e.positions)


def test_layers_form_a_chain(t):
    for side, read in ((t.encoder, t.source), (t.decoder, t.target)):
        assert torch.equal(side.layers[0].resid_pre, read.out)
        assert torch.equal(side.layers[1].resid_pre, side.layers[0].out)
        assert torch.equal(side.out, side.norm.out)


def test_the_residual_stream_is_a_sum(t):
    """What the last layer leaves is the embedding plus everything that any sublayer ever wrote."""
    for side, read in ((t.encoder, t.source), (t.decoder, t.target)):
        total = read.out
        for layer in side.layers:
            total = total + layer.attn.out + layer.ffn.out
            if side is t.decoder:
                total = total + layer.cross.out
        assert_close(side.layers[-1].out, total, **CLOSE)


def test_logits_and_probabilities(net, t):
    assert_close(t.logits, t.decoder.out @ net.embedding.weight.T, **CLOSE)
    assert_close(t.out, t.logits.exp() / t.logits.exp().sum(-1, keepdim=True), **CLOSE)
    assert_close(t.out.sum(-1), torch.ones(TARGET.shape), **CLOSE)


def test_every_row_of_every_head_sums_to_one(t):
    names = [name for name, _ in attentions(t)]
    assert len(names) == 6
    for name, attn in attentions(t):
        assert_close(attn.weights.sum(-1), torch.ones(attn.weights.shape[:-1]), **CLOSE), name


def test_masked_weights_are_exactly_zero(t):
    padding = SOURCE == PAD
    for name, attn in attentions(t):
        if name.startswith("decoder"):
            assert (attn.weights.triu(1) == 0).all(), f"{name} looks ahead"
        else:
            assert (attn.weights.movedim(-1, 1)[padding] == 0).all(), f"{name} looks at padding"


def test_the_decoder_looks_up_what_the_encoder_left(net, t):
    layer = net.decoder.layers[0].multihead_attn
    K, V = layer.keys_values(t.encoder.out)
    assert torch.equal(t.decoder.layers[0].cross.K, K)
    assert torch.equal(t.decoder.layers[0].cross.V, V)


@pytest.mark.parametrize("position", range(1, 5))
def test_the_look_ahead_mask_hides_the_future(net, position):
    """Changing a token changes nothing before it. Without the mask it does: the future leaks."""
    changed = TARGET[:1].clone()
    changed[0, position] = 7
    for look_ahead in (True, False):
        touch = Intervention(look_ahead=look_ahead)
        before = net.trace(SOURCE[:1], TARGET[:1], touch).out[0, :position]
        after = net.trace(SOURCE[:1], changed, touch).out[0, :position]
        if look_ahead:
            assert_close(after, before, **CLOSE)
        else:
            assert ((after - before).abs().amax(-1) > 1e-4).all()


def test_the_padding_mask_makes_padding_invisible(net):
    """A short sentence gives the same whether it is padded or not. Without the mask, padding changes everything."""
    alone, target = SOURCE[1:, :3], TARGET[1:]
    for padding in (True, False):
        touch = Intervention(padding=padding)
        padded = net.trace(SOURCE[1:], target, touch)
        without = net.trace(alone, target, touch)
        gap = (padded.out - without.out).abs().max()
        assert gap < 1e-5 if padding else gap > 1e-3
        assert_close(padded.encoder.out[:, :3], without.encoder.out, **CLOSE) if padding else None


def test_a_source_of_padding_alone_gives_numbers_all_the_same(net):
    t = net.trace(torch.full((1, 4), PAD), TARGET[:1])
    assert all((attn.weights == 0).all() for name, attn in attentions(t) if not name.startswith("decoder"))
    assert t.out.isfinite().all()


def test_temperature_reaches_every_head(net, t):
    for name, attn in attentions(net.trace(SOURCE, TARGET, Intervention(temperature=1e6))):
        seen = torch.ones_like(attn.weights, dtype=torch.bool) if attn.mask is None else attn.mask
        assert_close(attn.weights, seen / seen.sum(-1, keepdim=True), rtol=1e-3, atol=1e-4), name


@pytest.mark.parametrize("side", SIDES)
def test_ablation_hits_the_named_head_alone(net, t, side):
    where = (side, 1, 2)
    ablated = net.trace(SOURCE, TARGET, Intervention(ablated=frozenset([where])))
    pairs = dict(attentions(t)), dict(attentions(ablated))
    name = f"{side} 1"
    whole, hit = pairs[0][name], pairs[1][name]
    assert (hit.context[:, 2] == 0).all()
    others = [0, 1, 3]
    assert_close(hit.context[:, others], whole.context[:, others], **CLOSE)
    below = f"{'encoder' if side == 'encoder' else 'decoder'} 0"
    assert torch.equal(pairs[0][below].out, pairs[1][below].out), "layers below know nothing of it"
    assert not torch.allclose(ablated.out, t.out, atol=1e-4)


def test_ablating_every_head_leaves_the_biases(net):
    everything = frozenset((side, layer, head) for side in SIDES for layer in range(2) for head in range(4))
    t = net.trace(SOURCE, TARGET, Intervention(ablated=everything))
    for i, layer in enumerate(t.decoder.layers):
        bias = net.decoder.layers[i].self_attn.out_proj.bias
        assert_close(layer.attn.out, bias.expand_as(layer.attn.out))


def test_an_intervention_never_changes_the_net(net):
    before = copy.deepcopy(net.state_dict())
    touch = Intervention(0.3, frozenset([("encoder", 0, 1), ("cross", 1, 3)]), look_ahead=False, padding=False)
    net.trace(SOURCE, TARGET, touch)
    decode(net, SOURCE[:1], Decoding(max_steps=5), touch)
    assert all(torch.equal(before[key], value) for key, value in net.state_dict().items())
    assert_close(net.trace(SOURCE, TARGET).logits, net(SOURCE, TARGET), **CLOSE)


def test_two_threads_at_one_net_never_see_each_others_run(net):
    """Each of four people has a sentence and an intervention, and gets at every keystroke what one gets alone."""
    touches = [AS_TRAINED, Intervention(temperature=3.0), Intervention(ablated=frozenset([("cross", 0, 1)]))]
    people = [(sentence(i, 4 + i), touch) for i, touch in enumerate([*touches, Intervention(look_ahead=False)])]

    def look(person):
        source, touch = person
        with torch.inference_mode():
            tokens = decode(net, source, Decoding(max_steps=8), touch).tokens
            read = torch.cat((torch.tensor([[SOS]]), tokens[None, :-1]), dim=1)
            return tokens, net.trace(source, read, touch).decoder.layers[1].cross.weights

    alone = [look(person) for person in people]
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(look, people * 40))
    for i, (tokens, weights) in enumerate(results):
        assert torch.equal(tokens, alone[i % 4][0])
        assert torch.equal(weights, alone[i % 4][1])


def test_gradients_flow_through_the_trace_to_every_step():
    """The steps stay in the graph, so that a page can ask how anything depends on anything before it."""
    net = small_net(seed=2)
    t = net.trace(SOURCE, TARGET)
    steps = {f"{name} weights": attn.weights for name, attn in attentions(t)}
    steps |= {f"resid {i}": layer.resid_pre for i, layer in enumerate([*t.encoder.layers, *t.decoder.layers])}
    grads = torch.autograd.grad(t.out[0, -1, 5], list(steps.values()), retain_graph=True)
    for name, grad in zip(steps, grads, strict=True):
        assert grad.isfinite().all() and grad.abs().max() > 0, name
    t.logits.logsumexp(-1).sum().backward()
    for name, parameter in net.named_parameters():
        assert parameter.grad is not None and parameter.grad.abs().max() > 0, name


def test_a_sequence_longer_than_the_positions(net):
    long = torch.full((1, net.max_length + 1), 5)
    with pytest.raises(ValueError, match=f"{net.max_length + 1} tokens are more than the {net.max_length}"):
        net.trace(long, TARGET[:1])
    with pytest.raises(ValueError, match="tokens are more than"):
        net.trace(SOURCE[:1], long)
    assert net.trace(long[:, 1:], long[:, 1:]).out.shape == (1, net.max_length, VOCAB)


def test_a_decoder_with_a_past_reads_the_newest_tokens_as_if_it_read_all(net, t):
    """The cache, at any split of the target: the same states, weights and all."""
    from nets.layers import LayerCache

    memory, mask = t.encoder.out, net.source_mask(SOURCE)
    for split in range(1, TARGET.shape[1]):
        first = net.decoder.trace(net.embed(TARGET[:, :split]).out, memory, look_ahead_mask(split), mask)
        past = [LayerCache(a.attn.K, a.attn.V, a.cross.K, a.cross.V) for a in first.layers]
        y = net.embed(TARGET[:, split:], split).out
        rest = net.decoder.trace(y, memory, look_ahead_mask(y.shape[1], TARGET.shape[1]), mask, past=past)
        assert_close(rest.out, t.decoder.out[:, split:], **CLOSE)
        for cached, full in zip(rest.layers, t.decoder.layers, strict=True):
            assert_close(cached.attn.weights, full.attn.weights[:, :, split:], **CLOSE)
            assert_close(cached.cross.weights, full.cross.weights[:, :, split:], **CLOSE)
