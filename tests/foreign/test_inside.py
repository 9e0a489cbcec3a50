"""What is seen inside a checkpoint's attention, against its own modules and whole nets with a part taken out."""

import pytest
import torch
from torch.nn import functional as F

from foreign import CannotRead
from foreign.inside import inside, rewritten, zeroing
from foreign.intervening import changed
from tests.foreign.where import BOTH, D_HEAD, HEADS, OUTPUT, inputs, states

LAYERED = [family for family in OUTPUT if family not in ("xlm", "xlnet")]


@pytest.mark.parametrize("family", OUTPUT)
def test_weights_values_and_projection_make_what_attention_writes(opened, family):
    """Σ_h A_h V_h W_O^h and b_O are what the output projection gives."""
    checkpoint = opened(family)
    given, written = inputs(checkpoint), []
    for place in checkpoint.places:
        module = OUTPUT[family](checkpoint.net, place.side, place.layer)
        if family != "xlnet":
            hook = module.register_forward_hook(lambda module, inputs, out: written.append((module, out)))
            seen = inside(checkpoint, given)
            hook.remove()
        else:
            seen = inside(checkpoint, given)
    assert [(one.side, one.layer) for one in seen] == [(place.side, place.layer) for place in checkpoint.places]
    for one in seen:
        assert one.V.shape[0] == HEADS and one.V.shape[2] == D_HEAD and one.W_O.shape == (HEADS, D_HEAD, 32)
        if family in ("xlm", "xlnet", "albert"):
            assert (one.A is None) == (family == "xlm")
            continue
        module = OUTPUT[family](checkpoint.net, one.side, one.layer)
        expected = next(out for where, out in written if where is module)[0]
        bias = 0 if module.bias is None else module.bias
        found = torch.einsum("hqk,hkd,hdm->qm", one.A, one.V, one.W_O) + bias
        torch.testing.assert_close(found, expected, atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("family", LAYERED)
def test_zeroing_is_the_layer_of_a_net_without_the_value(opened, family):
    checkpoint = opened(family)
    given = inputs(checkpoint)
    for side in checkpoint.sides:
        layer = 0
        Z = zeroing(checkpoint, given, side, layer)
        stack = "decoder" if side == "cross" else side
        of = f"{stack}_hidden_states" if family in BOTH else "hidden_states"
        whole = checkpoint.net(**given, output_hidden_states=True)[of][layer + 1][0]
        assert Z.shape[0] == len(whole)
        for j in range(Z.shape[1]):
            with changed(checkpoint, silent={(side, layer): torch.arange(Z.shape[1])[None] == j}):
                other = checkpoint.net(**given, output_hidden_states=True)[of][layer + 1][0]
            torch.testing.assert_close(Z[:, j].float(), 1 - F.cosine_similarity(other, whole), atol=2e-6, rtol=1e-3)
        assert Z.max() > 1e-6


def test_zeroing_in_one_head(opened):
    """All heads one by one move a query less than, or as much as, it says; a head whose weight is 0 moves nothing."""
    for family in ("bert", "llama"):
        checkpoint = opened(family)
        given = inputs(checkpoint)
        side = checkpoint.sides[0]
        one = zeroing(checkpoint, given, side, 0, head=1)
        whole = zeroing(checkpoint, given, side, 0)
        assert one.shape == whole.shape and not torch.allclose(one, whole)
        if family == "llama":
            assert one.triu(1).abs().max() < 1e-12
        hidden = torch.eye(one.shape[1], dtype=torch.bool)[:, None, None]

        def without(place, A, V, side=side, hidden=hidden):
            if (place.side, place.layer) != (side, 0):
                return None
            out = A @ V
            out[:, 1] = A[:, 1].masked_fill(hidden[:, 0], 0.0) @ V[:, 1]
            return out

        batch = {name: ids.expand(one.shape[1], -1) for name, ids in given.items()}
        with rewritten(checkpoint, without):
            other = checkpoint.net(**batch, output_hidden_states=True).hidden_states[1]
        kept = checkpoint.net(**given, output_hidden_states=True).hidden_states[1]
        torch.testing.assert_close(one.float(), 1 - F.cosine_similarity(other, kept, dim=-1).T, atol=2e-6, rtol=1e-3)


@pytest.mark.parametrize("family", [family for family in OUTPUT if family != "xlm"])
def test_the_same_context_changes_nothing_and_another_does(opened, family):
    checkpoint = opened(family)
    given = inputs(checkpoint)
    whole = states(checkpoint.net, given)
    with rewritten(checkpoint, lambda place, A, V: A @ V):
        torch.testing.assert_close(states(checkpoint.net, given), whole)
    with rewritten(checkpoint, lambda place, A, V: A.roll(1, -1) @ V):
        assert not torch.allclose(states(checkpoint.net, given), whole)
    torch.testing.assert_close(states(checkpoint.net, given), whole, rtol=0, atol=0)


def test_a_gradient_goes_through_what_was_rewritten(opened):
    """∂L/∂A of one weight, against a finite difference."""
    for family in ("gpt2", "llama", "bart"):
        checkpoint = opened(family)
        given = inputs(checkpoint)
        side = checkpoint.sides[-1]

        def loss(nudge, checkpoint=checkpoint, given=given, side=side):
            def how(place, A, V):
                return (A + nudge) @ V if (place.side, place.layer) == (side, 1) else None

            with rewritten(checkpoint, how):
                return checkpoint.net(**given).logits[0, -1].log_softmax(-1)[7]

        nudge = torch.zeros(HEADS, 1, 1, requires_grad=True)
        (gradient,) = torch.autograd.grad(loss(nudge), nudge)
        step = torch.zeros(HEADS, 1, 1)
        step[2] = 1e-2
        with torch.no_grad():
            torch.testing.assert_close(gradient[2, 0, 0], (loss(step) - loss(-step)) / 2e-2, rtol=0.02, atol=1e-4)


def test_layers_that_cannot_be_run_alone(opened):
    for family in ("xlm", "xlnet"):
        with pytest.raises(CannotRead, match="one by one"):
            zeroing(opened(family), inputs(opened(family)), "encoder", 0)
