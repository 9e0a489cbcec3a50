"""One step of a recurrent cell: the equations, and the records of their left-hand sides.

W reads the input x_t, U the state before, h_{t-1}; σ is the sigmoid, * multiplies unit by unit.

RNN (Elman 1990):

    h_t = tanh(W x_t + U h_{t-1} + b)                                   or ReLU in place of tanh (Le et al. 2015)

LSTM (Hochreiter and Schmidhuber 1997; Gers et al. 2000 for the forget gate):

    i_t = σ(W_i x_t + U_i h_{t-1} + b_i)         input gate
    f_t = σ(W_f x_t + U_f h_{t-1} + b_f)         forget gate
    g_t = tanh(W_g x_t + U_g h_{t-1} + b_g)      candidate
    o_t = σ(W_o x_t + U_o h_{t-1} + b_o)         output gate
    c_t = f_t * c_{t-1} + i_t * g_t              cell state
    h_t = o_t * tanh(c_t)

GRU (Cho et al. 2014):

    r_t = σ(W_r x_t + U_r h_{t-1} + b_r)         reset gate
    z_t = σ(W_z x_t + U_z h_{t-1} + b_z)         update gate
    n_t = tanh(W_n x_t + r_t * (U_n h_{t-1}))    candidate, with the reset gate after the product: torch's nn.GRU
    n_t = tanh(W_n x_t + U_n (r_t * h_{t-1}))    the same, before the product: as first published
    h_t = z_t * h_{t-1} + (1 - z_t) * n_t

Torch keeps two biases, one beside W and one beside U; so do the records: ``i_x`` is W_i x_t + b, ``i_h`` is
U_i h_{t-1} + b, and i_t = σ(i_x + i_h). Everywhere the state before the first step is 0.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from nets.layout import linear
from nets.trace import Trace, lhs

STATE = "batch time unit"

Hold = Callable[[str, Tensor], Tensor]
"""Gives a left-hand side its value: as computed, or as somebody wants it held (see ``nets.recurrent.Intervention``)."""


def reads(gate: str) -> Tensor:
    return lhs(rf"W_{gate} x_t + b_{gate}", STATE, "What the input says, before the squashing.")


def recalls(gate: str) -> Tensor:
    return lhs(rf"U_{gate} h_{{t-1}} + b_{gate}'", STATE, "What the state before says, before the squashing.")


@dataclass(slots=True)
class RNNTrace(Trace):
    h_x: Tensor = lhs("W x_t + b", STATE, "What the input says, before the squashing.")
    h_h: Tensor = lhs("U h_{t-1} + b'", STATE, "What the state before says, before the squashing.")
    h: Tensor = lhs("h_t", STATE, "The hidden state: all that the net knows of the text so far.")


@dataclass(slots=True)
class LSTMTrace(Trace):
    i_x: Tensor = reads("i")
    i_h: Tensor = recalls("i")
    i: Tensor = lhs("i_t", STATE, "Input gate: how much of the candidate is written.")
    f_x: Tensor = reads("f")
    f_h: Tensor = recalls("f")
    f: Tensor = lhs("f_t", STATE, "Forget gate: how much of the old cell state is kept.")
    g_x: Tensor = reads("g")
    g_h: Tensor = recalls("g")
    g: Tensor = lhs("g_t", STATE, "Candidate: what would be written.")
    o_x: Tensor = reads("o")
    o_h: Tensor = recalls("o")
    o: Tensor = lhs("o_t", STATE, "Output gate: how much of the cell state is shown.")
    c: Tensor = lhs("c_t", STATE, "Cell state: the memory, changed only by forgetting and adding.")
    h: Tensor = lhs("h_t", STATE, "Hidden state: what the cell shows of its memory.")


@dataclass(slots=True)
class GRUTrace(Trace):
    r_x: Tensor = reads("r")
    r_h: Tensor = recalls("r")
    r: Tensor = lhs("r_t", STATE, "Reset gate: how much of the old state the candidate may see.")
    z_x: Tensor = reads("z")
    z_h: Tensor = recalls("z")
    z: Tensor = lhs("z_t", STATE, "Update gate: how much of the old state is kept.")
    n_x: Tensor = reads("n")
    n_h: Tensor = recalls("n")
    n: Tensor = lhs("n_t", STATE, "Candidate: the state that would replace the old one.")
    h: Tensor = lhs("h_t", STATE, "Hidden state: old and candidate, mixed by the update gate.")


CellTrace = RNNTrace | LSTMTrace | GRUTrace


def rnn(from_x: Tensor, h: Tensor, U: Tensor, b: Tensor, squash: Callable[[Tensor], Tensor], hold: Hold) -> RNNTrace:
    """From W x_t + b (batch, …, unit) and the state before (batch, …, unit) to the state."""
    h_x, h_h = from_x, linear(h, U, b)
    h = hold("h", squash(h_x + h_h))
    return RNNTrace(h_x, h_h, h)


def lstm(from_x: Tensor, h: Tensor, c: Tensor, U: Tensor, b: Tensor, hold: Hold) -> LSTMTrace:
    """From W x_t + b (batch, …, 4 unit), the state before (batch, …, unit) and the cell state before the first step
    (batch, unit)."""
    i_x, f_x, g_x, o_x = from_x.chunk(4, -1)
    i_h, f_h, g_h, o_h = linear(h, U, b).chunk(4, -1)
    i = hold("i", torch.sigmoid(i_x + i_h))
    f = hold("f", torch.sigmoid(f_x + f_h))
    g = hold("g", torch.tanh(g_x + g_h))
    o = hold("o", torch.sigmoid(o_x + o_h))
    c = hold("c", carry(f, c, i * g))
    h = hold("h", o * torch.tanh(c))
    return LSTMTrace(i_x, i_h, i, f_x, f_h, f, g_x, g_h, g, o_x, o_h, o, c, h)


def gru(from_x: Tensor, h: Tensor, U: Tensor, b: Tensor, reset_after: bool, hold: Hold) -> GRUTrace:
    """From W x_t + b (batch, …, 3 unit) and the state before (batch, …, unit); with the reset gate after the product
    U_n h_{t-1}, or before it."""
    r_x, z_x, n_x = from_x.chunk(3, -1)
    units = h.shape[-1]
    r_h, z_h = linear(h, U, b, last=2 * units).chunk(2, -1)
    r = hold("r", torch.sigmoid(r_x + r_h))
    z = hold("z", torch.sigmoid(z_x + z_h))
    n_h = linear(h if reset_after else r * h, U, b, first=2 * units)
    n = hold("n", torch.tanh(n_x + (r * n_h if reset_after else n_h)))
    h = hold("h", z * h + (1 - z) * n)
    return GRUTrace(r_x, r_h, r, z_x, z_h, z, n_x, n_h, n, h)


def carry(f: Tensor, c: Tensor, new: Tensor) -> Tensor:
    """c_t = f_t * c_{t-1} + new_t: for one step (batch, unit), or one after the other for all (batch, time, unit)."""
    if f.dim() == c.dim():
        return f * c + new
    cells = []
    for kept, added in zip(f.unbind(1), new.unbind(1), strict=True):
        c = torch.addcmul(added, kept, c)
        cells.append(c)
    return torch.stack(cells, 1)
