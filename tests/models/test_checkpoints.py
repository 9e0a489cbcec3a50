"""Checkpoints as sources: what they say and what matters to them, in the same form as our own nets."""

import gc
import os
import weakref

import pytest
import torch

from models.checkpoints import KEPT, leaving, loaded, source
from models.outputs import matters, said
from nets.importance import by_ablation, by_gradient
from nets.transformer import AS_TRAINED
from tests.foreign.small import write

TEXT = "The animal is tired."


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    folder, found = tmp_path_factory.mktemp("checkpoints"), {}

    def find(family: str):
        if family not in found:
            found[family] = source(write(family, folder), untrained=False, seed=0)
        return found[family]

    return find


@pytest.mark.parametrize("family", ["gpt2", "llama", "bert", "t5", "marian"])
def test_what_a_checkpoint_says_with_heads_on_and_off(opened, family):
    model = opened(family)
    target = model.write(TEXT)
    whole = said(model, TEXT, target)
    assert whole.chances.shape == whole.ids.shape == (len(whole.tokens), 5)
    assert all(len(names) == 5 and all(names) for names in whole.likely)
    torch.testing.assert_close(torch.tensor(whole.loss), model.loss(TEXT, target)(AS_TRAINED), check_dtype=False)
    if whole.tokens:
        found = matters(model, TEXT, target)
        side = next(iter(model.shapes))
        off = said(model, TEXT, target, off={(side, 1, 2)})
        assert off.losses.tolist() != whole.losses.tolist()
        assert found["ablation"][side][1, 2].item() == pytest.approx(off.loss - whole.loss, abs=1e-5)
    assert (whole.written is None) == (family in ("gpt2", "llama", "bert"))


@pytest.mark.parametrize("family", ["bert", "gpt2", "bart"])
def test_importance_is_measured_of_a_checkpoint(opened, family):
    model = opened(family)
    loss = model.loss(TEXT, "i am a student" if family == "bart" else None)
    gradient, ablation = by_gradient(loss, model.shapes), by_ablation(loss, model.shapes)
    assert {side: tuple(values.shape) for side, values in ablation.items()} == model.shapes
    assert all(values.max() > 0 for values in gradient.values())


def test_a_net_that_writes_no_words_is_asked_nothing(opened):
    for family in ("spanbert", "electra", "xlnet"):
        assert opened(family).loss is None and opened(family).question is None


def test_an_untrained_net_leaves_the_random_numbers_alone(opened, tmp_path):
    folder = write("gpt2", tmp_path)
    torch.manual_seed(5)
    expected = torch.rand(2)
    torch.manual_seed(5)
    drawn = source(folder, untrained=True, seed=1)
    assert torch.equal(torch.rand(2), expected)
    assert drawn.loss(TEXT, None)(AS_TRAINED) != opened("gpt2").loss(TEXT, None)(AS_TRAINED)


def test_no_more_than_two_are_in_memory(tmp_path):
    folders = [write(family, tmp_path) for family in ("bert", "gpt2", "bart")]
    nets, held = [], []
    let_go = held.clear
    leaving.add(let_go)
    for folder in folders:
        held.append(loaded(folder))
        nets.append(weakref.ref(held[-1].net))
        assert loaded(folder).net is nets[-1]()
    source(folders[2], untrained=True)
    leaving.remove(let_go)
    gc.collect()
    assert sum(net() is not None for net in nets) <= KEPT - 1
    assert nets[2]() is not None, "its untrained twin is of use beside it"


def test_a_folder_that_was_written_anew_is_read_anew(tmp_path):
    folder = write("bert", tmp_path)
    before = loaded(folder)
    assert loaded(folder) is before
    os.utime(folder / "model.safetensors", (1, 1))
    assert loaded(folder) is not before
