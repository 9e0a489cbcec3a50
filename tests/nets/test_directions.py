"""What each direction says: the parts add up, and either knows only its own side."""

import pytest
import torch
from torch.testing import assert_close

from nets.directions import directions
from nets.tasks import Tagger
from nets.trace import freeze

WORDS = [[3, 1, 4, 1, 5, 2]]


def tagger(cell: str, layers: int) -> Tagger:
    torch.manual_seed(3)
    return Tagger(cell, 9, 7, d_word=4, d_letter=3, letter_units=2, units=5, tags=4, layers=layers).eval()


def parts(net: Tagger, words: list[list[int]]):
    ids = torch.tensor(words)
    with torch.no_grad():
        trace = net.trace(ids, ids[..., None].expand(-1, -1, 2) % 6 + 1)
        return trace, directions(net.answer, trace.rnn.out[0])


@pytest.mark.parametrize("cell", ["rnn", "lstm", "gru"])
@pytest.mark.parametrize("layers", [1, 2])
def test_both_directions_and_the_bias_add_up_to_the_scores(cell, layers):
    net = tagger(cell, layers)
    trace, said = parts(net, WORDS)
    assert_close(said.forward + said.backward + said.bias, trace.logits[0], rtol=1e-4, atol=1e-5)
    assert_close(said.forward, trace.rnn.layers[-1].h[0] @ net.answer.weight[:, :5].detach().T, rtol=1e-4, atol=1e-5)
    assert_close(said.backward, trace.rnn.backward[-1].h[0] @ net.answer.weight[:, 5:].detach().T, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("cell", ["rnn", "lstm", "gru"])
def test_the_left_knows_nothing_of_what_follows_and_the_right_nothing_of_what_was(cell):
    net = tagger(cell, layers=1)
    _, before = parts(net, WORDS)
    _, later = parts(net, [[*WORDS[0][:3], 7, 6, 8]])
    _, earlier = parts(net, [[7, 6, 8, *WORDS[0][3:]]])
    assert_close(before.forward[:3], later.forward[:3])
    assert not torch.allclose(before.backward[:3], later.backward[:3], atol=1e-3)
    assert_close(before.backward[3:], earlier.backward[3:])
    assert not torch.allclose(before.forward[3:], earlier.forward[3:], atol=1e-3)


def test_the_same_number_for_all_tags_changes_no_share():
    net = tagger("gru", layers=1)
    trace, said = parts(net, WORDS)
    assert_close((said.forward + said.backward + said.bias + 7.0).softmax(-1), trace.out[0], rtol=1e-4, atol=1e-6)


def test_every_part_can_leave_the_net():
    _, said = parts(tagger("rnn", layers=1), WORDS)
    assert {path: q.dims for path, q in freeze(said).items()} == {
        "forward": ("time", "vocab"), "backward": ("time", "vocab"), "bias": ("vocab",),
    }  # fmt: skip
