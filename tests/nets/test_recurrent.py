from dataclasses import fields

import numpy as np
import pytest
import torch
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator
from torch import nn

from nets.cells import GRUTrace, LSTMTrace, RNNTrace
from nets.recurrent import AS_TRAINED, CELLS, GRU, LSTM, RNN, Clamp, Intervention
from nets.trace import freeze

TORCH = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}
RECORDS = {"rnn": RNNTrace, "lstm": LSTMTrace, "gru": GRUTrace}
DEPTHS = [(1, False), (1, True), (3, False), (2, True)]


def a_net(cell: str, layers: int = 1, both: bool = False, **more):
    torch.manual_seed(3)
    return CELLS[cell](5, 7, layers, bidirectional=both, **more).eval()


def an_input(time: int = 11, batch: int = 2) -> torch.Tensor:
    return torch.randn(batch, time, 5, generator=torch.Generator().manual_seed(4))


def close(a, b, tolerance=1e-5):
    torch.testing.assert_close(a, b, rtol=0, atol=tolerance)


@pytest.mark.parametrize("layers, both", DEPTHS)
@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("gradients", [False, True])
def test_trace_agrees_with_torch_in_all_layers_and_directions(cell, layers, both, gradients):
    net, x = a_net(cell, layers, both), an_input()
    oracle = TORCH[cell](5, 7, layers, batch_first=True, bidirectional=both)
    oracle.load_state_dict(net.state_dict())
    with torch.set_grad_enabled(gradients):
        trace = net.trace(x)
        out, last = oracle(x)
    close(trace.out, out)
    h, c = last if cell == "lstm" else (last, None)
    ends = [(layer.h[:, -1], getattr(layer, "c", None)) for layer in trace.layers]
    if both:
        backward = [(layer.h[:, 0], getattr(layer, "c", None)) for layer in trace.backward]
        ends = [end for pair in zip(ends, backward, strict=True) for end in pair]
    for found, wanted in zip(ends, h, strict=True):
        close(found[0], wanted)
    if cell == "lstm":
        for k, (found, wanted) in enumerate(zip(ends, c, strict=True)):
            close(found[1][:, 0 if both and k % 2 else -1], wanted)
    close(net(x)[0], out, 1e-6)


def test_relu_agrees_with_torch():
    net, x = a_net("rnn", nonlinearity="relu"), an_input()
    oracle = nn.RNN(5, 7, nonlinearity="relu", batch_first=True)
    oracle.load_state_dict(net.state_dict())
    with torch.inference_mode():
        close(net.trace(x).out, oracle(x)[0])
    close(net.trace(x).out, oracle(x)[0])


@pytest.mark.parametrize("layers, both", DEPTHS)
@pytest.mark.parametrize("cell", CELLS)
def test_all_steps_at_once_are_the_steps_one_by_one(cell, layers, both):
    net, x = a_net(cell, layers, both), an_input()
    one_by_one = freeze(net.trace(x))
    with torch.inference_mode():
        at_once = freeze(net.trace(x))
    assert list(one_by_one) == list(at_once)
    for path, quantity in at_once.items():
        assert quantity.dims == one_by_one[path].dims
        np.testing.assert_allclose(quantity.values, one_by_one[path].values, rtol=0, atol=1e-6, err_msg=path)


def onnx_gru(net: GRU, x: torch.Tensor, reset_after: bool) -> np.ndarray:
    """The states (time, batch, unit) by ONNX's own definition of the cell, whose gates come in the order z r h."""

    def order(t: torch.Tensor) -> np.ndarray:
        r, z, n = t.detach().chunk(3)
        return torch.cat([z, r, n]).numpy()

    W, U, b_x, b_h = net.weights(0)
    feeds = {
        "X": x.transpose(0, 1).numpy(),
        "W": order(W)[None],
        "R": order(U)[None],
        "B": np.concatenate([order(b_x), order(b_h)])[None],
    }
    node = helper.make_node("GRU", list(feeds), ["Y"], hidden_size=7, linear_before_reset=int(reset_after))
    inputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, value.shape) for name, value in feeds.items()]
    output = helper.make_tensor_value_info("Y", TensorProto.FLOAT, None)
    graph = helper.make_graph([node], "gru", inputs, [output])
    return ReferenceEvaluator(helper.make_model(graph)).run(None, feeds)[0][:, 0]


