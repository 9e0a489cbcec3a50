"""The layers of the Transformer, with the norm in front of each sublayer (pre-norm).

Encoder layer
    resid_mid   = resid_pre + SelfAttention(LN(resid_pre))
    out         = resid_mid + FFN(LN(resid_mid))

Decoder layer
    resid_mid   = resid_pre + MaskedSelfAttention(LN(resid_pre))
    resid_cross = resid_mid + CrossAttention(LN(resid_mid), memory)
    out         = resid_cross + FFN(LN(resid_cross))

The paper puts the norm behind each sum (post-norm); pre-norm trains without care (Xiong et al. 2020) and leaves one
clean residual stream to look at. ``forward`` is torch's fused kernels with dropout, for training; ``trace`` is the
equations, without dropout. Where a layer has experts (``nets.experts``), they are the FFN.

Source: Vaswani et al. 2017, Attention Is All You Need, section 3.
"""

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn

from nets.attention import AttentionTrace, MultiHeadAttention
from nets.experts import ExpertsTrace, MixtureOfExperts
from nets.ffn import FFNTrace, trace_ffn
from nets.norm import LayerNorm, LayerNormTrace
from nets.trace import Trace, lhs


@dataclass(slots=True)
class EncoderLayerTrace(Trace):
    resid_pre: Tensor = lhs("x", "batch time d_model", "The residual stream as the layer finds it.")
    norm1: LayerNormTrace = lhs(r"\mathrm{LN}(x)")
    attn: AttentionTrace = lhs(r"\mathrm{SelfAttention}")
    resid_mid: Tensor = lhs("x'", "batch time d_model", "The residual stream after attention has written to it.")
    norm2: LayerNormTrace = lhs(r"\mathrm{LN}(x')")
    ffn: FFNTrace | ExpertsTrace = lhs(r"\mathrm{FFN}")
    out: Tensor = lhs("x''", "batch time d_model", "The residual stream as the layer leaves it.")


@dataclass(slots=True)
class DecoderLayerTrace(Trace):
    resid_pre: Tensor = lhs("y", "batch time d_model", "The residual stream as the layer finds it.")
    norm1: LayerNormTrace = lhs(r"\mathrm{LN}(y)")
    attn: AttentionTrace = lhs(r"\mathrm{MaskedSelfAttention}")
    resid_mid: Tensor = lhs("y'", "batch time d_model", "The residual stream after masked self-attention.")
    norm2: LayerNormTrace = lhs(r"\mathrm{LN}(y')")
    cross: AttentionTrace = lhs(r"\mathrm{CrossAttention}")
    resid_cross: Tensor = lhs("y''", "batch time d_model", "The residual stream after cross-attention.")
    norm3: LayerNormTrace = lhs(r"\mathrm{LN}(y'')")
    ffn: FFNTrace | ExpertsTrace = lhs(r"\mathrm{FFN}")
    out: Tensor = lhs("y'''", "batch time d_model", "The residual stream as the layer leaves it.")


class LayerCache(NamedTuple):
    """Keys and values of one decoder layer that later steps need again, each (batch, head, key, d_head)."""

    K: Tensor
    V: Tensor
    cross_K: Tensor
    cross_V: Tensor


def put_experts(layer: nn.Module, d_model: int, d_ff: int, experts: int) -> None:
    """Replace the two linear layers of a layer of torch's by ``layer.ffn``, a mixture of experts; None if it has 0."""
    layer.ffn = MixtureOfExperts(d_model, d_ff, experts) if experts else None
    if experts:
        del layer.linear1, layer.linear2
        layer.activation_relu_or_gelu = 0  # torch's fused kernel for inference knows those two alone


class Residual:
    """How ``trace`` adds a sublayer to the stream; ``nets.ablated`` has another way."""

    def add(self, sublayer: str, stream: Tensor, written: Tensor) -> Tensor:
        """The stream after ``sublayer`` ("attn", "cross" or "ffn") has written to it."""
        return stream + written


