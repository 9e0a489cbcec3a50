"""A Hugging Face checkpoint as a source of attention maps."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import RLock

import torch
from torch import Tensor

from foreign import CannotRead, asking, checkpoint, reading
from foreign.checkpoint import Checkpoint
from foreign.intervening import changed
from models.maps import Loss, Maps, Question, Source
from nets.transformer import Intervention

SIDES = {
    "encoder.layers.attn.weights": "encoder",
    "decoder.layers.attn.weights": "decoder",
    "decoder.layers.cross.weights": "cross",
}
"""The stack that weights are of, by their path."""
KEPT = 2
"""The most checkpoints in memory, untrained twins among them."""
PROBE = 4
"""Tokens that tell how many layers and heads there are."""


@dataclass(frozen=True)
class Kept:
    """A checkpoint in memory, and what it is to everyone else."""

    net: Checkpoint
    source: Source


leaving: set[Callable[[], None]] = set()
"""Called when a checkpoint makes room, by whom its net might still be held."""
_kept: OrderedDict[tuple, Kept] = OrderedDict()
_one_at_a_time = RLock()


def loaded(folder: Path) -> Checkpoint:
    """A checkpoint in memory, once for all who ask. Raises CannotRead."""
    return kept(folder, untrained=False, seed=0).net


def source(folder: Path, untrained: bool = False, seed: int = 0) -> Source:
    """The checkpoint of a folder, or its untrained twin. Raises CannotRead when it cannot be read."""
    return kept(folder, untrained, seed).source


def kept(folder: Path, untrained: bool, seed: int) -> Kept:
    """What is kept of a folder, loaded when it is not, or has been written anew. The one that was used longest ago
    makes room first, so that there is memory for the next. Raises CannotRead."""
    with _one_at_a_time:
        files = [folder / "config.json", *sorted(folder.glob("*.safetensors"))]
        written = tuple(file.stat().st_mtime_ns for file in files if file.exists())
        key = (folder.resolve(), written, untrained, seed)
        if key not in _kept:
            trained = loaded(folder) if untrained else None
            while len(_kept) >= KEPT:
                _kept.popitem(last=False)
                for let_go in leaving:
                    let_go()
            net = checkpoint.untrained(trained, seed) if trained else checkpoint.load(folder)
            _kept[key] = Kept(net, source_of(net))
        _kept.move_to_end(key)
        return _kept[key]


def source_of(opened: Checkpoint) -> Source:
    """A checkpoint as a source of maps. Raises CannotRead for one that looks at pictures."""
    if opened.tokenizer is None:
        raise CannotRead("pictures_in_notebooks", name=opened.name)

    def read(text: str, target: str | None) -> list[Maps]:
        found = reading.read(opened, text, target)
        pieces = {"encoder": (found.source, found.source), "cross": (found.target, found.source)}
        pieces["decoder"] = (found.target, found.target) if found.target else (found.source, found.source)
        return [
            Maps(SIDES[where], torch.from_dlpack(quantity.values)[:, 0], *pieces[SIDES[where]])
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
        return {SIDES[where]: torch.from_dlpack(quantity.values)[:, 0] for where, quantity in found.items()}

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
