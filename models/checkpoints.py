"""A Hugging Face checkpoint as a source of attention maps."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import torch
from torch import Tensor

from foreign import asking, checkpoint, reading
from foreign.intervening import changed
from models.maps import Loss, Maps, Question, Source
from nets.transformer import Intervention

SIDES = {
    "encoder.layers.attn.weights": "encoder",
    "decoder.layers.attn.weights": "decoder",
    "decoder.layers.cross.weights": "cross",
}
"""The stack that weights are of, by their path."""
loaded = lru_cache(maxsize=2)(checkpoint.load)
"""A checkpoint in memory, once for all who ask."""
PROBE = 4
"""Tokens that tell how many layers and heads there are."""


def source(folder: Path, untrained: bool, seed: int) -> Source:
    """The checkpoint of a folder. Raises CannotRead when it cannot be read."""
    opened = loaded(folder)
    if untrained:
        opened = checkpoint.untrained(opened, seed)

    def read(text: str, target: str | None) -> list[Maps]:
        found = reading.read(opened, text, target)
        pieces = {"encoder": (found.source, found.source), "cross": (found.target, found.source)}
        pieces["decoder"] = (found.target, found.target) if found.target else (found.source, found.source)
        return [
            Maps(SIDES[where], torch.tensor(quantity.values[:, 0]), *pieces[SIDES[where]])
            for where, quantity in found.trace.items()
        ]

    @torch.inference_mode()
    def write(text: str) -> str | None:
        if "cross" not in opened.sides:
            return None
        ids = torch.tensor([reading.encoded(opened, text)[0][: opened.limit]])
        return opened.tokenizer.decode(reading.targets(opened, ids, None), skip_special_tokens=True)

    def rewrite(text: str, touch: Intervention, draft: str) -> str | None:
        with changed(opened, touch):
            return write(text)

    def question(text: str, target: str | None) -> Question:
        asked = asking.ask(opened, text, target)
        return Question(asked.wanted, asked.logits)

    def loss(text: str, target: str | None) -> Loss:
        return asking.ask(opened, text, target).loss

    def names(ids: Sequence[int]) -> list[str]:
        return [reading.bare(name) for name in reading.names_of(opened, list(ids))]

    @torch.inference_mode()
    def weights(ids: Tensor) -> dict[str, Tensor]:
        given = {"input_ids": ids[None]}
        if opened.net.config.is_encoder_decoder:
            given["decoder_input_ids"] = ids[None]
        found = reading.attentions(opened, given)
        return {SIDES[where]: torch.tensor(quantity.values[:, 0]) for where, quantity in found.items()}

    def probe(ids: Tensor) -> list[Maps]:
        return [Maps(side, values, [], []) for side, values in weights(ids).items() if side != "cross"]

    low = max(opened.tokenizer.all_special_ids, default=-1) + 1
    size = opened.net.config.vocab_size
    first = low if low < size / 2 else 0
    shapes = {
        side: tuple(values.shape[:2]) for side, values in weights(torch.arange(first, first + PROBE) % size).items()
    }
    asks = asking.task(opened) is not None and bool(opened.places)
    return Source(
        opened.name, shapes, opened.limit, lambda text: opened.tokenizer(text)["input_ids"], read, write, probe,
        (first, size), loss if asks else None, question if asks else None, rewrite, names,
    )  # fmt: skip
