"""Heads gated and values left out in checkpoints of every family, against nets whose weights were changed instead."""

import copy
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import torch
from torch.nn import functional as F

from foreign import CannotRead
from foreign.asking import ask, task
from foreign.checkpoint import load, untrained
from foreign.intervening import changed
from foreign.reading import read
from nets.importance import by_ablation, by_gradient
from nets.transformer import AS_TRAINED, Intervention
from tests.foreign.small import write

TEXT, TARGET = "The animal is tired.", "i am a student"
HEADS, D_HEAD = 4, 8
BOTH = {"t5", "bart", "marian"}


def bart(net, side, layer):
    stack = net.model.encoder if side == "encoder" else net.model.decoder
    return (stack.layers[layer].encoder_attn if side == "cross" else stack.layers[layer].self_attn).out_proj


def t5(net, side, layer):
    if side == "encoder":
        return net.encoder.block[layer].layer[0].SelfAttention.o
    block = net.decoder.block[layer].layer
    return block[1].EncDecAttention.o if side == "cross" else block[0].SelfAttention.o


OUTPUT = {
    "bert": lambda net, _, i: net.bert.encoder.layer[i].attention.output.dense,
    "spanbert": lambda net, _, i: net.encoder.layer[i].attention.output.dense,
    "roberta": lambda net, _, i: net.roberta.encoder.layer[i].attention.output.dense,
    "distilbert": lambda net, _, i: net.transformer.layer[i].attention.out_lin,
    "albert": lambda net, _, i: net.albert.encoder.albert_layer_groups[0].albert_layers[0].attention.dense,
    "electra": lambda net, _, i: net.electra.encoder.layer[i].attention.output.dense,
    "xlm": lambda net, _, i: net.transformer.attentions[i].out_lin,
    "xlnet": lambda net, _, i: net.transformer.layer[i].rel_attn,
    "gpt2": lambda net, _, i: net.transformer.h[i].attn.c_proj,
    "llama": lambda net, _, i: net.model.layers[i].self_attn.o_proj,
    "t5": t5,
    "bart": bart,
    "marian": bart,
}
"""Where each family's W_O is, by hand."""


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    folder, found = tmp_path_factory.mktemp("checkpoints"), {}

    def find(family: str):
        if family not in found:
            found[family] = load(write(family, folder))
        return found[family]

    return find


def inputs(checkpoint):
    given = {"input_ids": torch.tensor([[2, 17, 31, 8, 90, 3]])}
    if checkpoint.net.config.is_encoder_decoder:
        given["decoder_input_ids"] = torch.tensor([[2, 11, 12, 13]])
    return given


def states(net, given):
    """All that the net's stacks give out."""
    out = net(**given, output_hidden_states=True)
    found = [out[name] for name in ("hidden_states", "encoder_hidden_states", "decoder_hidden_states") if name in out]
    return torch.cat([layer.flatten() for layers in found for layer in layers])


def without(net, family, side, layer, head):
    """A net whose head writes nothing, since its part of W_O is 0."""
    net = copy.deepcopy(net)
    module, mine = OUTPUT[family](net, side, layer), slice(head * D_HEAD, (head + 1) * D_HEAD)
    if family == "xlnet":
        module.o.data[:, head] = 0
    elif family == "gpt2":
        module.weight.data[mine] = 0
    else:
        module.weight.data[:, mine] = 0
    return net


@pytest.mark.parametrize("family", OUTPUT)
def test_a_gate_of_0_is_a_head_that_writes_nothing(opened, family):
    checkpoint = opened(family)
    given = inputs(checkpoint)
    whole = states(checkpoint.net, given)
    for side in checkpoint.sides:
        for layer, head in ((0, 1), (1, 3)):
            off = {(side, i, head) for i in (0, 1)} if family == "albert" else {(side, layer, head)}
            with changed(checkpoint, Intervention(ablated=frozenset(off))):
                gated = states(checkpoint.net, given)
            torch.testing.assert_close(gated, states(without(checkpoint.net, family, side, layer, head), given))
            assert (gated - whole).abs().max() > 1e-4, (side, layer)
    with changed(checkpoint, AS_TRAINED):
        torch.testing.assert_close(states(checkpoint.net, given), whole, rtol=0, atol=0)
    torch.testing.assert_close(states(checkpoint.net, given), whole, rtol=0, atol=0)


