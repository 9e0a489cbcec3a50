"""Six ways to say what token j gave to token i, of one text in one model: attention and its rivals.

    weight      what attention itself says          nets.attention
    norm        the vectors that it brings          nets.contributions
    rollout     the weights of all layers           nets.rollout
    zeroing     the layer without v_j               nets.zeroing
    gradient    what a small change would do        nets.saliency
    ablation    the net without token j             nets.leaving_out

Each is asked of a ``Where``: one head, a layer, or the whole net. What a model offers is an ``Explainer``; ours are
below, checkpoints are in ``models.explaining_checkpoints``. Whoever asks does so under ``torch.no_grad()``, not in
inference mode, whose tensors no gradient can go through.
"""

from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from models.ours import MASK, begun, ends
from nets import contributions, leaving_out, rollout, saliency, zeroing
from nets.bert import BERT
from nets.gpt import GPT
from nets.ranks import rho, tau
from nets.transformer import EncoderDecoder
from nets.ways import WAYS, OneStack, Way
from text.bpe import BPE, Piece, normalise

METHODS = ("weight", "norm", "rollout", "zeroing", "gradient", "ablation")
COSTLY = METHODS[3:]
"""Those that run the net, or a part of it, again."""
SCOPES = ("head", "layer", "net")
SIGNED = ("ablation",)
"""Those whose values may lie below 0. What is compared is their size."""


@dataclass(frozen=True)
class Where:
    """``scope``: one of ``SCOPES``; layer and head are counted from 0. ``query``: one query's row, None for all."""

    scope: str
    layer: int
    head: int
    query: int | None = None


class Explainer(Protocol):
    """One text in one model, looked at through the attention of one side.

    ``queries`` and ``keys``: the tokens along both axes. ``visible`` (query, key): where a query may see a key.
    ``said``: the token that is asked about at each query, and its log-probability in nats; empty where nothing is.
    ``heavy``: whether what is costly shall wait however short the text is.
    """

    queries: list[Piece]
    keys: list[Piece]
    visible: Tensor
    said: list[tuple[str, float]]
    heavy: bool

    def why_not(self, method: str, scope: str) -> str:
        """Why a method says nothing there, as the catalogue calls it; "" where it does."""
        ...

    def values(self, method: str, where: Where) -> Tensor:
        """(1, key) for one query, or (query, key) for all."""
        ...


def undefined(method: str, scope: str) -> str:
    """Why a method, by its definition, says nothing of a scope; "" where it does.

    >>> undefined("rollout", "head"), undefined("zeroing", "net"), undefined("norm", "layer")
    ('rollout_head', 'zeroing_net', '')
    """
    missing = {("rollout", "head"), ("norm", "net"), ("zeroing", "net")}
    return f"{method}_{scope}" if (method, scope) in missing else ""


def part(values: Tensor, where: Where) -> Tensor:
    """One row of (query, key), or all."""
    return values if where.query is None else values[where.query : where.query + 1]


def of_weights(A: Tensor, where: Where) -> Tensor:
    """The weights of a scope, (query, key), of A (layer, head, query, key); the mean over what it is made of."""
    if where.scope == "net":
        return A.mean((0, 1))
    return A[where.layer, where.head] if where.scope == "head" else A[where.layer].mean(0)


class Ours:
    """A text in one of our nets."""

    heavy = False

    def __init__(self, net: GPT | EncoderDecoder, way: Way, queries: list[Piece], keys: list[Piece], bpe: BPE):
        self.net, self.way, self.queries, self.keys = net, way, queries, keys
        self.visible = way.visible
        names = [piece.text for piece in bpe.pieces_of(way.wanted.tolist())]
        if way.says_all:
            self.said = [(bpe.text(way.wanted.tolist()), way.base.sum().item())] * len(queries)
        else:
            self.said = list(zip(names, way.base.tolist(), strict=True))

    def why_not(self, method: str, scope: str) -> str:
        return undefined(method, scope)

    def weights(self) -> Tensor:
        return torch.cat([self.way.traced(layer).weights for layer in range(len(self.way.layers))])

    def values(self, method: str, where: Where) -> Tensor:
        way, layer = self.way, where.layer
        head = where.head if where.scope == "head" else None
        if method == "weight":
            return part(of_weights(self.weights(), where), where)
        if method == "norm":
            given = way.attention(layer), way.traced(layer)
            return part(contributions.of_layer(*given) if head is None else contributions.of_heads(*given)[head], where)
        if method == "rollout":
            return part(self.rolled()[-1 if where.scope == "net" else layer], where)
        if method == "zeroing":
            return zeroing.zeroing(way, layer, head, where.query)
        if method == "gradient":
            if where.scope == "net":
                return saliency.of_tokens(way, where.query)
            found = saliency.of_weights(way, layer, where.query)
            return found.mean(0) if head is None else found[head]
        return leaving_out.leaving_out(way, None if where.scope == "net" else layer, head, where.query)

    def rolled(self) -> Tensor:
        if self.way.name != "cross":
            return rollout.rollout(self.weights())
        encoder, decoder = self.way.trace.encoder.layers, self.way.trace.decoder.layers
        source = rollout.rollout(torch.cat([layer.attn.weights for layer in encoder]))[-1]
        return rollout.through_decoder(torch.cat([layer.attn.weights for layer in decoder]), self.weights(), source)


def ours(net: GPT | EncoderDecoder, bpe: BPE, side: str, text: str, target: str, limit: int, hide: int = -1) -> Ours:
    """A text, and for an encoder-decoder what it wrote, of which ``limit`` tokens are read.

    ``hide``: the place where BERT reads its mask; -1 for none.
    """
    pieces, limit = bpe.pieces(normalise(text)), min(limit, net.max_length)
    if isinstance(net, GPT):
        pieces = begun(pieces)[:limit]
        ids = torch.tensor([[piece.id for piece in pieces]])
        if isinstance(net, BERT) and 0 <= hide < len(pieces):
            ids[0, hide] = bpe.tokenizer.token_to_id(MASK)
        return Ours(net, OneStack(net, ids), pieces, pieces, bpe)
    source = [*pieces[: limit - 1], ends(pieces[: limit - 1])]
    written = begun(bpe.pieces(normalise(target)))[:limit]
    way = WAYS[side](net, *(torch.tensor([[piece.id for piece in side]]) for side in (source, written)))
    return Ours(net, way, source if side == "encoder" else written, written if side == "decoder" else source, bpe)


@dataclass(frozen=True)
class Agreement:
    """Rank correlations of every two methods, (method, method), NaN where there is none."""

    tau: Tensor
    rho: Tensor


def agreement(values: Tensor, visible: Tensor) -> Agreement:
    """How far methods order the keys alike: values (method, query, key), of the keys that may be seen, by their size.

    A method without values is all NaN, and agrees with none.
    """
    lists = values[:, visible].abs().double()
    there = ~lists.isnan().any(-1)
    found = [torch.full((len(lists), len(lists)), torch.nan, dtype=torch.float64) for _ in range(2)]
    for full, correlation in zip(found, (tau, rho), strict=True):
        full[there[:, None] & there] = correlation(lists[there]).flatten()
    return Agreement(*found)
