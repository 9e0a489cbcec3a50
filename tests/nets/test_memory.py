"""Gradients through time, against torch's own."""

import pytest
import torch

from nets.memory import backward, horizon, spectral, through_time
from nets.recurrent import CELLS, RNN
from nets.tasks import POOLINGS, Classifier

STEPS, UNITS, D_MODEL = 6, 5, 4


def small(cell: str, layers: int = 1, **kwargs):
    torch.manual_seed(3)
    rnn = CELLS[cell](D_MODEL, UNITS, layers, **kwargs).double()
    with torch.no_grad():
        for parameter in rnn.parameters():
            parameter.mul_(2)  # far enough from 0 that squashing matters
    return rnn, torch.randn(1, STEPS + 2, D_MODEL, dtype=torch.double)


def traced(rnn, x):
    with torch.inference_mode():
        return rnn.trace(x)


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("cell", CELLS)
def test_the_jacobian_by_the_equations_is_torchs(cell, layers):
    rnn, x = small(cell, layers)
    jacobian = torch.autograd.functional.jacobian(lambda x: rnn(x)[0][0, STEPS - 1], x)[:, 0]  # unit, time, d_model
    direct = torch.zeros(STEPS, UNITS, UNITS, dtype=torch.double)
    direct[-1] = torch.eye(UNITS)
    back = backward(rnn, traced(rnn, x), direct)
    assert torch.allclose(back.x, jacobian[:, :STEPS].transpose(0, 1), atol=1e-12)
    assert not jacobian[:, STEPS:].any(), "the future has no say"
    found = horizon(rnn, traced(rnn, x), STEPS)
    wanted = torch.linalg.matrix_norm(jacobian[:, :STEPS].transpose(0, 1), ord=2)
    assert torch.allclose(found.x, wanted, rtol=1e-6)


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("cell", CELLS)
def test_a_window_of_steps_is_a_part_of_all(cell, layers):
    rnn, x = small(cell, layers)
    whole, part = (horizon(rnn, traced(rnn, x), STEPS, start).x for start in (0, 2))
    assert torch.allclose(part, whole[2:], rtol=1e-10)


@pytest.mark.parametrize("cell", CELLS)
def test_single_precision_is_close(cell):
    rnn, x = small(cell)
    wanted = horizon(rnn, traced(rnn, x), STEPS).x
    rnn, x = rnn.float(), x.float()
    assert torch.allclose(horizon(rnn, traced(rnn, x), STEPS).x.double(), wanted, rtol=1e-4)


def test_relu_has_its_own_slope():
    rnn, x = small("rnn", nonlinearity="relu")
    jacobian = torch.autograd.functional.jacobian(lambda x: rnn(x)[0][0, STEPS - 1], x)[:, 0, :STEPS]
    direct = torch.zeros(STEPS, UNITS, UNITS, dtype=torch.double)
    direct[-1] = torch.eye(UNITS)
    assert torch.allclose(backward(rnn, traced(rnn, x), direct).x, jacobian.transpose(0, 1), atol=1e-12)


def test_the_jacobian_between_states_is_a_product_of_matrices():
    rnn, x = small("rnn")
    trace = traced(rnn, x)
    product = torch.eye(UNITS, dtype=torch.double)
    for t in (STEPS - 1, STEPS - 2, STEPS - 3):
        product = product @ torch.diag(1 - trace.out[0, t] ** 2) @ rnn.weight_hh_l0
    direct = torch.zeros(STEPS, UNITS, UNITS, dtype=torch.double)
    direct[-1] = torch.eye(UNITS)
    assert torch.allclose(backward(rnn, trace, direct).h[STEPS - 4], product, atol=1e-12)


@pytest.mark.parametrize("pooling", POOLINGS)
@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("cell", CELLS)
def test_the_loss_reaches_every_state_as_in_torchs_graph(cell, layers, pooling):
    torch.manual_seed(1)
    net = Classifier(cell, 9, D_MODEL, UNITS, 3, layers, pooling).double().eval()
    ids = torch.randint(1, 9, (1, STEPS + 1))
    with torch.inference_mode():
        trace = net.trace(ids).rnn
    found = through_time(net, trace, 2, STEPS)

    x = net.embedding(ids[:, :STEPS])
    for layer in range(layers):
        steps = net.rnn.steps(x, layer)
        x = torch.stack([step.h for step in steps], 1)
    shares = net.shares(x, torch.full((1, 1), STEPS))
    loss = -net.answer((shares @ x)[:, 0]).log_softmax(-1)[0, 2]
    wanted = torch.autograd.grad(loss, [step.h for step in steps], retain_graph=True)
    assert torch.allclose(found.loss, loss)
    assert torch.allclose(found.h, torch.cat(wanted).norm(dim=-1), rtol=1e-8)
    if cell == "lstm":
        wanted = torch.autograd.grad(loss, [step.c for step in steps])
        assert torch.allclose(found.c, torch.cat(wanted).norm(dim=-1), rtol=1e-8)
    else:
        assert found.c is None
    part = through_time(net, trace, 2, STEPS, 3)
    assert torch.allclose(part.h, found.h[3:]) and torch.allclose(part.direct, found.direct[3:])
    assert (found.direct > 0).sum() == (1 if pooling == "last" else STEPS)


def test_an_lstm_that_forgets_nothing_carries_the_gradient_whole():
    """With U = 0 nothing but the cell state goes from step to step: δc_{t-1} = δc_t * f_t, and f = 1 keeps all."""
    rnn, x = small("lstm")
    with torch.no_grad():
        rnn.weight_hh_l0.zero_()
        rnn.weight_ih_l0[UNITS : 2 * UNITS].zero_()
        rnn.forget_start(50.0)
    direct = torch.zeros(STEPS, 1, UNITS, dtype=torch.double)
    direct[-1] = 1
    c = backward(rnn, traced(rnn, x), direct).c
    assert torch.allclose(c, c[-1].expand_as(c), rtol=1e-10)


def test_both_ways_is_refused():
    rnn = RNN(D_MODEL, UNITS, bidirectional=True)
    trace = traced(rnn, torch.randn(1, 3, D_MODEL))
    with pytest.raises(ValueError, match="both ways"):
        horizon(rnn, trace, 3)


def test_the_spectral_norm_of_tiny_and_wide_matrices():
    matrices = torch.randn(3, 4, 7) * torch.tensor([1e-25, 1.0, 1e15])[:, None, None]
    assert torch.allclose(spectral(matrices), torch.linalg.matrix_norm(matrices.double(), ord=2).float(), rtol=1e-4)
