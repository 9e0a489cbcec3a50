"""The six explanations of ``models.explaining`` for a Hugging Face checkpoint, as far as it lets itself be changed.

    weight, rollout    the weights that the library hands out
    norm               V and W_O by ``foreign.inside``
    zeroing            the layer alone, run again by ``foreign.inside``
    gradient           by the weights handed out, or by the embeddings, which take the place of ids
    ablation           of the whole net by the library's own attention mask; of a layer or a head with its weights
                       brought to sum 1 without key j, which is what a mask would leave of them

What a net says is what ``foreign.asking`` asks of it: nothing, where it has no head for words.
"""

import torch
from torch import Tensor

from foreign import CannotRead, asking, reading
from foreign.checkpoint import Checkpoint
from foreign.inside import inside, rewritten, zeroing
from models.explaining import COSTLY, Where, of_weights, part, undefined
from nets.rollout import rollout, through_decoder
from text.bpe import Piece

BUDGET, AT_ONCE = 3e10, 1e9
"""Multiplications of a pass: what costs more is not made, and what costs more than the second waits for a pause."""
ALTOGETHER = ("xlm", "xlnet")
"""Nets whose layers are no modules, which run as a whole alone."""
WEIGHTS = {"encoder": "encoder_attentions", "decoder": "decoder_attentions", "cross": "cross_attentions"}


