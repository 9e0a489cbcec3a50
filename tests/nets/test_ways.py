"""The way from any attention to what the net says ends where the net itself does."""

import pytest
import torch

from tests.nets.small_ways import NAMES, close, log_p, way_of


@pytest.fixture(scope="module", params=NAMES)
def way(request):
    return way_of(request.param)


def test_every_layer_leads_to_what_the_net_says(way):
    assert close(log_p(way, way), way.base) and (way.base < 0).all()
    for layer, trace in enumerate(way.traces):
        assert close(way.rest(layer, getattr(trace, way.name).out), trace.out)
        assert close(way.project(layer, way.traced(layer).context), way.traced(layer).out)
        assert close(way.step(layer, way.entered(layer)), trace.out)
        assert close(way.onward(layer, trace.out)[0], way.base)
    assert close(way.anew(way.inputs)[0], way.base)


def test_one_place_is_a_part_of_all(way):
    for layer, trace in enumerate(way.traces):
        written = getattr(trace, way.name).out
        assert close(way.rest(layer, written[:, 2:3], 2), trace.out[:, 2:3])
        assert close(way.onward(layer, trace.out, 2)[0], way.base[2:3])
    assert close(way.anew(way.inputs, place=1)[0], way.base[1:2])


def test_what_may_be_seen_has_weight(way):
    assert torch.equal(way.visible, (way.traced(0).weights[0] > 0).any(0))


def test_what_is_hidden_has_none(way):
    hidden = torch.zeros(2, 1, 1, way.inputs.shape[1], dtype=torch.bool)
    hidden[1, ..., 1] = True
    said = way.anew(way.inputs.expand(2, -1, -1), hidden)
    assert close(said[0], way.base) and not close(said[1], way.base)
