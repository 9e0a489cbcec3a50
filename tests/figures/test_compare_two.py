"""What the picture of two heads is made of."""

import numpy as np
import torch

from figures.compare.two import Link, Map, two
from figures.tabs import Scene, tabbed
from figures.wire import unpack
from nets.compared import compared
from nets.trace import freeze
from ui.gallery_compare import two_tabs


def maps(rows: int = 2, columns: int = 3) -> list[Map]:
    dice = np.random.default_rng(0)
    names = [f"q{i}" for i in range(rows)], [f"<k{j}>" for j in range(columns)]
    every = np.ones((rows, columns), bool)
    return [Map(dice.dirichlet(np.ones(columns), rows), every, *names, (True, False), k == 1) for k in range(2)]


def test_every_number_travels_as_it_is():
    a, b = maps()
    found = compared(*(torch.tensor(one.weights) for one in (a, b)), torch.ones(2, 3).bool())
    links = Link("words", [0, 1], [0, 1]), Link("places", range(3), [-1, 0, 1])
    header, arrays = two(a, b, *links, freeze(found), why="", by="words")
    header, arrays = unpack(tabbed(Scene("<b>", {}, "two", header, arrays, {})))
    assert np.allclose(arrays["a.weights"], a.weights) and np.allclose(arrays["b.weights"], b.weights)
    assert arrays["a.seen"].dtype == np.uint8 and arrays["a.seen"].all()
    assert np.allclose(arrays["compared.difference"], a.weights - b.weights)
    assert np.allclose(arrays["compared.divergence"].sum(), arrays["compared.total"])
    assert header["compared"] and header["most"] == float(np.log(2)) and header["by"] == "words"
    assert header["a"] == dict(rows=["q0", "q1"], columns=["<k0>", "<k1>", "<k2>"], written=[True, False], rest=False)
    assert header["links"]["columns"] == dict(by="places", a=[0, 1, 2], b=[-1, 0, 1])


def test_what_cannot_be_compared_brings_both_maps_alone():
    header, arrays = two(*maps(), Link("places", [0, 1], [0, 1]), Link("places", [0], [0]), None, why="sentences")
    assert not header["compared"] and set(arrays) == {"a.weights", "a.seen", "b.weights", "b.seen"}


def test_the_gallery_has_each_kind():
    found = {name: (header["by"], header["why"], header["compared"]) for name, (header, _) in two_tabs().items()}
    assert found == {
        "tokens": ("tokens", "", True), "words": ("words", "", True), "places": ("tokens", "sentences", False)
    }  # fmt: skip
    _, arrays = two_tabs()["words"]
    for name in ("a.weights", "b.weights"):
        assert np.allclose(arrays[name].sum(-1), 1)
