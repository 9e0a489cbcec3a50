"""Train the English language models, by ``training.loop``: gpt-en says what comes next, bert-en what is hidden.

Both read the same windows of the same open text by the same tokenizer.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F
from torch.nn.attention import SDPBackend, sdpa_kernel

from nets import heads
from nets.bert import BERT
from nets.gpt import GPT
from text.bpe import BPE, SPECIAL
from training import loop, running
from training.checkpoints import Run
from training.headloss import HeadLoss
from training.windows import LEAVE_OUT, Batch, copying, masked_tokens, next_tokens, sentence_starts, stream, windows

NETS = {"gpt-en": GPT, "bert-en": BERT}
MASK = "<mask>"
SPECIALS = (*SPECIAL, MASK)
WIKITEXT, TATOEBA, EWT = "lm-wikitext-2", "tatoeba-fra-eng", "ud-english-ewt"
VALID = f"{WIKITEXT}/wiki.valid.tokens.gz", f"{TATOEBA}/valid.tsv"
WATCHED = 64
"""Windows of each held-out set whose loss is watched."""


@dataclass(frozen=True)
class Recipe(loop.Recipe):
    """``stages``: windows of so many tokens for such a share of the steps, short ones first (Press et al. 2021,
    Shortformer, section 4): each position is then met more often, and what looks one place back is learnt sooner.
    ``copies``: the same of the steps before, that share of all, in which a net that reads on learns to copy, among so
    many ``choices`` at a time. ``batch`` is in tokens. ``again`` and ``random`` are the shares of windows with a span
    said twice, and of random tokens said over and over; ``masked`` is the share of hidden tokens, for the net that sees
    all."""

    vocab: int = 8000
    letters: int = 110
    d_model: int = 256
    heads: int = 8
    d_ff: int = 1024
    layers: int = 4
    stages: tuple[tuple[int, float], ...] = ((64, 0.3), (128, 0.35), (256, 0.35))
    copying: float = 0.26
    copies: tuple[tuple[int, float], ...] = ((32, 0.5), (64, 0.2), (128, 0.2), (256, 0.1))
    choices: int = 256
    batch: int = 2048
    again: float = 0.3
    random: float = 0.15
    masked: float = 0.15
    epochs: float = 6.0
    peak_rate: float = 8e-4
    warmup: int = 100
    weight_decay: float = 0.05
    averaged: int = 4
    every: int = 100

    def net(self) -> dict:
        """The arguments of the net."""
        names = ["vocab", "d_model", "heads", "d_ff", "layers"]
        return {name: getattr(self, name) for name in names} | dict(max_length=self.stages[-1][0])

    def length(self, done: float, copying: float) -> tuple[int, bool]:
        """How many tokens a window has when that share of the steps is done, and whether it is one to copy in; the
        share ``copying`` of the steps is for that.

        >>> [Recipe().length(done, 0.2) for done in (0.0, 0.19, 0.21, 0.99)]
        [(32, True), (256, True), (64, False), (256, False)]
        """
        first = done < copying
        stages, done = (self.copies, done / copying) if first else (self.stages, (done - copying) / (1 - copying))
        ends = np.cumsum([share for _, share in stages])
        return stages[min(int((done >= ends).sum()), len(ends) - 1)][0], first


def parts(folder: Path, seed: int) -> dict[str, list[str]]:
    """The paragraphs to train on, by the set they are of."""
    return {
        WIKITEXT: running.wikitext(folder / WIKITEXT / "wiki.train.tokens.gz")[0],
        TATOEBA: running.sentences(folder / TATOEBA / "train.tsv.gz", seed),
        EWT: running.treebank(folder / EWT / "en_ewt-ud-train.conllu.gz"),
        "lm-alice": running.book(folder / "lm-alice" / "alice.txt"),
        "lm-timemachine": running.book(folder / "lm-timemachine" / "timemachine.txt"),
    }


def tokenizer_for(paragraphs: list[str], file: Path, recipe: Recipe) -> BPE:
    """The vocabulary of the paragraphs, learnt once and then read from ``file``.

    Raises SystemExit when its size is not that of the recipe: another recipe wrote the file, or the text is too short.
    """
    if not file.exists():
        half_written = file.with_name("writing.json")
        BPE.train(
            (text.replace(running.UNKNOWN, "") for text in paragraphs), recipe.vocab, (MASK,), recipe.letters
        ).save(half_written)
        os.replace(half_written, file)
    bpe = BPE.load(file)
    if len(bpe) != recipe.vocab:
        raise SystemExit(f"{file} has {len(bpe)} tokens where the recipe wants {recipe.vocab}")
    return bpe


def asked(net: GPT, rows: np.ndarray, recipe: Recipe, dice: np.random.Generator) -> Batch:
    """What the net is asked about windows: ids and wanted ids."""
    if isinstance(net, BERT):
        return masked_tokens(rows, recipe.masked, SPECIALS.index(MASK), len(SPECIALS), recipe.vocab, dice)
    return next_tokens(rows, recipe.again, recipe.random, len(SPECIALS), recipe.vocab, dice)


def loss_of(net: GPT, batch: Batch) -> Tensor:
    """Mean cross-entropy in nats, over the tokens that are asked for, and among those that may be the answer."""
    ids, wanted, *among = batch
    counted = wanted != LEAVE_OUT
    with torch.autocast("cpu", torch.bfloat16):
        if among:
            return F.cross_entropy((net.states(ids)[counted] @ net.embedding(among[0]).T).float(), wanted[counted])
        return HeadLoss.apply(net.states(ids)[counted], net.embedding.weight, wanted[counted])


@torch.no_grad()
def validation_loss(net: GPT, batches: list[Batch]) -> float:
    """Mean over held-out windows in nats a token, by the kernels of training."""
    parts = [(loss_of(net, batch).item(), int((batch[1] != LEAVE_OUT).sum())) for batch in batches]
    return sum(loss * n for loss, n in parts) / sum(n for _, n in parts)


@torch.inference_mode()
def induction(net: GPT, specials: int = len(SPECIALS), sequences: int = 4, span: int = 64, seed: int = 0) -> dict:
    """What a net does with random tokens said twice: how far every head, layer by layer, looks at what came after the
    earlier copy and at the previous token, and the cross-entropy of what could be copied."""
    dice, nats = np.random.default_rng(seed), 0.0
    matching, previous = torch.zeros(len(net.layers), net.heads), torch.zeros(len(net.layers), net.heads)
    vocab, span = net.embedding.num_embeddings, min(span, (net.max_length - 1) // 2)
    for _ in range(sequences):
        said = dice.choice(np.arange(specials, vocab), span, replace=False)
        ids = torch.tensor([SPECIALS.index("<sos>"), *said, *said])
        t = net.trace(ids[None])
        weights = torch.stack([layer.attn.weights[0] for layer in t.layers])
        matching += heads.prefix_matching(weights, ids) / sequences
        previous += heads.offset(weights, -1) / sequences
        nats += F.cross_entropy(t.logits[0, span + 1 : -1], ids[span + 2 :]).item() / sequences
    return dict(prefix_matching=digits(matching), previous=digits(previous), copy_nats=round(nats, 4))


def digits(scores: Tensor) -> list[list[float]]:
    """Four digits of every head's score, layer by layer."""
    return [[round(score, 4) for score in row] for row in scores.tolist()]