@pytest.mark.parametrize("family", OUTPUT)
def test_where_each_projection_is(opened, family):
    checkpoint = opened(family)
    assert [(p.side, p.layer) for p in checkpoint.places if p.side != "encoder" or family not in BOTH][:2]
    for place in checkpoint.places:
        module = OUTPUT[family](checkpoint.net, place.side, place.layer)
        W_O = place.projection(HEADS)
        context = torch.randn(1, 3, HEADS, D_HEAD)
        if family == "xlnet":
            expected = torch.einsum("ibnd,hnd->ibh", context, module.o)
        else:
            expected = module(context.flatten(2)) - (0 if module.bias is None else module.bias)
        torch.testing.assert_close(torch.einsum("bqhd,hdm->bqm", context, W_O), expected)


@pytest.mark.parametrize("family", OUTPUT)
def test_a_value_left_out_changes_what_others_see_of_it(opened, family):
    """With every value but one's own left out in the first layer, a query sees nothing: as if no head wrote there."""
    checkpoint = opened(family)
    given = inputs(checkpoint)
    side = checkpoint.sides[0]
    count = given["input_ids"].shape[1]
    everything = torch.ones(1, count, dtype=torch.bool)
    heads = Intervention(ablated=frozenset((side, 0, head) for head in range(HEADS)))
    with changed(checkpoint, silent={(side, 0): everything}):
        silent = states(checkpoint.net, given)
    with changed(checkpoint, heads):
        torch.testing.assert_close(silent, states(checkpoint.net, given))
    one = torch.arange(count)[None] == 2
    with changed(checkpoint, silent={(side, 0): one}):
        assert not torch.allclose(states(checkpoint.net, given), silent)


@pytest.mark.parametrize("family", ["gpt2", "llama", "bert", "roberta", "albert", "xlm", "t5", "bart", "marian"])
def test_what_matters_is_what_the_definition_says(opened, family):
    checkpoint = opened(family)
    asked = ask(checkpoint, TEXT, TARGET if family in BOTH else None)
    shapes = {side: (sum(p.side == side for p in checkpoint.places), HEADS) for side in checkpoint.sides}
    gradient, ablation = by_gradient(asked.loss, shapes), by_ablation(asked.loss, shapes)
    side, step = checkpoint.sides[-1], 1e-2

    class Nudged:
        def __init__(self, by):
            self.by = by

        def keep(self, on, layer, heads):
            return torch.ones(heads).index_fill(0, torch.tensor([2]), 1 + self.by) if (on, layer) == (side, 1) else None

    slope = (asked.loss(Nudged(step)) - asked.loss(Nudged(-step))) / (2 * step)
    torch.testing.assert_close(gradient[side][1, 2], slope.abs(), rtol=0.05, atol=2e-4)
    off = Intervention(ablated=frozenset({(side, 1, 2)}))
    torch.testing.assert_close(ablation[side][1, 2], asked.loss(off) - asked.loss(), rtol=0, atol=1e-6)
    assert gradient[side].max() > 0 and ablation[side].abs().max() > 0


def test_what_is_asked_of_a_causal_net(opened):
    for family in ("gpt2", "llama"):
        checkpoint = opened(family)
        ids = [piece.id for piece in read(checkpoint, TEXT).source]
        expected = checkpoint.net(input_ids=torch.tensor([ids]), labels=torch.tensor([ids])).loss
        torch.testing.assert_close(ask(checkpoint, TEXT).loss(), expected)
        assert [piece.id for piece in ask(checkpoint, TEXT).wanted] == ids[1:]


def test_what_is_asked_of_an_encoder_decoder(opened):
    for family in BOTH:
        checkpoint = opened(family)
        ids = torch.tensor([checkpoint.tokenizer(TEXT)["input_ids"]])
        labels = torch.tensor([checkpoint.tokenizer(text_target=TARGET)["input_ids"]])
        start = torch.tensor([[checkpoint.net.config.decoder_start_token_id]])
        logits = checkpoint.net(input_ids=ids, decoder_input_ids=torch.cat([start, labels[:, :-1]], 1)).logits
        torch.testing.assert_close(ask(checkpoint, TEXT, TARGET).loss(), F.cross_entropy(logits[0], labels[0]))