@pytest.mark.parametrize("reset_after", [True, False])
def test_both_places_of_the_reset_gate_are_what_they_claim(reset_after):
    net, x = a_net("gru"), an_input()
    trace = net.trace(x, Intervention(reset_after=reset_after))
    wanted = torch.from_numpy(onnx_gru(net, x, reset_after)).transpose(0, 1)
    close(trace.out, wanted)
    other = net.trace(x, Intervention(reset_after=not reset_after))
    assert (other.out - wanted).abs().max() > 1e-3


@pytest.mark.parametrize("fused", [False, True])
def test_every_equation_holds_between_its_left_hand_sides(fused):
    x = an_input()
    with torch.inference_mode(fused):
        rnn, lstm, gru = (a_net(cell).trace(x).layers[0] for cell in CELLS)

    def before(states):
        return torch.cat([torch.zeros_like(states[:, :1]), states[:, :-1]], 1)

    close(rnn.h, torch.tanh(rnn.h_x + rnn.h_h), 1e-6)
    for gate in "ifo":
        pre = getattr(lstm, f"{gate}_x") + getattr(lstm, f"{gate}_h")
        close(getattr(lstm, gate), torch.sigmoid(pre), 1e-6)
    close(lstm.g, torch.tanh(lstm.g_x + lstm.g_h), 1e-6)
    close(lstm.c, lstm.f * before(lstm.c) + lstm.i * lstm.g, 1e-6)
    close(lstm.h, lstm.o * torch.tanh(lstm.c), 1e-6)
    for gate in "rz":
        pre = getattr(gru, f"{gate}_x") + getattr(gru, f"{gate}_h")
        close(getattr(gru, gate), torch.sigmoid(pre), 1e-6)
    close(gru.n, torch.tanh(gru.n_x + gru.r * gru.n_h), 1e-6)
    close(gru.h, gru.z * before(gru.h) + (1 - gru.z) * gru.n, 1e-6)


def test_what_the_state_says_is_said_by_the_state_before():
    for cell in CELLS:
        net = a_net(cell)
        with torch.inference_mode():
            trace = net.trace(an_input()).layers[0]
            _, U, _, b = net.weights(0)
            said = nn.functional.linear(trace.h[:, 3], U, b)
        names = {"rnn": ["h_h"], "lstm": ["i_h", "f_h", "g_h", "o_h"], "gru": ["r_h", "z_h", "n_h"]}[cell]
        close(torch.cat([getattr(trace, name)[:, 4] for name in names], -1), said, 1e-6)


@pytest.mark.parametrize("cell, gate", [("lstm", g) for g in "ifgoch"] + [("gru", g) for g in "rznh"] + [("rnn", "h")])
def test_a_clamp_holds_its_gate_and_nothing_before_it(cell, gate):
    net, x = a_net(cell, 2), an_input()
    plain = net.trace(x)
    held = net.trace(x, Intervention((Clamp(gate, 0.25),)))
    for layer in held.layers:
        assert (getattr(layer, gate) == 0.25).all()
    one = net.trace(x, Intervention((Clamp(gate, 0.25, unit=2, layer=1),)))
    value, was = getattr(one.layers[1], gate), getattr(plain.layers[1], gate)
    assert (value[..., 2] == 0.25).all() and not (value[..., 3] == 0.25).any()
    close(one.layers[0].h, plain.layers[0].h, 0)
    others = [k for k in range(7) if k != 2]
    close(value[:, 0][:, others], was[:, 0][:, others], 0)
    assert not torch.equal(one.out, plain.out)


