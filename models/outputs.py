"""What a net says of a text, all heads on or some switched off, in one form for every kind of net.

At each place of the text stands a token, of which the net has an opinion: a causal net says what comes next, a masked
one what is hidden, an encoder-decoder what its target should go on with. So each place has probabilities and a loss,
and they can be compared before and after.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import torch
from torch.nn import functional as F

from models.maps import Question, Source
from nets.importance import Each, Heads, by_gradient
from nets.transformer import Intervention
from text.bpe import Piece

TOP = 5
"""How many of the likeliest tokens are kept at each place."""
Place = tuple[str, int, int]
"""A head: side, layer and head, both from 0."""


@dataclass(frozen=True)
class Said:
    """``tokens``: what stands at each place; ``chances`` (place, TOP), falling, ``ids`` and ``likely``: the likeliest
    tokens there, and what they are called; ``own`` (place,): the probability of the token that stands there, and
    ``losses`` (place,): -ln of it. ``written``: what an encoder-decoder writes, None for other nets."""

    tokens: list[Piece]
    ids: np.ndarray
    likely: list[list[str]]
    chances: np.ndarray
    own: np.ndarray
    losses: np.ndarray
    written: str | None

    @property
    def loss(self) -> float:
        """Nats a token; not a number where nothing was read."""
        return float(self.losses.mean()) if len(self.losses) else float("nan")


@torch.inference_mode()
def said(source: Source, text: str, target: str | None = None, off: Collection[Place] = ()) -> Said:
    """What a net says of a text without some of its heads; an encoder-decoder is asked about ``target``, which is what
    it writes with all of them. Raises ValueError for a net that cannot be asked, or in which nothing can be changed."""
    if source.question is None:
        raise ValueError(f"{source.name} cannot be asked with some of its heads switched off")
    touch, question = Intervention(ablated=frozenset(off)), source.question(text, target)
    wanted = torch.tensor([piece.id for piece in question.wanted], dtype=torch.long)
    written = source.rewrite(text, touch, target or "") if off else target
    if not question.wanted:
        return Said([], np.zeros((0, TOP), int), [], *np.zeros((1, 0, TOP)), *np.zeros((2, 0)), written)
    log_probs = question.logits(touch)[0].log_softmax(-1)
    best = log_probs.topk(min(TOP, log_probs.shape[-1]))
    own = log_probs.gather(1, wanted[:, None])[:, 0]
    names = dict(zip(ids := sorted(set(best.indices.flatten().tolist())), source.names(ids), strict=True))
    return Said(
        question.wanted, best.indices.numpy(), [[names[id] for id in row] for row in best.indices.tolist()],
        best.values.exp().numpy(), own.exp().numpy(), -own.numpy(), written,
    )  # fmt: skip


def matters(
    source: Source, text: str, target: str | None = None, run: Callable[[Callable[[], Any]], Any] = lambda step: step()
) -> dict[str, Heads]:
    """How much each head matters on a text, by ``gradient`` and by ``ablation`` (see ``nets.importance``), in nats a
    token. ``run`` does a step of the work, a layer at most, so that others can be served in between. Raises ValueError
    as ``said`` does; all are 0 where there is nothing to read."""
    if source.question is None:
        raise ValueError(f"{source.name} cannot be asked with some of its heads switched off")
    question = run(lambda: source.question(text, target))
    if not question.wanted:
        nothing = {side: torch.zeros(shape) for side, shape in source.shapes.items()}
        return dict(gradient=nothing, ablation=nothing)
    gradient = run(lambda: by_gradient(lambda touch: losses(question, touch).mean(), source.shapes))
    whole, ablation = run(lambda: alone(question, Intervention())), {}
    for side, (layers, heads) in source.shapes.items():
        found = [run(partial(without_each, question, side, layer, heads)) for layer in range(layers)]
        ablation[side] = torch.stack(found) - whole
    return dict(gradient=gradient, ablation=ablation)


def losses(question: Question, touch: Intervention) -> torch.Tensor:
    """Cross-entropy in nats of each place, (row, place)."""
    logits = question.logits(touch)
    wanted = torch.tensor([piece.id for piece in question.wanted]).expand(len(logits), -1)
    return F.cross_entropy(logits.transpose(1, 2), wanted, reduction="none")


@torch.inference_mode()
def alone(question: Question, touch: Intervention) -> torch.Tensor:
    """The mean of the losses of each row, (row,)."""
    return losses(question, touch).mean(-1)


def without_each(question: Question, side: str, layer: int, heads: int) -> torch.Tensor:
    """The loss without each head of a layer, (head,): in one pass where the net does rows."""
    if question.rows:
        return alone(question, Each(side=side, layer=layer))
    off = [Intervention(ablated=frozenset([(side, layer, head)])) for head in range(heads)]
    return torch.cat([alone(question, touch) for touch in off])
