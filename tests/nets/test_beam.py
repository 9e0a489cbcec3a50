"""Beam search: against a search of everything, and its tree."""

import math
from itertools import product

import pytest
import torch
from torch.testing import assert_close

from nets.decoding import Decoding, decode
from nets.transformer import Intervention
from tests.nets.small import EOS, SOS, reverser, sentence, small_net

CLOSE = dict(rtol=1e-5, atol=1e-5)


def every_translation(net, source, steps: int, prefix=()) -> dict[tuple, float]:
    """Each translation of at most ``steps`` tokens with its log-probability, by trying them all."""
    vocab = net.embedding.num_embeddings
    others = [token for token in range(vocab) if token != EOS]
    result = {}
    for n in range(1, steps + 1):
        last = range(vocab) if n == steps else [EOS]
        free = torch.tensor([[*body, end] for body in product(others, repeat=n - 1) for end in last])
        start = torch.tensor([[SOS, *prefix]]).expand(len(free), -1)
        read = torch.cat((start, free), dim=1)
        t = net.trace(source.expand(len(free), -1), read[:, :-1])
        p = t.logits.log_softmax(-1)[:, len(prefix) :].gather(2, free[:, :, None])[..., 0].sum(1)
        result |= dict(zip(map(tuple, free.tolist()), p.tolist(), strict=True))
    return result


@pytest.mark.parametrize("length_penalty", [0.0, 1.0, -1.0, 2.0])
@pytest.mark.parametrize("prefix", [(), (1, 0)])
def test_a_beam_wide_enough_finds_the_best_of_all_translations(length_penalty, prefix):
    for seed in range(4):
        net, source = small_net(seed, vocab=5).requires_grad_(False), sentence(seed, 4, vocab=5)
        totals = every_translation(net, source, 4, prefix)
        assert abs(sum(map(math.exp, totals.values())) - 1) < 1e-4, "something always comes"
        scores = {tokens: total / len(tokens) ** length_penalty for tokens, total in totals.items()}
        ranked = sorted(scores, key=scores.get, reverse=True)
        how = Decoding("beam", beams=5**4, length_penalty=length_penalty, max_steps=4)
        trace = decode(net, source, how, prefix=prefix)
        assert tuple(trace.tokens.tolist()) == (*prefix, *ranked[0])
        assert_close(trace.finished.scores[:10], torch.tensor([scores[tokens] for tokens in ranked[:10]]), **CLOSE)
        assert len(trace.finished.scores) == len(scores), "every translation there is has been finished"


def test_a_beam_of_one_is_greedy():
    for seed in range(10):
        source = sentence(seed, 3 + seed % 4)
        greedy = decode(reverser(), source, Decoding(max_steps=12))
        one = decode(reverser(), source, Decoding("beam", beams=1, max_steps=12))
        assert torch.equal(one.tokens, greedy.tokens)


def test_a_wider_beam_finds_what_greedy_misses():
    gains = []
    for seed in range(30):
        source = sentence(seed, 7)
        how = Decoding("beam", beams=8, length_penalty=0.0, max_steps=12)
        wide, narrow = decode(reverser(), source, how), decode(reverser(), source, Decoding(max_steps=12))
        gains.append(float(wide.log_probs.sum() - narrow.log_probs.sum()))
    assert min(gains) > -0.5
    assert sum(gain > 0.01 for gain in gains) >= 3


@pytest.mark.parametrize("touch", [Intervention(), Intervention(look_ahead=False)])
@pytest.mark.parametrize("prefix", [(), (8, 9)])
def test_the_tree(touch, prefix):
    """Follow every branch down to the root: its tokens have the score it says, and each finished one hangs on it."""
    net, source = reverser(), sentence(4, 6)
    trace = decode(net, source, Decoding("beam", beams=3, max_steps=8), touch, prefix)
    tree = trace.beam
    assert (tree.parents[0] == -1).all() and (tree.parents[1:] >= 0).all() and (tree.parents < 3).all()
    assert (tree.scores.diff(dim=1) <= 0).all(), "the best survivor comes first"
    assert (tree.tokens != EOS).all(), "what has ended does not go on"

    def branch(step: int, row: int) -> list[int]:
        tokens = []
        while step >= 0:
            tokens.append(int(tree.tokens[step, row]))
            step, row = step - 1, int(tree.parents[step, row])
        return tokens[::-1]

    def total(tokens: list[int]) -> float:
        """Step by step: without the look-ahead mask, a longer read changes what was said of the beginning."""
        result = 0.0
        for n in range(len(tokens)):
            t = net.trace(source, torch.tensor([[SOS, *prefix, *tokens[:n]]]), touch)
            result += float(t.logits[0, -1].log_softmax(-1)[tokens[n]])
        return result

    for step in range(len(tree.tokens)):
        branches = [branch(step, row) for row in range(3)]
        assert len(set(map(tuple, branches))) == 3, "no branch twice"
        for row in range(3):
            assert_close(float(tree.scores[step, row]), total(branches[row]), **CLOSE)

    finished = trace.finished
    assert (finished.scores.diff() <= 0).all()
    assert trace.tokens.tolist() == finished.tokens[0, : len(trace.tokens)].tolist()
    assert_close(trace.log_probs[len(prefix) :].sum(), finished.log_probs[0], **CLOSE)
    for i in range(len(finished.scores)):
        n = int(finished.lengths[i])
        tokens = finished.tokens[i, : len(prefix) + n].tolist()
        assert tokens[: len(prefix)] == list(prefix)
        assert tokens[-1] == EOS or n == 8
        assert branch(n - 2, int(finished.parents[i])) == tokens[len(prefix) : -1]
        assert_close(float(finished.log_probs[i]), total(tokens[len(prefix) :]), **CLOSE)
        assert_close(float(finished.scores[i]), float(finished.log_probs[i]) / n, **CLOSE)
        assert (finished.tokens[i, len(prefix) + n :] == net.pad).all()


def test_a_vocabulary_smaller_than_the_beam():
    """Places that cannot be filled have no parent and score minus infinity."""
    trace = decode(small_net(0, vocab=5), sentence(0, 4, vocab=5), Decoding("beam", beams=9, max_steps=3))
    first = trace.beam.scores[0].isfinite()
    assert first.tolist() == [True] * 4 + [False] * 5
    assert (trace.beam.scores[1].isfinite()).all()


def test_a_search_of_one_step_has_no_survivors():
    trace = decode(reverser(), sentence(0, 4), Decoding("beam", beams=2, max_steps=1))
    assert trace.beam.tokens.shape == (0, 2)
    assert trace.finished.parents.tolist() == [-1, -1]
    assert len(trace.tokens) == 1
