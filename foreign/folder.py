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
            raise CannotRead("own_code", file=folder / name)
    named = config.get("architectures")
    if not isinstance(named, list) or not named or not isinstance(named[0], str):
        raise CannotRead("no_architecture", file=folder / "config.json")
    return config


def document(file: Path) -> dict:
    """A JSON object. Raises CannotRead."""
    try:
        if file.stat().st_size > LONGEST_JSON:
            raise CannotRead("long_json", file=file)
        found = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CannotRead("missing", file=file) from None
    except (OSError, ValueError, RecursionError) as error:
        raise CannotRead("unreadable", file=file, error=error) from error
    if not isinstance(found, dict):
        raise CannotRead("no_object", file=file)
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
            raise CannotRead("index_without_files", file=index)
        missing = [name for name in names if not (folder / name).exists()]
        if missing:
            raise CannotRead("missing_part", file=folder / missing[0], index=index.name)
        return tuple(folder / name for name in names)
    if any(next(folder.glob(pattern), None) for pattern in PICKLES):
        raise CannotRead("pickle_folder", folder=folder)
    raise CannotRead("no_weights", folder=folder)


def size(file: Path) -> int:
    """How many numbers a safetensors file holds, by its header. Raises CannotRead."""
    try:
        with safe_open(file, framework="numpy") as opened:
            return sum(prod(opened.get_slice(key).get_shape()) for key in opened.keys())  # noqa: SIM118
    except (SafetensorError, OSError) as error:
        raise CannotRead("damaged", file=file, error=error) from error


def fits(facts: Facts, available: int | None = None) -> None:
    """Raises CannotRead when a checkpoint needs more than the ``available`` bytes, by default all that are free."""
    available = psutil.virtual_memory().available if available is None else available
    if facts.memory > available:
        raise CannotRead("memory", name=facts.name, needed=giga(facts.memory), free=giga(available))


def giga(count: int) -> str:
    """
    >>> giga(2_340_000_000), giga(5_000_000)
    ('2.34 GB', '0.01 GB')
    """
    return f"{count / 1e9:.2f} GB"
