"""Where the parameters are."""

import pytest
from torch import nn

from nets.count import parameters
from tests.nets.small import small_net


def test_every_parameter_is_counted_once():
    net = small_net(0, encoder_layers=2, decoder_layers=3)
    counts = parameters(net)
    assert sum(counts.values()) == sum(parameter.numel() for parameter in net.parameters())
    assert counts["decoder", "3", "cross"] == 4 * 16 * 16 + 4 * 16  # W_Q, W_K, W_V, W_O and their biases
    assert counts["encoder", "1", "ffn"] == 2 * 16 * 32 + 16 + 32
    assert counts["encoder", "2", "norm"] == 2 * 2 * 16 and counts["decoder", "2", "norm"] == 3 * 2 * 16
    assert counts["embedding",] == 11 * 16


def test_a_part_nobody_knows():
    with pytest.raises(ValueError, match="weight belongs to no known part"):
        parameters(nn.Linear(2, 2))
