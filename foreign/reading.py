"""A text through a checkpoint: its tokens, and every attention weight under the paths that our own nets use.

    encoder.layers.attn.weights     layer batch head query key
    decoder.layers.attn.weights     the same, of a decoder's (masked) self-attention
    decoder.layers.cross.weights    the same, with the source as keys

The weights are the library's own attention outputs. Those of all heads of a net come at once, so a net whose heads
share their keys and values (grouped-query attention) shows a map for each query head.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from foreign import ABOUT, CannotRead
from foreign.checkpoint import SPACES, Checkpoint
from nets.quantity import Quantity
from text.bpe import Piece

WRITTEN = 60
"""The most tokens an encoder-decoder writes when nobody says what it should read as its target."""
PATHS = {
    "encoder_attentions": "encoder.layers.attn.weights",
    "decoder_attentions": "decoder.layers.attn.weights",
    "cross_attentions": "decoder.layers.cross.weights",
}


@dataclass(frozen=True)
class Reading:
    """``source`` and ``target``: the tokens that each side reads; the word of a special one is -1. ``cut``: how many
    tokens of the text were too many for the net."""

    source: list[Piece]
    target: list[Piece]
    trace: Mapping[str, Quantity]
    cut: int = 0


def read(checkpoint: Checkpoint, text: str, target: str | None = None) -> Reading:
    """Read a text; an encoder-decoder reads ``target`` beside it, or else what it writes itself, greedily.

    Raises CannotRead for a net that looks at pictures (see ``look``) and when the net itself fails.
    """
    if checkpoint.tokenizer is None:
        raise CannotRead("pictures", name=checkpoint.name)
    ids, source = encoded(checkpoint, text)
    cut = max(0, len(ids) - checkpoint.limit)
    ids, source = ids[: checkpoint.limit], source[: checkpoint.limit]
    if not ids:
        return Reading([], [], {})
    with torch.inference_mode():
        given, written = inputs(checkpoint, ids, target)
        trace = attentions(checkpoint, given)
    return Reading(source, pieces_of(checkpoint, written), trace, cut)


def inputs(checkpoint: Checkpoint, ids: list[int], target: str | None) -> tuple[dict[str, Tensor], list[int]]:
    """What the net is given for the tokens of a text, and those that a decoder beside its encoder reads."""
    given, written = {"input_ids": torch.tensor([ids])}, []
    if checkpoint.net.config.is_encoder_decoder:
        written = targets(checkpoint, given["input_ids"], target)
        given["decoder_input_ids"] = torch.tensor([written])
    return given, written


def attentions(checkpoint: Checkpoint, given: dict[str, Tensor]) -> dict[str, Quantity]:
    """Every attention weight of one pass, by the path that our own nets have it under. Raises CannotRead."""
    try:
        out = checkpoint.net(**given, output_attentions=True)
    except (RuntimeError, IndexError, ValueError, TypeError) as error:
        raise CannotRead("fails", name=checkpoint.name, error=error) from error
    own = {"attentions": f"{'decoder' if checkpoint.causal else 'encoder'}.layers.attn.weights"}
    found = [(path, getattr(out, name, None)) for name, path in (PATHS | own).items()]
    return {path: quantity(layers) for path, layers in found if layers}


def quantity(layers: tuple[Tensor, ...]) -> Quantity:
    """The weights of a stack of layers, each (batch, head, query, key), as one array with the layer in front.

    Layers that lost heads by pruning hold fewer; what is missing is not a number.
    """
    heads = max(layer.shape[1] for layer in layers)
    values = np.full((len(layers), len(layers[0]), heads, *layers[0].shape[2:]), np.nan, np.float32)
    for place, layer in zip(values, layers, strict=True):
        place[:, : layer.shape[1]] = layer.float().numpy()
    values.flags.writeable = False
    return Quantity(values, "A", ("layer", "batch", "head", "query", "key"), ABOUT)


def targets(checkpoint: Checkpoint, source: Tensor, target: str | None) -> list[int]:
    """The ids that a decoder reads: its start token, then the target, or else what it writes, without the last."""
    config = checkpoint.net.config
    start = checkpoint.net.generation_config.decoder_start_token_id
    start = start if start is not None else config.decoder_start_token_id
    if target is None:
        if not checkpoint.net.can_generate():
            return [start if start is not None else checkpoint.tokenizer.pad_token_id]
        written = checkpoint.net.generate(input_ids=source, max_new_tokens=WRITTEN, num_beams=1, do_sample=False)
        ids = written[0].tolist()
        return ids[:-1] if len(ids) > 1 else ids
    ids = checkpoint.tokenizer(text_target=target)["input_ids"]
    return [start, *ids][: checkpoint.limit] if start is not None else ids[: checkpoint.limit]


def encoded(checkpoint: Checkpoint, text: str) -> tuple[list[int], list[Piece]]:
    """Ids and tokens of a text. Where the tokenizer says which characters a token stands for, the token shows them."""
    tokenizer = checkpoint.tokenizer
    if not tokenizer.is_fast:
        ids = tokenizer(text)["input_ids"]
        return ids, pieces_of(checkpoint, ids)
    found = tokenizer(text, return_offsets_mapping=True)
    ids, spans, words = found["input_ids"], found["offset_mapping"], found.word_ids()
    pieces = []
    for id, (start, end), word, name in zip(ids, spans, words, names_of(checkpoint, ids), strict=True):
        shown = text[start:end].strip() if end > start and word is not None else bare(name)
        pieces.append(Piece(id, shown or bare(name), start, end, -1 if word is None else word))
    return ids, pieces


def pieces_of(checkpoint: Checkpoint, ids: list[int]) -> list[Piece]:
    """Tokens by their names in the vocabulary: for what no text was typed for. They lie side by side."""
    special, place, word, ended, pieces = frozenset(checkpoint.tokenizer.all_special_ids), 0, -1, True, []
    for id, name in zip(ids, names_of(checkpoint, ids), strict=True):
        shown = bare(name)
        if id not in special:
            begins = {"##": not name.startswith("##"), "</w>": ended}.get(checkpoint.mark, name[:1] in SPACES)
            word, ended = word + (begins or word < 0), name.endswith("</w>")
        pieces.append(Piece(id, shown, place, place + len(shown), -1 if id in special else word))
        place += len(shown)
    return pieces


def names_of(checkpoint: Checkpoint, ids: list[int]) -> list[str]:
    """What the vocabulary calls the tokens; a net may have more of them than its vocabulary has names for."""
    return [name or f"#{id}" for id, name in zip(ids, checkpoint.tokenizer.convert_ids_to_tokens(ids), strict=True)]


def bare(name: str) -> str:
    """A token's name without the marks of its vocabulary.

    >>> bare("▁dog"), bare("Ġdog"), bare("##s"), bare("dog</w>"), bare("▁"), bare("##")
    ('dog', 'dog', 's', 'dog', '▁', '##')
    """
    return re.sub(r"^##(?=.)|</w>$", "", name).lstrip(SPACES) or name[:1] or "▁"
