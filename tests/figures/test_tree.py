"""The beam's tree: which survivors lead to the translation, and where what ended hangs."""

import numpy as np
import pytest

from figures.tree import best_path, tree
from nets.decoding import Decoding, decode
from nets.trace import freeze
from tests.nets.small import EOS, VOCAB, reverser, sentence

WORDS = [f"t{i}" for i in range(VOCAB)]


def searched(prefix: list[int], beams: int = 3):
    return freeze(decode(reverser(), sentence(4, 6), Decoding("beam", beams=beams, max_steps=9), prefix=prefix))


def way(arrays: dict[str, np.ndarray], at: int) -> list[int]:
    """The tokens from the first step to a survivor."""
    beams, found = arrays["tree_parent"].shape[1], []
    while at >= 0:
        found.insert(0, int(arrays["tree_token"].flatten()[at]))
        parent = int(arrays["tree_parent"].flatten()[at])
        at = (at // beams - 1) * beams + parent if parent >= 0 else -1
    return found


@pytest.mark.parametrize("prefix", [[], [9], [5, 6]])
@pytest.mark.parametrize("beams", [1, 3])
def test_what_ended_hangs_on_the_survivor_that_it_continues(prefix, beams):
    search = searched(prefix, beams)
    header, arrays = tree(search, WORDS)
    assert len(header["ended"]) == len(arrays["ended_score"]) == len(arrays["ended_log_prob"]) >= 1
    assert (np.diff(arrays["ended_score"]) <= 0).all(), "the best comes first"
    for ended, total in zip(header["ended"], arrays["ended_log_prob"], strict=True):
        assert way(arrays, ended["at"]) == ended["ids"][:-1]
        assert ended["tokens"] == [WORDS[i] for i in ended["ids"]]
        assert ended["ids"][-1] == EOS or len(ended["ids"]) == 9
        before = arrays["tree_score"].flatten()[ended["at"]] if ended["at"] >= 0 else 0
        assert total <= before + 1e-6
    assert header["ended"][0]["ids"] == search["tokens"].values.tolist()[len(prefix) :]


@pytest.mark.parametrize("prefix", [[], [5, 6]])
def test_the_way_to_the_translation_begins_after_the_prefix(prefix):
    search = searched(prefix)
    header, _ = tree(search, WORDS)
    written = search["tokens"].values.tolist()[len(prefix) : -1]
    assert written and [header["tree"][k] for k in header["best"]] == [WORDS[i] for i in written]


def test_the_best_path_ends_where_the_beam_dropped_it():
    tokens, parents = np.array([[5, 6], [7, 8], [9, 9]]), np.array([[-1, -1], [1, 0], [0, 1]])
    assert best_path(tokens, parents, [5, 8, 9], 2) == [0, 3, 5]
    assert best_path(tokens, parents, [6, 7, 9], 2) == [1, 2, 4]
    assert best_path(tokens, parents, [5, 7], 2) == [0], "7 grew out of 6"
    assert best_path(tokens, parents, [4], 2) == []