def train(name: str, folder: Path, work: Path, recipe: Recipe) -> tuple[GPT, BPE, Run]:
    """Train on the sets below ``folder``, keeping checkpoints in ``work`` and going on from the newest.

    The net that returns holds the averaged weights.
    """
    work.mkdir(parents=True, exist_ok=True)
    paragraphs = [text for texts in parts(folder, recipe.seed).values() for text in texts]
    bpe = tokenizer_for(paragraphs, work / "tokenizer.json", recipe)
    ids = stream(paragraphs, bpe)
    starts = sentence_starts(ids, bpe)
    torch.manual_seed(recipe.seed)
    net = NETS[name](**recipe.net())

    an_epoch = len(ids) // recipe.batch - 1
    total = round(recipe.epochs * an_epoch)
    first = recipe.copying if type(net) is GPT else 0.0

    def epoch(number: int) -> list[Batch]:
        dice = np.random.default_rng((recipe.seed, number))
        kinds = [recipe.length((number * an_epoch + i) / total, first) for i in range(an_epoch)]
        ordinary = len(SPECIALS), recipe.vocab
        result: list = [
            copying(recipe.batch // length, length, recipe.choices, ordinary, dice)
            for length, copies in kinds
            if copies
        ]
        lengths = [length for length, copies in kinds if not copies]
        for length in sorted(set(lengths)):
            rows = windows(ids, starts, length, int(dice.integers(length)))
            size = recipe.batch // length
            rows = rows[dice.permutation(len(rows))[: lengths.count(length) * size]]
            result += list(zip(*(part.split(size) for part in asked(net, rows, recipe, dice)), strict=True))
        return result

    held_out = watched(net, folder, bpe, recipe)
    with plain_products():
        run = loop.fit(
            net,
            epoch,
            lambda batch: loss_of(net, batch),
            lambda: validation_loss(net, held_out),
            recipe,
            work,
            (lambda: induction(net, span=min(recipe.stages[0][0], recipe.copies[0][0]) // 2 - 1))
            if NETS[name] is GPT
            else dict,
        )
    return net, bpe, run


@contextmanager
def plain_products() -> Iterator[None]:
    """Attention by products in bfloat16: quicker than torch's flash kernel for the CPU in windows of 256."""
    switch, before = torch.backends.cuda, torch.backends.cuda.fp16_bf16_reduction_math_sdp_allowed()
    switch.allow_fp16_bf16_reduction_math_sdp(True)
    try:
        with sdpa_kernel(SDPBackend.MATH):
            yield
    finally:
        switch.allow_fp16_bf16_reduction_math_sdp(before)


def watched(net: GPT, folder: Path, bpe: BPE, recipe: Recipe) -> list[Batch]:
    """The first held-out windows of WikiText and of Tatoeba, as long as the shortest, without repeats."""
    texts = running.wikitext(folder / VALID[0])[0], running.sentences(folder / VALID[1], recipe.seed)
    result = []
    for paragraphs in texts:
        ids = stream(paragraphs, bpe)
        rows = windows(ids, sentence_starts(ids, bpe), recipe.stages[0][0], 0)[:WATCHED]
        dice = np.random.default_rng(recipe.seed)
        plain = next_tokens(rows, 0.0, 0.0, 0, 1, dice) if not isinstance(net, BERT) else asked(net, rows, recipe, dice)
        result.append(plain)
    return result