def test_what_is_asked_of_a_masked_net(opened):
    """Each token alone, behind the mask with every seventh other."""
    checkpoint = opened("bert")
    asked, mask = ask(checkpoint, TEXT), checkpoint.tokenizer.mask_token_id
    ids = torch.tensor([piece.id for piece in read(checkpoint, TEXT).source])
    assert [piece.id for piece in asked.wanted] == ids[1:-1].tolist()
    for place in range(1, len(ids) - 1):
        shown = ids.clone()
        shown[[i for i in range(1, len(ids) - 1) if (i - place) % 7 == 0]] = mask
        logits = checkpoint.net(input_ids=shown[None]).logits
        torch.testing.assert_close(asked.logits(None)[0, place - 1], logits[0, place])


@pytest.mark.parametrize("family", ["gpt2", "bert", "bart"])
@pytest.mark.parametrize("text", ["", " ", "a", "🙂 \x00 </s> <script>", "tired " * 300])
def test_whatever_is_typed_is_asked(opened, family, text):
    asked = ask(opened(family), text, "" if family == "bart" else None)
    assert asked.logits(None).shape[:2] == (1, len(asked.wanted))
    assert torch.isfinite(asked.loss())


def test_nets_that_foretell_no_words(opened):
    assert [task(opened(family)) for family in ("bert", "gpt2", "t5")] == ["masked", "causal", "encoder-decoder"]
    for family in ("spanbert", "distilbert", "electra", "xlnet"):
        assert task(opened(family)) is None
        with pytest.raises(CannotRead, match="foretells no words"):
            ask(opened(family), TEXT)


def test_a_net_that_writes_is_changed_at_every_step(opened):
    for family in BOTH:
        checkpoint = opened(family)
        ids = torch.tensor([[2, 17, 31, 8, 90, 3]])
        how = dict(max_new_tokens=6, min_new_tokens=6, num_beams=1, do_sample=False)
        net = without(without(checkpoint.net, family, "cross", 0, 1), family, "encoder", 1, 0)
        with changed(checkpoint, Intervention(ablated=frozenset({("cross", 0, 1), ("encoder", 1, 0)}))):
            written = checkpoint.net.generate(input_ids=ids, **how)
        assert written.tolist() == net.generate(input_ids=ids, **how).tolist()


def test_an_untrained_net_is_another_and_can_be_changed(opened):
    checkpoint = opened("gpt2")
    drawn = untrained(checkpoint, 3)
    assert not torch.equal(drawn.net.transformer.wte.weight, checkpoint.net.transformer.wte.weight)
    torch.testing.assert_close(untrained(checkpoint, 3).net.state_dict(), drawn.net.state_dict())
    off = Intervention(ablated=frozenset({("decoder", 0, 0)}))
    expected = without(drawn.net, "gpt2", "decoder", 0, 0)
    with changed(drawn, off):
        torch.testing.assert_close(states(drawn.net, inputs(drawn)), states(expected, inputs(drawn)))


def test_two_visitors_who_share_a_net_do_not_see_each_other_s_run(opened):
    for family in ("bert", "xlnet", "xlm"):
        checkpoint = opened(family)
        given = inputs(checkpoint)

        def run(head, checkpoint=checkpoint, given=given):
            with torch.no_grad(), changed(checkpoint, Intervention(ablated=frozenset({("encoder", 0, head)}))):
                return states(checkpoint.net, given)

        alone = [run(head) for head in range(HEADS)]
        with ThreadPoolExecutor(4) as pool:
            together = list(pool.map(run, list(range(HEADS)) * 10))
        for place, found in enumerate(together):
            torch.testing.assert_close(found, alone[place % HEADS], rtol=0, atol=0)
        assert not torch.equal(alone[0], alone[1])


def test_a_net_that_cannot_be_changed_says_so(opened):
    fixed = replace(opened("gpt2"), places=())
    with pytest.raises(CannotRead, match="cannot be changed here, only read"):
        ask(fixed, TEXT).loss(AS_TRAINED)
    assert torch.isfinite(ask(fixed, TEXT).loss())
