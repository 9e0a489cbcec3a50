"""Recurrent nets: a cell applied to one token after the other; deep when stacked, bidirectional when read both ways.

    h_t = cell(x_t, h_{t-1})          of every layer l: h^l_t = cell_l(h^{l-1}_t, h^l_{t-1}), with h^0_t = x_t
    →h_t from the left, ←h_t from the right, and what the next layer reads is [→h_t ; ←h_t]

``RNN``, ``LSTM`` and ``GRU`` are torch's own modules, parameters and training included, plus ``trace``. A net as it was
trained is read by torch's fused pass, and then all equations of ``nets.cells`` are computed for all steps at once from
the states it found; with a gradient to follow, something held fixed or few steps, the same equations run step by step.

Source: Elman 1990; Hochreiter and Schmidhuber 1997; Cho et al. 2014; Schuster and Paliwal 1997 for both directions.
"""

from dataclasses import dataclass, fields

import torch
from torch import Tensor, nn

from nets.cells import CellTrace, Hold, gru, lstm, rnn
from nets.layout import linear
from nets.trace import Trace, lhs


@dataclass(frozen=True)
class Clamp:
    """A left-hand side held at a value: of one unit or all, in one layer (from 0) or all, in both directions."""

    gate: str
    value: float
    unit: int | None = None
    layer: int | None = None


@dataclass(frozen=True)
class Intervention:
    """What a run may change about a recurrent net, as a value: the net itself is never touched.

    ``clamps``: what is held. ``reset_after``: where a GRU's reset gate works, after the product with U_n (torch's GRU)
    or before it; with the same weights.
    """

    clamps: tuple[Clamp, ...] = ()
    reset_after: bool = True

    def hold(self, layer: int) -> Hold:
        """Gives each left-hand side of a layer its value, held or not. A net that lacks a gate has nothing to hold.

        Raises ValueError for a unit that the layer does not have.
        """
        mine = [clamp for clamp in self.clamps if clamp.layer in (None, layer)]

        def held(gate: str, value: Tensor) -> Tensor:
            for clamp in mine:
                if clamp.gate == gate and clamp.unit is None:
                    value = torch.full_like(value, clamp.value)
                elif clamp.gate == gate:
                    if not 0 <= clamp.unit < value.shape[-1]:
                        raise ValueError(f"there is no unit {clamp.unit} among {value.shape[-1]} to hold {gate} of")
                    value = value.index_fill(-1, torch.tensor(clamp.unit), clamp.value)
            return value

        return held


AS_TRAINED = Intervention()


State = tuple[Tensor, Tensor]
"""What a layer hands on to the next step: h and c (batch, unit); c counts for an LSTM alone."""


@dataclass(slots=True)
class RecurrentTrace(Trace):
    layers: list[CellTrace] = lhs("", "layer")
    backward: list[CellTrace] = lhs("", "layer")
    out: Tensor = lhs(
        r"[\overrightarrow{h}_t ; \overleftarrow{h}_t]", "batch time dim", "The last layer's states, both directions."
    )


FEW = 8
"""So many steps are quicker one by one: the fused LSTM first packs its weights, which takes 1.7 ms at 256 units."""


class Recurrent(nn.RNNBase):
    """What the three have in common. A net gives ``fused``, torch's states, and ``cell``, the equations."""

    def trace(self, x: Tensor, touch: Intervention = AS_TRAINED, start: list[State] | None = None) -> RecurrentTrace:
        """Everything, for x (batch, time, d_model) without padding, time at least 1.

        ``start`` holds what each layer knew before (0 without it), for a net that reads from left to right.
        A right-to-left state stands at the position of the token that it has just read.
        """
        layers, backward = [], []
        for layer in range(self.num_layers):
            layers.append(self.read(x, layer, touch, start=start[layer] if start else None))
            out = layers[-1].h
            if self.bidirectional:
                backward.append(turned(self.read(x.flip(1), layer, touch, "_reverse")))
                out = torch.cat([out, backward[-1].h], -1)
            x = out
        return RecurrentTrace(layers, backward, x)

    def read(
        self, x: Tensor, layer: int, touch: Intervention = AS_TRAINED, side: str = "", start: State | None = None
    ) -> CellTrace:
        """One layer in one direction over x (batch, time, dim); ``side`` is "" or "_reverse"."""
        if touch != AS_TRAINED or torch.is_grad_enabled() or x.shape[1] <= FEW:
            return joined(self.steps(x, layer, touch, side, start))
        W, U, b_x, b_h = self.weights(layer, side)
        h, c = start or self.nothing(x)
        states = self.fused(x, h[None], c[None], [W, U, b_x, b_h])
        before = torch.cat([h[:, None], states[:, :-1]], 1)
        return self.cell(linear(x, W, b_x), before, c, U, b_h, touch, touch.hold(layer))

    def steps(
        self, x: Tensor, layer: int, touch: Intervention = AS_TRAINED, side: str = "", start: State | None = None
    ) -> list[CellTrace]:
        """The same, one record (batch, unit) a step: each is in the graph, so one may differentiate by any of them."""
        W, U, b_x, b_h = self.weights(layer, side)
        h, c = start or self.nothing(x)
        hold, steps = touch.hold(layer), []
        for from_x in linear(x, W, b_x).unbind(1):
            step = self.cell(from_x, h, c, U, b_h, touch, hold)
            h, c = step.h, getattr(step, "c", c)
            steps.append(step)
        return steps

    def nothing(self, x: Tensor) -> State:
        """What a layer knows before the first step of x (batch, …): 0."""
        zeros = x.new_zeros(x.shape[0], self.hidden_size)
        return zeros, zeros

    def weights(self, layer: int, side: str = "") -> list[Tensor]:
        """W (gates · unit, dim), U (gates · unit, unit) and the bias beside each (gates · unit) of a layer."""
        return [getattr(self, f"{name}_l{layer}{side}") for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]


