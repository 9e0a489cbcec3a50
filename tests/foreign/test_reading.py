"""Checkpoints of every family: all their weights, as the library computes them, and their tokens."""

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from foreign import CannotRead
from foreign.looking import look
from foreign.reading import read
from tests.foreign.small import FAMILIES

TEXT = "The animal is tired."
TOKENS = 8
LAYERS = {"bart": 3, "marian": 3}
"""Decoder layers, where they are not 2."""
DECODERS, BOTH = {"gpt2", "llama"}, {"t5", "bart", "marian"}
READERS = [family for family in FAMILIES if family != "vit"]


@pytest.mark.parametrize("family", READERS)
def test_every_weight_is_the_library_s(opened, family):
    checkpoint = opened(family)
    reading = read(checkpoint, TEXT, target="i am a student")
    assert [piece.text for piece in reading.source[:3]] == ["[CLS]", "The", "animal"]
    ids = torch.tensor([[piece.id for piece in reading.source]])
    given = dict(input_ids=ids, output_attentions=True)
    if family in BOTH:
        given["decoder_input_ids"] = torch.tensor([[piece.id for piece in reading.target]])
    out = checkpoint.net(**given)
    sides = {"encoder": "encoder_attentions", "decoder": "decoder_attentions", "cross": "cross_attentions"}
    assert checkpoint.sides == (
        tuple(sides) if family in BOTH else ("decoder",) if family in DECODERS else ("encoder",)
    )
    for side in checkpoint.sides:
        path = "decoder.layers.cross.weights" if side == "cross" else f"{side}.layers.attn.weights"
        quantity = reading.trace[path]
        layers = getattr(out, sides[side] if family in BOTH else "attentions")
        expected = np.stack([layer.detach().numpy() for layer in layers])
        assert quantity.dims == ("layer", "batch", "head", "query", "key")
        assert quantity.values.shape[0] == (LAYERS.get(family, 2) if side != "encoder" else 2)
        assert not quantity.values.flags.writeable
        np.testing.assert_array_equal(quantity.values, expected)
        np.testing.assert_allclose(quantity.values.sum(-1), 1, atol=1e-5)
    assert len(reading.trace) == len(checkpoint.sides)


@pytest.mark.parametrize("family", ["bert", "gpt2"])
def test_a_weight_is_the_softmax_of_query_times_key(opened, family):
    """The first layer's, from its own parameters, in the order of heads and of rows that we say it has."""
    checkpoint = opened(family)
    reading, net = read(checkpoint, TEXT), checkpoint.net
    ids = torch.tensor([[piece.id for piece in reading.source]])
    with torch.no_grad():
        if family == "bert":
            x = net.bert.embeddings(ids)
            own = net.bert.encoder.layer[0].attention.self
            Q, K, seen = own.query(x), own.key(x), torch.ones(TOKENS, TOKENS).bool()
        else:
            x = net.transformer.wte(ids) + net.transformer.wpe(torch.arange(TOKENS))
            Q, K, _ = net.transformer.h[0].attn.c_attn(net.transformer.h[0].ln_1(x)).split(32, -1)
            seen = torch.ones(TOKENS, TOKENS).tril().bool()
        Q, K = (part.view(TOKENS, 4, 8).transpose(0, 1) for part in (Q[0], K[0]))
        A = (Q @ K.transpose(1, 2) / 8**0.5).masked_fill(~seen, -torch.inf).softmax(-1)
    side = checkpoint.sides[0]
    np.testing.assert_allclose(reading.trace[f"{side}.layers.attn.weights"].values[0, 0], A.numpy(), atol=1e-6)


@pytest.mark.parametrize("family", sorted(BOTH))
def test_an_encoder_decoder_reads_what_it_writes(opened, family):
    checkpoint = opened(family)
    reading = read(checkpoint, TEXT)
    ids = torch.tensor([[piece.id for piece in reading.source]])
    written = checkpoint.net.generate(input_ids=ids, max_new_tokens=60, num_beams=1, do_sample=False)[0].tolist()
    assert [piece.id for piece in reading.target] == written[:-1]
    assert reading.trace["decoder.layers.cross.weights"].values.shape[-2:] == (len(written) - 1, TOKENS)


def test_a_decoder_does_not_look_ahead(opened):
    for family in DECODERS:
        assert not np.triu(read(opened(family), TEXT).trace["decoder.layers.attn.weights"].values, 1).any()


def test_words_of_the_source(opened):
    pieces = read(opened("bert"), "Tiredest animals, 한국어!").source
    assert [piece.text for piece in pieces if piece.word == 0][0] == "Tired"
    assert "".join(piece.text for piece in pieces if piece.word == 0) == "Tiredest"
    assert pieces[0].word == pieces[-1].word == -1


def test_a_long_text_is_cut_at_the_limit(opened):
    for family, limit in {"bert": 64, "roberta": 62, "t5": 512}.items():
        assert opened(family).limit == limit
        reading = read(opened(family), "tired " * 600, target="tired")
        assert (len(reading.source), reading.cut) == (limit, 602 - limit)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=40))
def test_whatever_is_typed_has_its_tokens(opened, text):
    reading = read(opened("bert"), text)
    weights = reading.trace["encoder.layers.attn.weights"].values
    assert weights.shape[-1] == len(reading.source) >= 2
    assert all(piece.text for piece in reading.source)


def test_a_picture_is_read_in_patches(opened):
    colours = np.random.default_rng(0).integers(0, 256, (32, 32, 3), dtype=np.uint8)
    checkpoint = opened("vit")
    reading = look(checkpoint, Image.fromarray(colours))
    assert [piece.text for piece in reading.source[:6]] == ["<cls>", "1,1", "1,2", "1,3", "1,4", "2,1"]
    pixels = torch.from_numpy((colours / 255 - 0.5) / 0.5).float().permute(2, 0, 1)[None]
    expected = checkpoint.net(pixel_values=pixels, output_attentions=True).attentions
    np.testing.assert_allclose(
        reading.trace["encoder.layers.attn.weights"].values, np.stack([a.detach().numpy() for a in expected]), atol=1e-6
    )


def test_a_net_reads_or_looks(opened):
    with pytest.raises(CannotRead, match="looks at pictures"):
        read(opened("vit"), TEXT)
    with pytest.raises(CannotRead, match="reads texts"):
        look(opened("bert"), Image.new("RGB", (8, 8)))
