"""A checkpoint in memory: the net that it names, by Hugging Face's own code, and its tokenizer."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import torch
import transformers
from torch import nn
from transformers import AutoTokenizer, PreTrainedModel, PreTrainedTokenizerBase

from foreign import CannotRead
from foreign.folder import Facts, fits, inspect
from foreign.places import Place, places
from foreign.switched import install

LONGEST = 512
"""The most tokens that are read, also by a net without a limit of its own."""
VOCABULARIES = ("tokenizer.json", "vocab*", "*.model", "*.spm", "*.bpe")
"""The files that tokenizers keep their vocabularies in."""
SPACES = "▁ĠĊ"
"""What stands for a space in front of a word in the vocabularies of SentencePiece and of byte-level BPE."""
POSITIONS = ("max_position_embeddings", "n_positions")


@dataclass(frozen=True)
class Checkpoint:
    """``tokenizer`` is None for a net that looks at pictures. ``limit``: the most tokens it reads. ``causal``: whether
    its only side is a decoder, which never looks ahead. ``mark``: how its vocabulary tells where words begin.
    ``places``: its calls of attention in order, none where they cannot be told apart."""

    facts: Facts
    net: PreTrainedModel
    tokenizer: PreTrainedTokenizerBase | None
    limit: int
    causal: bool
    mark: str = ""
    places: tuple[Place, ...] = ()

    @property
    def name(self) -> str:
        return self.facts.name

    @property
    def sides(self) -> tuple[str, ...]:
        """Which stacks it has, and whether they look at each other."""
        if self.net.config.is_encoder_decoder:
            return ("encoder", "decoder", "cross")
        return ("decoder",) if self.causal else ("encoder",)


@torch.inference_mode(False)
def load(folder: Path, available: int | None = None) -> Checkpoint:
    """Read a folder into memory, ready to be looked at.

    Attention is computed by plain products ("eager"), the one way that keeps every weight. Raises CannotRead, before
    anything is loaded where that is possible: also for a net that does not fit into the ``available`` bytes. Gradients
    can be asked of the net, wherever it was loaded.
    """
    facts = inspect(folder)
    kind = getattr(transformers, facts.architecture, None)
    if not (isinstance(kind, type) and issubclass(kind, PreTrainedModel)):
        raise CannotRead(
            "unknown_architecture", name=facts.name, architecture=facts.architecture, version=transformers.__version__
        )
    fits(facts, available)
    try:
        net = kind.from_pretrained(
            folder, attn_implementation="eager", dtype=torch.float32, use_safetensors=True, trust_remote_code=False,
            local_files_only=True,
        )  # fmt: skip
    except (OSError, ValueError, RuntimeError, KeyError, TypeError) as error:
        raise CannotRead("not_loaded", name=facts.name, error=first_line(error)) from error
    tokenizer = None if sees(net) else tokenizer_of(folder, facts.name)
    limit = min(LONGEST, *limits(net, tokenizer))
    if tokenizer is None:
        return Checkpoint(facts, net.eval().requires_grad_(False), None, limit, causal=False)
    found, causal = prepared(net)
    return Checkpoint(facts, net, tokenizer, limit, causal, mark_of(tokenizer.get_vocab()), found)


@torch.inference_mode(False)
def untrained(checkpoint: Checkpoint, seed: int = 0) -> Checkpoint:
    """The same net with random weights, as its library draws them."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        net = type(checkpoint.net)._from_config(checkpoint.net.config, attn_implementation="eager")
    found, causal = prepared(net)
    return replace(checkpoint, net=net, causal=causal, places=found)


def prepared(net: PreTrainedModel) -> tuple[tuple[Place, ...], bool]:
    """Make a net ready to be read and changed: where its calls of attention are, and whether it only looks back."""
    net.eval().requires_grad_(False)
    install(net)
    return places(net)


def sees(net: PreTrainedModel) -> bool:
    """Whether a net reads pictures."""
    return net.main_input_name == "pixel_values"


def tokenizer_of(folder: Path, name: str) -> PreTrainedTokenizerBase:
    """The tokenizer beside the weights. Raises CannotRead, also where the library would make up an empty one."""
    if not any(next(folder.glob(pattern), None) for pattern in VOCABULARIES):
        raise CannotRead("no_tokenizer", name=name, folder=folder)
    try:
        return AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    except Exception as error:  # each kind of tokenizer fails in its own way
        raise CannotRead("bad_tokenizer", name=name, error=first_line(error)) from error


def limits(net: PreTrainedModel, tokenizer: PreTrainedTokenizerBase | None) -> list[int]:
    """How many tokens there are positions for, by everything that says so. RoBERTa and its kin count positions from
    behind the padding's, so that their table holds fewer than its rows."""
    found = [value for key in POSITIONS if isinstance(value := getattr(net.config, key, None), int) and value > 0]
    for name, module in net.named_modules():
        if name.endswith("position_embeddings") and isinstance(module, nn.Embedding) and module.padding_idx is not None:
            found.append(module.num_embeddings - module.padding_idx - 1)
    if tokenizer is not None and tokenizer.model_max_length < 10**9:
        found.append(tokenizer.model_max_length)
    return found or [LONGEST]


def mark_of(vocabulary: Iterable[str]) -> str:
    """How a vocabulary tells where words begin: WordPiece's ``##`` inside, ``</w>`` at the end, or a space in front.

    >>> mark_of(["dog", "##s", "##ed"]), mark_of(["dog</w>", "do"]), mark_of(["▁dog", "s"])
    ('##', '</w>', '▁')
    """
    names = list(vocabulary)
    counts = {
        "##": sum(name.startswith("##") for name in names),
        "</w>": sum(name.endswith("</w>") for name in names),
        "▁": sum(name[:1] in SPACES for name in names),
    }
    return max(counts, key=lambda mark: counts[mark])


def first_line(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
