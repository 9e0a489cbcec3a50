"""The shipped models: a folder each, with ``card.json``, ``weights.safetensors`` and ``tokenizer.json``.

A recurrent net may have ``states.safetensors`` beside them (what ``training.states`` keeps of its states over held-out
texts) and ``sample.json`` (those texts, where their licence allows). They are read when they are asked for.

>>> "translate-en-fr" in names()
True
"""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.numpy import load as read_arrays
from safetensors.torch import load as read_tensors
from safetensors.torch import save as tensor_bytes
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from nets.bert import BERT
from nets.gpt import GPT
from nets.seq2seq import Seq2seq
from nets.tasks import Classifier, LanguageModel, Tagger
from nets.transformer import EncoderDecoder
from nets.word2vec import Word2vec
from text.bpe import BPE
from text.characters import Characters
from text.eojeols import Eojeols
from text.words import Words

HERE = Path(__file__).parent
NETS = {net.__name__: net for net in (EncoderDecoder, Seq2seq, Classifier, Tagger, LanguageModel, GPT, BERT, Word2vec)}
TOKENIZERS = {tokenizer.__name__: tokenizer for tokenizer in (BPE, Words, Characters, Eojeols)}
CARD_KEYS = ("net", "kwargs", "sha256", "tokenizer_class", "data", "licence", "metrics", "seed", "command")

DRAWN = (Tensor.uniform_, Tensor.normal_, nn.init.uniform_, nn.init.normal_, nn.init.kaiming_uniform_)
"""What a net's constructor fills its weights with, as torch tells it to ``Unset``."""


class BrokenModel(Exception):
    """A model folder that cannot be used. The message names the file and the cure."""


@dataclass(frozen=True)
class Model:
    """A net in ``eval()`` mode, its tokenizer, and its card."""

    name: str
    net: nn.Module
    tokenizer: BPE | Words | Characters
    card: dict
    folder: Path

    @cached_property
    def states(self) -> dict:
        """Arrays by name, empty when there is no file. Raises BrokenModel when it is damaged."""
        if "states_sha256" not in self.card:
            return {}
        path = self.folder / "states.safetensors"
        return read_arrays(_checked(path, self.card["states_sha256"]))

    @cached_property
    def sample(self) -> list[str]:
        """The texts of the points among the states, empty when they may not be kept. Raises BrokenModel."""
        path = self.folder / "sample.json"
        if not path.exists():
            return []
        try:
            texts = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            raise _broken(path, f"cannot be read ({error})") from error
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise _broken(path, "holds no list of texts")
        return texts


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
        with Unset():
            net = NETS[card["net"]](**card["kwargs"])
    except Exception as error:  # whatever a constructor makes of nonsense
        raise _broken(folder / "card.json", f"has kwargs that {card['net']} does not take ({error})") from error
    _fill(net, folder / "weights.safetensors", card["sha256"])
    try:
        tokenizer = TOKENIZERS[card["tokenizer_class"]].load(folder / "tokenizer.json")
    except ValueError as error:
        raise _broken(folder / "tokenizer.json", f"cannot be read ({error})") from error
    if len(tokenizer) != card["kwargs"]["vocab"]:
        raise _broken(folder / "tokenizer.json", f"has {len(tokenizer)} tokens, the net {card['kwargs']['vocab']}")
    letters = card["kwargs"].get("letters")
    if letters is not None and letters != len(getattr(tokenizer, "alphabet", ())):
        raise _broken(folder / "tokenizer.json", f"does not have the {letters} letters of the net")
    return Model(name, net.eval().requires_grad_(False), tokenizer, card, folder)


def save(
    name: str,
    net: nn.Module,
    tokenizer: BPE | Words | Characters,
    card: dict,
    root: Path = HERE,
    states: dict[str, Tensor] | None = None,
    sample: list[str] | None = None,
) -> Path:
    """Write a model folder; weights go in half precision. ``card`` is completed with net, tokenizer and checksums."""
    folder = root / name
    folder.mkdir(parents=True, exist_ok=True)
    weights = tensor_bytes({key: value.detach().half().contiguous() for key, value in net.state_dict().items()})
    (folder / "weights.safetensors").write_bytes(weights)
    tokenizer.save(folder / "tokenizer.json")
    card = {"net": type(net).__name__, "sha256": _sha256(weights), "tokenizer_class": type(tokenizer).__name__} | card
    if states:
        raw = tensor_bytes(states)
        (folder / "states.safetensors").write_bytes(raw)
        card["states_sha256"] = _sha256(raw)
    if sample:
        _write(folder / "sample.json", sample)
    _write(folder / "card.json", card)
    return folder


def _write(path: Path, value: dict | list) -> None:
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _sha256(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


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
    for key, known in (("net", NETS), ("tokenizer_class", TOKENIZERS)):
        if card[key] not in list(known):
            raise _broken(path, f"names the unknown {key} {card[key]!r}; known are {', '.join(known)}")
    return card


def _checked(path: Path, sha256: str) -> bytes:
    """The bytes of a file whose checksum is on the card."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise _broken(path, f"cannot be read ({error.strerror})") from error
    if _sha256(raw) != sha256:
        raise _broken(path, "does not have the checksum on its card")
    return raw


class Unset(TorchFunctionMode):
    """A net that is built in here draws no random weights: those of a file are read over them."""

    def __torch_function__(self, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        return kwargs.get("tensor", *args[:1]) if func in DRAWN else func(*args, **kwargs)


def _fill(net: nn.Module, path: Path, sha256: str) -> None:
    raw = _checked(path, sha256)
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
