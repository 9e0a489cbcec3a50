"""BERT: the stack of ``nets.gpt`` without its mask, so that every token sees all others; it fills in what is hidden.

    p(token t | all that is not hidden) = softmax(h_t Eᵀ)

It differs from Devlin et al. 2019 in that the norm stands in front of each sublayer, as everywhere here, the FFN has a
ReLU, there are no segment embeddings (it never reads two texts), and nothing lies between h and Eᵀ. What it
never sees is padding.

Source: Devlin et al. 2019, BERT: Pre-training of Deep Bidirectional Transformers, section 3.
"""

from torch import Tensor, nn

from nets.attention import padding_mask
from nets.gpt import GPT
from nets.transformer import Intervention


class BERT(GPT):
    """A masked language model with learned positions. Raises ValueError for more than ``max_length`` tokens."""

    side = "encoder"
    pad = 0

    def place(self) -> None:
        """First positions are random, as in BERT: whatever order is in them was learnt."""
        nn.init.normal_(self.positions.weight, std=0.04)

    def mask(self, ids: Tensor, touch: Intervention) -> Tensor | None:
        return padding_mask(ids, self.pad) if touch.padding and (ids == self.pad).any() else None

    def fused_mask(self, ids: Tensor) -> dict:
        hidden = ids == self.pad
        return dict(src_key_padding_mask=hidden) if hidden.any() else {}
