"""The six explanations of our nets: each is asked of the right head, layer or net, and how far they agree."""

import pytest
import torch

import pretrained
from models.explaining import COSTLY, METHODS, SCOPES, Where, agreement, ours, undefined
from nets import contributions, leaving_out, saliency, zeroing
from nets.ranks import rho, tau

TEXT, TARGET = "I am a student.", "je suis étudiant."
MODELS = [
    ("gpt-en", "decoder"), ("translate-en-fr", "encoder"), ("translate-en-fr", "decoder"), ("translate-en-fr", "cross"),
    ("translate-en-fr-experts", "cross"),
]  # fmt: skip


def explained(name: str, side: str, text: str = TEXT, limit: int = 64, hide: int = -1):
    model = pretrained.load(name)
    with torch.no_grad():
        return ours(model.net, model.tokenizer, side, text, TARGET, limit, hide)


@pytest.mark.parametrize(("name", "side"), MODELS)
@torch.no_grad()
def test_each_is_asked_of_its_head_layer_or_net(name, side):
    found = explained(name, side)
    way, A = found.way, found.weights()
    assert found.visible.shape == (len(found.queries), len(found.keys))
    wanted = {
        ("weight", "head"): A[1, 2], ("weight", "layer"): A[1].mean(0), ("weight", "net"): A.mean((0, 1)),
        ("norm", "head"): contributions.of_heads(way.attention(1), way.traced(1))[2],
        ("norm", "layer"): contributions.of_layer(way.attention(1), way.traced(1)),
        ("rollout", "layer"): found.rolled()[1], ("rollout", "net"): found.rolled()[-1],
        ("zeroing", "head"): zeroing.zeroing(way, 1, 2), ("zeroing", "layer"): zeroing.zeroing(way, 1),
        ("gradient", "head"): saliency.of_weights(way, 1)[2],
        ("gradient", "layer"): saliency.of_weights(way, 1).mean(0), ("gradient", "net"): saliency.of_tokens(way),
        ("ablation", "head"): leaving_out.leaving_out(way, 1, 2),
        ("ablation", "layer"): leaving_out.leaving_out(way, 1),
        ("ablation", "net"): leaving_out.leaving_out(way),
    }  # fmt: skip
    for method in METHODS:
        for scope in SCOPES:
            assert bool(found.why_not(method, scope)) is ((method, scope) not in wanted)
            if not undefined(method, scope):
                values = found.values(method, Where(scope, 1, 2))
                assert torch.allclose(values, wanted[method, scope], atol=1e-5), (method, scope)
                row = found.values(method, Where(scope, 1, 2, 1))
                assert row.shape == (1, len(found.keys)) and torch.allclose(row, values[1:2], atol=1e-4)


@torch.no_grad()
def test_rollouts_of_a_decoder_hold_the_source_and_their_own():
    cross, own = explained("translate-en-fr", "cross").rolled(), explained("translate-en-fr", "decoder").rolled()
    layers = len(cross)
    parts = [cross[i].sum(-1) + own[i].sum(-1) / 2 ** (i + 1) for i in range(layers)]
    assert all(torch.allclose(both, torch.ones_like(both), atol=1e-5) for both in parts)


def test_what_is_asked_about_is_what_the_net_says():
    found = explained("gpt-en", "decoder")
    model = pretrained.load("gpt-en")
    p = model.net.trace(torch.tensor([[piece.id for piece in found.keys]])).out[0].detach()
    for (text, log_p), row in zip(found.said, p, strict=True):
        assert text == model.tokenizer.pieces_of([int(row.argmax())])[0].text
        assert log_p == pytest.approx(row.max().log().item(), abs=1e-4)
    found = explained("translate-en-fr", "encoder")
    assert len(set(found.said)) == 1 and found.said[0][1] < 0


def test_a_long_text_is_cut():
    for name, side in MODELS:
        found = explained(name, side, "one two three " * 40, limit=20)
        assert len(found.keys) <= 20 and len(found.queries) <= 20, (name, side)


@pytest.mark.parametrize("text", ["", "<b>", "👩‍🔬"])
@pytest.mark.parametrize(("name", "side"), MODELS)
@torch.no_grad()
def test_one_token_is_explained_too(name, side, text):
    found = explained(name, side, text)
    for method in METHODS:
        assert torch.isfinite(found.values(method, Where("layer", 0, 0, 0))).all(), method


def test_agreement_is_of_sizes_and_of_what_may_be_seen():
    values = torch.tensor([[[1.0, 2, 3], [9, 9, 9]], [[-1.0, -2, -3], [0, 0, 0]], [[torch.nan] * 3] * 2])
    seen = torch.tensor([[True, True, True], [False, False, False]])
    found = agreement(values, seen)
    for got, formula in ((found.tau, tau), (found.rho, rho)):
        assert got[0, 1] == 1 and got[2].isnan().all()
        assert torch.allclose(got[:2, :2], formula(values[:2, 0].abs().double()))
    assert set(COSTLY) < set(METHODS)
