"""Generation: a language model writes on, one token at a time, and each token it writes is its next input.

    p(x_{t+1} | x_1 … x_t) = softmax(W h_t + b)      what the net expects after token t
    q_t = softmax((W h_t + b) / τ)                   what the next token is drawn from, after top-k and top-p if wished
    x_{t+1} = the first token v with q_t(1) + … + q_t(v) > u_t, where u_t in [0, 1) is one throw of the dice

The state is carried along, so a step costs one step of the net, however long the text. The dice are thrown before the
writing begins: with the same seed, another temperature or another prompt meets the same throws.

Sources: Graves 2013, Generating Sequences With Recurrent Neural Networks; Devroye 1986, chapter III (inversion).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from nets.decoding import Decoding, distribution
from nets.tasks import LanguageModel
from nets.trace import Trace, lhs


@dataclass(slots=True)
class GenerationTrace(Trace):
    dice: Tensor = lhs("u_t", "time", "One throw a step, even in [0, 1).")
    considered: Tensor = lhs("q_t", "time vocab", "The distribution each token was drawn from.")
    tokens: Tensor = lhs("x_{t+1}", "time", "What was written.")
    log_probs: Tensor = lhs(r"\log p(x_{t+1} \mid x_{\le t})", "time", "How likely the net held it at τ = 1, in nats.")


def generate(net: LanguageModel, prompt: Sequence[int], how: Decoding) -> GenerationTrace:
    """Write ``how.max_steps`` tokens after the prompt (ids), by ``how.temperature``, ``top_k``, ``top_p`` and ``seed``.

    The strategy "greedy" takes the likeliest token at each step; any other draws. Raises ValueError for an empty
    prompt: before its first token the net expects nothing.
    """
    if not len(prompt):
        raise ValueError("a language model cannot go on from nothing: the prompt is empty")
    dice = torch.rand(how.max_steps, generator=torch.Generator().manual_seed(how.seed))
    ids, state = torch.tensor([list(prompt)]), None
    considered, tokens, log_probs = [], [], []
    for throw in dice:
        logits, state = net(ids, state)
        q = distribution(logits[0, -1], how)
        token = q.argmax() if how.strategy == "greedy" else drawn(q, throw)
        considered.append(q)
        tokens.append(token)
        log_probs.append(logits[0, -1].log_softmax(-1)[token])
        ids = token.view(1, 1)
    return GenerationTrace(dice, torch.stack(considered), torch.stack(tokens), torch.stack(log_probs))


def drawn(q: Tensor, throw: Tensor) -> Tensor:
    """The token on which a throw in [0, 1) falls when the shares q (vocab) are laid end to end.

    >>> q = torch.tensor([0.2, 0.0, 0.5, 0.3])
    >>> [drawn(q, torch.tensor(u)).item() for u in (0.0, 0.19, 0.2, 0.69, 0.71, 0.9999999)]
    [0, 0, 2, 2, 3, 3]
    """
    ends = q.double().cumsum(-1)
    return torch.searchsorted(ends, throw.double() * ends[-1], right=True)
