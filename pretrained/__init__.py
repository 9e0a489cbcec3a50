"""The shipped models: a folder each, with ``card.json``, ``weights.safetensors`` and ``tokenizer.json``.

>>> "translate-en-fr" in names()
True
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load as read_tensors
from safetensors.torch import save as tensor_bytes
from torch import nn

from nets.transformer import EncoderDecoder
from text.bpe import BPE

HERE = Path(__file__).parent
NETS = {"EncoderDecoder": EncoderDecoder}
CARD_KEYS = ("net", "kwargs", "sha256", "data", "licence", "metrics", "seed", "command")


class BrokenModel(Exception):
    """A model folder that cannot be used. The message names the file and the cure."""


@dataclass(frozen=True)
class Model:
    """A net in ``eval()`` mode, its tokenizer, and its card."""

    name: str
    net: nn.Module
    tokenizer: BPE
    card: dict


def names(root: Path = HERE) -> list[str]:
    """The models in a folder, in alphabetical order."""
    return sorted(path.parent.name for path in root.glob("*/card.json"))


def load(name: str, root: Path = HERE) -> Model:
    """Read a model. Raises BrokenModel for an unknown name, and for a file that is missing or damaged."""
    if name not in (path.name for path in root.glob("*/")):  # so a name can never be a path to somewhere else
        raise BrokenModel(f"There is no model {name!r}: there are {', '.join(names(root)) or 'none'} in {root.name}/.")
    folder = root / name
    card = _card(folder / "card.json")
    try:
        net = NETS[card["net"]](**card["kwargs"])
    except Exception as error:  # whatever a constructor makes of nonsense
        raise _broken(folder / "card.json", f"has kwargs that {card['net']} does not take ({error})") from error
    _fill(net, folder / "weights.safetensors", card["sha256"])
    try:
        tokenizer = BPE.load(folder / "tokenizer.json")
    except ValueError as error:
        raise _broken(folder / "tokenizer.json", f"cannot be read ({error})") from error
    if len(tokenizer) != card["kwargs"]["vocab"]:
        raise _broken(folder / "tokenizer.json", f"has {len(tokenizer)} tokens, the net {card['kwargs']['vocab']}")
    return Model(name, net.eval().requires_grad_(False), tokenizer, card)


def save(name: str, net: nn.Module, tokenizer: BPE, card: dict, root: Path = HERE) -> Path:
    """Write a model folder; weights go in half precision. ``card`` is completed with net and checksum."""
    folder = root / name
    folder.mkdir(parents=True, exist_ok=True)
    weights = tensor_bytes({key: value.detach().half().contiguous() for key, value in net.state_dict().items()})
    (folder / "weights.safetensors").write_bytes(weights)
    tokenizer.tokenizer.save(str(folder / "tokenizer.json"))
    card = {"net": type(net).__name__, "sha256": hashlib.sha256(weights).hexdigest()} | card
    (folder / "card.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return folder


def _broken(path: Path, what: str) -> BrokenModel:
    place = f"{HERE.name}/{path.parent.name}/{path.name}"
    return BrokenModel(f"{place} {what}. Fetch the file again: git checkout -- {place}")


def _card(path: Path) -> dict:
    try:
        card = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise _broken(path, f"cannot be read ({error})") from error
    if not isinstance(card, dict) or (missing := [key for key in CARD_KEYS if key not in card]):
        raise _broken(path, f"lacks {', '.join(missing) if isinstance(card, dict) else 'a JSON object'}")
    if card["net"] not in list(NETS):
        raise _broken(path, f"names the unknown net {card['net']!r}; known are {', '.join(NETS)}")
    return card


def _fill(net: nn.Module, path: Path, sha256: str) -> None:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise _broken(path, f"cannot be read ({error.strerror})") from error
    if hashlib.sha256(raw).hexdigest() != sha256:
        raise _broken(path, "does not have the checksum on its card")
    try:
        weights = read_tensors(raw)
    except SafetensorError as error:
        raise _broken(path, f"is no safetensors file ({error})") from error
    wanted = {key: tuple(value.shape) for key, value in net.state_dict().items()}
    found = {key: tuple(value.shape) for key, value in weights.items()}
    if wanted != found:
        key = next(k for k in sorted(wanted | found) if wanted.get(k) != found.get(k))
        raise _broken(path, f"has {key} of shape {found.get(key)}, the net wants {wanted.get(key)}")
    net.load_state_dict({key: value.to(torch.float32) for key, value in weights.items()})