class EncoderLayer(Residual, nn.TransformerEncoderLayer):
    """torch's layer; ``trace`` is the equations above."""

    def __init__(self, d_model: int, heads: int, d_ff: int, dropout: float = 0.0, experts: int = 0):
        super().__init__(d_model, heads, d_ff, dropout, batch_first=True, norm_first=True)
        self.self_attn = MultiHeadAttention(d_model, heads)
        self.norm1, self.norm2 = LayerNorm(d_model), LayerNorm(d_model)
        put_experts(self, d_model, d_ff, experts)

    def _ff_block(self, x: Tensor) -> Tensor:
        return self.dropout2(self.ffn(x)) if self.ffn else super()._ff_block(x)

    def trace(self, x: Tensor, mask: Tensor | None = None, *, temperature=1.0, keep=None) -> EncoderLayerTrace:
        """One layer over x (batch, time, d_model); mask as in ``MultiHeadAttention.attend``."""
        norm1 = self.norm1.trace(x)
        attn = self.self_attn.trace(norm1.out, norm1.out, mask, temperature=temperature, keep=keep)
        resid_mid = self.add("attn", x, attn.out)
        norm2 = self.norm2.trace(resid_mid)
        ffn = self.ffn.trace(norm2.out) if self.ffn else trace_ffn(self.linear1, self.linear2, norm2.out)
        return EncoderLayerTrace(x, norm1, attn, resid_mid, norm2, ffn, self.add("ffn", resid_mid, ffn.out))


class DecoderLayer(Residual, nn.TransformerDecoderLayer):
    """torch's layer; ``trace`` is the equations above."""

    def __init__(self, d_model: int, heads: int, d_ff: int, dropout: float = 0.0, experts: int = 0):
        super().__init__(d_model, heads, d_ff, dropout, batch_first=True, norm_first=True)
        self.self_attn, self.multihead_attn = MultiHeadAttention(d_model, heads), MultiHeadAttention(d_model, heads)
        self.norm1, self.norm2, self.norm3 = LayerNorm(d_model), LayerNorm(d_model), LayerNorm(d_model)
        put_experts(self, d_model, d_ff, experts)

    def _ff_block(self, x: Tensor) -> Tensor:
        return self.dropout3(self.ffn(x)) if self.ffn else super()._ff_block(x)

    def trace(
        self, y: Tensor, memory: Tensor, mask=None, memory_mask=None, *, past: LayerCache | None = None,
        temperature=1.0, keep=None, keep_cross=None,
    ) -> DecoderLayerTrace:  # fmt: skip
        """One layer over y (batch, time, d_model). With ``past``, y holds only the newest positions."""
        norm1 = self.norm1.trace(y)
        Q, K, V = self.self_attn.queries_keys_values(norm1.out)
        if past:
            K, V = torch.cat((past.K, K), dim=2), torch.cat((past.V, V), dim=2)
        attn = self.self_attn.attend(Q, K, V, mask, temperature=temperature, keep=keep)
        resid_mid = self.add("attn", y, attn.out)
        norm2 = self.norm2.trace(resid_mid)
        K, V = past[2:] if past else self.multihead_attn.keys_values(memory)
        cross = self.multihead_attn.attend(
            self.multihead_attn.queries(norm2.out), K, V, memory_mask, temperature=temperature, keep=keep_cross
        )
        resid_cross = self.add("cross", resid_mid, cross.out)
        norm3 = self.norm3.trace(resid_cross)
        ffn = self.ffn.trace(norm3.out) if self.ffn else trace_ffn(self.linear1, self.linear2, norm3.out)
        out = self.add("ffn", resid_cross, ffn.out)
        return DecoderLayerTrace(y, norm1, attn, resid_mid, norm2, cross, resid_cross, norm3, ffn, out)
