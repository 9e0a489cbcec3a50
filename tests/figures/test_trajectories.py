"""What the picture of trajectories holds: every net's path, and the labels as they were typed."""

import numpy as np

from figures.trajectories import trajectories
from figures.wire import unpack
from nets.basis import path
from ui.gallery_states import IDS, POINTS, TOKENS, trajectories_scene


def test_each_net_and_sentence_arrives_in_full():
    scene = trajectories_scene([IDS, [2, 1]])
    header, arrays = unpack(trajectories(scene))
    assert [net["cell"] for net in header["nets"]] == ["rnn", "lstm", "gru"]
    assert header["tokens"] == [TOKENS, [TOKENS[2], TOKENS[1]]]
    for net in scene.nets:
        assert np.allclose(arrays[f"{net.cell}.cloud"], net.cloud)
        for k, walk in enumerate(net.walks):
            assert np.allclose(arrays[f"{net.cell}.{k}.points"], walk.points)
            assert np.array_equal(arrays[f"{net.cell}.{k}.out"], walk.out)
            assert len(walk.points) == len(walk.out) + 1 == len(header["tokens"][k]) + 1
    assert len(header["sample"]) == POINTS and "<script>" in header["sample"][0]


def test_nothing_typed_is_the_beginning_alone():
    header, arrays = unpack(trajectories(trajectories_scene([[]])))
    assert header["tokens"] == [[]] and header["text"] == "" == header["text2"]
    assert arrays["gru.0.points"].shape == (1, 3) and arrays["gru.0.out"].shape == (0, 2)


def test_the_path_begins_at_zero_and_is_measured_along_the_components():
    dice = np.random.default_rng(0)
    h, mean, components = dice.normal(size=(4, 5)), dice.normal(size=5), dice.normal(size=(3, 5))
    found = path(h, mean, components)
    assert np.allclose(found[0], -components @ mean)
    assert np.allclose(found[2], components @ (h[1] - mean))
    assert path(h[:0], mean, components).shape == (1, 3)
