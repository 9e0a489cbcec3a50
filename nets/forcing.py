"""Teacher forcing and running free: who writes the tokens that the decoder reads?

    teacher forcing     s_t = cell(E y_t, s_{t-1})          y_t is the teacher's, as in training
    running free        s_t = cell(E ŷ_t, s_{t-1})          ŷ_t = argmax p(· | ŷ_<t, x) is the net's own, as in use
    released after k    the first k tokens are the teacher's, the rest the net's own

A net that is only ever trained on the teacher's tokens has never read a mistake of its own (exposure bias). How far it
goes astray once it has made one is

    excess_t = log p(y_t | y_<t, x) − log p(y_t | ŷ_<t, x)          nats for the teacher's token at the same place
    distance_t = ‖s_t(ŷ) − s_t(y)‖

Places are compared one by one: a net that has put in one word more is behind by one from there on, and both say so.

Sources: Williams and Zipser 1989 (teacher forcing); Bengio et al. 2015, Scheduled Sampling for Sequence Prediction with
Recurrent Neural Networks; Ranzato et al. 2016, Sequence Level Training, section 1 (exposure bias).
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import torch
from torch import Tensor

from nets.free import running_free
from nets.seq2seq import Seq2seq
from nets.trace import Trace, lhs


@dataclass(slots=True)
class ForcingTrace(Trace):
    """Row k of ``batch``: released after k tokens. Where a row or the teacher has ended stand padding and NaN."""

    teacher: Tensor = lhs("y_t", "time", "The teacher's tokens.")
    losses: Tensor = lhs(r"-\log p(y_t \mid y_{<t}, x)", "time", "Nats for them, when the teacher's tokens are read.")
    said: Tensor = lhs(r"\arg\max p(\cdot \mid y_{<t}, x)", "time", "What the net would write at each of them.")
    tokens: Tensor = lhs(r"\hat y_t", "batch time", "The first k tokens of the teacher's, then the net's own.")
    log_probs: Tensor = lhs(r"\log p(\hat y_t \mid \hat y_{<t}, x)", "batch time", "How likely the net held these.")
    free: Tensor = lhs(r"-\log p(y_t \mid \hat y_{<t}, x)", "batch time", "Nats for the teacher's, these being read.")
    distance: Tensor = lhs(r"\|s_t(\hat y) - s_t(y)\|", "batch time", "How far the state is from the forced one.")
    lengths: Tensor = lhs("n", "batch", "How many tokens each row has.")


def forcing(
    net: Seq2seq, source: Tensor, teacher: Sequence[int], steps: int, *, sos: int = 2, eos: int = 3
) -> ForcingTrace:
    """Source ids (1, key), and the teacher's translation with its <eos>: released after 0, 1, … m tokens.

    Of all rows only those are read anew whose net disagrees with the teacher about the next token: where both agree, it
    makes no difference who writes it, and the row goes on as the next one does. No row is longer than ``steps``.

    Raises ValueError for a teacher that does not end with its first <eos>, or has more than ``steps`` tokens.
    """
    count = len(teacher)
    if not 1 <= count <= steps:
        raise ValueError(f"a teacher has 1 to {steps} tokens, not {count}")
    if [place for place, token in enumerate(teacher) if token == eos] != [count - 1]:
        raise ValueError("a teacher's last token, and no other, is <eos>")
    given, memory = torch.tensor(teacher), net.read(source)
    forced = net.decode(torch.tensor([[sos, *teacher[:-1]]]), memory)
    h, c = forced.cell.h[0], getattr(forced.cell, "c", forced.cell.h)[0]
    logp = net.project(forced.out)[0].log_softmax(-1)
    said, losses = logp.argmax(-1), -logp.gather(1, given[:, None])[:, 0]

    parts = (said != given).nonzero()[:, 0]  # the rows whose first own token is another than the teacher's
    table = ForcingTrace(
        filled(given, steps, net.pad),
        filled(losses, steps, torch.nan),
        filled(said, steps, net.pad),
        filled(given, steps, net.pad).repeat(count + 1, 1),
        filled(-losses, steps, torch.nan).repeat(count + 1, 1),
        filled(losses, steps, torch.nan).repeat(count + 1, 1),
        filled(torch.zeros(count), steps, torch.nan).repeat(count + 1, 1),
        torch.full((count + 1,), count),
    )
    table.tokens[parts, parts], table.log_probs[parts, parts] = said[parts], logp[parts, said[parts]]
    table.lengths[parts] = parts + 1
    on = parts[(said[parts] != eos) & (parts + 1 < steps)]
    for row in parts.tolist():
        for name, gap in (("tokens", net.pad), ("log_probs", torch.nan), ("free", torch.nan), ("distance", torch.nan)):
            getattr(table, name)[row, row + 1 :] = gap
    if len(on):
        free = running_free(net, memory.select(torch.zeros_like(on)), said[on], (h[on], c[on]), eos)
        for ahead, step in zip(range(1, steps), free, strict=False):
            rows, here = on[step.rows], on[step.rows] + ahead
            within = here < steps
            if not within.any():
                break
            rows, here, s, own = rows[within], here[within], step.s[within], step.tokens[within]
            step_logp = step.logits[within].log_softmax(-1)
            table.tokens[rows, here], table.log_probs[rows, here] = own, step_logp.gather(1, own[:, None])[:, 0]
            table.lengths[rows] = here + 1
            beside = here < count
            rows, here = rows[beside], here[beside]
            table.free[rows, here] = -step_logp[beside].gather(1, given[here][:, None])[:, 0]
            table.distance[rows, here] = (s[beside] - h[here]).norm(dim=-1)
    follow(table, set(parts.tolist()), count)
    return cut(table, int(table.lengths.max()))


def filled(values: Tensor, length: int, gap: float) -> Tensor:
    """Values (time) with a gap behind them, up to a length."""
    return torch.cat([values, values.new_full((length - len(values),), gap)])


def follow(table: ForcingTrace, parts: set[int], count: int) -> None:
    """Let each row that has not parted from the teacher go on as the next one does, from the last row up."""
    for row in range(count - 1, -1, -1):
        if row not in parts:
            for name in ("tokens", "log_probs", "free", "distance", "lengths"):
                getattr(table, name)[row] = getattr(table, name)[row + 1]


def cut(table: ForcingTrace, length: int) -> ForcingTrace:
    """The first ``length`` places of everything."""
    return ForcingTrace(
        *(
            getattr(table, spec.name)[..., :length] if "time" in spec.metadata["dims"] else getattr(table, spec.name)
            for spec in fields(table)
        )
    )
