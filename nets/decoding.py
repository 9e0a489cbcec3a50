"""Decoding: from next-token probabilities to a translation.

    p_t = softmax(logits_t)                        the net's distribution over the next token, after <sos> y_1 … y_{t-1}

    greedy   y_t = argmax p_t
    sample   y_t ~ q_t, where q_t is p_t after temperature, top-k and top-p
    beam     the best of several translations that grow side by side (``nets.beam``)

A prefix is forced first (teacher forcing), and the net runs freely from there on. Temperature τ: softmax(logits / τ).
Top-k: only the k likeliest tokens may come. Top-p: only the smallest set of likeliest tokens whose probabilities sum to
at least p (the nucleus). In this order, and what is left sums to 1 after each, as in Hugging Face's ``generate``.

Sources: Fan et al. 2018, Hierarchical Neural Story Generation (top-k); Holtzman et al. 2020, The Curious Case of Neural
Text Degeneration (top-p); Leviathan et al. 2023, Fast Inference from Transformers via Speculative Decoding (drafts).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from nets.beam import Decoder, beam_search
from nets.greedy import Drafts, greedy, greedy_together
from nets.incremental import IncrementalDecoder
from nets.search import SearchTrace, written
from nets.seq2seq import Seq2seq
from nets.stepping import SteppingDecoder
from nets.together import encode_together
from nets.transformer import AS_TRAINED, EncoderDecoder, Intervention

DECODERS = {EncoderDecoder: IncrementalDecoder, Seq2seq: SteppingDecoder}
STRATEGIES = ("greedy", "beam", "sample")


@dataclass(frozen=True)
class Decoding:
    """How the next token is chosen. ``beams`` and ``length_penalty`` (the α of ``nets.beam``) matter to beam search
    alone; ``temperature``, ``top_k`` (0: off), ``top_p`` (1: off) and ``seed`` to sampling alone. ``max_steps`` is the
    greatest number of tokens after the forced prefix. Raises ValueError, naming the value, for one that makes no sense.
    """

    strategy: str = "greedy"
    beams: int = 4
    length_penalty: float = 1.0
    temperature: float = 1.0
    top_k: int = 0
    top_p: float = 1.0
    seed: int = 0
    max_steps: int = 60

    def __post_init__(self):
        rules = {
            "strategy": (self.strategy in STRATEGIES, f"one of {', '.join(STRATEGIES)}"),
            "beams": (self.beams >= 1, "at least 1"),
            "length_penalty": (-10 <= self.length_penalty <= 10, "between -10 and 10"),
            "temperature": (1e-6 <= self.temperature <= 1e6, "between 1e-6 and 1e6"),
            "top_k": (self.top_k >= 0, "at least 0"),
            "top_p": (0 < self.top_p <= 1, "above 0 and at most 1"),
            "seed": (0 <= self.seed < 2**63, "between 0 and 2^63 - 1"),
            "max_steps": (self.max_steps >= 1, "at least 1"),
        }
        for name, (holds, rule) in rules.items():
            if not holds:
                raise ValueError(f"{name} must be {rule}, not {getattr(self, name)!r}")


def decode(
    net: EncoderDecoder | Seq2seq, source: Tensor, how: Decoding = Decoding(), touch=None,
    prefix: Sequence[int] = (), drafts: Drafts = (), decoder: Decoder | None = None,
    *, sos: int = 2, eos: int = 3,
) -> SearchTrace:  # fmt: skip
    """Translate source ids (1, time). It ends with <eos>, or where ``max_steps`` or the net's positions are used up.

    ``prefix`` holds the token ids that are forced first. ``drafts`` are guesses of the whole translation, the best one
    first, say those of the sentence some keystrokes ago: greedy decoding reads what they say in parallel and keeps what
    it would have written itself, so that good drafts save steps and bad ones change nothing. Without the look-ahead
    mask a position would see the rest of the guess, so none is read then. ``touch`` is an Intervention of the net's own
    kind, as trained without one. ``decoder`` is a fresh one for the same net, source and ``touch``, for a caller who
    wants to ask it for its trace afterwards.

    Raises ValueError for more than one source, for <eos> inside the prefix, and for more tokens than the net has
    positions for.
    """
    if source.dim() != 2 or len(source) != 1:
        raise ValueError(f"decoding takes one source of shape (1, time), not {tuple(source.shape)}")
    steps = steps_after(net, prefix, how, eos)
    decoder = decoder or decoder_of(net, source, touch)
    if how.strategy == "beam":
        start = torch.tensor([[sos, *prefix]])
        best, beam, finished = beam_search(decoder, start, steps, how.beams, how.length_penalty, eos)
        return SearchTrace(best.tokens, best.log_probs, None, beam, finished)
    if how.strategy == "sample":
        return sample(decoder, [sos, *prefix], steps, how, eos)
    return greedy(decoder, [sos, *prefix], steps, after(prefix, drafts) if decoder.drafts else (), eos)


def decode_together(
    net: EncoderDecoder, sources: Sequence[Tensor], how: Decoding = Decoding(), touch: Intervention = AS_TRAINED,
    prefix: Sequence[int] = (), drafts: Sequence[Drafts] = (), *, sos: int = 2, eos: int = 3,
) -> list[tuple[SearchTrace, IncrementalDecoder]]:  # fmt: skip
    """``decode`` for several source ids (1, time) at once, greedily, each with drafts of its own: of each what was
    written, and its decoder, which can be asked for the trace. Raises ValueError as ``decode`` does, for another
    strategy, and for a ``touch`` that shows padding or takes the look-ahead mask away."""
    if how.strategy != "greedy" or not touch.look_ahead:
        raise ValueError("sources are read together in greedy decoding with the look-ahead mask alone")
    steps, start = steps_after(net, prefix, how, eos), [sos, *prefix]
    encoded = encode_together(net, sources, touch)
    decoders = [IncrementalDecoder(net, source, touch, known) for source, known in zip(sources, encoded, strict=True)]
    guesses = [after(prefix, own) for own in drafts or [()] * len(sources)]
    return [*zip(greedy_together(decoders, start, steps, guesses, eos), decoders, strict=True)]


def after(prefix: Sequence[int], drafts: Drafts) -> Drafts:
    """What drafts of a whole translation say behind a forced prefix."""
    return [draft[len(prefix) :] for draft in drafts]


def steps_after(net: EncoderDecoder | Seq2seq, prefix: Sequence[int], how: Decoding, eos: int) -> int:
    """How many tokens may follow a forced prefix."""
    if eos in prefix:
        raise ValueError("nothing can follow <eos>: the forced prefix must not hold it")
    if len(prefix) >= net.max_length:
        raise ValueError(f"after {len(prefix)} forced tokens this net, with {net.max_length} positions, has none left")
    return min(how.max_steps, net.max_length - len(prefix))


def decoder_of(net: EncoderDecoder | Seq2seq, source: Tensor, touch=None) -> Decoder:
    """What reads a target over source ids (1, time) step by step, for a net of either kind."""
    return DECODERS[type(net)](net, source, *([touch] if touch else []))


def sample(decoder: Decoder, target: list[int], steps: int, how: Decoding, eos: int) -> SearchTrace:
    """Append a token drawn at random to the target, <sos> and prefix, up to ``steps`` times, or until it is <eos>."""
    limit = len(target) + steps
    dice = torch.Generator().manual_seed(how.seed)
    rows, considered = [], []
    while len(target) < limit and (not rows or target[-1] != eos):
        rows.append(decoder(torch.tensor([target]))[0])
        considered.append(distribution(rows[-1], how))
        target = [*target, int(considered[-1][-1].multinomial(1, generator=dice))]
    return written(target, torch.cat(rows), torch.cat(considered))


def distribution(logits: Tensor, how: Decoding) -> Tensor:
    """The distribution q (..., vocab) to draw from, of logits (..., vocab): temperature, then top-k, then top-p.

    >>> distribution(torch.tensor([0.5, 0.3, 0.2]).log(), Decoding(top_k=2)).round(decimals=3).tolist()
    [0.625, 0.375, 0.0]
    >>> distribution(torch.tensor([0.5, 0.3, 0.2]).log(), Decoding(top_p=0.4)).tolist()
    [1.0, 0.0, 0.0]
    """
    p = ((logits - logits.amax(-1, keepdim=True)) / how.temperature).softmax(-1)
    vocab = p.shape[-1]
    if how.top_k in (0, vocab) and how.top_p == 1:
        return p
    kept, tokens = p.topk(min(how.top_k or vocab, vocab))
    kept = kept / kept.sum(-1, keepdim=True)
    if how.top_p < 1:
        likelier = kept.cumsum(-1) - kept
        kept = kept.masked_fill(likelier >= how.top_p, 0.0)
        kept = kept / kept.sum(-1, keepdim=True)
    return torch.zeros_like(p).scatter(-1, tokens, kept)
