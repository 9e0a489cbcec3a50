"""Scores of heads against TransformerLens, which runs the same weights by code of its own and has its own detectors.

Its score is the attention on the pairs that a pattern names, over all attention: the mean over every query. Ours is a
mean over the queries that can have such a key. So the two differ by the share of these queries, and by nothing else.
"""

import warnings

import pytest
import torch

from nets import heads
from nets.gpt import GPT

LAYERS, HEADS, VOCAB = 2, 4, 50
once = torch.randperm(VOCAB, generator=torch.Generator().manual_seed(1))[:12]
TEXTS = {
    "said twice": once.repeat(2),
    "as people write": torch.tensor([7, 3, 9, 7, 4, 4, 3, 9, 1, 7, 3, 2, 4]),
    "nothing twice": once,
}


@pytest.fixture(scope="module")
def net():
    net, dice = GPT(VOCAB, 32, HEADS, 64, LAYERS, 64).eval().requires_grad_(False), torch.Generator().manual_seed(0)
    for parameter in net.parameters():
        parameter.normal_(0.0, 0.4, generator=dice)
    return net


@pytest.fixture(scope="module")
def lens(net):
    """The same weights in TransformerLens."""
    transformer_lens = pytest.importorskip("transformer_lens")
    config = transformer_lens.HookedTransformerConfig(
        n_layers=LAYERS, d_model=32, n_heads=HEADS, d_head=8, d_mlp=64, n_ctx=64, d_vocab=VOCAB, act_fn="relu",
        normalization_type="LN", positional_embedding_type="standard", default_prepend_bos=False, init_weights=False,
        device="cpu",
    )  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        model = transformer_lens.HookedTransformer(config)
    ours, theirs = net.state_dict(), {"embed.W_E": net.embedding.weight, "pos_embed.W_pos": net.positions.weight}
    theirs |= {"ln_final.w": ours["norm.weight"], "ln_final.b": ours["norm.bias"]}
    theirs |= {"unembed.W_U": net.embedding.weight.T, "unembed.b_U": torch.zeros(VOCAB)}
    for i in range(LAYERS):
        layer = {name.removeprefix(f"layers.{i}."): v for name, v in ours.items() if name.startswith(f"layers.{i}.")}
        block = {"attn.b_O": layer["self_attn.out_proj.bias"]}
        block["attn.W_O"] = layer["self_attn.out_proj.weight"].T.reshape(HEADS, 8, 32)
        for part, weight, bias in zip(
            "QKV", layer["self_attn.in_proj_weight"].chunk(3), layer["self_attn.in_proj_bias"].chunk(3), strict=True
        ):
            block[f"attn.W_{part}"] = weight.T.reshape(32, HEADS, 8).transpose(0, 1)
            block[f"attn.b_{part}"] = bias.reshape(HEADS, 8)
        for k in (1, 2):
            block |= {f"ln{k}.w": layer[f"norm{k}.weight"], f"ln{k}.b": layer[f"norm{k}.bias"]}
        block |= {"mlp.W_in": layer["linear1.weight"].T, "mlp.b_in": layer["linear1.bias"]}
        block |= {"mlp.W_out": layer["linear2.weight"].T, "mlp.b_out": layer["linear2.bias"]}
        theirs |= {f"blocks.{i}.{name}": value for name, value in block.items()}
    left = model.load_state_dict(theirs, strict=False)
    assert not left.unexpected_keys and not [name for name, _ in model.named_parameters() if name in left.missing_keys]
    return model.eval()


def maps(net, ids):
    return torch.stack([layer.attn.weights[0] for layer in net.trace(ids[None]).layers])


def detected(lens, ids, kind):
    from transformer_lens.head_detector import detect_head

    lens.to_tokens = lambda text: ids[None]
    return detect_head(lens, "", kind)


@pytest.mark.parametrize("text", TEXTS)
def test_the_same_weights_give_the_same_maps(net, lens, text):
    _, cache = lens.run_with_cache(TEXTS[text][None])
    theirs = torch.stack([cache["pattern", i][0] for i in range(LAYERS)])
    torch.testing.assert_close(maps(net, TEXTS[text]), theirs, atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("text", TEXTS)
def test_the_previous_token(net, lens, text):
    ids = TEXTS[text]
    ours = heads.offset(maps(net, ids), -1) * (len(ids) - 1) / len(ids)
    torch.testing.assert_close(ours, detected(lens, ids, "previous_token_head"), atol=1e-5, rtol=1e-4)
    assert ours.min() > 0


@pytest.mark.parametrize("text", ["said twice", "as people write"])
def test_induction(net, lens, text):
    ids = TEXTS[text]
    repeated = sum(int(ids[i]) in ids[:i].tolist() for i in range(len(ids)))
    ours = heads.prefix_matching(maps(net, ids), ids) * repeated / len(ids)
    torch.testing.assert_close(ours, detected(lens, ids, "induction_head"), atol=1e-5, rtol=1e-4)
    assert ours.min() > 0


def test_where_nothing_is_said_twice(net, lens):
    assert heads.prefix_matching(maps(net, once), once).isnan().all()
    assert (detected(lens, once, "induction_head") == 0).all()
