"""What any model is here: a source of attention maps with their tokens."""

from collections.abc import Callable
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
class Source:
    """``limit``: the most tokens that are read; what a text has more is left out. ``tokens`` gives the ids of a text;
    ``read`` its maps and, for an encoder-decoder, those of its target; ``write`` what such a net would write itself,
    None for a net that reads one text; ``probe`` the maps of token ids in the stacks that attend to themselves.
    ``ids``: the ids that are no special tokens, from and to. ``loss``: of a text and its target; None where we cannot
    intervene."""

    name: str
    shapes: Shapes
    limit: int
    tokens: Callable[[str], list[int]]
    read: Callable[[str, str | None], list[Maps]]
    write: Callable[[str], str | None]
    probe: Callable[[Tensor], list[Maps]]
    ids: tuple[int, int]
    loss: Callable[[str, str | None], Loss] | None = None
