"""Any model as a source of attention maps: ours by name, a Hugging Face checkpoint by its folder."""

from functools import lru_cache
from pathlib import Path

import torch

import pretrained
from foreign import CannotRead
from models.maps import Source
from models.ours import language_model, translator
from nets.gpt import GPT
from nets.transformer import EncoderDecoder


def source(name: str, root: Path = pretrained.HERE, untrained: bool = False, seed: int = 0) -> Source:
    """One of our models by its name, or a checkpoint by its folder; ``untrained``: the same net with random weights.

    Two of either are kept, since a job asks for both before, while and after it reads.

    Raises CannotRead for a model without heads, or a checkpoint that cannot be read; BrokenModel for one of ours.
    """
    if name in pretrained.names(root):
        return shipped(name, root, untrained, seed)
    return checkpoint(Path(name), untrained, seed)


@lru_cache(maxsize=2)
def shipped(name: str, root: Path, untrained: bool, seed: int) -> Source:
    """One of our models. Raises CannotRead, BrokenModel."""
    model = pretrained.load(name, root)
    net = model.net
    if untrained:
        torch.manual_seed(seed)
        net = type(net)(**model.card["kwargs"]).eval().requires_grad_(False)
    return ours(name, net, model.tokenizer)


def ours(name: str, net, tokenizer) -> Source:
    """One of our nets. Raises CannotRead for one without heads of attention."""
    if isinstance(net, EncoderDecoder):
        return translator(name, net, tokenizer)
    if isinstance(net, GPT):
        return language_model(name, net, tokenizer)
    raise CannotRead("no_heads", name=name, kind=type(net).__name__)


def checkpoint(folder: Path, untrained: bool, seed: int) -> Source:
    """A Hugging Face checkpoint. Raises CannotRead, also where ``transformers`` is not installed."""
    try:
        from models import checkpoints
    except ImportError as error:
        raise CannotRead("not_ours", folder=folder) from error
    return checkpoints.source(folder, untrained, seed)
