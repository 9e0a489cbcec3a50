"""Attention that a pass may change, by its own library's code: gates on heads, values that are left out.

    context_h = ξ_h · A_h V_h        ξ_h: the gate of a head, 1 as trained
    V_h[j] = 0                       a value that nobody gets to see

Most nets of ``transformers`` call their attention through a table of functions by name, and ours is one of them: it
calls the net's own plain attention. XLM and XLNet know no such table, so theirs is changed as they are loaded. What a
pass changes stands in a context variable, never in the net: two threads that share a net do not see each other's.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from torch import Tensor, nn
from transformers import AttentionInterface, AttentionMaskInterface, PreTrainedModel
from transformers.masking_utils import eager_mask
from transformers.models.xlm.modeling_xlm import MultiHeadAttention
from transformers.models.xlnet.modeling_xlnet import XLNetRelativeAttention

NAME = "unrolled"
"""What the library knows our attention as."""


class Touch:
    """What a pass sees and changes; as it stands, nothing. Calls of attention come in the order in which the net makes
    them: of each first ``values``, then ``weights`` where they are known, then ``context``."""

    def values(self, values: Tensor) -> Tensor:
        """V (batch, head, key, d_head), as the net should see it; grouped heads share theirs."""
        return values

    def weights(self, weights: Tensor) -> None:
        """A (batch, head, query, key), in the memory that the library hands out."""

    def context(self, context: Tensor) -> Tensor:
        """What each head read, (batch, query, head, d_head), as the net should see it."""
        return context

    def enters(self, layer: nn.Module, inputs: tuple, named: dict) -> None:
        """A layer is called, or a part of one."""

    def leaves(self, layer: nn.Module, out) -> None:
        """It is done."""


TOUCH: ContextVar[Touch | None] = ContextVar("touch", default=None)


@contextmanager
def touching(touch: Touch) -> Iterator[None]:
    """Every pass made inside, in this thread, is changed by ``touch``."""
    token = TOUCH.set(touch)
    try:
        yield
    finally:
        TOUCH.reset(token)


def attention(module: nn.Module, query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None, *rest, **named):
    """A net's own plain attention, with what is changed about it."""
    plain: Callable = sys.modules[type(module).__module__].eager_attention_forward
    touch = TOUCH.get() or Touch()
    context, weights = plain(module, query, key, touch.values(value), mask, *rest, **named)
    touch.weights(weights)
    return touch.context(context), weights


class SwitchedXLNet(XLNetRelativeAttention):
    """XLNet's attention: time comes before batch, and position and segment have scores of their own."""

    def rel_attn_core(self, q_head: Tensor, k_head_h: Tensor, v_head_h: Tensor, *rest, **named):
        touch = TOUCH.get() or Touch()
        values = touch.values(v_head_h.permute(1, 2, 0, 3)).permute(2, 0, 1, 3)
        wanted = named.pop("output_attentions", False)
        context, weights = super().rel_attn_core(q_head, k_head_h, values, *rest, **named, output_attentions=True)
        touch.weights(weights.permute(2, 3, 0, 1))
        context = touch.context(context.transpose(0, 1)).transpose(0, 1)
        return (context, weights) if wanted else context


def xlm(module: MultiHeadAttention) -> None:
    """XLM's attention: what it reads is changed before its output projection, its values behind theirs."""

    def values(_linear: nn.Module, _inputs: tuple, out: Tensor) -> Tensor:
        touch = TOUCH.get() or Touch()
        return touch.values(out.unflatten(-1, (module.n_heads, -1)).transpose(1, 2)).transpose(1, 2).flatten(2)

    def context(_linear: nn.Module, inputs: tuple) -> tuple:
        touch = TOUCH.get() or Touch()
        return (touch.context(inputs[0].unflatten(-1, (module.n_heads, -1))).flatten(2),)

    module.v_lin.register_forward_hook(values)
    module.out_lin.register_forward_pre_hook(context)


def install(net: PreTrainedModel) -> None:
    """Have a net that was just loaded ask our attention; without a touch it is its own."""
    for module in net.modules():
        if type(module) is XLNetRelativeAttention:
            module.__class__ = SwitchedXLNet
        elif type(module) is MultiHeadAttention:
            xlm(module)
        for layer in module if isinstance(module, nn.ModuleList) else ():
            layer.register_forward_pre_hook(enters, with_kwargs=True)
            layer.register_forward_hook(leaves)
    homes = [sys.modules[kind.__module__] for kind in {type(module) for module in net.modules()}]
    asking = [home for home in homes if hasattr(home, "ALL_ATTENTION_FUNCTIONS")]
    if asking and all(hasattr(home, "eager_attention_forward") for home in asking):
        net.set_attn_implementation(NAME)


def enters(layer: nn.Module, inputs: tuple, named: dict) -> None:
    if touch := TOUCH.get():
        touch.enters(layer, inputs, named)


def leaves(layer: nn.Module, _inputs: tuple, out) -> None:
    if touch := TOUCH.get():
        touch.leaves(layer, out)


AttentionInterface.register(NAME, attention)
AttentionMaskInterface.register(NAME, eager_mask)
