"""Learning-rate schedules: how large a step training takes at step t, counted from 1.

    paper      d_model^-0.5 · min(t^-0.5, t · w^-1.5)            up in a line for w steps, then down as 1/√t
    linear     η · min(t/w, (T - t)/(T - w))                     up in a line for w steps, then down in one, to 0
    cosine     η · t/w, then η · (1 + cos(π (t - w)/(T - w)))/2  up in a line, then down along half a cosine
    steps      η · 2^-⌊5 (t - 1)/T⌋                              halved after each fifth of the run
    constant   η

w counts the steps of the warm-up, T all of them, η is the peak. The paper's rate knows no T: it never ends. Its peak
stands at t = w and is (d_model · w)^-0.5; larger models and longer warm-ups get smaller steps.

Sources: Vaswani et al. 2017, Attention Is All You Need, section 5.3 (paper); Loshchilov and Hutter 2017, SGDR (cosine,
without restarts); Goyal et al. 2017, Accurate, Large Minibatch SGD (why to warm up).
"""

import torch
from torch import Tensor

SCHEDULES = ("paper", "linear", "cosine", "steps", "constant")


def paper(t: Tensor, d_model: int, warmup: int) -> Tensor:
    """The rate of the Transformer's paper at steps t (any shape, from 1).

    >>> paper(torch.tensor([1.0, 4000.0, 16000.0]), 512, 4000).mul(1e6).round().tolist()
    [0.0, 699.0, 349.0]
    """
    return d_model**-0.5 * torch.minimum(t**-0.5, t * warmup**-1.5)


def linear(t: Tensor, peak: float, warmup: int, total: int) -> Tensor:
    """Up to ``peak`` and down to 0 at step ``total``.

    >>> linear(torch.tensor([50.0, 100.0, 550.0, 1000.0]), 1.0, 100, 1000).tolist()
    [0.5, 1.0, 0.5, 0.0]
    """
    return peak * torch.minimum(t / warmup, (total - t).clamp(min=0) / max(1, total - warmup))


def cosine(t: Tensor, peak: float, warmup: int, total: int) -> Tensor:
    """Up to ``peak`` in a line, then down to 0 at step ``total`` along half a cosine."""
    done = ((t - warmup) / max(1, total - warmup)).clamp(0, 1)
    return peak * torch.minimum(t / warmup, (1 + torch.cos(torch.pi * done)) / 2)


def steps(t: Tensor, peak: float, total: int) -> Tensor:
    """Halved after each fifth of the run."""
    return peak * 0.5 ** torch.floor(5 * (t - 1) / total)


def schedule(name: str, t: Tensor, *, d_model: int, peak: float, warmup: int, total: int) -> Tensor:
    """The rates of a schedule by name. Raises ValueError for one that is none of ``SCHEDULES``."""
    if name == "paper":
        return paper(t, d_model, warmup)
    if name == "linear":
        return linear(t, peak, warmup, total)
    if name == "cosine":
        return cosine(t, peak, warmup, total)
    if name == "steps":
        return steps(t, peak, total)
    if name == "constant":
        return torch.full_like(t, peak)
    raise ValueError(f"{name!r} is no schedule; there are {', '.join(SCHEDULES)}")
