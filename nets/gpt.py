"""GPT: a Transformer with one stack, which reads from left to right and says what comes next.

    x_t    = E_{token t} + P_t
    h      = LN(Layer_L( … Layer_1(x)))        every layer under the look-ahead mask
    logits = h Eᵀ
    p(x_{t+1} | x_1 … x_t) = softmax(logits_t)

E (vocab, d_model) is both embedding and last linear layer; P (max_length, d_model) are the learned positions, a vector
for each place that training moves like any other weight. The layers are encoder layers with the norm in front: what
makes them a decoder is the mask alone. GPT-2 has a GELU in the FFN where this net has a ReLU, as in ``nets.ffn``.
``forward`` is torch's fused kernels, for training; ``trace`` is the equations.

Source: Radford et al. 2019, Language Models are Unsupervised Multitask Learners, section 2.3; the stack is that of
Radford et al. 2018, Improving Language Understanding by Generative Pre-Training, section 3.1.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from nets.attention import look_ahead_mask
from nets.layers import EncoderLayer, EncoderLayerTrace
from nets.layout import linear
from nets.norm import LayerNorm, LayerNormTrace
from nets.trace import Trace, lhs
from nets.transformer import AS_TRAINED, Intervention

SPREAD = 0.1
"""How large the numbers are that positions begin as: larger than a token's first embedding, so that they are seen."""


def turning(length: int, d_model: int) -> Tensor:
    """Hands of d_model / 2 clocks at speeds spread evenly from 0 to π a position: sines and cosines, (length, d_model).

    >>> table = turning(50, 64)
    >>> (table @ table.T / 32).abs().round(decimals=3)[20, 18:23].tolist()
    [0.0, 0.0, 1.0, 0.0, 0.0]
    """
    speed = torch.pi * (torch.arange(d_model // 2) + 0.5) / (d_model // 2)
    angle = torch.arange(length)[:, None] * speed
    return torch.stack((angle.sin(), angle.cos()), -1).flatten(1)


@dataclass(slots=True)
class LearnedEmbeddingTrace(Trace):
    tokens: Tensor = lhs("E_x", "batch time d_model", "The embedding of each token.")
    positions: Tensor = lhs("P_t", "batch time d_model", "The learned vector of each position.")
    out: Tensor = lhs("x", "batch time d_model", "Embedding plus position: what the first layer reads.")


@dataclass(slots=True)
class GPTTrace(Trace):
    embedding: LearnedEmbeddingTrace = lhs("x")
    layers: list[EncoderLayerTrace] = lhs("", "layer")
    norm: LayerNormTrace = lhs(r"\mathrm{LN}")
    logits: Tensor = lhs(r"hE^\top", "batch time vocab", "One score for each token of the vocabulary.")
    out: Tensor = lhs(r"p(x_{t+1} \mid x_{\le t})", "batch time vocab", "The probability of each next token.")


class GPT(nn.Module):
    """A language model with learned positions. Raises ValueError for a sequence longer than ``max_length``.

    >>> import torch
    >>> GPT(vocab=10, d_model=8, heads=2, d_ff=16, layers=1).trace(torch.tensor([[2, 7, 5]])).out.shape
    torch.Size([1, 3, 10])
    """

    side = "decoder"
    """Where an ``Intervention`` finds the heads of this net."""

    def __init__(
        self, vocab: int, d_model: int, heads: int, d_ff: int, layers: int, max_length: int = 256, dropout: float = 0.0
    ):
        super().__init__()
        self.d_model, self.heads, self.max_length = d_model, heads, max_length
        self.embedding = nn.Embedding(vocab, d_model)
        self.positions = nn.Embedding(max_length, d_model)
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(EncoderLayer(d_model, heads, d_ff, dropout) for _ in range(layers))
        self.norm = LayerNorm(d_model)
        self.start()

    def start(self) -> None:
        """Random weights as in GPT-2: spread 0.02, and less by √(2L) where a layer writes to the residual stream."""
        for name, parameter in self.named_parameters():
            if parameter.dim() > 1:
                writes = name.endswith(("out_proj.weight", "linear2.weight"))
                nn.init.normal_(parameter, std=0.02 / math.sqrt(2 * len(self.layers)) if writes else 0.02)
            elif name.endswith("bias"):
                nn.init.zeros_(parameter)
        self.place()

    @torch.no_grad()
    def place(self) -> None:
        """First positions: no two are alike, as with random numbers, but one matrix turns each into the one before,
        so that a head soon looks at the previous token; from random ones it learns that position by position."""
        self.positions.weight.copy_(SPREAD * turning(self.max_length, self.d_model))

    def embed(self, ids: Tensor) -> LearnedEmbeddingTrace:
        """ids (batch, time) to vectors."""
        if ids.shape[1] > self.max_length:
            raise ValueError(f"{ids.shape[1]} tokens are more than the {self.max_length} this net has positions for")
        tokens = self.embedding(ids)
        positions = self.positions.weight[: ids.shape[1]].expand_as(tokens)
        return LearnedEmbeddingTrace(tokens, positions, tokens + positions)

    def project(self, states: Tensor) -> Tensor:
        """Logits (…, vocab) of states (…, d_model)."""
        return linear(states, self.embedding.weight)

    def mask(self, ids: Tensor, touch: Intervention) -> Tensor | None:
        """True where a query may see a key, as ``nets.attention`` wants it; None where all may see all."""
        return look_ahead_mask(ids.shape[1]) if touch.look_ahead else None

    def fused_mask(self, ids: Tensor) -> dict:
        """The same, as torch's own layers want it: True means hidden."""
        return dict(src_mask=~look_ahead_mask(ids.shape[1])[0, 0].to(ids.device), is_causal=True)

    def states(self, ids: Tensor) -> Tensor:
        """h (batch, time, d_model) of ids (batch, time), by torch's fused kernels."""
        x, mask = self.dropout(self.embed(ids).out), self.fused_mask(ids)
        for layer in self.layers:
            x = layer(x, **mask)
        return self.norm(x)

    def forward(self, ids: Tensor) -> Tensor:
        """Logits (batch, time, vocab) for training: ids (batch, time)."""
        return self.project(self.states(ids))

    def trace(self, ids: Tensor, touch: Intervention = AS_TRAINED) -> GPTTrace:
        """Everything, for ids (batch, time)."""
        embedding, layers = self.embed(ids), []
        x, mask = embedding.out, self.mask(ids, touch)
        for i, layer in enumerate(self.layers):
            keep = touch.keep(self.side, i, self.heads)
            layers.append(layer.trace(x, mask, temperature=touch.temperature, keep=keep))
            x = layers[-1].out
        norm = self.norm.trace(x)
        logits = self.project(norm.out)
        return GPTTrace(embedding, layers, norm, logits, logits.softmax(-1))
