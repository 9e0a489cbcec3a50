"""What the picture of memory holds: the frozen norms, bags that are equal to the last bit, and the curves."""

from dataclasses import replace

import numpy as np
import pytest

from figures.memory import counts, memory
from figures.wire import unpack
from ui.gallery_states import IDS, TOKENS, memory_scene


def test_every_quantity_arrives_as_it_is():
    scene = memory_scene(IDS)
    header, arrays = unpack(memory(scene))
    for net in scene.nets:
        assert np.array_equal(arrays[f"{net.cell}.x"], net.horizon["x"].values)
        assert np.array_equal(arrays[f"{net.cell}.loss.h"], net.loss["h"].values)
        assert (f"{net.cell}.loss.c" in arrays) == ("c" in net.loss) == (net.cell == "lstm")
        assert np.allclose(arrays[f"{net.cell}.recall"], net.recall)
    for name, quantity in scene.vanishing.items():
        assert np.allclose(arrays[f"vanishing.{name}"], quantity.values)
    assert header["end"] == len(TOKENS) - 1 and header["tokens"] == TOKENS


def test_the_bag_of_a_reversed_sentence_is_the_same_and_its_state_is_not():
    header, arrays = unpack(memory(memory_scene(IDS)))
    assert header["bags"][0] == header["bags"][1]
    for net in header["nets"]:
        means, states = arrays[f"{net['cell']}.bag.mean"], arrays[f"{net['cell']}.bag.state"]
        assert np.array_equal(means[0], means[1]) and net["apart"][0] == 0
        assert net["apart"][1] > 0.01
        assert net["apart"][1] == pytest.approx(np.linalg.norm(states[0] - states[1]), rel=1e-5)


def test_nothing_typed_gives_a_picture_too():
    header, arrays = unpack(memory(memory_scene([])))
    assert header["tokens"] == [] and "rnn.x" not in arrays and header["bags"] == [[], []]
    assert not arrays["rnn.bag.mean"].any()


def test_recall_that_was_not_measured_is_empty():
    scene = memory_scene(IDS)
    nets = [replace(net, recall=[]) for net in scene.nets]
    header, arrays = unpack(memory(replace(scene, nets=nets, distances=[])))
    assert header["distances"] == [] and arrays["gru.recall"].size == 0


def test_counts_are_the_bag():
    assert counts([]) == []
    assert counts(list("banana")) == [("a", 3), ("b", 1), ("n", 2)]
