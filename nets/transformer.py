"""The Transformer: an encoder that reads one sequence, a decoder that writes another, one step at a time.

    memory = Encoder(E x · √d_model + PE)
    logits = Decoder(E y · √d_model + PE, memory) Eᵀ

Each side is a stack of layers (see ``nets.layers``) and, since those have their norm in front, one LayerNorm more.

Source: Vaswani et al. 2017, Attention Is All You Need, section 3.
"""

import math
from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from nets.attention import look_ahead_mask, padding_mask
from nets.layers import DecoderLayer, DecoderLayerTrace, EncoderLayer, EncoderLayerTrace, LayerCache
from nets.layout import linear
from nets.norm import LayerNorm, LayerNormTrace
from nets.positions import sinusoidal
from nets.trace import Trace, lhs

SIDES = ("encoder", "decoder", "cross")


@dataclass(frozen=True)
class Intervention:
    """What a run may change about a net, as a value: the net itself is never touched.

    temperature: τ of every attention softmax. ablated: heads (side, layer, head) whose context is set to 0, side one of
    ``SIDES``. look_ahead, padding: whether the mask is in force.
    """

    temperature: float = 1.0
    ablated: frozenset[tuple[str, int, int]] = field(default_factory=frozenset)
    look_ahead: bool = True
    padding: bool = True

    def keep(self, side: str, layer: int, heads: int) -> Tensor | None:
        """1 for each head of a layer that stays, 0 for one that is ablated, (head,); None when all stay."""
        out = [h for on, where, h in self.ablated if (on, where) == (side, layer)]
        if not out:
            return None
        keep = torch.ones(heads)
        keep[out] = 0.0
        return keep


AS_TRAINED = Intervention()


@dataclass(slots=True)
class EncoderTrace(Trace):
    layers: list[EncoderLayerTrace] = lhs("", "layer")
    norm: LayerNormTrace = lhs(r"\mathrm{LN}")
    out: Tensor = lhs("m", "batch time d_model", "The memory: what the decoder may look at.")


@dataclass(slots=True)
class DecoderTrace(Trace):
    layers: list[DecoderLayerTrace] = lhs("", "layer")
    norm: LayerNormTrace = lhs(r"\mathrm{LN}")
    out: Tensor = lhs("s", "batch time d_model", "The decoder's state at each position.")


@dataclass(slots=True)
class EmbeddingTrace(Trace):
    tokens: Tensor = lhs(r"E_{x}\sqrt{d_{model}}", "batch time d_model", "The embedding of each token, scaled.")
    positions: Tensor = lhs("PE", "batch time d_model", "The sinusoidal code of each position.")
    out: Tensor = lhs("x", "batch time d_model", "Embedding plus position: what the first layer reads.")


@dataclass(slots=True)
class EncoderDecoderTrace(Trace):
    source: EmbeddingTrace = lhs("x")
    encoder: EncoderTrace = lhs(r"\mathrm{Encoder}")
    target: EmbeddingTrace = lhs("y")
    decoder: DecoderTrace = lhs(r"\mathrm{Decoder}")
    logits: Tensor = lhs(r"sE^\top", "batch time vocab", "One score for each token of the vocabulary.")
    out: Tensor = lhs(r"p(y_{t+1} \mid y_{\le t}, x)", "batch time vocab", "The probability of each next token.")


Encoded = tuple[EmbeddingTrace, EncoderTrace]
"""What the encoder makes of a source, all the decoder needs to know of it."""


class Encoder(nn.Module):
    """Layers, then a norm. Parameters are named as in ``nn.TransformerEncoder``."""

    def __init__(self, layers: int, d_model: int, heads: int, d_ff: int, dropout: float = 0.0, experts: int = 0):
        super().__init__()
        self.layers = nn.ModuleList(EncoderLayer(d_model, heads, d_ff, dropout, experts) for _ in range(layers))
        self.norm = LayerNorm(d_model)

    def forward(self, x: Tensor, padding: Tensor | None = None) -> Tensor:
        """x (batch, time, d_model); padding (batch, time), True where a token is padding."""
        for layer in self.layers:
            x = layer(x, src_key_padding_mask=padding)
        return self.norm(x)

    def trace(self, x: Tensor, mask: Tensor | None = None, touch: Intervention = AS_TRAINED) -> EncoderTrace:
        """The layers' traces for x (batch, time, d_model)."""
        layers = []
        for i, layer in enumerate(self.layers):
            keep = touch.keep("encoder", i, layer.self_attn.num_heads)
            layers.append(layer.trace(x, mask, temperature=touch.temperature, keep=keep))
            x = layers[-1].out
        norm = self.norm.trace(x)
        return EncoderTrace(layers, norm, norm.out)


