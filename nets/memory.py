"""How far a recurrent net remembers: gradients through time.

Backpropagation through time, for any number ℓ that depends on the states. δ stands for a derivative of ℓ, and what
arrives at h_t from outside (from the loss, or from the layer above) is δ°h_t:

    δh_t = δ°h_t + what comes back from step t + 1

    RNN    δa_t = δh_t * f'(a_t)                    f' = 1 - h_t² (tanh), or 1 where h_t > 0 (ReLU)
           δh_{t-1} gains δa_t U                    so ∂h_T/∂h_k = Π_{t=k+1}^T diag(f'(a_t)) U: T - k matrices

    LSTM   δc_t = δh_t * o_t * (1 - tanh² c_t) + δc_{t+1} * f_{t+1}
           δa   = (δc_t * g_t * i(1-i),  δc_t * c_{t-1} * f(1-f),  δc_t * i_t * (1-g²),  δh_t * tanh c_t * o(1-o))
           δh_{t-1} gains δa U                      and along c the factor is f alone: no matrix, no squashing

    GRU    δa   = (δh_t * (1-z) * (1-n²) * n_h * r(1-r),  δh_t * (h_{t-1} - n_t) * z(1-z),  δh_t * (1-z) * (1-n²))
           δh_{t-1} gains δh_t * z + (δa_r, δa_z, δa_n * r) U

    δx_t = δa W                                     in all of them; W reads x_t, U reads h_{t-1}

With ℓ = a unit of h_T, for every unit at once, δx_t is the Jacobian ∂h_T/∂x_t: its size ‖∂h_T/∂x_t‖₂ (the spectral
norm, the most that a small change of x_t can move h_T, as a factor) is the net's memory horizon. With ℓ = L, a loss, it
is what training sees of step t.

Everything is computed from the values of a trace, with every net as it was trained, from left to right.

Sources: Werbos 1990, Backpropagation Through Time; Bengio et al. 1994, Learning Long-Term Dependencies with Gradient
Descent is Difficult; Pascanu et al. 2013, On the Difficulty of Training Recurrent Neural Networks; Madsen 2019,
Visualizing Memorization in RNNs (the horizon).
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from nets.cells import CellTrace
from nets.recurrent import LSTM, RNN, Recurrent, RecurrentTrace
from nets.tasks import Classifier
from nets.trace import Trace, lhs


@dataclass(slots=True)
class BackwardTrace(Trace):
    """Derivatives of one number or of several, which ``dim`` counts; h, c and a are those of the last layer."""

    h: Tensor = lhs(r"\delta h_t", "time dim unit", "What a change of the hidden state would do.")
    c: Tensor | None = lhs(r"\delta c_t", "time dim unit", "What a change of the cell state would do (LSTM).")
    a: Tensor = lhs(r"\delta a_t", "time dim unit", "The same before the squashing, for all gates.")
    x: Tensor = lhs(r"\delta x_t", "time dim d_model", "What a change of the input would do.")


@dataclass(slots=True)
class HorizonTrace(Trace):
    """How much of each token is left in the last state, for t = 1 … T."""

    x: Tensor = lhs(
        r"\lVert\partial h_T/\partial x_t\rVert_2", "time", "The most that a small change of x_t can move h_T."
    )


@dataclass(slots=True)
class LossTrace(Trace):
    """Backpropagation of L = -ln y_T[target], for t = 1 … T: Euclidean norms of gradients."""

    loss: Tensor = lhs("L", "", "How surprised the net would be by this answer, in nats.")
    h: Tensor = lhs(r"\lVert\partial L/\partial h_t\rVert", "time", "How much of the gradient reaches state t.")
    c: Tensor | None = lhs(r"\lVert\partial L/\partial c_t\rVert", "time", "The same along the cell state (LSTM).")
    direct: Tensor = lhs(r"\lVert\delta^\circ h_t\rVert", "time", "What of it comes straight from the answer.")


def horizon(rnn: Recurrent, trace: RecurrentTrace, stop: int, start: int = 0) -> HorizonTrace:
    """‖∂h_T/∂x_t‖₂ for T = ``stop`` and t = start + 1 … T, from the trace of one sequence, (1, time, …)."""
    units = rnn.hidden_size
    direct = trace.out.new_zeros(stop - start, units, units)
    direct[-1] = torch.eye(units)
    return HorizonTrace(spectral(backward(rnn, trace, direct, stop).x))


def through_time(net: Classifier, trace: RecurrentTrace, target: int, stop: int, start: int = 0) -> LossTrace:
    """The gradient of -ln y_T[target], T = ``stop``, at t = start + 1 … T, from the trace of one sequence."""
    with torch.inference_mode(False), torch.enable_grad():
        h = trace.out[:, :stop].clone().requires_grad_()
        shares = net.shares(h, torch.full((1, 1), stop))
        loss = cross_entropy(net.answer((shares @ h)[:, 0]), torch.tensor([target]))
        (direct,) = torch.autograd.grad(loss, h)
    direct = direct[:, start:]
    back = backward(net.rnn, trace, direct.transpose(0, 1), stop)
    c = None if back.c is None else back.c[:, 0].norm(dim=-1)
    return LossTrace(loss.detach(), back.h[:, 0].norm(dim=-1), c, direct[0].norm(dim=-1))


@torch.no_grad()
def backward(rnn: Recurrent, trace: RecurrentTrace, direct: Tensor, stop: int | None = None) -> BackwardTrace:
    """Backpropagate ``direct`` = δ°h_t of the last layer, (steps, dim, unit), through as many steps of a trace, of
    which ``stop`` is the last: by default through the first ones.

    Raises ValueError for a bidirectional net, whose states have no single direction of time.
    """
    if rnn.bidirectional:
        raise ValueError("a bidirectional net reads both ways: it has no single horizon")
    last = None
    for layer in reversed(range(rnn.num_layers)):
        W, U, _, _ = rnn.weights(layer)
        cell = part(trace.layers[layer], len(direct), stop or len(direct))
        if isinstance(rnn, RNN):
            h, c, a = through_rnn(cell, U, direct, rnn.nonlinearity)
        else:
            h, c, a = (through_lstm if isinstance(rnn, LSTM) else through_gru)(cell, U, direct)
        last = last or (h, c, a)
        direct = a @ W
    return BackwardTrace(*last, direct)


def part(cell: CellTrace, steps: int, stop: int) -> dict[str, Tensor]:
    """The values (time, unit) of so many steps of one sequence, and ``h_before``, ``c_before``: those a step back."""
    start = stop - steps
    values = {name: getattr(cell, name)[0, start:stop] for name in type(cell).__dataclass_fields__}
    for name in {"h", "c"} & values.keys():
        whole = getattr(cell, name)[0]
        before = whole[start - 1] if start else torch.zeros_like(whole[0])
        values[f"{name}_before"] = torch.cat([before[None], values[name][:-1]])
    return values


Through = tuple[Tensor, Tensor | None, Tensor]
"""δh, δc (time, dim, unit) and δa (time, dim, gates · unit), the gates in the order of torch's W."""


