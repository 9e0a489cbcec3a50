"""What lies in the folder of a checkpoint, and whether it may and can be read: known before anything is loaded."""

import json
from dataclasses import dataclass
from math import prod
from pathlib import Path

import psutil
from safetensors import SafetensorError, safe_open

from foreign import CannotRead
from foreign.shapes import HEADS, LAYERS

PICKLES = ("*.bin", "*.pt", "*.pth", "*.ckpt", "*.pkl", "*.pickle")
LONGEST_JSON = 64_000_000
"""Bytes of the longest JSON file that is read; the index of the largest public checkpoints has a few million."""
SPARE = 1.15
"""Memory that a load takes, over that of the weights alone in single precision: buffers, and the file as it is read."""


@dataclass(frozen=True)
class Facts:
    """What is known of a checkpoint before it is loaded. ``parameters`` counts numbers, tied ones once."""

    folder: Path
    architecture: str
    config: dict
    weights: tuple[Path, ...]
    parameters: int

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def memory(self) -> int:
        """Bytes that the net takes when it is loaded, in single precision whatever the file holds."""
        return round(4 * self.parameters * SPARE)

    def attention_memory(self, tokens: int) -> int:
        """Bytes of all attention weights of a text, at most: every layer's heads, self- and cross-attention."""
        layers, count = (
            next((self.config[key] for key in keys if isinstance(self.config.get(key), int)), 12)
            for keys in (LAYERS, HEADS)
        )
        return 4 * layers * count * tokens**2 * (3 if self.config.get("is_encoder_decoder") else 1)


def inspect(folder: Path) -> Facts:
    """What lies in a folder. Raises CannotRead for a folder that is not a checkpoint, is incomplete or damaged, holds
    only pickles, or wants to run code of its own."""
    config = configuration(folder)
    weights = files(folder)
    return Facts(folder, config["architectures"][0], config, weights, sum(map(size, weights)))


def configuration(folder: Path) -> dict:
    """A net's configuration. Raises CannotRead where it names no net, or asks to run code of its own."""
    config = document(folder / "config.json")
    for name in ("config.json", "tokenizer_config.json"):
        if (folder / name).exists() and "auto_map" in document(folder / name):
            raise CannotRead(
                f"{folder / name} asks to run code that comes with the checkpoint, which is never done here"
            )
    named = config.get("architectures")
    if not isinstance(named, list) or not named or not isinstance(named[0], str):
        raise CannotRead(f"{folder / 'config.json'} does not say which net it is for: it has no `architectures`")
    return config


def document(file: Path) -> dict:
    """A JSON object. Raises CannotRead."""
    try:
        if file.stat().st_size > LONGEST_JSON:
            raise CannotRead(f"{file} is too long for a configuration: is it the right file?")
        found = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CannotRead(f"{file} is missing: choose the folder of a Hugging Face checkpoint") from None
    except (OSError, ValueError, RecursionError) as error:
        raise CannotRead(f"{file} cannot be read ({error}): get it again") from error
    if not isinstance(found, dict):
        raise CannotRead(f"{file} is no JSON object: get it again")
    return found


def files(folder: Path) -> tuple[Path, ...]:
    """The files of weights. Raises CannotRead where there are none that are safe to read."""
    if (single := folder / "model.safetensors").exists():
        return (single,)
    index = folder / "model.safetensors.index.json"
    if index.exists():
        shards = document(index).get("weight_map")
        names = sorted(set(shards.values())) if isinstance(shards, dict) else []
        if not names or not all(isinstance(name, str) and Path(name).name == name for name in names):
            raise CannotRead(f"{index} does not say which files hold the weights: get it again")
        missing = [name for name in names if not (folder / name).exists()]
        if missing:
            raise CannotRead(f"{folder / missing[0]} is missing, which {index.name} names: get it again")
        return tuple(folder / name for name in names)
    if any(next(folder.glob(pattern), None) for pattern in PICKLES):
        raise CannotRead(
            f"{folder} holds its weights only as a pickle, which can run any code when it is read: "
            "save the model with `save_pretrained(folder)` where you trust it, which writes safetensors"
        )
    raise CannotRead(f"{folder} has no model.safetensors: choose the folder of a Hugging Face checkpoint")


def size(file: Path) -> int:
    """How many numbers a safetensors file holds, by its header. Raises CannotRead."""
    try:
        with safe_open(file, framework="numpy") as opened:
            return sum(prod(opened.get_slice(key).get_shape()) for key in opened.keys())  # noqa: SIM118
    except (SafetensorError, OSError) as error:
        raise CannotRead(f"{file} is damaged ({error}): get it again") from error


def fits(facts: Facts, available: int | None = None) -> None:
    """Raises CannotRead when a checkpoint needs more than the ``available`` bytes, by default all that are free."""
    available = psutil.virtual_memory().available if available is None else available
    if facts.memory > available:
        raise CannotRead(
            f"{facts.name} needs {giga(facts.memory)} of memory and {giga(available)} are free: "
            "close other programs, or choose a smaller model"
        )


def giga(count: int) -> str:
    """
    >>> giga(2_340_000_000), giga(5_000_000)
    ('2.34 GB', '0.01 GB')
    """
    return f"{count / 1e9:.2f} GB"
