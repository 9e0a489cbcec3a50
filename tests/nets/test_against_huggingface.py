"""Decoding beside Hugging Face's ``generate`` on the same small weights.

Pegasus is the Transformer of ``nets.transformer`` in their house: norm in front, sinusoidal positions, scaled
embeddings tied to the last linear layer, ReLU. Only the order of sines and cosines differs: our table is copied in.
"""

import pytest
import torch
from torch.testing import assert_close
from transformers import GenerationConfig, PegasusConfig, PegasusForConditionalGeneration

from nets.decoding import Decoding, decode
from nets.transformer import EncoderDecoder
from tests.nets.small import EOS, PAD, SOS, reverser, sentence, small_net

CLOSE = dict(rtol=1e-4, atol=1e-4)
NAMES = {
    "encoder": {"norm1": "self_attn_layer_norm", "norm2": "final_layer_norm"},
    "decoder": {"norm1": "self_attn_layer_norm", "norm2": "encoder_attn_layer_norm", "norm3": "final_layer_norm"},
}


def pegasus(net: EncoderDecoder) -> PegasusForConditionalGeneration:
    """Their model with our weights. Loading fails when a weight is missing, left over or of another shape."""
    config = PegasusConfig(
        vocab_size=net.embedding.num_embeddings, d_model=net.d_model, max_position_embeddings=net.max_length,
        encoder_layers=len(net.encoder.layers), decoder_layers=len(net.decoder.layers),
        encoder_attention_heads=net.heads, decoder_attention_heads=net.heads,
        encoder_ffn_dim=net.encoder.layers[0].linear1.out_features,
        decoder_ffn_dim=net.decoder.layers[0].linear1.out_features,
        activation_function="relu", scale_embedding=True, dropout=0.0,
        pad_token_id=PAD, eos_token_id=EOS, decoder_start_token_id=SOS, forced_eos_token_id=None,
    )  # fmt: skip
    E = net.embedding.weight
    weights = {"final_logits_bias": torch.zeros(1, len(E)), "model.shared.weight": E, "lm_head.weight": E}
    for side in ("encoder", "decoder"):
        weights |= {f"model.{side}.embed_tokens.weight": E, f"model.{side}.embed_positions.weight": net.positions}
        names = NAMES[side] | {"multihead_attn": "encoder_attn", "linear": "fc"}
        for key, value in getattr(net, side).state_dict().items():
            theirs = f"model.{side}.{'layer_' * key.startswith('norm.')}{key}"
            for our_name, their_name in names.items():
                theirs = theirs.replace(our_name, their_name)
            if "in_proj_" not in key:
                weights[theirs] = value
                continue
            for part, third in zip("qkv", value.chunk(3), strict=True):
                weights[theirs.replace("in_proj_", f"{part}_proj.")] = third
    model = PegasusForConditionalGeneration(config)
    model.load_state_dict(weights, strict=True)
    return model.eval()


def sources(net: EncoderDecoder, count: int) -> list[torch.Tensor]:
    """Sentences of several lengths; every third is padded."""
    vocab = net.embedding.num_embeddings
    plain = [sentence(seed, 3 + seed % 6, vocab) for seed in range(count)]
    return [torch.cat((s, torch.full((1, 2), PAD)), dim=1) if i % 3 == 2 else s for i, s in enumerate(plain)]


def generate(model, source: torch.Tensor, prefix=(), **settings):
    """Their translations after <sos>, each cut off behind its <eos>, and the whole result."""
    config = GenerationConfig(
        return_dict_in_generate=True, output_scores=True, do_sample=False,
        pad_token_id=PAD, eos_token_id=EOS, decoder_start_token_id=SOS, **settings,
    )  # fmt: skip
    start = torch.tensor([[SOS, *prefix]])
    result = model.generate(source, attention_mask=source != PAD, decoder_input_ids=start, generation_config=config)
    return [until_end(row) for row in result.sequences[:, 1:].tolist()], result


def until_end(tokens: list[int]) -> list[int]:
    """Up to the first <eos>; they fill up with more of them, or with padding."""
    return tokens[: tokens.index(EOS) + 1] if EOS in tokens else tokens


UNEVEN = dict(vocab=17, d_model=24, heads=2, d_ff=20, encoder_layers=1, decoder_layers=3)
NETS = {"reverser": reverser, "random": lambda: small_net(11, vocab=23), "uneven": lambda: small_net(12, **UNEVEN)}


@pytest.fixture(scope="module", params=NETS)
def pair(request):
    """A net of ours and its twin."""
    net = NETS[request.param]().requires_grad_(False)
    return net, pegasus(net)


def test_the_twin_is_a_twin(pair):
    net, model = pair
    for source in sources(net, 6):
        target = torch.tensor([[SOS, 7, 4, 9, 10]])
        theirs = model(input_ids=source, attention_mask=source != PAD, decoder_input_ids=target).logits
        assert_close(net.trace(source, target).logits, theirs, **CLOSE)


@pytest.mark.parametrize("prefix", [(), (5, 9)])
def test_greedy(pair, prefix):
    net, model = pair
    for source in sources(net, 9):
        [theirs], _ = generate(model, source, prefix, max_new_tokens=12)
        assert decode(net, source, Decoding(max_steps=12), prefix=prefix).tokens.tolist() == theirs


@pytest.mark.parametrize("beams", [2, 4, 7])
@pytest.mark.parametrize("length_penalty", [-0.5, 0.0, 0.6, 1.0, 2.0])
def test_beam(pair, beams, length_penalty):
    """The whole pool of finished translations, in order and with scores, not only the best."""
    net, model = pair
    for i, source in enumerate(sources(net, 6)):
        prefix = (6, 4) if i % 2 else ()
        theirs, result = generate(
            model, source, prefix, num_beams=beams, num_return_sequences=beams, max_new_tokens=9,
            length_penalty=length_penalty, early_stopping=False,
        )  # fmt: skip
        how = Decoding("beam", beams, length_penalty, max_steps=9)
        ours = decode(net, source, how, prefix=prefix)
        assert_close(ours.finished.scores, result.sequences_scores, **CLOSE)
        lengths = (ours.finished.lengths + len(prefix)).tolist()
        pool = [row[:n] for row, n in zip(ours.finished.tokens.tolist(), lengths, strict=True)]
        assert pool == theirs
        assert ours.tokens.tolist() == theirs[0]
