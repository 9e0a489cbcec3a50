"""The small nets behind the sliders: what theory says of them, where theory is exact, and torch's own gradients."""

import math

import pytest
import torch

from nets.vanishing import UNITS, Setting, fill, gradients, recurrent_matrix, small_lstm, small_rnn, vanish


def dice(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("start", ["random", "orthogonal", "identity"])
def test_the_matrix_has_the_radius_asked_for(start):
    assert torch.linalg.eigvals(recurrent_matrix(start, dice())).abs().max() == pytest.approx(1)
    U = small_rnn(Setting(radius=0.7, start=start), dice()).weight_hh_l0.data
    assert torch.linalg.eigvals(U).abs().max() == pytest.approx(0.7)


@pytest.mark.parametrize("radius", [0.5, 1.0, 1.3])
def test_without_squashing_an_orthogonal_net_is_the_theory(radius):
    found = vanish(Setting(radius=radius, start="orthogonal", inputs=0.0))  # tanh is straight at 0
    assert torch.allclose(found.rnn, found.rnn_theory, atol=1e-9)
    assert found.rnn_theory[0] == pytest.approx(39 * math.log10(radius))


def test_identity_and_relu_keep_the_gradient_whole():
    assert torch.allclose(
        vanish(Setting(radius=1.0, start="identity", activation="relu")).rnn, torch.zeros(40).double(), atol=1e-9
    )
    squashed = vanish(Setting(radius=1.0, start="identity", activation="tanh", inputs=1.0)).rnn
    assert squashed[0] < -3, "tanh saturates"


def test_squashing_keeps_an_explosion_small():
    found = vanish(Setting(radius=1.5, inputs=1.0, length=60))
    assert found.rnn_theory[0] > 10
    assert found.rnn[0] < found.rnn_theory[0] - 3


def test_a_forget_bias_keeps_memory():
    first = [vanish(Setting(forget=bias)).lstm[0].item() for bias in (-2.0, 0.0, 2.0, 5.0)]
    assert first == sorted(first)
    for bias in (-1.0, 0.0, 2.0):
        found = vanish(Setting(forget=bias, radius=1e-9, inputs=0.0))
        assert torch.allclose(found.lstm, found.lstm_theory, atol=1e-6), "along c alone"
    assert vanish(Setting(forget=0.0)).lstm_theory[0] == pytest.approx(39 * math.log10(0.5))


def test_the_gradients_are_torchs():
    setting = Setting(length=7, inputs=1.0)
    x = torch.rand(1, 7, UNITS, generator=dice(), dtype=torch.double)
    v = torch.randn(UNITS, generator=dice(), dtype=torch.double)
    for net in (small_rnn(setting, dice()), small_lstm(setting, dice())):
        to_h, to_c, of_U = gradients(net, x, v)
        net.requires_grad_(True)
        steps = net.steps(x, 0)
        loss = v @ steps[-1].h[0]
        wanted = torch.autograd.grad(loss, [step.h for step in steps], retain_graph=True)
        assert torch.allclose(to_h, torch.cat(wanted).norm(dim=-1))
        if to_c is not None:
            wanted = torch.autograd.grad(loss, [step.c for step in steps], retain_graph=True)
            assert torch.allclose(to_c, torch.cat(wanted).norm(dim=-1))
        assert torch.allclose(of_U, torch.autograd.grad(loss, net.weight_hh_l0)[0].norm())


def test_clipping_bounds_the_parameters_gradient_and_nothing_else():
    free, clipped = vanish(Setting(radius=1.4)), vanish(Setting(radius=1.4, clip=0.5))
    assert free.parameters[0] > 0.5 and torch.equal(free.clipped, free.parameters)
    assert clipped.clipped[0] == 0.5 and torch.equal(clipped.parameters, free.parameters)
    assert torch.equal(clipped.rnn, free.rnn)


def test_the_same_setting_gives_the_same_numbers():
    one, two, other = vanish(Setting()), vanish(Setting()), vanish(Setting(seed=1))
    assert torch.equal(one.rnn, two.rnn) and torch.equal(one.lstm, two.lstm)
    assert not torch.equal(one.rnn, other.rnn)


def test_nothing_arrives_where_nothing_is_active():
    found = vanish(Setting(activation="relu", inputs=0.0))
    assert torch.isneginf(found.rnn[:-1]).all()


@pytest.mark.parametrize("wrong", [
    {"radius": 0}, {"radius": math.nan}, {"length": 0}, {"length": 10_000}, {"activation": "gelu"}, {"start": "zero"},
    {"inputs": -1}, {"forget": math.inf}, {"clip": -1},
])  # fmt: skip
def test_a_setting_that_makes_no_sense_is_named(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Setting(**wrong)


def test_fill_gives_each_weight_its_value():
    rnn = small_rnn(Setting(), dice())
    fill(rnn, torch.full((UNITS, UNITS), 2.0), torch.full((UNITS, UNITS), 3.0))
    assert (rnn.weight_ih_l0 == 2).all() and (rnn.weight_hh_l0 == 3).all() and not rnn.bias_hh_l0.any()
