"""Score functions: how well a state s of the decoder matches each state h_j of the encoder.

    dot          e_j = sᵀ h_j
    scaled       e_j = sᵀ h_j / √d
    general      e_j = sᵀ W_a h_j
    concat       e_j = v_aᵀ tanh(W_a [s ; h_j])
    location     e   = W_a s                          one score for each place, whatever stands there
    additive     e_j = v_aᵀ tanh(W_a s + U_a h_j)     s is the decoder's state before this step

d is the width of a state. ``concat`` and ``additive`` are one function, its matrix in one piece or in two; what tells
them apart is who asks: Luong's decoder asks with the state it has just reached, s_t, Bahdanau's with the one before,
s_{t-1}.

Sources: Luong, Pham and Manning 2015, Effective Approaches to Attention-based Neural Machine Translation, section 3.1
(dot, general, concat, location); Bahdanau, Cho and Bengio 2015, Neural Machine Translation by Jointly Learning to Align
and Translate, section 3.1 and appendix A.1.2 (additive); Vaswani et al. 2017, section 3.2.1 (the scaling by √d).
"""

import math

import torch
from torch import Tensor, nn


class Score(nn.Module):
    """e(s, h): s (batch, query, unit) and h (batch, key, unit) to scores (batch, query, key)."""

    def keys(self, h: Tensor) -> Tensor:
        """What of it needs h alone, (batch, key, dim): the same for every query."""
        return h

    def match(self, s: Tensor, keys: Tensor) -> Tensor:
        """The scores, of ``keys(h)``."""
        raise NotImplementedError

    def forward(self, s: Tensor, h: Tensor) -> Tensor:
        return self.match(s, self.keys(h))


class Dot(Score):
    def match(self, s: Tensor, keys: Tensor) -> Tensor:
        return s @ keys.transpose(1, 2)


class Scaled(Score):
    def match(self, s: Tensor, keys: Tensor) -> Tensor:
        return s @ keys.transpose(1, 2) / math.sqrt(keys.shape[-1])


class General(Score):
    def __init__(self, units: int):
        super().__init__()
        self.W = nn.Linear(units, units, bias=False)

    def keys(self, h: Tensor) -> Tensor:
        return self.W(h)

    def match(self, s: Tensor, keys: Tensor) -> Tensor:
        return s @ keys.transpose(1, 2)


class Concat(Score):
    """``width``: of the hidden layer, the length of v_a."""

    def __init__(self, units: int, width: int):
        super().__init__()
        self.W = nn.Linear(2 * units, width, bias=False)
        self.v = nn.Linear(width, 1, bias=False)

    def keys(self, h: Tensor) -> Tensor:
        """W [0 ; h]: the matrix in two, instead of every pair laid end to end."""
        return nn.functional.linear(h, self.W.weight[:, h.shape[-1] :])

    def match(self, s: Tensor, keys: Tensor) -> Tensor:
        return matches(nn.functional.linear(s, self.W.weight[:, : s.shape[-1]]), keys, self.v)


class Location(Score):
    """``places``: how many it has scores for. Further places score minus infinity: they can never be looked at."""

    def __init__(self, units: int, places: int):
        super().__init__()
        self.W = nn.Linear(units, places, bias=False)

    def match(self, s: Tensor, keys: Tensor) -> Tensor:
        scores = self.W(s)[..., : keys.shape[1]]
        return nn.functional.pad(scores, (0, keys.shape[1] - scores.shape[-1]), value=-torch.inf)


class Additive(Score):
    """``width``: of the hidden layer, the length of v_a."""

    def __init__(self, units: int, width: int):
        super().__init__()
        self.W = nn.Linear(units, width, bias=False)
        self.U = nn.Linear(units, width, bias=False)
        self.v = nn.Linear(width, 1, bias=False)

    def keys(self, h: Tensor) -> Tensor:
        return self.U(h)

    def match(self, s: Tensor, keys: Tensor) -> Tensor:
        return matches(self.W(s), keys, self.v)


def matches(of_s: Tensor, of_h: Tensor, v: nn.Linear) -> Tensor:
    """vᵀ tanh(of_s + of_h) for each pair of (batch, query, width) and (batch, key, width)."""
    return v(torch.tanh(of_s[:, :, None] + of_h[:, None]))[..., 0]


SCORES = ("dot", "scaled", "general", "concat", "location", "additive")


def score(name: str, units: int, width: int, places: int) -> Score:
    """A score function by name. Raises ValueError for one that is none of ``SCORES``."""
    if name == "dot":
        return Dot()
    if name == "scaled":
        return Scaled()
    if name == "general":
        return General(units)
    if name == "concat":
        return Concat(units, width)
    if name == "location":
        return Location(units, places)
    if name == "additive":
        return Additive(units, width)
    raise ValueError(f"{name!r} is no score function; there are {', '.join(SCORES)}")
