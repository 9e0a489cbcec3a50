"""Beam search: keep the few best unfinished translations at every step, instead of the single best.

    score(y_1 … y_t)  = Σ log p(y_i | y_<i, x)                  the cumulative log-probability
    final(y_1 … y_n)  = score / n^α                             for a translation that ended with <eos>

Every survivor is continued by every token. Of all these candidates the best 2·beams are looked at: those that end and
stand among the first ``beams`` go to the finished pool, which keeps its best ``beams``; the first ``beams`` that do not
end survive. The search stops when the pool is full and the best survivor, scored at its present length, is no better
than the worst of the pool, or at the length limit, where everything ends. α = 0 compares plain log-probabilities, which
favours short translations; α = 1 the mean over the tokens.

These are the rules of Hugging Face's ``generate`` with ``early_stopping=False``; its default α is 1 too. A forced
prefix counts neither in score nor in length. Source: Wu et al. 2016, Google's Neural Machine Translation System,
section 7, with n^α as the length penalty.
"""

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor

from nets.incremental import IncrementalDecoder
from nets.stepping import SteppingDecoder
from nets.trace import Trace, lhs

Decoder = IncrementalDecoder | SteppingDecoder
"""What reads a target step by step, for the Transformer and for recurrent nets."""


@dataclass(slots=True)
class BeamTrace(Trace):
    """The tree of the search: the survivors of each step after the forced prefix, best first."""

    tokens: Tensor = lhs("y_t", "time batch", "The token that each survivor was continued with.")
    parents: Tensor = lhs("b_{t-1}", "time batch", "The row of step t - 1 that it continues; -1 at the first.")
    scores: Tensor = lhs(r"\sum_{i \le t} \log p", "time batch", "Cumulative log-probability of each survivor.")


@dataclass(slots=True)
class FinishedTrace(Trace):
    """The pool of finished translations, best first."""

    tokens: Tensor = lhs("y", "batch time", "Their tokens, forced prefix included, filled up with padding.")
    lengths: Tensor = lhs("n", "batch", "How many tokens each has after the forced prefix, <eos> included.")
    parents: Tensor = lhs("b_{n-1}", "batch", "The row of step n - 1 that <eos> continues; -1 for n = 1.")
    log_probs: Tensor = lhs(r"\sum_i \log p", "batch", "Cumulative log-probability after the forced prefix.")
    scores: Tensor = lhs(r"\frac{\sum_i \log p}{n^\alpha}", "batch", "Log-probability after the length penalty.")


class Hypothesis(NamedTuple):
    """A finished translation: its final score and length, and what is known of it."""

    score: float
    length: int
    parent: int
    total: float
    tokens: Tensor
    log_probs: Tensor


def beam_search(
    decoder: Decoder, start: Tensor, steps: int, beams: int, length_penalty: float, eos: int
) -> tuple[Hypothesis, BeamTrace, FinishedTrace]:
    """Search on from start (1, time), <sos> and forced prefix, by at most ``steps`` tokens. Returns the best first."""
    logits = decoder(start)
    vocab, target, scores = logits.shape[-1], start, logits.new_zeros(1)
    paths = logits[:, :-1].log_softmax(-1).gather(2, start[:, 1:, None])[..., 0]
    survivors: list[tuple[Tensor, Tensor, Tensor]] = []
    finished: list[Hypothesis] = []
    for length in range(1, steps + 1):
        log_probs = logits[:, -1].log_softmax(-1)
        candidates = (scores[:, None] + log_probs).flatten()
        scores, best = candidates.topk(min(2 * beams, len(candidates)))
        parents, tokens = best // vocab, best % vocab
        target = torch.cat((target[parents], tokens[:, None]), dim=1)
        paths = torch.cat((paths[parents], log_probs[parents, tokens][:, None]), dim=1)
        born = parents if survivors else parents - 1  # the first step has no step before it

        ends = torch.ones_like(tokens, dtype=torch.bool) if length == steps else tokens == eos
        for i in ends[:beams].nonzero().flatten().tolist():
            total = scores[i].item()
            final = total / length**length_penalty
            finished.append(Hypothesis(final, length, int(born[i]), total, target[i, 1:], paths[i]))
        finished = sorted(finished, key=lambda hypothesis: -hypothesis.score)[:beams]

        alive = (~ends).nonzero().flatten()[:beams]
        if not len(alive):
            break
        target, paths, scores = target[alive], paths[alive], scores[alive]
        survivors.append((tokens[alive], born[alive], scores))
        if len(finished) == beams and scores[0].item() / length**length_penalty <= finished[-1].score:
            break
        decoder.select(parents[alive])
        logits = decoder(target)
    return finished[0], tree(survivors, beams), pool(finished, decoder.net.pad)


def tree(survivors: list[tuple[Tensor, Tensor, Tensor]], beams: int) -> BeamTrace:
    """The survivors of all steps as a table; a place that a small vocabulary could not fill scores minus infinity."""
    trace = BeamTrace(
        torch.zeros(len(survivors), beams, dtype=torch.long),
        torch.full((len(survivors), beams), -1),
        torch.full((len(survivors), beams), -torch.inf),
    )
    for t, (tokens, parents, scores) in enumerate(survivors):
        trace.tokens[t, : len(tokens)], trace.parents[t, : len(tokens)] = tokens, parents
        trace.scores[t, : len(tokens)] = scores
    return trace


def pool(finished: list[Hypothesis], pad: int) -> FinishedTrace:
    """The finished translations as a table."""
    return FinishedTrace(
        torch.nn.utils.rnn.pad_sequence([h.tokens for h in finished], batch_first=True, padding_value=pad),
        torch.tensor([h.length for h in finished]),
        torch.tensor([h.parent for h in finished]),
        torch.tensor([h.total for h in finished]),
        torch.tensor([h.score for h in finished]),
    )
