"""Reading the decoder step by step, without computing anything twice.

A new token changes nothing at the positions before it: the look-ahead mask hides it from them. So the keys K and values
V of the earlier positions can be kept (the key/value cache), and a step computes the newest position alone:

    K = concat(K_past, k_t)        V = concat(V_past, v_t)        out_t = Attention(q_t, K, V)

The newest query comes last and may see every key, so it needs no look-ahead mask. With the mask switched off, earlier
positions see the new token and all their keys and values change: nothing can be kept, and each step starts afresh.

What the steps recorded is, put together, what one pass over the whole target would have recorded. Only the scores of
earlier queries with later keys were never computed: they come from all the queries and keys at the end.

Source: Shazeer 2019, Fast Transformer Decoding, section 2.4.
"""

from collections.abc import Sequence

import torch
from torch import Tensor

from nets.attention import look_ahead_mask
from nets.layers import DecoderLayerTrace, LayerCache
from nets.steps import Step, take_back
from nets.trace import joined
from nets.transformer import AS_TRAINED, DecoderTrace, Encoded, EncoderDecoder, EncoderDecoderTrace, Intervention


class IncrementalDecoder:
    """The decoder of one net over one source; it remembers what it has read. One run, one object: never shared.

    ``drafts``: whether reading several tokens in one call records what reading them one by one would.
    """

    def __init__(
        self, net: EncoderDecoder, source: Tensor, touch: Intervention = AS_TRAINED, encoded: Encoded | None = None
    ):
        """Read the source ids (1, time); ``encoded`` is what the encoder made of them, where that is known already."""
        self.net, self.source, self.touch = net, source, touch
        self.drafts = touch.look_ahead
        self.encoded = encoded or net.encode(source, touch)
        self.memory = self.encoded[1].out
        self.memory_mask = net.source_mask(source, touch)
        self.past: list[LayerCache] | None = None
        self.steps: list[Step] | None = [] if touch.look_ahead else None
        self.read = 0

    def __call__(self, target: Tensor) -> Tensor:
        """Logits (batch, new, vocab) after each token of target (batch, time) that no earlier call has read.

        Raises ValueError when the target is longer than the net has positions for.
        """
        new = target.shape[1] - self.read
        start = self.read if self.touch.look_ahead else 0
        y = self.net.embed(target[:, start:], start).out
        mask = look_ahead_mask(new, start + new) if self.touch.look_ahead and (new > 1 or not self.past) else None
        trace = self.net.decoder.trace(y, self.memory, mask, self.memory_mask, self.touch, self.past)
        scores = self.net.project(trace.out[:, -new:])
        if self.touch.look_ahead:
            self.past = [LayerCache(t.attn.K, t.attn.V, t.cross.K, t.cross.V) for t in trace.layers]
        if self.steps is not None:
            self.steps.append(Step(trace, scores, new))
        self.read = target.shape[1]
        return scores

    def rewind(self, length: int) -> None:
        """Forget everything after the first ``length`` target tokens."""
        if length >= self.read:
            return
        take_back(self.steps or [], self.read - length)
        self.read = length
        if self.past:
            self.past = [LayerCache(c.K[:, :, :length], c.V[:, :, :length], c.cross_K, c.cross_V) for c in self.past]

    def select(self, rows: Tensor) -> None:
        """Let row i of the batch go on from row ``rows[i]``. The source is the same for all rows."""
        self.steps = None
        if self.past:
            self.past = [LayerCache(*(kept.index_select(0, rows) for kept in cache)) for cache in self.past]

    def trace(self, target: Tensor) -> EncoderDecoderTrace:
        """What ``net.trace`` would record of reading the source and the target (1, time), without reading twice.

        The first tokens of the target must be those that have been read. Where nothing can be put together, after
        ``select`` and without the look-ahead mask, the net reads the whole target in one pass.
        """
        self.rewind(target.shape[1])
        if not self.steps:
            return self.net.trace(self.source, target, self.touch, self.encoded)
        if self.read < target.shape[1]:
            self(target)
        decoders, scores, rows = zip(*self.steps, strict=True)
        if len(rows) == 1 and rows[0] == decoders[0].out.shape[1]:
            decoder, scores = decoders[0], scores[0]
        else:
            layers = [self.layer(i, [d.layers[i] for d in decoders], rows) for i in range(len(self.past))]
            norm = joined([d.norm for d in decoders], rows)
            decoder = DecoderTrace(layers, norm, norm.out)
            scores = torch.cat([score[:, :n] for score, n in zip(scores, rows, strict=True)], 1)
        return EncoderDecoderTrace(*self.encoded, self.net.embed(target), decoder, scores, scores.softmax(-1))

    def layer(self, i: int, parts: list[DecoderLayerTrace], rows: Sequence[int]) -> DecoderLayerTrace:
        """The whole record of decoder layer i, whose steps recorded ``parts``."""
        attention, cache = self.net.decoder.layers[i].self_attn, self.past[i]
        Q = torch.cat([part.attn.Q[:, :, :n] for part, n in zip(parts, rows, strict=True)], 2)
        attn = attention.attend(
            Q, cache.K, cache.V, look_ahead_mask(Q.shape[2]), temperature=self.touch.temperature,
            keep=self.touch.keep("decoder", i, attention.num_heads),
        )  # fmt: skip
        return joined(parts, rows, attn=attn)
