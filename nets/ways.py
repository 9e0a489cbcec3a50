"""One text in a net, and the way from any attention of it to what the net says: gone again in many variants at once.

    out    = the rest of a layer, where its attention wrote something else
    states = the layers behind it, and the last norm
    log p  = log softmax(states Eᵀ), of the token that the net itself finds likeliest at each place

A way belongs to one ``side``, whose attention is looked at: of a net with one stack that stack, of an encoder-decoder
the encoder, the decoder's self-attention, or cross. Variants lie along the batch axis. Nothing here keeps a gradient
out, so whoever wants none says so; nets and traces are those of ``nets.gpt``, ``nets.bert`` and ``nets.transformer``.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence

import torch
from torch import Tensor, nn

from nets.attention import AttentionTrace, MultiHeadAttention, look_ahead_mask
from nets.ffn import trace_ffn
from nets.gpt import GPT
from nets.transformer import AS_TRAINED, EncoderDecoder


def fed(layer: nn.Module, x: Tensor) -> Tensor:
    """What the FFN of a layer, or its mixture of experts, makes of x (batch, time, d_model)."""
    return layer.ffn(x) if layer.ffn else trace_ffn(layer.linear1, layer.linear2, x).out


def unseen(mask: Tensor | None, hidden: Tensor | None) -> Tensor | None:
    """A mask (True: may be seen) without what is ``hidden`` (True: may not)."""
    if hidden is None:
        return mask
    return ~hidden if mask is None else mask & ~hidden


class Way(ABC):
    """``layers`` and ``traces`` of the stack; ``mask`` as the attention has it, (1, 1, query, key), or None; ``inputs``
    (1, key, d_model) what the first layer reads of the keys' tokens; ``wanted`` (place,) the tokens asked about.

    ``says_all``: whether what is asked about is all that the net wrote, and not the token at the query's place.
    """

    name, module, says_all = "attn", "self_attn", False

    def __init__(self, net: nn.Module, layers: Sequence, traces: Sequence, mask: Tensor | None, inputs: Tensor, logits):
        self.net, self.layers, self.traces = net, layers, traces
        self.mask, self.inputs, self.wanted = mask, inputs, logits[0].argmax(-1)
        self.base = logits[0].log_softmax(-1).gather(-1, self.wanted[:, None])[:, 0]

    def attention(self, layer: int) -> MultiHeadAttention:
        return getattr(self.layers[layer], self.module)

    def traced(self, layer: int) -> AttentionTrace:
        return getattr(self.traces[layer], self.name)

    @property
    def visible(self) -> Tensor:
        """(query, key): where a query may see a key."""
        shape = self.traced(0).weights.shape[-2:]
        return torch.ones(shape, dtype=torch.bool) if self.mask is None else self.mask[0, 0].expand(shape)

    def project(self, layer: int, context: Tensor) -> Tensor:
        """What an attention writes of its heads' context (batch, head, query, d_head)."""
        return self.attention(layer).out_proj(context.transpose(1, 2).flatten(2))

    def says(self, states: Tensor, place: int | None) -> Tensor:
        """log p (batch, place) of the tokens wanted, by the states (batch, place, d_model); of one place, or all."""
        wanted = self.wanted if place is None else self.wanted[place : place + 1]
        states = states if place is None else states[:, place : place + 1]
        logits = self.net.project(states)
        return logits.gather(-1, wanted.expand(len(states), -1)[..., None])[..., 0] - logits.logsumexp(-1)

    @abstractmethod
    def rest(self, layer: int, written: Tensor, query: int | None = None) -> Tensor:
        """What a layer gives out where its attention wrote ``written`` (batch, query, d_model); of one or all."""

    @abstractmethod
    def step(self, layer: int, x: Tensor, hidden: Tensor | None = None) -> Tensor:
        """A layer over x (batch, time, d_model), its attention without ``hidden`` keys (batch, 1 or head, 1, key)."""

    @abstractmethod
    def finish(self, x: Tensor) -> Tensor:
        """The net's last states, of what the last layer of this stack gives out."""

    def onward(self, layer: int, out: Tensor, place: int | None = None) -> Tensor:
        """log p (batch, place), of what a layer gives out."""
        for i in range(layer + 1, len(self.layers)):
            out = self.step(i, out)
        return self.says(self.finish(out), place)

    def entered(self, layer: int) -> Tensor:
        """What a layer reads, (1, time, d_model)."""
        return self.traces[layer].resid_pre

    @abstractmethod
    def anew(self, inputs: Tensor, hidden: Tensor | None = None, place: int | None = None) -> Tensor:
        """log p (batch, place) of the whole net with other inputs (batch, key, d_model) for the keys' tokens, and
        ``hidden`` keys (batch, 1, 1, key) left out by every attention that could see them."""


def rows(x: Tensor, query: int | None) -> Tensor:
    """One position of x (batch, time, d_model), or all."""
    return x if query is None else x[:, query : query + 1]


