"""Generation: a language model writes on, one token at a time, and each token it writes is its next input.

    p(x_{t+1} | x_1 … x_t) = softmax(W h_t + b)      what the net expects after token t
    q_t = softmax((W h_t + b) / τ)                   what the next token is drawn from, after top-k if that is wished
    x_{t+1} = the first token v with q_t(1) + … + q_t(v) > u_t, where u_t in [0, 1) is one throw of the dice

The state is carried along, so a step costs one step of the net, however long the text. The dice are thrown before the
writing begins: with the same seed, another temperature or another prompt meets the same throws.

Sources: Graves 2013, Generating Sequences With Recurrent Neural Networks; Devroye 1986, chapter III (inversion).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from nets.decoding import Decoding, distribution
from nets.quantity import Quantity
from nets.recurrent import State
from nets.tasks import LanguageModel
from nets.trace import Trace, lhs


@dataclass(frozen=True)
class Heard:
    """What is left of a prompt once it has been read: the scores (vocab) of what comes next, and each layer's state."""

    logits: Tensor
    state: list[State]


@dataclass(slots=True)
class GenerationTrace(Trace):
    dice: Tensor = lhs("u_t", "time", "One throw a step, even in [0, 1).")
    considered: Tensor = lhs("q_t", "time vocab", "The distribution each token was drawn from.")
    tokens: Tensor = lhs("x_{t+1}", "time", "What was written.")
    log_probs: Tensor = lhs(r"\log p(x_{t+1} \mid x_{\le t})", "time", "How likely the net held it at τ = 1, in nats.")


def heard(trace: Mapping[str, Quantity]) -> Heard:
    """What a frozen trace of a language model ends with.

    Raises ValueError for a trace of nothing: before its first token a net expects nothing.
    """

    def last(path: str) -> Tensor:
        return torch.tensor(trace[path].at(batch=0).values[..., -1, :])

    if not trace["logits"].at(batch=0).values.size:
        raise ValueError("a language model cannot go on from nothing: the prompt is empty")
    h = last("rnn.layers.h")
    c = last("rnn.layers.c") if "rnn.layers.c" in trace else h
    return Heard(last("logits"), list(zip(h[:, None], c[:, None], strict=True)))


def generate(net: LanguageModel, start: Heard, how: Decoding) -> GenerationTrace:
    """Write ``how.max_steps`` tokens after a prompt, by ``how.temperature``, ``top_k``, ``top_p`` and ``seed``.

    The strategy "greedy" takes the likeliest token at each step; any other draws.
    """
    dice = torch.rand(how.max_steps, generator=torch.Generator().manual_seed(how.seed))
    logits, state = start.logits, start.state
    considered, tokens, log_probs = [], [], []
    for throw in dice:
        q = distribution(logits, how)
        token = q.argmax() if how.strategy == "greedy" else drawn(q, throw)
        considered.append(q)
        tokens.append(token)
        log_probs.append(logits.log_softmax(-1)[token])
        logits, state = step(net, token, state)
    return GenerationTrace(dice, torch.stack(considered), torch.stack(tokens), torch.stack(log_probs))


def step(net: LanguageModel, token: Tensor, state: list[State]) -> tuple[Tensor, list[State]]:
    """Read one token (a number): the scores (vocab) of the next, and each layer's state after it."""
    x, after = net.embedding(token).view(1, 1, -1), []
    for layer, before in enumerate(state):
        (now,) = net.rnn.steps(x, layer, start=before)
        after.append((now.h, getattr(now, "c", now.h)))
        x = now.h[:, None]
    return net.answer(x[0, 0]), after


def drawn(q: Tensor, throw: Tensor) -> Tensor:
    """The token on which a throw in [0, 1) falls when the shares q (vocab) are laid end to end.

    >>> q = torch.tensor([0.2, 0.0, 0.5, 0.3])
    >>> [drawn(q, torch.tensor(u)).item() for u in (0.0, 0.19, 0.2, 0.69, 0.71, 0.9999999)]
    [0, 0, 2, 2, 3, 3]
    """
    ends = q.double().cumsum(-1)
    return torch.searchsorted(ends, throw.double() * ends[-1], right=True)
