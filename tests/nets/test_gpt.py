"""GPT and BERT: Hugging Face's GPT-2 and Megatron-BERT (the BERT with its norms in front) on the same weights, and
identities."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.testing import assert_close
from transformers import GPT2Config, GPT2LMHeadModel, MegatronBertConfig, MegatronBertModel

from nets.attention import look_ahead_mask
from nets.bert import BERT
from nets.gpt import GPT, turning
from nets.heads import prefix_matching
from nets.trace import DIMS, freeze
from nets.transformer import Intervention

CLOSE = dict(rtol=1e-5, atol=1e-5)
SHAPE = dict(vocab=29, d_model=24, heads=3, d_ff=40, layers=3, max_length=12)
IDS = torch.tensor([[2, 9, 4, 9, 17, 28, 5], [2, 8, 5, 11, 3, 7, 6]])
PADDED = torch.tensor([[2, 9, 4, 9, 17, 28, 5], [2, 8, 5, 11, 0, 0, 0]])


def lively(kind: type[GPT], seed: int = 0) -> GPT:
    """A small net whose weights are all random and far from where training starts."""
    torch.manual_seed(seed)
    net = kind(**SHAPE)
    for name, parameter in net.named_parameters():
        nn.init.normal_(parameter, mean=float("norm" in name and "weight" in name), std=0.3)
    return net.eval().requires_grad_(False)


@pytest.fixture(scope="module", params=[GPT, BERT])
def net(request) -> GPT:
    return lively(request.param)


def gpt2(net: GPT) -> GPT2LMHeadModel:
    """Theirs with our weights. Loading fails when one is missing, left over or of another shape."""
    config = GPT2Config(
        vocab_size=SHAPE["vocab"], n_embd=net.d_model, n_layer=len(net.layers), n_head=net.heads,
        n_inner=SHAPE["d_ff"], n_positions=net.max_length, activation_function="relu",
        resid_pdrop=0, embd_pdrop=0, attn_pdrop=0, bos_token_id=2, eos_token_id=3, attn_implementation="eager",
    )  # fmt: skip
    E = net.embedding.weight
    weights = {"lm_head.weight": E, "transformer.wte.weight": E, "transformer.wpe.weight": net.positions.weight}
    names = {
        "norm1.": "ln_1.", "norm2.": "ln_2.", "self_attn.in_proj_": "attn.c_attn.",
        "self_attn.out_proj.": "attn.c_proj.", "linear1.": "mlp.c_fc.", "linear2.": "mlp.c_proj.",
    }  # fmt: skip
    for i, layer in enumerate(net.layers):
        for key, value in layer.state_dict().items():
            theirs = next(key.replace(our, their) for our, their in names.items() if key.startswith(our))
            weights[f"transformer.h.{i}.{theirs}"] = value.T if value.dim() == 2 else value
    weights |= {f"transformer.ln_f.{key}": value for key, value in net.norm.state_dict().items()}
    model = GPT2LMHeadModel(config)
    model.load_state_dict(weights, strict=True)
    return model.eval()


def megatron(net: BERT) -> MegatronBertModel:
    config = MegatronBertConfig(
        vocab_size=SHAPE["vocab"], hidden_size=net.d_model, num_hidden_layers=len(net.layers),
        num_attention_heads=net.heads, intermediate_size=SHAPE["d_ff"], hidden_act="relu",
        max_position_embeddings=net.max_length, type_vocab_size=1, layer_norm_eps=1e-5, attn_implementation="eager",
    )  # fmt: skip
    weights = {
        "embeddings.word_embeddings.weight": net.embedding.weight,
        "embeddings.position_embeddings.weight": net.positions.weight,
        "embeddings.token_type_embeddings.weight": torch.zeros(1, net.d_model),
    } | {f"encoder.ln.{key}": value for key, value in net.norm.state_dict().items()}
    names = {
        "norm1.": "attention.ln.", "norm2.": "ln.", "self_attn.out_proj.": "attention.output.dense.",
        "linear1.": "intermediate.dense.", "linear2.": "output.dense.",
    }  # fmt: skip
    for i, layer in enumerate(net.layers):
        for key, value in layer.state_dict().items():
            if "in_proj_" in key:
                kind = key.rpartition("_")[2]
                parts = {f"attention.self.{n}.{kind}": v for n, v in zip(QKV, value.chunk(3), strict=True)}
            else:
                parts = {next(key.replace(our, their) for our, their in names.items() if key.startswith(our)): value}
            weights |= {f"encoder.layer.{i}.{theirs}": v for theirs, v in parts.items()}
    model = MegatronBertModel(config, add_pooling_layer=False)
    model.load_state_dict(weights, strict=True)
    return model.eval()


QKV = ("query", "key", "value")


def test_gpt2_agrees():
    net = lively(GPT)
    theirs = gpt2(net)(input_ids=IDS, output_attentions=True, output_hidden_states=True)
    t = net.trace(IDS)
    assert_close(t.logits, theirs.logits, **CLOSE)
    for layer, A, h in zip(t.layers, theirs.attentions, theirs.hidden_states[:-1], strict=True):
        assert_close(layer.attn.weights, A, **CLOSE)
        assert_close(layer.resid_pre, h, **CLOSE)


@pytest.mark.parametrize("ids", [IDS, PADDED])
def test_megatron_bert_agrees(ids):
    net = lively(BERT)
    theirs = megatron(net)(input_ids=ids, attention_mask=ids != 0, output_attentions=True)
    t = net.trace(ids)
    seen = ids != 0
    assert_close(t.norm.out[seen], theirs.last_hidden_state[seen], **CLOSE)
    for layer, A in zip(t.layers, theirs.attentions, strict=True):
        assert_close(layer.attn.weights, A, **CLOSE)


@pytest.mark.parametrize("ids", [IDS, PADDED, IDS[:, :1]])
def test_trace_and_forward_are_the_same_net(net, ids):
    """In training mode too, where torch takes other kernels."""
    seen = (ids != 0) if isinstance(net, BERT) else torch.ones_like(ids, dtype=torch.bool)
    logits = net.trace(ids).logits
    assert_close(net(ids)[seen], logits[seen], **CLOSE)
    assert_close(net.train()(ids)[seen], logits[seen], **CLOSE)
    net.eval()


def test_the_identities(net):
    t = net.trace(IDS)
    assert torch.equal(t.embedding.tokens, net.embedding.weight[IDS])
    assert torch.equal(t.embedding.positions[0], net.positions.weight[: IDS.shape[1]])
    assert torch.equal(t.embedding.out, t.embedding.tokens + t.embedding.positions)
    written = t.embedding.out + sum(layer.attn.out + layer.ffn.out for layer in t.layers)
    assert_close(t.norm.out, net.norm(written), **CLOSE)
    assert_close(t.logits, t.norm.out @ net.embedding.weight.T, **CLOSE)
    assert_close(t.out, t.logits.softmax(-1))
    for layer in t.layers:
        assert_close(layer.attn.weights.sum(-1), torch.ones(2, SHAPE["heads"], IDS.shape[1]))
        future = layer.attn.weights.masked_select(~look_ahead_mask(IDS.shape[1]))
        assert (future > 0).all() if isinstance(net, BERT) else (future == 0).all()


def test_a_gpt_cannot_know_what_comes_and_a_bert_can(net):
    """Changing the last token moves no earlier prediction, unless all may see all."""
    other = IDS.clone()
    other[:, -1] = 20
    same = torch.equal(net.trace(other).logits[:, :-1], net.trace(IDS).logits[:, :-1])
    assert same != isinstance(net, BERT)
    if not isinstance(net, BERT):
        leak = Intervention(look_ahead=False)
        assert not torch.allclose(net.trace(IDS, leak).logits[:, 0], net.trace(IDS).logits[:, 0])


def test_without_positions_a_bert_sees_a_set(net):
    """Two tokens change places: with P at zero only their own rows do, in a net without mask."""
    torch.manual_seed(1)
    bare = lively(BERT)
    bare.positions.weight.zero_()
    swapped = IDS[:, [0, 2, 1, 3, 4, 5, 6]]
    assert_close(bare.trace(swapped).logits, bare.trace(IDS).logits[:, [0, 2, 1, 3, 4, 5, 6]], **CLOSE)
    there = lively(BERT)
    assert not torch.allclose(there.trace(swapped).logits[:, 4], there.trace(IDS).logits[:, 4], atol=1e-2)


def test_ablating_a_head_takes_out_what_it_wrote(net):
    t = net.trace(IDS, Intervention(ablated=frozenset({(net.side, 1, 2)})))
    assert (t.layers[1].attn.context[:, 2] == 0).all() and (t.layers[1].attn.context[:, :2] != 0).all()
    elsewhere = {"encoder": "decoder", "decoder": "encoder"}[net.side]
    untouched = net.trace(IDS, Intervention(ablated=frozenset({(elsewhere, 1, 2)})))
    assert torch.equal(untouched.logits, net.trace(IDS).logits)


def test_every_array_says_what_its_axes_are(net):
    frozen = freeze(net.trace(PADDED))
    assert {"embedding.positions", "layers.attn.weights", "norm.out", "logits", "out"} <= set(frozen)
    for path, quantity in frozen.items():
        assert quantity.values.ndim == len(quantity.dims), path
        assert set(quantity.dims) <= DIMS and quantity.symbol and quantity.text.endswith("."), path
    assert frozen["layers.attn.weights"].dims == ("layer", "batch", "head", "query", "key")


def test_too_long(net):
    with pytest.raises(ValueError, match="13 tokens are more than the 12"):
        net.trace(torch.zeros(1, 13, dtype=torch.long))


@pytest.mark.parametrize(("kind", "positions"), [(GPT, 0.1 / math.sqrt(2)), (BERT, 0.04)])
def test_the_start_is_that_of_gpt_2_but_for_positions(kind, positions):
    torch.manual_seed(0)
    net = kind(vocab=500, d_model=64, heads=4, d_ff=256, layers=4)
    spread = {name: parameter.std().item() for name, parameter in net.named_parameters() if parameter.dim() > 1}
    for name, value in spread.items():
        writes = "out_proj" in name or "linear2" in name
        wanted = positions if "positions" in name else 0.02 / math.sqrt(8) if writes else 0.02
        assert value == pytest.approx(wanted, rel=0.05), name


def test_one_matrix_takes_every_first_position_to_the_one_before():
    P = turning(24, 32)
    back = torch.linalg.lstsq(P[1:], P[:-1]).solution
    torch.testing.assert_close(P[1:] @ back, P[:-1], atol=1e-4, rtol=0)
    torch.testing.assert_close(P @ P.T, 16 * torch.eye(24), atol=1e-4, rtol=0)


def prefix_matching_by_loops(A: list[list[float]], ids: list[int]) -> float:
    found = []
    for i in range(len(ids)):
        after = [j + 1 for j in range(i) if ids[j] == ids[i]]
        if after:
            found.append(sum(A[i][j] for j in after))
    return sum(found) / len(found) if found else math.nan


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=1, max_size=9), st.integers(0, 99))
def test_prefix_matching_against_loops(ids, seed):
    A = torch.randn(2, 3, len(ids), len(ids), generator=torch.Generator().manual_seed(seed)).softmax(-1)
    ours = prefix_matching(A, torch.tensor(ids))
    assert ours.shape == (2, 3)
    assert ours[1, 2].item() == pytest.approx(prefix_matching_by_loops(A[1, 2].tolist(), ids), abs=1e-6, nan_ok=True)


def test_a_perfect_induction_head_scores_one():
    """Random tokens said twice, after <sos>: the second copy of each looks at what came after the first."""
    ids, n = torch.tensor([2, 11, 7, 5, 9, 11, 7, 5, 9]), 4
    A = torch.zeros(9, 9)
    A[range(5), 0] = 1.0
    A[range(5, 9), [i - n + 1 for i in range(5, 9)]] = 1.0
    assert prefix_matching(A, ids).item() == 1.0
    assert prefix_matching(A.roll(1, -1), ids).item() == 0.0
