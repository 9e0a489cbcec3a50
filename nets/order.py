"""What self-attention knows of the order of words: nothing, unless positions say it.

    x_t        = E x_t √d_model + PE_t             or without PE_t
    A          = softmax(Q Kᵀ / √d_k)              of the sentence
    A'         = the same of the words in another order; token t of the sentence stands at place[t] there
    back       = A'[place, place]                  put back into the order of the sentence
    difference = |A - back|                        0 without PE: attention is permutation equivariant

Embeddings, norms and feed-forward layers treat each token by itself, and attention sums over keys in any order. So
without PE everything that the encoder says of a token is the same wherever it stands, and what the decoder writes is
the same too: it looks back at a bag. The net is as trained; that PE is left out is an argument, never a change to it.

Source: Vaswani et al. 2017, section 3.5 (no recurrence, no convolution: positions must be injected); Lee et al. 2019,
Set Transformer, section 3 (permutation equivariance).
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from nets.trace import Trace, lhs
from nets.transformer import Encoded, EncoderDecoder


@dataclass(slots=True)
class OrderTrace(Trace):
    weights: Tensor = lhs("A", "layer head query key", "Self-attention of the sentence.")
    shuffled: Tensor = lhs("A'", "layer head query key", "Self-attention of its words in another order.")
    difference: Tensor = lhs("|A - back|", "layer head query key", "How far they are apart, word by word.")
    memory: Tensor = lhs(r"\|m_t - m'_t\|", "time", "How far what the encoder says of each token is apart.")


def shuffle(words: Sequence[int], throw: int) -> list[int]:
    """The tokens in another order: which of them stands at each place. ``words`` has the word of each token. Tokens of
    one word stay together; those of none (-1), such as <eos>, stay behind all others. Throw 0: backwards.

    >>> shuffle([0, 1, 1, 2, -1], 0)
    [3, 1, 2, 0, 4]
    """
    order = list(dict.fromkeys(word for word in words if word >= 0))
    order = order[::-1] if throw == 0 else random.Random(throw).sample(order, len(order))
    tokens = [t for word in order for t, own in enumerate(words) if own == word]
    return tokens + [t for t, word in enumerate(words) if word < 0]


def encode(net: EncoderDecoder, source: Tensor, positions: bool = True) -> Encoded:
    """Read source ids (batch, time), with the code of each position or without."""
    embedding = net.embed(source)
    return embedding, net.encoder.trace(embedding.out if positions else embedding.tokens, net.source_mask(source))


def order(both: Encoded, tokens: Sequence[int]) -> OrderTrace:
    """Compare a batch of two: a sentence, and its tokens in another order, ``tokens`` as by ``shuffle``."""
    encoder, place = both[1], torch.tensor(tokens).argsort()
    weights, shuffled = torch.stack([layer.attn.weights for layer in encoder.layers], 1)
    back = shuffled[:, :, place][:, :, :, place]
    memory = (encoder.out[0] - encoder.out[1, place]).norm(dim=-1)
    return OrderTrace(weights, shuffled, (weights - back).abs(), memory)
