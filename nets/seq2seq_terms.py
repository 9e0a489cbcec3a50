"""What the sums of one decoder step are made of, to be written out number by number.

Every score function is a sum of products, e_j = Σ_i l_i r_ji:

    dot        l = s        r_j = h_j
    scaled     l = s        r_j = h_j / √d
    general    l = s        r_j = W_a h_j
    concat     l = v_a      r_j = tanh(W_a [s ; h_j])
    location   l = s        r_j = row j of W_a; nothing of h_j
    additive   l = v_a      r_j = tanh(W_a s + U_a h_j)

and the attentional state is a tanh of a sum of what the context says, what the state says, and the bias:

    h̃_t = tanh(W_c [a_t ; s_t] + b_c) = tanh(W_c^a a_t + W_c^s s_t + b_c)

Source: the equations of ``nets.scores`` and ``nets.seq2seq``, taken apart.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import linear

from nets.scores import Additive, Concat, Dot, General, Location, Scaled, Score
from nets.seq2seq import Seq2seq
from nets.trace import Trace, lhs


@dataclass(slots=True)
class ScoreTerms(Trace):
    left: Tensor = lhs("l_i", "dim", "The factor that all source tokens share: the query, or the vector v_a.")
    right: Tensor = lhs("r_{ji}", "key dim", "The factor that belongs to each source token.")


@dataclass(slots=True)
class CombineTerms(Trace):
    context: Tensor | None = lhs("W_c^a a_t", "d_model", "What the context says for each unit.")
    state: Tensor = lhs("W_c^s s_t", "d_model", "What the decoder's state says for each unit.")
    bias: Tensor = lhs("b_c", "d_model", "The bias of each unit.")


def score_terms(score: Score, s: Tensor, h: Tensor) -> ScoreTerms:
    """The factors of the scores of one query s (unit) with the states h (key, unit).

    Raises TypeError for a score function that is none of ``nets.scores``.
    """
    match score:
        case Dot():
            return ScoreTerms(s, h)
        case Scaled():
            return ScoreTerms(s, h / math.sqrt(h.shape[-1]))
        case General():
            return ScoreTerms(s, score.W(h))
        case Concat():
            pairs = torch.cat([s.expand(len(h), -1), h], -1)
            return ScoreTerms(score.v.weight[0], torch.tanh(score.W(pairs)))
        case Location():
            return ScoreTerms(s, score.W.weight[: len(h)])
        case Additive():
            return ScoreTerms(score.v.weight[0], torch.tanh(score.W(s) + score.U(h)))
    raise TypeError(f"{type(score).__name__} is no score function of nets.scores")


def combine_terms(net: Seq2seq, s: Tensor, context: Tensor | None) -> CombineTerms:
    """The parts of h̃_t of a state s (unit) and its context (unit), None in a net without attention."""
    weight, bias = net.combine.weight, net.combine.bias
    if context is None:
        return CombineTerms(None, linear(s, weight), bias)
    of_context, of_state = weight.split(s.shape[-1], dim=1)
    return CombineTerms(linear(context, of_context), linear(s, of_state), bias)