def test_clamps_reach_the_state_that_follows():
    net, x = a_net("lstm"), an_input()
    closed = net.trace(x, Intervention((Clamp("i", 0.0),))).layers[0]
    assert (closed.c == 0).all() and (closed.h == 0).all()
    kept = net.trace(x, Intervention((Clamp("f", 1.0),))).layers[0]
    close(kept.c, (kept.i * kept.g).cumsum(1), 1e-5)
    gru = a_net("gru").trace(x, Intervention((Clamp("z", 1.0),))).layers[0]
    assert (gru.h == 0).all()


def test_a_net_ignores_gates_it_has_not_and_names_units_it_lacks():
    net, x = a_net("rnn"), an_input()
    close(net.trace(x, Intervention((Clamp("f", 1.0),))).out, net.trace(x).out, 0)
    with pytest.raises(ValueError, match="there is no unit 7 among 7 to hold h of"):
        net.trace(x, Intervention((Clamp("h", 0.0, unit=7),)))


def test_an_intervention_leaves_the_net_as_it_was():
    net, x = a_net("lstm"), an_input()
    before = {key: value.clone() for key, value in net.state_dict().items()}
    net.trace(x, Intervention((Clamp("f", 0.0, unit=1),), reset_after=False))
    assert all(torch.equal(before[key], value) for key, value in net.state_dict().items())


def test_both_directions_read_the_same_tokens():
    net, x = a_net("gru", both=True), an_input()
    with torch.inference_mode():
        trace, mirrored = net.trace(x), GRU(5, 7).eval()
        mirrored.load_state_dict(
            {k.removesuffix("_reverse"): v for k, v in net.state_dict().items() if k.endswith("_reverse")}
        )
        close(trace.backward[0].h, mirrored.trace(x.flip(1)).layers[0].h.flip(1), 1e-6)
    assert trace.out.shape == (2, 11, 14)


@pytest.mark.parametrize("gradients", [False, True])
@pytest.mark.parametrize("cell", CELLS)
def test_reading_goes_on_where_it_stopped(cell, gradients):
    net, x = a_net(cell, 3), an_input()
    with torch.set_grad_enabled(gradients):
        whole, first = net.trace(x), net.trace(x[:, :6])
        start = [(layer.h[:, -1], getattr(layer, "c", layer.h)[:, -1]) for layer in first.layers]
        rest = net.trace(x[:, 6:], start=start)
    close(torch.cat([first.out, rest.out], 1), whole.out)
    for layer in range(3):
        for spec in fields(RECORDS[cell]):
            close(getattr(rest.layers[layer], spec.name), getattr(whole.layers[layer], spec.name)[:, 6:])


@pytest.mark.parametrize("cell", CELLS)
def test_every_step_is_in_the_graph(cell):
    steps = a_net(cell).steps(an_input(batch=1), 0)
    gradients = torch.autograd.grad(steps[-1].h.sum(), [step.h for step in steps[:-1]])
    assert all(gradient.abs().max() > 0 for gradient in gradients)


def test_the_identity_start_adds_up_what_it_reads():
    net = RNN(5, 7, nonlinearity="relu")
    net.identity_start()
    with torch.no_grad():
        net.weight_ih_l0.abs_()
    trace = net.trace(an_input().abs()).layers[0]
    close(trace.h, trace.h_x.cumsum(1), 1e-4)


def test_the_forget_start_keeps_memory():
    net = LSTM(5, 7, 2)
    net.forget_start(2.0)
    for layer in (0, 1):
        _, _, b_x, b_h = net.weights(layer)
        assert (b_x[7:14] == 2.0).all() and (b_h[7:14] == 0.0).all()


@pytest.mark.parametrize("layers, both", DEPTHS)
@pytest.mark.parametrize("cell", CELLS)
def test_an_axis_name_has_one_size(cell, layers, both):
    sizes = {}
    for path, quantity in freeze(a_net(cell, layers, both).trace(an_input(), AS_TRAINED)).items():
        assert len(quantity.dims) == quantity.values.ndim
        for dim, size in zip(quantity.dims, quantity.values.shape, strict=True):
            assert sizes.setdefault(dim, size) == size, f"{dim} of {path}"
