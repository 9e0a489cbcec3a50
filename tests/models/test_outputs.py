"""What a net says of a text with and without some of its heads, against torch's own kernels and one head at a time."""

import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from models.maps import Question
from models.ours import ALONE, MASK, TURNS
from models.outputs import TOP, losses, matters, said
from models.source import ours
from nets.bert import BERT
from nets.gpt import GPT
from nets.importance import by_ablation, by_gradient
from nets.transformer import EncoderDecoder, Intervention
from text.bpe import BPE, EOS, SOS, SPECIAL

LINES = [f"the {colour} cat sees {number} dogs" for colour in ("red", "blue", "old") for number in range(12)]
TEXT = "the old cat sees the red dog"
SIZE = dict(d_model=16, heads=4, d_ff=32)


@pytest.fixture(scope="module")
def bpe():
    return BPE.train(LINES, 90, (MASK,))


def random(net):
    """The same net with large random weights, so that its heads matter."""
    torch.manual_seed(1)
    for parameter in net.parameters():
        torch.nn.init.normal_(parameter, std=0.5)
    return net.eval().requires_grad_(False)


@pytest.fixture(scope="module")
def sources(bpe):
    vocab = len(bpe)
    nets = {
        "causal": GPT(vocab, **SIZE, layers=3, max_length=24),
        "masked": BERT(vocab, **SIZE, layers=3, max_length=40),
        "writes": EncoderDecoder(vocab, **SIZE, encoder_layers=2, decoder_layers=2),
        "experts": EncoderDecoder(vocab, **SIZE, encoder_layers=1, decoder_layers=2, experts=3),
    }
    return {name: ours(name, random(net), bpe) for name, net in nets.items()} | {"nets": nets}


def target_of(source):
    return source.write(TEXT) or ""


def test_a_causal_net_says_what_comes_next(sources, bpe):
    found, ids = said(sources["causal"], TEXT, ""), bpe.ids(TEXT)
    logits = sources["nets"]["causal"](torch.tensor([[SOS, *ids]]))[0]
    wanted = torch.tensor([*ids, EOS])
    assert [piece.id for piece in found.tokens] == wanted.tolist()
    np.testing.assert_allclose(found.losses, F.cross_entropy(logits, wanted, reduction="none"), atol=1e-4)
    assert found.loss == pytest.approx(F.cross_entropy(logits, wanted).item(), abs=1e-4)
    best = logits.softmax(-1).sort(-1, descending=True)
    assert found.ids.tolist() == best.indices[:, :TOP].tolist() and found.likely[0] == [
        bpe.pieces_of([id])[0].text for id in best.indices[0, :TOP].tolist()
    ]
    np.testing.assert_allclose(found.chances, best.values[:, :TOP], atol=1e-5)
    np.testing.assert_allclose(found.own, np.exp(-found.losses), atol=1e-6)
    assert found.loss == pytest.approx(sources["causal"].loss(TEXT, None)(Intervention()).item(), abs=1e-5)


def test_a_masked_net_fills_in_each_token_hidden_alone(sources, bpe):
    found, ids = said(sources["masked"], TEXT, ""), bpe.ids(TEXT)
    mask = bpe.tokenizer.token_to_id(MASK)
    assert mask == len(SPECIAL) and TURNS < len(ids) < ALONE
    for place, id in enumerate(ids):
        hidden = torch.tensor([[SOS, *ids[:place], mask, *ids[place + 1 :]]])
        expected = sources["nets"]["masked"](hidden)[0, place + 1].log_softmax(-1)
        assert found.losses[place] == pytest.approx(-expected[id].item(), abs=1e-4)


def test_a_long_masked_text_is_hidden_in_few_turns(sources, bpe, monkeypatch):
    text = " ".join([TEXT] * 9)
    question = sources["masked"].question(text, None)
    ids = [SOS, *bpe.ids(text)][:40]
    assert [piece.id for piece in question.wanted] == ids[1:]
    seen = []
    monkeypatch.setattr(BERT, "trace", lambda net, shown, touch: seen.append(shown) or GPT.trace(net, shown, touch))
    losses(question, Intervention())
    mask = bpe.tokenizer.token_to_id(MASK)
    assert len(seen[0]) == TURNS and ((seen[0] == mask).sum(0) == torch.tensor([0] + [1] * 39)).all()


@pytest.mark.parametrize("kind", ["causal", "masked", "writes", "experts"])
def test_a_head_that_is_off_changes_what_is_said(sources, kind):
    source = sources[kind]
    target, side = target_of(source), next(iter(source.shapes))
    whole = said(source, TEXT, target)
    without = said(source, TEXT, target, [(side, 0, 1)])
    again = said(source, TEXT, target)
    assert not np.allclose(whole.losses, without.losses)
    np.testing.assert_array_equal(whole.losses, again.losses)
    off = Intervention(ablated=frozenset([(side, 0, 1)]))
    if kind != "masked":  # which the board hides in fewer turns
        assert without.loss == pytest.approx(source.loss(TEXT, target)(off).item(), abs=1e-5)
    everything = [
        (side, i, h) for side, (layers, heads) in source.shapes.items() for i in range(layers) for h in range(heads)
    ]
    assert not np.allclose(said(source, TEXT, target, everything).losses, without.losses)


def test_a_translator_writes_anew(sources):
    source = sources["writes"]
    target = target_of(source)
    assert said(source, TEXT, target).written == target
    off = [("cross", 1, head) for head in range(4)]
    touch = Intervention(ablated=frozenset(off))
    assert said(source, TEXT, target, off).written == source.rewrite(TEXT, touch, "") != target


@pytest.mark.parametrize("kind", ["causal", "masked", "writes", "experts"])
def test_what_matters_is_found_head_by_head(sources, kind):
    source = sources[kind]
    target = target_of(source)
    question = source.question(TEXT, target)

    def loss(touch):
        return losses(question, touch).mean()

    steps = []
    found = matters(source, TEXT, target, run=lambda step: steps.append(step) or step())
    expected = by_ablation(loss, source.shapes)
    assert len(steps) == 3 + sum(layers for layers, _ in source.shapes.values())
    plain = replace(source, question=lambda *_: Question(question.wanted, question.logits))
    slow = matters(plain, TEXT, target)["ablation"]
    slopes = by_gradient(loss, source.shapes)
    for side, shape in source.shapes.items():
        assert found["ablation"][side].shape == shape and expected[side].abs().max() > 0.01
        torch.testing.assert_close(found["ablation"][side], expected[side], atol=1e-4, rtol=1e-4)
        torch.testing.assert_close(slow[side], expected[side], atol=1e-4, rtol=1e-4)
        torch.testing.assert_close(found["gradient"][side], slopes[side])


def test_nothing_read_is_nothing_said(sources):
    found = said(sources["masked"], "", "")
    assert found.tokens == [] and math.isnan(found.loss) and found.likely == []
    assert not matters(sources["masked"], "", "")["ablation"]["encoder"].any()
    assert [piece.id for piece in said(sources["causal"], "", "").tokens] == [EOS]


def test_a_net_that_cannot_be_asked_says_so(sources):
    silent = replace(sources["causal"], question=None)
    for ask in (said, matters):
        with pytest.raises(ValueError, match="causal cannot be asked"):
            ask(silent, TEXT)
