"""The six explanations of checkpoints of every family: against the library's passes, and slopes by hand."""

import pytest
import torch

from models.checkpoints import loaded
from models.explaining import METHODS, SCOPES, Where, undefined
from models.explaining_checkpoints import Checkpointed, explained
from tests.foreign.small import FAMILIES, write

TEXT, TARGET = "The animal did not cross the street.", "i am a student"
BOTH = ("t5", "bart", "marian")
FAMILY = [family for family in FAMILIES if family != "vit"]
SIDES = [(family, side) for family in FAMILY for side in (("encoder", "decoder", "cross") if family in BOTH else ("",))]
SPEECHLESS = ("spanbert", "distilbert", "electra", "xlnet")
"""They have no head for words, or another objective."""


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    folder = tmp_path_factory.mktemp("checkpoints")
    return {family: write(family, folder) for family in FAMILY}


def opened(folders, family: str, side: str = "") -> Checkpointed:
    own = "decoder" if family in ("gpt2", "llama") else "encoder"
    with torch.no_grad():
        return explained(loaded(folders[family]), side or own, TEXT, TARGET if family in BOTH else "", 64)


@torch.no_grad()
def values(found: Checkpointed, method: str, scope: str, query: int | None = None):
    return found.values(method, Where(scope, 1, 2, query))


@pytest.mark.parametrize(("family", "side"), SIDES)
def test_whatever_is_said_has_its_shape_and_one_row_is_a_part_of_all(folders, family, side):
    found = opened(folders, family, side)
    shape = found.visible.shape
    assert shape == (len(found.queries), len(found.keys)) and not found.heavy
    for method in METHODS:
        for scope in SCOPES:
            if why := found.why_not(method, scope):
                assert undefined(method, scope) or method in ("gradient", "ablation", "zeroing", "norm"), why
                continue
            whole = values(found, method, scope)
            assert whole.shape == shape and torch.isfinite(whole).all(), (method, scope)
            assert torch.allclose(values(found, method, scope, 2), whole[2:3], atol=1e-5), (method, scope)
            assert whole[~found.visible].abs().sum() < 1e-4, (method, scope)
            assert whole.abs().max() > 0, (method, scope)
    assert bool(found.said) is (family not in SPEECHLESS)


def test_what_cannot_be_said_has_a_reason(folders):
    found = opened(folders, "spanbert")
    assert found.why_not("gradient", "layer") == found.why_not("ablation", "net") == "no_output"
    assert opened(folders, "xlm").why_not("ablation", "head") == "no_values", "XLM tells no weights on its way"
    for family in ("gpt2", "llama", "bert", "t5"):
        said = [opened(folders, family).why_not(method, "layer") for method in METHODS]
        assert not any(said), family
    assert opened(folders, "gpt2").why_not("rollout", "head") == "rollout_head"


def test_a_net_that_is_too_large_is_spared(folders, monkeypatch):
    monkeypatch.setattr(Checkpointed, "cost", 1e12)
    found = opened(folders, "gpt2")
    assert found.why_not("gradient", "layer") == found.why_not("zeroing", "layer") == "too_big"
    assert not found.why_not("norm", "layer") and found.heavy


@pytest.mark.parametrize("family", ["bert", "gpt2", "llama", "bart", "t5", "roberta", "albert", "xlm"])
def test_norms_add_up_to_no_less_than_what_attention_writes(folders, family):
    """‖Σ_j A f(x_j)‖ ≤ Σ_j ‖A f(x_j)‖, and of one head it is A ‖f(x_j)‖."""
    found = opened(folders, family)
    head, layer = values(found, "norm", "head"), values(found, "norm", "layer")
    A = found.A[found.side][1]
    lengths = head / A[2].clamp_min(1e-12)
    seen = A[2] > 1e-6
    spread = [lengths[:, j][seen[:, j]] for j in range(len(found.keys))]
    assert all(torch.allclose(one, one[:1].expand_as(one), rtol=1e-3) for one in spread), "a length is the key's own"
    net = found.net.net
    every = torch.einsum("hij,hjd,hdm->ijm", A, found.inside[1].V, found.inside[1].W_O)
    assert torch.allclose(layer, every.norm(dim=-1), atol=1e-5) and not net.training


@pytest.mark.parametrize("family", ["bert", "gpt2", "bart", "roberta", "xlm"])
def test_gradients_of_tokens_are_slopes(folders, family):
    found = opened(folders, family)
    x = found.net.net.get_input_embeddings()(found.given["input_ids"])
    way, step = torch.randn(x.shape[1:], generator=torch.Generator().manual_seed(0)), 2e-4
    with torch.no_grad():
        ends = [found.says(found.run(without="input_ids", inputs_embeds=x + s * step * way).logits)[0] for s in (1, -1)]
    slopes = (ends[0] - ends[1]) / (2 * step)
    slope = slopes.sum() if found.all else slopes[2]
    with torch.enable_grad():
        leaf = x.detach().requires_grad_()
        said = found.says(found.run(without="input_ids", inputs_embeds=leaf).logits)[0]
        (gradient,) = torch.autograd.grad(said.sum() if found.all else said[2], leaf)
    assert (gradient[0] * way).sum().item() == pytest.approx(slope.item(), rel=0.03, abs=5e-3)
    assert torch.allclose(values(found, "gradient", "net", 2)[0], gradient[0].norm(dim=-1), atol=1e-5)


@pytest.mark.parametrize("family", ["bert", "gpt2", "bart", "t5", "xlm"])
def test_a_token_left_out_is_masked(folders, family):
    found, keys = opened(folders, family), len(opened(folders, family).keys)
    whole = values(found, "ablation", "net")
    mask = torch.ones(1, keys, dtype=torch.long)
    mask[0, 2] = 0
    with torch.no_grad():
        lost = found.base - found.says(found.run(attention_mask=mask).logits)[0]
    assert torch.allclose(whole[:, 2], (lost.sum() if found.all else lost).expand(len(whole)), atol=1e-4)


def test_a_masked_model_reads_its_mask(folders):
    with torch.no_grad():
        found = explained(loaded(folders["bert"]), "encoder", TEXT, "", 64, hide=3)
    assert found.given["input_ids"][0, 3] == loaded(folders["bert"]).tokenizer.mask_token_id
    assert found.keys[3].text != "[MASK]", "the reader sees the word"


@pytest.mark.parametrize("family", ["gpt2", "llama"])
def test_masked_in_every_head_is_masked_in_the_layer(folders, family):
    """Hiding a key from a layer, by weights brought to sum 1, is what a mask of that layer alone leaves."""
    found = opened(folders, family)
    layers = [m for m in found.net.net.modules() if isinstance(m, torch.nn.ModuleList) and len(m) == 2]
    mask = torch.ones(1, 1, len(found.keys), len(found.keys), dtype=torch.bool)
    mask[..., 2] = False
    if found.side == "decoder":
        mask = mask & found.visible

    def hide(module, inputs, named):
        named["attention_mask"] = torch.zeros(mask.shape).masked_fill(~mask, -1e9)
        return inputs, named

    attention = next(m for n, m in layers[0][1].named_modules() if n in ("attention", "attn", "self_attn"))
    handle = attention.register_forward_pre_hook(hide, with_kwargs=True)
    try:
        with torch.no_grad():
            lost = found.base - found.says(found.run().logits)[0]
    finally:
        handle.remove()
    rows = slice(3, None)  # before that, nothing but the key itself may be left to see
    assert torch.allclose(values(found, "ablation", "layer")[rows, 2], lost[rows], atol=1e-4)
    assert lost[rows].abs().max() > 1e-4