class OneStack(Way):
    """The way in GPT or BERT."""

    def __init__(self, net: GPT, ids: Tensor):
        trace = net.trace(ids)
        mask = net.mask(ids, AS_TRAINED)
        super().__init__(net, net.layers, trace.layers, mask, trace.embedding.out, trace.logits)

    def rest(self, layer, written, query=None):
        return after_attention(self.layers[layer], rows(self.entered(layer), query), written)

    def step(self, layer, x, hidden=None):
        return self.layers[layer].trace(x, unseen(self.mask, hidden)).out

    def finish(self, x):
        return self.net.norm(x)

    def anew(self, inputs, hidden=None, place=None):
        for layer in range(len(self.layers)):
            inputs = self.step(layer, inputs, hidden)
        return self.says(self.finish(inputs), place)


def after_attention(layer: nn.Module, x: Tensor, written: Tensor) -> Tensor:
    """The rest of an encoder layer, which its attention wrote to."""
    mid = layer.add("attn", x, written)
    return layer.add("ffn", mid, fed(layer, layer.norm2(mid)))


def after_cross(layer: nn.Module, mid: Tensor, written: Tensor) -> Tensor:
    """The rest of a decoder layer, which its cross-attention wrote to."""
    late = layer.add("cross", mid, written)
    return layer.add("ffn", late, fed(layer, layer.norm3(late)))


class Translating(Way):
    """What the three ways in an encoder-decoder have in common."""

    def __init__(self, net: EncoderDecoder, source: Tensor, target: Tensor, side: str):
        trace = self.trace = net.trace(source, target)
        self.padding, self.causal = net.source_mask(source), look_ahead_mask(target.shape[1])
        stack = net.encoder if side == "encoder" else net.decoder
        traces = (trace.encoder if side == "encoder" else trace.decoder).layers
        mask = self.causal if side == "decoder" else self.padding
        inputs = (trace.target if side == "decoder" else trace.source).out
        super().__init__(net, stack.layers, traces, mask, inputs, trace.logits)

    def written(self, memory: Tensor, y: Tensor, own: Tensor | None = None, hidden: Tensor | None = None) -> Tensor:
        """The decoder's states, of a memory (batch, key, d_model) and its inputs y, keys of either hidden."""
        for layer in self.net.decoder.layers:
            y = layer.trace(y, memory, unseen(self.causal, own), unseen(self.padding, hidden)).out
        return self.net.decoder.norm(y)

    def encoded(self, x: Tensor, hidden: Tensor | None = None) -> Tensor:
        """The memory of the encoder's inputs x (batch, key, d_model)."""
        for layer in self.net.encoder.layers:
            x = layer.trace(x, unseen(self.padding, hidden)).out
        return self.net.encoder.norm(x)

    def anew(self, inputs, hidden=None, place=None):
        y = self.trace.target.out.expand(len(inputs), -1, -1)
        return self.says(self.written(self.encoded(inputs, hidden), y, hidden=hidden), place)


class EncoderWay(Translating):
    """The way from the encoder's attention, to all that was written."""

    says_all = True

    def __init__(self, net: EncoderDecoder, source: Tensor, target: Tensor):
        super().__init__(net, source, target, "encoder")

    def rest(self, layer, written, query=None):
        return after_attention(self.layers[layer], rows(self.entered(layer), query), written)

    def step(self, layer, x, hidden=None):
        return self.layers[layer].trace(x, unseen(self.padding, hidden)).out

    def finish(self, x):
        return self.written(self.net.encoder.norm(x), self.trace.target.out.expand(len(x), -1, -1))


class DecoderWay(Translating):
    """The way from the decoder's self-attention."""

    def __init__(self, net: EncoderDecoder, source: Tensor, target: Tensor):
        super().__init__(net, source, target, "decoder")

    def memory(self, batch: int) -> Tensor:
        return self.trace.encoder.out.expand(batch, -1, -1)

    def rest(self, layer, written, query=None):
        one = self.layers[layer]
        mid = one.add("attn", rows(self.entered(layer), query), written)
        cross = one.multihead_attn.trace(one.norm2(mid), self.memory(len(written)), self.padding)
        return after_cross(one, mid, cross.out)

    def step(self, layer, x, hidden=None):
        return self.layers[layer].trace(x, self.memory(len(x)), unseen(self.causal, hidden), self.padding).out

    def finish(self, x):
        return self.net.decoder.norm(x)

    def anew(self, inputs, hidden=None, place=None):
        return self.says(self.written(self.memory(len(inputs)), inputs, own=hidden), place)


class CrossWay(DecoderWay):
    """The way from the decoder's cross-attention."""

    name, module = "cross", "multihead_attn"

    def __init__(self, net: EncoderDecoder, source: Tensor, target: Tensor):
        Translating.__init__(self, net, source, target, "cross")

    def rest(self, layer, written, query=None):
        return after_cross(self.layers[layer], rows(self.traces[layer].resid_mid, query), written)

    def step(self, layer, x, hidden=None):
        return self.layers[layer].trace(x, self.memory(len(x)), self.causal, unseen(self.padding, hidden)).out

    def anew(self, inputs, hidden=None, place=None):
        return Translating.anew(self, inputs, hidden, place)


WAYS = {"encoder": EncoderWay, "decoder": DecoderWay, "cross": CrossWay}
"""The ways in an encoder-decoder, by side."""
