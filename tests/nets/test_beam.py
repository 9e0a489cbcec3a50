"""Beam search and greedy decoding, of all kinds of nets: against a search of everything; and the tree of the beam."""

import math
from collections import Counter
from functools import partial

import pytest
import torch
from torch.testing import assert_close

from nets import seq2seq_trace
from nets.decoding import Decoding, decode
from nets.transformer import EncoderDecoder, Intervention
from tests.nets.by_definition import every_translation
from tests.nets.small import EOS, SOS, reverser, sentence, small_net
from tests.nets.small_seq2seq import KINDS, small_seq2seq

CLOSE = dict(rtol=1e-5, atol=1e-5)


def the_transformer(seed: int) -> EncoderDecoder:
    return small_net(seed, vocab=5).requires_grad_(False)


NETS = [the_transformer, *(partial(small_seq2seq, *kind, vocab=5) for kind in KINDS)]
every_net = pytest.mark.parametrize("net_of", NETS, ids=["transformer", *map(" ".join, KINDS)])


@every_net
@pytest.mark.parametrize("length_penalty", [0.0, 1.0, -1.0, 2.0])
@pytest.mark.parametrize("prefix", [(), (1, 0)])
def test_a_beam_wide_enough_finds_the_best_of_all_translations(net_of, length_penalty, prefix):
    for seed in range(4):
        net, source = net_of(seed=seed), sentence(seed, 4, vocab=5)
        totals = every_translation(net, source, 4, prefix)
        assert abs(sum(map(math.exp, totals.values())) - 1) < 1e-4, "something always comes"
        scores = {tokens: total / len(tokens) ** length_penalty for tokens, total in totals.items()}
        ranked = sorted(scores, key=scores.get, reverse=True)
        how = Decoding("beam", beams=5**4, length_penalty=length_penalty, max_steps=4)
        trace = decode(net, source, how, prefix=prefix)
        assert tuple(trace.tokens.tolist()) == (*prefix, *ranked[0])
        assert_close(trace.finished.scores[:10], torch.tensor([scores[tokens] for tokens in ranked[:10]]), **CLOSE)
        assert len(trace.finished.scores) == len(scores), "every translation there is has been finished"


@every_net
@pytest.mark.parametrize("prefix", [(), (1, 0)])
def test_greedy_goes_where_most_of_the_probability_goes_on(net_of, prefix):
    """Of all translations that begin as it has begun, it takes the next token that most of them, by weight, have."""
    for seed in range(6):
        net, source = net_of(seed=seed), sentence(seed, 4, vocab=5)
        totals, chosen = every_translation(net, source, 4, prefix), ()
        while len(chosen) < 4 and chosen[-1:] != (EOS,):
            mass = Counter()
            for tokens, total in totals.items():
                if tokens[: len(chosen)] == chosen:
                    mass[tokens[: len(chosen) + 1]] += math.exp(total)
            chosen = mass.most_common(1)[0][0]
        greedy = decode(net, source, Decoding(max_steps=4), prefix=prefix)
        assert tuple(greedy.tokens.tolist()) == (*prefix, *chosen)
        assert_close(float(greedy.log_probs[len(prefix) :].sum()), totals[chosen], **CLOSE)


@every_net
def test_the_best_of_all_is_not_what_greedy_finds(net_of):
    """Or else the tests above could not tell the two apart."""
    found = [
        [decode(net_of(seed=seed), sentence(seed, 4, vocab=5), how).tokens.tolist() for seed in range(12)]
        for how in (Decoding(max_steps=4), Decoding("beam", beams=5**4, length_penalty=0.0, max_steps=4))
    ]
    assert found[0] != found[1]


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


TOUCHED = [
    (reverser, Intervention()),
    (reverser, Intervention(look_ahead=False)),
    (partial(small_seq2seq, "general"), None),
    (partial(small_seq2seq, "additive", "lstm"), seq2seq_trace.Intervention(rows=((1, (0, 0, 1, 0, 0, 0)),))),
]


@pytest.mark.parametrize(("net_of", "touch"), TOUCHED, ids=["transformer", "no mask", "general", "a row drawn"])
@pytest.mark.parametrize("prefix", [(), (8, 9)])
def test_the_tree(net_of, touch, prefix):
    """Follow every branch down to the root: its tokens have the score it says, and each finished one hangs on it."""
    net, source = net_of(), sentence(4, 6)
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
            t = net.trace(source, torch.tensor([[SOS, *prefix, *tokens[:n]]]), *([touch] if touch else []))
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
