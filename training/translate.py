"""Train the English-French encoder-decoder, by ``training.loop``.

Loss: cross-entropy with label smoothing. The rate falls linearly to zero, which ends lower than the paper's inverse
square root in a short run.
"""

import os
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F
from torch.nn.attention import SDPBackend, sdpa_kernel

from nets.transformer import EncoderDecoder
from text.bpe import BPE, PAD
from training import data, loop
from training.batches import Example, batches, tensors
from training.checkpoints import Run

NAME = "translate-en-fr"


@dataclass(frozen=True)
class Recipe(loop.Recipe):
    """Everything that decides the result of a training run. ``joined`` is the share of pairs read several in a row."""

    vocab: int = 8000
    d_model: int = 256
    heads: int = 8
    d_ff: int = 1024
    encoder_layers: int = 3
    decoder_layers: int = 3
    dropout: float = 0.1
    label_smoothing: float = 0.1
    batch_tokens: int = 4096
    joined: float = 0.35
    epochs: float = 12.0
    peak_rate: float = 2e-3
    warmup: int = 800
    averaged: int = 5
    seed: int = 1

    def net(self) -> dict:
        """The arguments of EncoderDecoder."""
        names = ["vocab", "d_model", "heads", "d_ff", "encoder_layers", "decoder_layers"]
        return {name: getattr(self, name) for name in names}


def build(recipe: Recipe) -> EncoderDecoder:
    """The net to train. Dropout is where the paper has it (section 5.4): not inside attention, nor inside the FFN."""
    net = EncoderDecoder(**recipe.net(), pad=PAD, dropout=recipe.dropout)
    for module in net.modules():
        if isinstance(module, torch.nn.MultiheadAttention):
            module.dropout = 0.0
        if isinstance(module, torch.nn.TransformerEncoderLayer | torch.nn.TransformerDecoderLayer):
            module.dropout.p = 0.0
    return net


def loss_of(net: EncoderDecoder, batch: list[Example], smoothing: float) -> tuple[Tensor, int]:
    """Mean cross-entropy in nats a token, and the number of tokens."""
    source, target = (ids.to(net.positions.device) for ids in tensors(batch))
    with torch.autocast(target.device.type, torch.bfloat16):
        logits = net(source, target[:, :-1])
    wanted = target[:, 1:]
    loss = F.cross_entropy(logits.flatten(0, 1).float(), wanted.flatten(), ignore_index=PAD, label_smoothing=smoothing)
    return loss, int((wanted != PAD).sum())


@torch.no_grad()
def validation_loss(net: EncoderDecoder, held_out: list[list[Example]]) -> float:
    """Cross-entropy on held-out pairs in nats a token, without smoothing."""
    parts = [loss_of(net, batch, 0.0) for batch in held_out]
    return sum(loss.item() * n for loss, n in parts) / sum(n for _, n in parts)


def tokenizer_for(pairs: list[tuple[str, str]], file: Path, recipe: Recipe) -> BPE:
    """The vocabulary of both sides of the pairs, learnt once and then read from ``file``.

    Raises SystemExit when its size is not that of the recipe: another recipe wrote the file, or the pairs are too few.
    """
    if not file.exists():
        half_written = file.with_name("writing.json")
        BPE.train((side for pair in pairs for side in pair), recipe.vocab).tokenizer.save(str(half_written))
        os.replace(half_written, file)
    bpe = BPE.load(file)
    if len(bpe) != recipe.vocab:
        raise SystemExit(f"{file} has {len(bpe)} tokens where the recipe wants {recipe.vocab}")
    return bpe


def quarter(pairs: list[tuple[str, str]], bpe: BPE) -> list[list[Example]]:
    """Every fourth batch of 128 pairs in order of length: enough to watch the loss by."""
    examples = list(zip(*(bpe.ids_batch([pair[side] for pair in pairs]) for side in (0, 1)), strict=True))
    examples.sort(key=lambda e: len(e[1]))
    return [examples[i : i + 128] for i in range(0, len(examples), 128)][::4]


def train(folder: Path, work: Path, recipe: Recipe, device: str = "cpu") -> tuple[EncoderDecoder, BPE, Run]:
    """Train on the Tatoeba pairs below ``folder``, keeping checkpoints in ``work`` and going on from the newest.

    The net that returns is on the CPU and holds the averaged weights.
    """
    work.mkdir(parents=True, exist_ok=True)
    training, validation = (data.pairs(folder / data.TATOEBA / file) for file in ("train.tsv.gz", "valid.tsv"))
    bpe = tokenizer_for(training, work / "tokenizer.json", recipe)
    held_out = quarter(validation, bpe)
    torch.manual_seed(recipe.seed)
    net = build(recipe).to(device)
    # torch's flash kernel for the CPU is twice as slow as plain products on sentences of ten tokens
    with sdpa_kernel(SDPBackend.MATH) if device == "cpu" else nullcontext():
        run = loop.fit(
            net,
            lambda number: batches(training, bpe, recipe.batch_tokens, recipe.joined, recipe.seed, number),
            lambda batch: loss_of(net, batch, recipe.label_smoothing)[0],
            lambda: validation_loss(net, held_out),
            recipe,
            work,
        )
    return net.cpu(), bpe, run
