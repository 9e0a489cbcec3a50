"""Reading the decoder step by step, without computing anything twice.

A new token changes nothing at the positions before it: the look-ahead mask hides it from them. So the keys K and values
V of the earlier positions can be kept (the key/value cache), and a step computes the newest position alone:

    K = concat(K_past, k_t)        V = concat(V_past, v_t)        out_t = Attention(q_t, K, V)

The newest query comes last and may see every key, so it needs no look-ahead mask. With the mask switched off, earlier
positions see the new token and all their keys and values change: nothing can be kept, and each step starts afresh.

Source: Shazeer 2019, Fast Transformer Decoding, section 2.4.
"""

from weakref import WeakKeyDictionary

import torch
from torch import Tensor, nn

from nets.attention import look_ahead_mask
from nets.layers import LayerCache
from nets.transformer import AS_TRAINED, Encoded, EncoderDecoder, Intervention


class IncrementalDecoder:
    """The decoder of one net over one source; it remembers what it has read. One run, one object: never shared."""

    def __init__(
        self, net: EncoderDecoder, source: Tensor, touch: Intervention = AS_TRAINED, encoded: Encoded | None = None
    ):
        """Read the source ids (1, time), unless ``encoded`` tells what ``net.encode`` made of them."""
        self.net, self.touch = net, touch
        self.memory = (encoded or net.encode(source, touch))[1].out
        self.memory_mask = net.source_mask(source, touch)
        self.past: list[LayerCache] | None = None
        self.read = 0

    def __call__(self, target: Tensor) -> Tensor:
        """Logits (batch, new, vocab) after each token of target (batch, time) that no earlier call has read.

        Raises ValueError when the target is longer than the net has positions for.
        """
        new = target.shape[1] - self.read
        start = self.read if self.touch.look_ahead else 0
        y = self.net.embed(target[:, start:], start).out
        mask = look_ahead_mask(new, start + new) if self.touch.look_ahead and new > 1 else None
        trace = self.net.decoder.trace(y, self.memory, mask, self.memory_mask, self.touch, self.past)
        if self.touch.look_ahead:
            self.past = [LayerCache(t.attn.K, t.attn.V, t.cross.K, t.cross.V) for t in trace.layers]
        self.read = target.shape[1]
        return logits(self.net, trace.out[:, -new:])

    def rewind(self, length: int) -> None:
        """Forget everything after the first ``length`` target tokens."""
        self.read = min(self.read, length)
        if self.past:
            self.past = [LayerCache(c.K[:, :, :length], c.V[:, :, :length], c.cross_K, c.cross_V) for c in self.past]

    def select(self, rows: Tensor) -> None:
        """Let row i of the batch go on from row ``rows[i]``. The source is the same for all rows."""
        if self.past:
            self.past = [LayerCache(*(kept.index_select(0, rows) for kept in cache)) for cache in self.past]


_columns: WeakKeyDictionary[nn.Module, tuple[Tensor, int, Tensor]] = WeakKeyDictionary()


def logits(net: EncoderDecoder, states: Tensor) -> Tensor:
    """``net.project(states)``, faster for the single state of a step: E^T laid out by columns is read in one sweep.

    The copy is kept for as long as the net lives and its weights stay what they are. A net that is being trained has
    none: optimisers may change weights without a sign that could be seen here.
    """
    E = net.embedding.weight
    if states.shape[1] > 1 or E.requires_grad or torch.is_grad_enabled():
        return net.project(states)
    known = _columns.get(net)
    if known is None or (known[0].data_ptr(), known[1]) != (E.data_ptr(), E._version):
        known = _columns[net] = (E.detach(), E._version, E.t().contiguous())
    return states @ known[2]