class Decoder(nn.Module):
    """Layers, then a norm. Parameters are named as in ``nn.TransformerDecoder``."""

    def __init__(self, layers: int, d_model: int, heads: int, d_ff: int, dropout: float = 0.0, experts: int = 0):
        super().__init__()
        self.layers = nn.ModuleList(DecoderLayer(d_model, heads, d_ff, dropout, experts) for _ in range(layers))
        self.norm = LayerNorm(d_model)

    def forward(self, y: Tensor, memory: Tensor, padding: Tensor | None = None) -> Tensor:
        """y (batch, time, d_model), memory (batch, source time, d_model); padding is that of the source."""
        future = ~look_ahead_mask(y.shape[1])[0, 0].to(y.device)
        for layer in self.layers:
            y = layer(y, memory, tgt_mask=future, memory_key_padding_mask=padding, tgt_is_causal=True)
        return self.norm(y)

    def trace(
        self, y: Tensor, memory: Tensor, mask=None, memory_mask=None, touch: Intervention = AS_TRAINED,
        past: list[LayerCache] | None = None,
    ) -> DecoderTrace:  # fmt: skip
        """The layers' traces for y (batch, time, d_model). With ``past``, y holds only the newest positions."""
        layers = []
        for i, layer in enumerate(self.layers):
            heads = layer.self_attn.num_heads
            layers.append(
                layer.trace(
                    y,
                    memory,
                    mask,
                    memory_mask,
                    past=past[i] if past else None,
                    temperature=touch.temperature,
                    keep=touch.keep("decoder", i, heads),
                    keep_cross=touch.keep("cross", i, heads),
                )  # fmt: skip
            )
            y = layers[-1].out
        norm = self.norm.trace(y)
        return DecoderTrace(layers, norm, norm.out)


class EncoderDecoder(nn.Module):
    """A Transformer that reads one sequence of tokens and writes another.

    One matrix E (vocab, d_model) serves as both embeddings and, transposed, as the last linear layer (Press and Wolf
    2017; section 3.4 of the paper). With ``experts``, every FFN is a mixture of so many, each ``d_ff`` wide
    (``nets.experts``). Raises ValueError for a sequence longer than ``max_length``.
    """

    def __init__(
        self, vocab: int, d_model: int, heads: int, d_ff: int, encoder_layers: int, decoder_layers: int,
        max_length: int = 128, pad: int = 0, dropout: float = 0.0, experts: int = 0,
    ):  # fmt: skip
        super().__init__()
        self.d_model, self.heads, self.pad, self.max_length = d_model, heads, pad, max_length
        self.embedding = nn.Embedding(vocab, d_model)
        self.dropout = nn.Dropout(dropout)
        self.encoder = Encoder(encoder_layers, d_model, heads, d_ff, dropout, experts)
        self.decoder = Decoder(decoder_layers, d_model, heads, d_ff, dropout, experts)
        self.register_buffer("positions", sinusoidal(max_length, d_model), persistent=False)
        for parameter in self.parameters():
            if parameter.dim() > 1:
                nn.init.xavier_uniform_(parameter)
        nn.init.normal_(self.embedding.weight, std=d_model**-0.5)

    def embed(self, ids: Tensor, start: int = 0) -> EmbeddingTrace:
        """ids (batch, time) to vectors; ``start`` is the position of the first."""
        if start + ids.shape[1] > self.max_length:
            raise ValueError(
                f"{start + ids.shape[1]} tokens are more than the {self.max_length} this net has positions for"
            )
        tokens = self.embedding(ids) * math.sqrt(self.d_model)
        positions = self.positions[start : start + ids.shape[1]].expand_as(tokens)
        return EmbeddingTrace(tokens, positions, tokens + positions)

    def project(self, states: Tensor) -> Tensor:
        """Logits (batch, time, vocab) of the decoder's states (batch, time, d_model)."""
        return linear(states, self.embedding.weight)

    def forward(self, source: Tensor, target: Tensor) -> Tensor:
        """Logits (batch, time, vocab) for training: ids of both sides, (batch, source time) and (batch, time)."""
        padding = source == self.pad
        memory = self.encoder(self.dropout(self.embed(source).out), padding)
        return self.project(self.decoder(self.dropout(self.embed(target).out), memory, padding))

    def encode(self, source: Tensor, touch: Intervention = AS_TRAINED) -> Encoded:
        """Read the source ids (batch, time)."""
        embedding = self.embed(source)
        return embedding, self.encoder.trace(embedding.out, self.source_mask(source, touch), touch)

    def source_mask(self, source: Tensor, touch: Intervention = AS_TRAINED) -> Tensor | None:
        """The padding mask of the source ids, or None where there is nothing to hide."""
        if not touch.padding or not (source == self.pad).any():
            return None
        return padding_mask(source, self.pad)

    def trace(
        self, source: Tensor, target: Tensor, touch: Intervention = AS_TRAINED, encoded: Encoded | None = None
    ) -> EncoderDecoderTrace:
        """Everything, for ids of both sides; the target is read as given (teacher forcing).

        ``encoded`` is what ``encode`` returned for this source and intervention, where that is known already.
        """
        embedding, encoder = encoded or self.encode(source, touch)
        read = self.embed(target)
        mask = look_ahead_mask(target.shape[1]) if touch.look_ahead else None
        decoder = self.decoder.trace(read.out, encoder.out, mask, self.source_mask(source, touch), touch)
        logits = self.project(decoder.out)
        return EncoderDecoderTrace(embedding, encoder, read, decoder, logits, logits.softmax(-1))
