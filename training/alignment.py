"""Which English word does a French word come from? Attention under forced decoding, against people's links.

    AER = 1 - (|A ∩ S| + |A ∩ P|) / (|A| + |S|)          A: our links, S: sure links, P: possible links, S among them

The net reads the true French (teacher forcing). A French token y_t meets attention twice: at the step that *predicts*
it, whose query stands at y_{t-1}, and one step later, when the decoder *reads* it. A Transformer has layers of several
heads, a recurrent translator one layer of one head, or no attention: then there is nothing to align by. Tokens become
words by summing over the pieces of an English word and averaging over the pieces of a French one (Clark et al. 2019); a
piece that spans two words counts for both, by its letters. Each French word j is then linked to one English word i, or
to none when it does not pass a threshold. Two rules say which:

    weight   i = argmax A_ji                       what the French word looks at most
    share    i = argmax A_ji / Σ_j' A_j'i          what it looks at more than the other French words do

The second is not led astray by an English word that everything looks at. Which head, step, rule and threshold is chosen
on the even rows of the file (0, 2, …); the error rate is that of the odd rows, which nothing was chosen on.

Sources: Och and Ney 2003 (AER); Chen et al. 2020, Accurate Word Alignment Induction from Neural Machine Translation
(the two steps).
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from tqdm import tqdm

from nets.seq2seq import Seq2seq
from nets.seq2seq_trace import AS_TRAINED, Intervention
from nets.transformer import EncoderDecoder
from text.bpe import BPE, EOS, SOS, Piece
from training import data
from training.words import Sentence, untokenise

POSITIONS = ("predicts", "reads")
RULES = ("weight", "share")
THRESHOLDS = (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5)


@dataclass(frozen=True)
class Gold:
    """A sentence pair in words, and its links (English word, French word), counted from 0. ``possible`` has S too."""

    en: list[str]
    fr: list[str]
    sure: frozenset[tuple[int, int]]
    possible: frozenset[tuple[int, int]]


def gold(cells: dict[str, str]) -> Gold:
    """A row of an alignment file. Raises BadLine for a link that is none, or that leads out of the sentence."""
    en, fr = ([word for word in cells[side].split(" ") if word] for side in ("en", "fr"))
    if not en or not fr:
        raise data.BadLine(f"no {'French' if en else 'English'}")

    def links(cell: str) -> frozenset[tuple[int, int]]:
        found = set()
        for link in cell.split():
            i, dash, j = link.partition("-")
            if not (dash and i.isdecimal() and j.isdecimal() and int(i) < len(en) and int(j) < len(fr)):
                raise data.BadLine(f"{link!r} links no English to a French word of {len(en)} and {len(fr)}")
            found.add((int(i), int(j)))
        return frozenset(found)

    sure = links(cells["sure"])
    return Gold(en, fr, sure, sure | links(cells.get("possible", "")))


def error_rate(sure_hits, possible_hits, links, sure):
    """AER of the counts |A ∩ S|, |A ∩ P|, |A| and |S|, numbers or tensors.

    >>> error_rate(2, 3, 4, 2)
    0.16666666666666663
    """
    return 1 - (sure_hits + possible_hits) / (links + sure)


def diagonal(en: int, fr: int) -> set[tuple[int, int]]:
    """The links of no model at all: each French word to the English word at the same share of the sentence.

    >>> sorted(diagonal(2, 4))
    [(0, 0), (0, 1), (1, 2), (1, 3)]
    """
    return {((2 * j + 1) * en // (2 * fr), j) for j in range(fr)}


def shares(pieces: list[Piece], spans: list[tuple[int, int]]) -> Tensor:
    """How much of each piece lies in each word, (pieces, words); spans are the words' places in the text."""
    start = torch.tensor([piece.start for piece in pieces]).view(-1, 1)
    end = torch.tensor([max(piece.end, piece.start + 1) for piece in pieces]).view(-1, 1)
    first, last = torch.tensor(spans).T
    return (torch.minimum(end, last) - torch.maximum(start, first)).clamp(min=0) / (end - start)


def word_weights(weights: Tensor, en: Tensor, fr: Tensor) -> Tensor:
    """Weights (..., French pieces, English pieces) as (..., French words, English words); en and fr are ``shares``.

    The sum over the pieces of a key, the mean over those of a query.

    >>> weights = torch.tensor([[0.5, 0.25, 0.0], [0.25, 0.25, 0.5]])
    >>> en = torch.tensor([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])  # the first two English pieces are one word
    >>> word_weights(weights, en, fr=torch.ones(2, 1)).tolist()  # both French pieces are one word
    [[0.625, 0.25]]
    """
    return (fr / fr.sum(0).clamp(min=1e-9)).T @ weights @ en


def attention(
    net: EncoderDecoder | Seq2seq, source: Tensor, target: Tensor, touch: Intervention | None = None
) -> Tensor:
    """The weights (layer, head, query, key) of one source and one target, as ids (1, time)."""
    if isinstance(net, Seq2seq):
        return net.trace(source, target, touch or AS_TRAINED).decoder.look.weights[None]
    return torch.stack([layer.cross.weights[0] for layer in net.trace(source, target).decoder.layers])


