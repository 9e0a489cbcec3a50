"""Self-attention without positions is permutation equivariant, and with them it is not: random nets and ours."""

import pytest
import torch
from torch.testing import assert_close

import pretrained
from nets.decoding import Decoding, decode
from nets.incremental import IncrementalDecoder
from nets.order import encode, order, shuffle
from nets.trace import freeze
from nets.transformer import EncoderDecoder
from text.bpe import EOS

WORDS = [0, 0, 1, 2, 3, 3, 3, 4, -1]
ROUNDING = 1e-4


@pytest.fixture(scope="module")
def net() -> EncoderDecoder:
    torch.manual_seed(3)
    return EncoderDecoder(30, 16, 4, 32, 3, 2).eval().requires_grad_(False)


@pytest.mark.parametrize("throw", range(12))
def test_a_shuffle_keeps_words_whole_and_specials_last(throw):
    tokens = shuffle(WORDS, throw)
    assert sorted(tokens) == list(range(len(WORDS))) and tokens[-1] == len(WORDS) - 1
    for first, second in ((0, 1), (4, 5), (5, 6)):
        assert tokens.index(second) == tokens.index(first) + 1
    assert tokens == shuffle(WORDS, throw)


def test_the_first_throw_is_backwards_and_others_differ():
    assert [WORDS[t] for t in shuffle(WORDS, 0)] == [4, 3, 3, 3, 2, 1, 0, 0, -1]
    assert len({tuple(shuffle(WORDS, throw)) for throw in range(10)}) > 5
    assert shuffle([], 0) == [] and shuffle([-1], 3) == [0] and shuffle([0, -1], 3) == [0, 1]


@pytest.mark.parametrize("throw", range(5))
@pytest.mark.parametrize("positions", [True, False])
def test_only_positions_tell_an_order_from_another(net, positions, throw):
    source = torch.randint(4, 30, (1, 9), generator=torch.Generator().manual_seed(throw))
    tokens = shuffle(WORDS, throw)
    both = [encode(net, ids, positions) for ids in (source, source[:, tokens])]
    trace = order(encode(net, torch.cat([source, source[:, tokens]]), positions), tokens)
    for layer in range(3):
        for head in range(4):
            first, second = (read[1].layers[layer].attn.weights[0, head] for read in both)
            for i in range(9):  # place i of the other order holds token tokens[i] of the sentence
                for j in range(9):
                    apart = abs(float(first[tokens[i], tokens[j]] - second[i, j]))
                    found = float(trace.difference[layer, head, tokens[i], tokens[j]])
                    assert found == pytest.approx(apart, abs=1e-6)
    largest, memory = float(trace.difference.max()), float(trace.memory.max())
    if positions:
        assert largest > 0.01 and memory > 0.01
    else:
        assert largest < ROUNDING and memory < ROUNDING
    assert_close(trace.weights.sum(-1), torch.ones(3, 4, 9))


def test_with_positions_it_is_the_net_as_trained(net):
    source = torch.tensor([[5, 9, 9, 4]])
    wanted, found = net.encode(source), encode(net, source)
    assert torch.equal(found[1].out, wanted[1].out) and torch.equal(found[0].out, wanted[0].out)


def test_leaving_positions_out_never_changes_the_net(net):
    source, before = torch.tensor([[5, 9, 9, 4]]), {name: p.clone() for name, p in net.state_dict().items()}
    table, first = net.positions.clone(), net.encode(source)[1].out
    bare = encode(net, source, positions=False)[1].out
    assert not torch.allclose(bare, first)
    assert torch.equal(net.positions, table) and torch.equal(net.encode(source)[1].out, first)
    assert all(torch.equal(p, before[name]) for name, p in net.state_dict().items())
    # Two tokens that are the same, one place apart: alike without positions, not with them.
    assert_close(bare[0, 1], bare[0, 2])
    assert not torch.allclose(first[0, 1], first[0, 2], atol=1e-3)


@pytest.mark.parametrize("text", ["Tom loves Mary.", "The animal did not cross the street because it was too tired."])
def test_the_shipped_translator_writes_the_same_for_every_order_without_positions(text):
    model = pretrained.load("translate-en-fr")
    pieces = model.tokenizer.pieces(text)
    source = torch.tensor([[*(piece.id for piece in pieces), EOS]])
    said = {True: set(), False: set()}
    with torch.inference_mode():
        for throw in range(4):
            other = source[:, shuffle([*(piece.word for piece in pieces), -1], throw)]
            for positions in said:
                decoder = IncrementalDecoder(model.net, other, encoded=encode(model.net, other, positions))
                tokens = decode(model.net, other, Decoding(max_steps=40), decoder=decoder).tokens
                said[positions].add(tuple(tokens.tolist()))
    assert len(said[False]) == 1
    assert len(said[True]) > 1


def test_a_decoder_may_be_given_what_was_read(net):
    source = torch.tensor([[5, 9, 7, 4]])
    usual = decode(net, source, Decoding(max_steps=9)).tokens
    given = IncrementalDecoder(net, source, encoded=net.encode(source))
    assert torch.equal(decode(net, source, Decoding(max_steps=9), decoder=given).tokens, usual)


def test_quantities_have_axes_and_names(net):
    source = torch.tensor([[5, 9, 7, 4]])
    trace = order(encode(net, torch.cat([source, source.flip(1)])), [3, 2, 1, 0])
    for path, quantity in freeze(trace).items():
        assert quantity.symbol and quantity.text, path
        assert quantity.values.ndim == len(quantity.dims), path
