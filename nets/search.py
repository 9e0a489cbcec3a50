"""The record of a search for a translation, whichever way the tokens were chosen."""

from dataclasses import dataclass

import torch
from torch import Tensor

from nets.beam import BeamTrace, FinishedTrace
from nets.trace import Trace, lhs


@dataclass(slots=True)
class SearchTrace(Trace):
    tokens: Tensor = lhs(r"\hat y_t", "time", "The translation: the forced prefix, then what the net chose.")
    log_probs: Tensor = lhs(r"\log p_t(\hat y_t)", "time", "How likely the net held each of these tokens, in nats.")
    considered: Tensor | None = lhs("q_t", "time vocab", "The distribution each token was drawn from, in sampling.")
    beam: BeamTrace | None = lhs("")
    finished: FinishedTrace | None = lhs("")


def written(target: list[int], logits: Tensor, considered: Tensor | None = None) -> SearchTrace:
    """The record of a single translation: target with <sos>, and logits (time, vocab) before each of its tokens."""
    tokens = torch.tensor(target[1:])
    log_probs = logits.log_softmax(-1).gather(1, tokens[:, None])[:, 0]
    return SearchTrace(tokens, log_probs, considered, None, None)
