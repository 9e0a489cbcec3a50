"""Vanishing and exploding gradients, in a small random net built to measure.

    h_t = f(x_t + U h_{t-1})              U random, orthogonal, or the identity, stretched to a spectral radius ρ
    L   = vᵀ h_T                          v a random direction of length 1, so ‖∂L/∂h_T‖ = 1

    ∂L/∂h_{t-1} = ∂L/∂h_t diag(f'(a_t)) U      so the theory, without f': ‖∂L/∂h_t‖ ≈ ρ^(T - t)

Beside it an LSTM with the same inputs, recurrent matrices of the same radius, and the forget gates' bias b_f:
‖∂L/∂c_t‖, as a share of ‖∂L/∂c_T‖, of which the theory says σ(b_f)^(T - t), f being about σ(b_f) before training. That
is the road along c alone; the detours through h, by way of U, come on top.

Clipping by norm: a gradient g of the parameters longer than θ is shortened to θ, g · min(1, θ / ‖g‖). It bounds the
stride of training; the shares of all steps t in it shrink alike.

Sources: Bengio et al. 1994; Pascanu et al. 2013, section 2 (radius) and 3.2 (clipping); Le, Jaitly and Hinton 2015
(identity and ReLU); Gers et al. 2000 and Jozefowicz et al. 2015 (forget bias).
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from nets.memory import backward
from nets.recurrent import LSTM, RNN, Recurrent
from nets.trace import Trace, lhs

UNITS = 32
ACTIVATIONS = ("tanh", "relu")
STARTS = ("random", "orthogonal", "identity")


@dataclass(frozen=True)
class Setting:
    """A net to measure. ``inputs`` are drawn between 0 and that number; ``clip`` is θ, 0 for none.

    Raises ValueError, naming the value, for one that makes no sense.
    """

    radius: float = 0.8
    length: int = 40
    activation: str = "tanh"
    start: str = "random"
    inputs: float = 0.1
    forget: float = 1.0
    clip: float = 0.0
    seed: int = 0

    def __post_init__(self):
        rules = {
            "radius": (0 < self.radius <= 4, "above 0 and at most 4"),
            "length": (1 <= self.length <= 500, "between 1 and 500"),
            "activation": (self.activation in ACTIVATIONS, f"one of {', '.join(ACTIVATIONS)}"),
            "start": (self.start in STARTS, f"one of {', '.join(STARTS)}"),
            "inputs": (0 <= self.inputs <= 100, "between 0 and 100"),
            "forget": (-20 <= self.forget <= 20, "between -20 and 20"),
            "clip": (0 <= self.clip <= 1e9, "at least 0"),
        }
        for name, (good, rule) in rules.items():
            if not good:
                raise ValueError(f"{name} must be {rule}, not {getattr(self, name)!r}")


@dataclass(slots=True)
class VanishingTrace(Trace):
    """Logarithms (base 10) of norms at steps t = 1 … T; minus infinity where nothing arrives."""

    rnn: Tensor = lhs(r"\lg\lVert\partial L/\partial h_t\rVert", "time", "The RNN's gradient at each step.")
    rnn_theory: Tensor = lhs(r"\lg\rho^{T-t}", "time", "What the spectral radius alone would make of it.")
    lstm: Tensor = lhs(r"\lg\lVert\partial L/\partial c_t\rVert", "time", "The LSTM's gradient along its cell state.")
    lstm_theory: Tensor = lhs(r"\lg\sigma(b_f)^{T-t}", "time", "What the forget bias alone would make of it.")
    parameters: Tensor = lhs(r"\lVert\partial L/\partial U\rVert", "dim", "The parameters' gradient: RNN, LSTM.")
    clipped: Tensor = lhs(r"\min(\theta, \lVert\partial L/\partial U\rVert)", "dim", "The same after clipping.")


def vanish(setting: Setting) -> VanishingTrace:
    """Build the nets, read the inputs, and go back through time. The same setting gives the same numbers."""
    dice = torch.Generator().manual_seed(setting.seed)
    x = setting.inputs * torch.rand(1, setting.length, UNITS, generator=dice, dtype=torch.double)
    v = torch.randn(UNITS, generator=dice, dtype=torch.double)
    v /= v.norm()
    rnn, lstm = small_rnn(setting, dice), small_lstm(setting, dice)
    to_h, _, of_rnn = gradients(rnn, x, v)
    _, to_c, of_lstm = gradients(lstm, x, v)
    back = torch.arange(setting.length - 1, -1, -1, dtype=torch.double)
    parameters = torch.stack([of_rnn, of_lstm])
    return VanishingTrace(
        rnn=to_h.log10(),
        rnn_theory=back * math.log10(setting.radius),
        lstm=(to_c / to_c[-1]).log10(),
        lstm_theory=-back * math.log10(1 + math.exp(-setting.forget)),
        parameters=parameters,
        clipped=parameters.clamp(max=setting.clip) if setting.clip else parameters,
    )


def gradients(rnn: Recurrent, x: Tensor, v: Tensor) -> tuple[Tensor, Tensor | None, Tensor]:
    """‖∂L/∂h_t‖ and, for an LSTM, ‖∂L/∂c_t‖ (time), and ‖∂L/∂U‖, for L = vᵀ h_T."""
    with torch.inference_mode():
        trace = rnn.trace(x)
    direct = x.new_zeros(x.shape[1], 1, UNITS)
    direct[-1, 0] = v
    back = backward(rnn, trace, direct)
    h_before = torch.cat([x.new_zeros(1, UNITS), trace.out[0, :-1]])
    of_U = torch.einsum("tg,tu->gu", back.a[:, 0], h_before)
    return back.h[:, 0].norm(dim=-1), None if back.c is None else back.c[:, 0].norm(dim=-1), of_U.norm()


def small_rnn(setting: Setting, dice: torch.Generator) -> RNN:
    """W = I, b = 0, and U as the setting says."""
    rnn = RNN(UNITS, UNITS, nonlinearity=setting.activation).double().requires_grad_(False)
    fill(rnn, torch.eye(UNITS), setting.radius * recurrent_matrix(setting.start, dice))
    return rnn


def small_lstm(setting: Setting, dice: torch.Generator) -> LSTM:
    """W random, four random U of the radius asked for, b = 0 but for the forget gates'."""
    lstm = LSTM(UNITS, UNITS).double().requires_grad_(False)
    W = torch.randn(4 * UNITS, UNITS, generator=dice, dtype=torch.double) / math.sqrt(UNITS)
    fill(lstm, W, torch.cat([setting.radius * recurrent_matrix("random", dice) for _ in range(4)]))
    lstm.forget_start(setting.forget)
    return lstm


def fill(rnn: Recurrent, W: Tensor, U: Tensor) -> None:
    for parameter, value in zip(rnn.weights(0), (W, U, torch.zeros(()), torch.zeros(())), strict=True):
        parameter.copy_(value.expand_as(parameter))


def recurrent_matrix(start: str, dice: torch.Generator) -> Tensor:
    """A matrix (unit, unit) of spectral radius 1."""
    if start == "identity":
        return torch.eye(UNITS, dtype=torch.double)
    U = torch.randn(UNITS, UNITS, generator=dice, dtype=torch.double)
    if start == "orthogonal":
        return torch.linalg.qr(U)[0]
    return U / torch.linalg.eigvals(U).abs().max()
