"""What a checkpoint was trained to foretell, asked of it on a text, also with its heads gated.

    causal              p(x_{t+1} | x_1 … x_t)          each next token
    masked              p(x_t | the others)             each token once, hidden behind the mask with every seventh other
    encoder-decoder     p(y_t | y_1 … y_{t-1}, x)       each token of the target

A net without a head for words, and one of another objective (ELECTRA finds what was replaced, XLNet reads in any
order), is asked nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor
from torch.nn import functional as F

from foreign import CannotRead
from foreign.checkpoint import Checkpoint
from foreign.intervening import Gates, changed
from foreign.reading import encoded, inputs, pieces_of
from text.bpe import Piece

TURNS = 7
"""In so many copies of the text every token is hidden once: about as many at a time as in training (15 %, BERT)."""
Task = Literal["causal", "masked", "encoder-decoder"]


@dataclass(frozen=True)
class Asked:
    """``wanted``: the tokens that stand at the places asked about; ``logits`` (1, place, vocab): what the net says
    there under an intervention, or None. It raises CannotRead for a net that cannot be changed."""

    wanted: list[Piece]
    logits: Callable[[Gates | None], Tensor]

    def loss(self, gates: Gates | None = None) -> Tensor:
        """Mean cross-entropy in nats a token; 0 where nothing is foretold."""
        logits = self.logits(gates)[0]
        ids = torch.tensor([piece.id for piece in self.wanted], dtype=torch.long)
        return F.cross_entropy(logits, ids) if self.wanted else 0.0 * logits.sum()


def task(checkpoint: Checkpoint) -> Task | None:
    """What a net was trained for, None where it does not write words."""
    net = checkpoint.net
    if checkpoint.tokenizer is None or net.get_output_embeddings() is None or net.config.model_type == "xlnet":
        return None
    if net.config.is_encoder_decoder:
        return "encoder-decoder"
    if checkpoint.causal:
        return "causal"
    return "masked" if checkpoint.tokenizer.mask_token_id is not None else None


@torch.no_grad()
def ask(checkpoint: Checkpoint, text: str, target: str | None = None) -> Asked:
    """What a net is asked about a text, and about a target or else what it writes itself.

    Raises CannotRead for a net without a task.
    """
    kind = task(checkpoint)
    if kind is None:
        raise CannotRead("no_task", architecture=checkpoint.facts.architecture)
    ids, pieces = (list(part[: checkpoint.limit]) for part in encoded(checkpoint, text))
    given, written = inputs(checkpoint, ids, target) if ids else ({}, [])
    if kind == "masked" and ids:
        return masked(checkpoint, torch.tensor(ids), pieces)
    wanted = pieces[1:]
    if kind == "encoder-decoder":
        wanted = pieces_of(checkpoint, written[1:])
        given["decoder_input_ids"] = torch.tensor([written[:-1] or written])
    return Asked(wanted, lambda gates: said(checkpoint, given, gates)[:, : len(wanted)])


def masked(checkpoint: Checkpoint, ids: Tensor, pieces: list[Piece]) -> Asked:
    """Copies of a text in which every token that is not special is hidden once."""
    special = torch.tensor([id in frozenset(checkpoint.tokenizer.all_special_ids) for id in ids.tolist()])
    hidden = (torch.arange(len(ids)) % TURNS == torch.arange(TURNS)[:, None]) & ~special
    hidden = hidden[hidden.any(1)]
    shown = torch.where(hidden, checkpoint.tokenizer.mask_token_id, ids)
    copy, place = hidden.nonzero().unbind(1)
    order = place.argsort()
    copy, place = copy[order], place[order]

    def logits(gates: Gates | None) -> Tensor:
        return said(checkpoint, {"input_ids": shown}, gates)[copy, place][None]

    return Asked([pieces[i] for i in place.tolist()], logits)


def said(checkpoint: Checkpoint, given: dict[str, Tensor], gates: Gates | None) -> Tensor:
    """The logits (batch, place, vocab) of one pass; none at all where nothing is given."""
    if not given or not len(given["input_ids"]):
        return torch.zeros(1, 0, checkpoint.net.config.vocab_size)
    if gates is None:
        return checkpoint.net(**given, use_cache=False).logits
    with changed(checkpoint, gates):
        return checkpoint.net(**given, use_cache=False).logits