class RNN(Recurrent, nn.RNN):
    """tanh, or ReLU; ``identity_start`` makes of the latter the IRNN of Le, Jaitly and Hinton 2015."""

    def __init__(self, inputs: int, units: int, layers: int = 1, nonlinearity: str = "tanh", **kwargs):
        nn.RNN.__init__(self, inputs, units, layers, nonlinearity=nonlinearity, batch_first=True, **kwargs)

    def identity_start(self) -> None:
        """U = I and every bias 0: before training, each state is the one before plus what the input says."""
        for name, parameter in self.named_parameters():
            if name.startswith("weight_hh"):
                nn.init.eye_(parameter)
            elif name.startswith("bias"):
                nn.init.zeros_(parameter)

    def fused(self, x: Tensor, h: Tensor, c: Tensor, weights: list[Tensor]) -> Tensor:
        read = torch.rnn_tanh if self.nonlinearity == "tanh" else torch.rnn_relu
        return read(x, h, weights, True, 1, 0.0, False, False, True)[0]

    def cell(self, from_x: Tensor, h: Tensor, c: Tensor, U: Tensor, b: Tensor, touch: Intervention, hold: Hold):
        return rnn(from_x, h, U, b, torch.tanh if self.nonlinearity == "tanh" else torch.relu, hold)


class LSTM(Recurrent, nn.LSTM):
    """Long short-term memory: a cell state beside the hidden one."""

    def __init__(self, inputs: int, units: int, layers: int = 1, **kwargs):
        nn.LSTM.__init__(self, inputs, units, layers, batch_first=True, **kwargs)

    def forget_start(self, bias: float = 1.0) -> None:
        """Set the forget gates' bias, so that memory is kept before training (Jozefowicz et al. 2015)."""
        for name, parameter in self.named_parameters():
            if name.startswith("bias"):
                with torch.no_grad():
                    parameter.view(4, -1)[1].fill_(bias if name.startswith("bias_ih") else 0.0)

    def fused(self, x: Tensor, h: Tensor, c: Tensor, weights: list[Tensor]) -> Tensor:
        return torch.lstm(x, (h, c), weights, True, 1, 0.0, False, False, True)[0]

    def cell(self, from_x: Tensor, h: Tensor, c: Tensor, U: Tensor, b: Tensor, touch: Intervention, hold: Hold):
        return lstm(from_x, h, c, U, b, hold)


class GRU(Recurrent, nn.GRU):
    """Gated recurrent unit: two gates, one state."""

    def __init__(self, inputs: int, units: int, layers: int = 1, **kwargs):
        nn.GRU.__init__(self, inputs, units, layers, batch_first=True, **kwargs)

    def fused(self, x: Tensor, h: Tensor, c: Tensor, weights: list[Tensor]) -> Tensor:
        return torch.gru(x, h, weights, True, 1, 0.0, False, False, True)[0]

    def cell(self, from_x: Tensor, h: Tensor, c: Tensor, U: Tensor, b: Tensor, touch: Intervention, hold: Hold):
        return gru(from_x, h, U, b, touch.reset_after, hold)


CELLS: dict[str, type[Recurrent]] = {"rnn": RNN, "lstm": LSTM, "gru": GRU}


def joined(steps: list[CellTrace]) -> CellTrace:
    """Records (batch, unit) of a step each, as one (batch, time, unit)."""
    kind = type(steps[0])
    return kind(*(torch.stack([getattr(step, spec.name) for step in steps], 1) for spec in fields(kind)))


def turned(trace: CellTrace) -> CellTrace:
    """A record with its time axis turned round."""
    return type(trace)(*(getattr(trace, spec.name).flip(1) for spec in fields(trace)))
