"""What a checkpoint is asked, against the losses of its own library, and what its heads matter for it."""

import pytest
import torch
from torch.nn import functional as F

from foreign import CannotRead
from foreign.asking import ask, task
from foreign.reading import read
from nets.importance import by_ablation, by_gradient
from nets.transformer import Intervention
from tests.foreign.where import BOTH, HEADS

TEXT, TARGET = "The animal is tired.", "i am a student"


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