class Checkpointed:
    """A text in a checkpoint; see ``models.explaining.Explainer``."""

    def __init__(self, net: Checkpoint, side: str, given: dict[str, Tensor], queries: list[Piece], keys: list[Piece]):
        self.net, self.side, self.given, self.queries, self.keys = net, side, given, queries, keys
        self.both = "decoder_input_ids" in given
        out = self.run(output_attentions=True)
        self.A = {on: torch.cat(getattr(out, self.named(WEIGHTS, on))) for on in net.sides}
        here = inside(net, given) if net.places else []
        self.inside = {seen.layer: seen for seen in here if seen.side == side}
        shape = (len(queries), len(keys))
        self.visible = (
            torch.ones(shape, dtype=torch.bool).tril() if side == "decoder" else torch.ones(shape, dtype=torch.bool)
        )
        self.task = asking.task(net)
        self.said: list[tuple[str, float]] = []
        if self.task:
            said = out.logits[0].log_softmax(-1).max(-1)
            self.wanted, self.base = said.indices, said.values
            names = [reading.bare(name) for name in reading.names_of(net, self.wanted.tolist())]
            self.said = list(zip(names, self.base.tolist(), strict=True))
            if self.all:
                self.said = [(" ".join(names), self.base.sum().item())] * len(queries)

    @property
    def all(self) -> bool:
        """Whether all that is written is asked about, and not what stands at the query's place."""
        return self.both and self.side == "encoder"

    @property
    def cost(self) -> float:
        """Multiplications of a pass of as many copies as there are keys."""
        return float(sum(p.numel() for p in self.net.net.parameters())) * len(self.keys) * max(self.visible.shape)

    @property
    def heavy(self) -> bool:
        return self.cost > AT_ONCE

    @property
    def runs(self) -> bool:
        """Whether a layer can be run alone."""
        return bool(self.inside) and self.net.net.config.model_type not in ALTOGETHER

    def named(self, names: dict[str, str], side: str) -> str:
        return names[side] if self.both else names[side].partition("_")[2]

    def run(self, copies: int = 1, without: str = "", **more):
        """A pass of so many copies of the text; ``without`` the ids of that name."""
        given = {name: ids.expand(copies, -1) for name, ids in self.given.items() if name != without}
        cache = {} if self.net.net.config.model_type in ALTOGETHER else {"use_cache": False}
        return self.net.net(**given, **cache, **more)

    def says(self, logits: Tensor) -> Tensor:
        """log p (copy, place) of the tokens that are asked about."""
        wanted = self.wanted.expand(len(logits), -1)[..., None]
        return logits.gather(-1, wanted)[..., 0] - logits.logsumexp(-1)

    def why_not(self, method: str, scope: str) -> str:
        if why := undefined(method, scope):
            return why
        if method == "norm":
            return "" if self.inside and self.inside[0].W_O is not None else "no_values"
        if method == "zeroing" and not self.runs:
            return "no_values"
        if method in ("gradient", "ablation") and not self.task:
            return "no_output"
        if method == "ablation" and scope != "net" and not (self.inside and self.inside[0].A is not None):
            return "no_values"
        return "too_big" if method in COSTLY and self.cost > BUDGET else ""

    def values(self, method: str, where: Where) -> Tensor:
        if method == "weight":
            return part(of_weights(self.A[self.side], where), where)
        if method == "rollout":
            return part(self.rolled()[-1 if where.scope == "net" else where.layer], where)
        head = where.head if where.scope == "head" else None
        if method == "norm":
            return part(self.norms(where.layer, head), where)
        if method == "zeroing":
            return part(zeroing(self.net, self.given, self.side, where.layer, head), where)
        return self.sloped(where, head) if method == "gradient" else part(self.left_out(where, head), where)

    def rolled(self) -> Tensor:
        if self.side != "cross":
            return rollout(self.A[self.side])
        return through_decoder(self.A["decoder"], self.A["cross"], rollout(self.A["encoder"])[-1])

    def norms(self, layer: int, head: int | None) -> Tensor:
        A, seen = self.A[self.side][layer], self.inside[layer]
        f = (seen.V @ seen.W_O).double()
        if head is not None:
            return A[head] * f[head].norm(dim=-1)
        both = A.double()
        return torch.einsum("hij,gij,hjd,gjd->ij", both, both, f, f).clamp_min(0.0).sqrt().float()

    def sloped(self, where: Where, head: int | None) -> Tensor:
        ids = "decoder_input_ids" if self.both and self.side == "decoder" else "input_ids"
        with torch.enable_grad():
            x = self.net.net.get_input_embeddings()(self.given[ids]).detach().requires_grad_()
            out = self.run(without=ids, output_attentions=True, **{ids.replace("input_ids", "inputs_embeds"): x})
            of = x if where.scope == "net" else getattr(out, self.named(WEIGHTS, self.side))[where.layer]
            said = self.says(out.logits)[0]
            asked = [said.sum()] if self.all else list(said) if where.query is None else [said[where.query]]
            slopes = torch.cat([torch.autograd.grad(one, of, retain_graph=True)[0] for one in asked])
        rows = range(len(self.queries)) if where.query is None else [where.query]
        if where.scope == "net":
            found = slopes.norm(dim=-1)
            return found.expand(len(rows), -1) if self.all else found
        A = self.A[self.side][where.layer]
        sized = torch.stack([(A[:, i] * slopes[0 if self.all else k, :, i]).abs() for k, i in enumerate(rows)], 1)
        return sized.mean(0) if head is None else sized[head]

    def left_out(self, where: Where, head: int | None) -> Tensor:
        gone = torch.eye(len(self.keys), dtype=torch.bool)
        if where.scope == "net":
            name = "decoder_attention_mask" if self.both and self.side == "decoder" else "attention_mask"
            said = self.says(self.run(len(gone), **{name: 1 - gone.long()}).logits)
        else:
            heads = torch.ones(len(self.A[self.side][0]), dtype=torch.bool)
            if head is not None:
                heads = torch.arange(len(heads)) == head

            def without(place, A: Tensor, V: Tensor) -> Tensor | None:
                if (place.side, place.layer) != (self.side, where.layer):
                    return None
                left = A.masked_fill(gone[:, None, None] & heads[:, None, None], 0.0)
                return left / left.sum(-1, keepdim=True).clamp_min(1e-12) @ V

            with rewritten(self.net, without):
                said = self.says(self.run(len(gone)).logits)
        lost = self.base - said
        return lost.sum(1).expand(len(self.queries), -1) if self.all else lost.T


def explained(net: Checkpoint, side: str, text: str, target: str, limit: int, hide: int = -1) -> Checkpointed:
    """A text, and for an encoder-decoder its target, of which ``limit`` tokens are read; ``hide`` is the place where a
    masked model reads its mask. Raises CannotRead."""
    ids, pieces = (list(found[: min(limit, net.limit)]) for found in reading.encoded(net, text))
    if not ids:
        raise CannotRead("nothing_to_read", name=net.name)
    given, written = reading.inputs(net, ids, target or None)
    if asking.task(net) == "masked" and 0 <= hide < len(ids):
        given["input_ids"] = given["input_ids"].clone()
        given["input_ids"][0, hide] = net.tokenizer.mask_token_id
    if written:
        given["decoder_input_ids"] = torch.tensor([written[:limit]])
    target_pieces = reading.pieces_of(net, written[:limit])
    queries = target_pieces if written and side != "encoder" else pieces
    return Checkpointed(net, side, given, queries, target_pieces if written and side == "decoder" else pieces)