def cross_attention(net: EncoderDecoder | Seq2seq, bpe: BPE, pair: Gold, touch: Intervention | None = None) -> Tensor:
    """Word weights (position, layer, head, French word, English word); after the heads comes their average."""
    sides: list[tuple[Sentence, list[Piece]]] = []
    for words, language in ((pair.en, "en"), (pair.fr, "fr")):
        sentence = untokenise(words, language)
        pieces = bpe.pieces(sentence.text)
        if len(pieces) >= net.max_length:
            print(f"cut to {net.max_length} tokens of {len(pieces) + 1}: {sentence.text[:60]}…", file=sys.stderr)
        sides.append((sentence, pieces[: net.max_length - 1]))
    (en, en_pieces), (fr, fr_pieces) = sides
    source = torch.tensor([[*(piece.id for piece in en_pieces), EOS]])
    target = torch.tensor([[SOS, *(piece.id for piece in fr_pieces)]])
    weights = attention(net, source, target, touch)
    weights = torch.cat((weights, weights.mean(1, keepdim=True)), dim=1)[..., :-1]
    steps = torch.stack((weights[:, :, :-1], weights[:, :, 1:]))
    return word_weights(steps, shares(en_pieces, en.spans), shares(fr_pieces, fr.spans))


def ruled(weights: Tensor) -> Tensor:
    """What each rule compares, (rule, ..., French word, English word), of weights (..., French word, English word).

    >>> ruled(torch.tensor([[0.6, 0.2], [0.6, 0.0]])).argmax(-1).tolist()  # everything looks at the first word
    [[0, 0], [1, 0]]
    """
    return torch.stack((weights, weights / weights.sum(-2, keepdim=True).clamp(min=1e-9)))


def hits(weights: Tensor, pair: Gold) -> Tensor:
    """|A ∩ S|, |A ∩ P|, |A| at each threshold, (..., threshold, 3), for weights (..., French word, English word)."""
    greatest, linked = weights.max(-1)
    made = greatest[..., None] > torch.tensor(THRESHOLDS)
    kinds = []
    for links in (pair.sure, pair.possible):
        matrix = torch.zeros(len(pair.fr), len(pair.en), dtype=torch.bool)
        matrix[[j for _, j in links], [i for i, _ in links]] = True
        kinds.append(matrix[torch.arange(len(pair.fr)), linked])
    counted = torch.stack((*kinds, torch.ones_like(linked, dtype=torch.bool)), dim=-1)
    return (made[..., None] & counted[..., None, :]).sum(-3).double()


@torch.inference_mode()
def evaluate(net: EncoderDecoder | Seq2seq, bpe: BPE, file: Path, touch: Intervention | None = None) -> dict:
    """The alignment error rates of the odd rows of a file with the columns id, en, fr, sure and, if any, possible.

    ``aer`` is that of the best head. Raises SystemExit when a half has no sure link.
    """
    if isinstance(net, Seq2seq) and not net.attentions:
        return dict(aer=None, no_aer="a net without attention has no weights to align words by")
    pairs, left_out = data.table(file, ("id", "en", "fr", "sure", "possible"), 4, gold)
    halves = pairs[::2], pairs[1::2]
    if not all(any(pair.sure for pair in half) for half in halves):
        raise SystemExit(f"{file}: each half, the even rows and the odd ones, must have a sure link")
    with tqdm(total=len(pairs), unit="sentence", desc="aligning") as bar:
        rates = []
        for half in halves:
            counts = 0
            for pair in half:
                counts = counts + hits(ruled(cross_attention(net, bpe, pair, touch)), pair)
                bar.update()
            # rule position layer head threshold -> layer head position rule threshold
            rates.append(error_rate(*counts.unbind(-1), sum(len(pair.sure) for pair in half)).permute(2, 3, 1, 0, 4))
    chosen, scored = rates

    def best(layers: slice, heads: slice) -> dict:
        part = chosen[layers, heads]
        layer, head, *how = (int(i) for i in torch.unravel_index(part.argmin(), part.shape))
        layer, head = range(len(chosen))[layers][layer], range(chosen.shape[1])[heads][head]
        return dict(
            layer=layer + 1,
            head=head + 1,
            position=POSITIONS[how[0]],
            rule=RULES[how[1]],
            threshold=THRESHOLDS[how[2]],
            aer=round(scored[layer, head, *how].item(), 4),
            aer_where_chosen=round(chosen[layer, head, *how].item(), 4),
        )

    heads = chosen.shape[1] - 1
    average = slice(heads, None)
    layers = [best(slice(i, i + 1), average) for i in range(len(chosen))]
    for layer in layers:
        layer.pop("head")
    head, layer = best(slice(None), slice(heads)), min(layers, key=lambda layer: layer["aer_where_chosen"])
    lines = [(diagonal(len(pair.en), len(pair.fr)), pair) for pair in halves[1]]
    counts = [(len(a & pair.sure), len(a & pair.possible), len(a), len(pair.sure)) for a, pair in lines]
    return dict(
        aer=head["aer"], aer_best_head=head["aer"], aer_layer_average=layer["aer"],
        aer_diagonal=round(error_rate(*map(sum, zip(*counts, strict=True))), 4),
        n=len(halves[1]), best_head=head, best_layer=layer, layers=layers, alignments=file.name,
        alignment_sentences=len(pairs), alignment_lines_left_out=left_out,
        chosen_on="even rows (0, 2, …): head, layer, position, rule, threshold", scored_on="odd rows (1, 3, …)",
    )  # fmt: skip