def through_rnn(cell: dict[str, Tensor], U: Tensor, direct: Tensor, nonlinearity: str) -> Through:
    h = cell["h"]
    slope = 1 - h * h if nonlinearity == "tanh" else (h > 0).to(h.dtype)
    dh, da = torch.empty_like(direct), torch.empty_like(direct)
    coming = torch.zeros_like(direct[0])
    for t in reversed(range(len(direct))):
        dh[t] = direct[t] + coming
        da[t] = dh[t] * slope[t]
        coming = da[t] @ U
    return dh, None, da


def through_lstm(cell: dict[str, Tensor], U: Tensor, direct: Tensor) -> Through:
    i, f, g, o, c = (cell[name] for name in "ifgoc")
    shown = torch.tanh(c)
    into_c = o * (1 - shown * shown)
    by_c = torch.stack([g * i * (1 - i), cell["c_before"] * f * (1 - f), i * (1 - g * g)], 1)
    by_h = shown * o * (1 - o)
    steps, rows, units = direct.shape
    dh, dc, da = torch.empty_like(direct), torch.empty_like(direct), direct.new_empty(steps, rows, 4, units)
    coming = torch.zeros_like(direct[0])
    coming_c = torch.zeros_like(coming)
    for t in reversed(range(steps)):
        dh[t] = direct[t] + coming
        dc[t] = dh[t] * into_c[t] + coming_c
        da[t, :, :3] = dc[t, :, None] * by_c[t]
        da[t, :, 3] = dh[t] * by_h[t]
        coming = da[t].flatten(1) @ U
        coming_c = dc[t] * f[t]
    return dh, dc, da.flatten(2)


def through_gru(cell: dict[str, Tensor], U: Tensor, direct: Tensor) -> Through:
    r, z, n = (cell[name] for name in "rzn")
    to_n = (1 - z) * (1 - n * n)
    by_h = torch.stack([to_n * cell["n_h"] * r * (1 - r), (cell["h_before"] - n) * z * (1 - z), to_n], 1)
    seen = torch.stack([torch.ones_like(r), torch.ones_like(r), r], 1)
    steps, rows, units = direct.shape
    dh, da = torch.empty_like(direct), direct.new_empty(steps, rows, 3, units)
    coming = torch.zeros_like(direct[0])
    for t in reversed(range(steps)):
        dh[t] = direct[t] + coming
        da[t] = dh[t, :, None] * by_h[t]
        coming = dh[t] * z[t] + (da[t] * seen[t]).flatten(1) @ U
    return dh, None, da.flatten(2)


def spectral(matrices: Tensor) -> Tensor:
    """The largest singular value of each matrix, (…, row, column) to (…): the root of the largest eigenvalue of MᵀM.

    >>> spectral(torch.tensor([[[3.0, 0.0], [0.0, -4.0]], [[0.0, 0.0], [0.0, 0.0]]])).tolist()
    [4.0, 0.0]
    """
    if matrices.shape[-1] > matrices.shape[-2]:
        matrices = matrices.transpose(-2, -1)
    scale = matrices.abs().amax((-2, -1), keepdim=True).clamp(min=torch.finfo(matrices.dtype).tiny)
    scaled = matrices / scale  # so that squares of tiny numbers do not vanish
    largest = torch.linalg.eigvalsh(scaled.transpose(-2, -1) @ scaled)[..., -1]
    return largest.clamp(min=0).sqrt() * scale[..., 0, 0]
