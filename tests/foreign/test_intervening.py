"""Heads gated and values left out in checkpoints of every family, against nets whose weights were changed instead."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import torch

from foreign import CannotRead
from foreign.asking import ask
from foreign.checkpoint import untrained
from foreign.intervening import changed
from nets.transformer import AS_TRAINED, Intervention
from tests.foreign.where import BOTH, D_HEAD, HEADS, OUTPUT, inputs, states, without

TEXT = "The animal is tired."


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
