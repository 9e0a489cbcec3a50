"""What any model is here: a source of attention maps with their tokens."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from torch import Tensor

from nets.transformer import Intervention
from text.bpe import Piece

Shapes = dict[str, tuple[int, int]]
"""How many layers and heads each side has: encoder, decoder or cross."""
Loss = Callable[[Intervention], Tensor]
"""Cross-entropy in nats a token under an intervention."""


@dataclass(frozen=True)
class Maps:
    """The heads of one stack over one text. ``side`` is encoder, decoder or cross; weights (layer, head, query, key);
    a special token is of no word (-1)."""

    side: str
    weights: Tensor
    queries: list[Piece]
    keys: list[Piece]


@dataclass(frozen=True)
class Question:
    """What a net is asked about a text: which token stands at each place. ``wanted`` are those that do stand there;
    ``logits`` is what the net says under an intervention, (row, place, vocab). There is one row; where ``rows``, an
    intervention whose gates are (row, head) gives as many, and what lies below it is computed once."""

    wanted: list[Piece]
    logits: Callable[[Intervention], Tensor]
    rows: bool = False


@dataclass(frozen=True)
class Source:
    """``limit``: the most tokens that are read; what a text has more is left out. ``tokens`` gives the ids of a text;
    ``read`` its maps and, for an encoder-decoder, those of its target; ``write`` what such a net would write itself,
    None for a net that reads one text; ``probe`` the maps of token ids in the stacks that attend to themselves.
    ``ids``: the ids that are no special tokens, from and to. ``loss``: of a text and its target; None where we cannot
    intervene. ``question``: what is asked of a text and its target, None where nothing can be; the next token, in an
    encoder-decoder that of the target, or each token hidden in turn. ``rewrite``: ``write`` under an intervention,
    with a guess of what it will be, which changes nothing. ``names``: what the vocabulary calls some ids."""

    name: str
    shapes: Shapes
    limit: int
    tokens: Callable[[str], list[int]]
    read: Callable[[str, str | None], list[Maps]]
    write: Callable[[str], str | None]
    probe: Callable[[Tensor], list[Maps]]
    ids: tuple[int, int]
    loss: Callable[[str, str | None], Loss] | None = None
    question: Callable[[str, str | None], Question] | None = None
    rewrite: Callable[[str, Intervention, str], str | None] = lambda text, touch, draft: None
    names: Callable[[Sequence[int]], list[str]] = lambda ids: [str(id) for id in ids]
