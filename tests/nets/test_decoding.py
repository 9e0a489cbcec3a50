"""Greedy decoding, forced prefixes, the key/value cache, drafts, and what a search trace says."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.testing import assert_close

from nets.decoding import Decoding, decode
from nets.incremental import IncrementalDecoder
from nets.layout import for_reading
from nets.transformer import AS_TRAINED, Intervention
from tests.nets.by_definition import assert_alike, greedily
from tests.nets.small import EOS, PAD, SOS, VOCAB, reverser, sentence, small_net

CLOSE = dict(rtol=1e-5, atol=1e-5)
GREEDY = Decoding(max_steps=15)
LEAKY = Intervention(look_ahead=False)
ids = st.lists(st.integers(4, VOCAB - 1), max_size=6)


@pytest.mark.parametrize("touch", [Intervention(), Intervention(0.5, frozenset([("cross", 1, 0)])), LEAKY])
@pytest.mark.parametrize("prefix", [(), (9,), (4, 7, 5)])
def test_the_cache_changes_nothing(touch, prefix):
    for net in (reverser(), small_net(5), small_net(6)):
        for seed in range(4):
            source = sentence(seed, 3 + seed)
            with torch.inference_mode(seed % 2 == 0):  # as in the app, and as a page about gradients would
                trace = decode(net, source, GREEDY, touch, prefix)
            assert trace.tokens.tolist() == greedily(net, source, touch, prefix, 15)


@given(ids, st.lists(st.integers(1, 4), min_size=1, max_size=4), st.booleans(), st.booleans())
@settings(max_examples=40, deadline=None)
def test_reading_in_pieces_gives_the_logits_of_reading_at_once(source, pieces, padded, look_ahead):
    """However the target is cut into pieces, padded source or not; without the mask, the latest piece sees it all."""
    net, touch = reverser(), Intervention(look_ahead=look_ahead)
    source = torch.tensor([[*source, EOS, *[PAD] * (3 * padded)]])
    target = torch.cat((torch.tensor([[SOS]]), sentence(1, sum(pieces) + 1)), dim=1)[:, : sum(pieces)]
    decoder, read = IncrementalDecoder(net, source, touch), 0
    for piece in pieces:
        logits = decoder(target[:, : read + piece])
        whole = net.trace(source, target[:, : read + piece], touch).logits
        assert_close(logits, whole[:, read:], **CLOSE)
        read += piece


def test_rewinding_and_reordering_the_cache():
    net, source = reverser(), sentence(0, 6)
    decoder = IncrementalDecoder(net, source)
    decoder(torch.tensor([[SOS, 4, 5, 6, 7]]))
    decoder.rewind(3)
    decoder.select(torch.tensor([0, 0, 0]))
    three = torch.tensor([[SOS, 4, 5, 8], [SOS, 4, 5, 9], [SOS, 4, 5, 10]])
    decoder(three)
    decoder.select(torch.tensor([2, 0, 2]))
    target = torch.cat((three[[2, 0, 2]], torch.tensor([[4], [5], [6]])), dim=1)
    logits = decoder(target)
    for row in range(3):
        assert_close(logits[row, -1], net.trace(source, target[row : row + 1]).logits[0, -1], **CLOSE)


@given(ids, st.lists(st.integers(1, 4), min_size=1, max_size=5), st.integers(1, 9), st.booleans(), st.booleans())
@settings(max_examples=60, deadline=None)
def test_what_the_pieces_recorded_is_what_one_pass_records(source, pieces, length, padded, touched):
    """However the target was read, gone back and read on; padded source or not, with heads and temperature touched."""
    ablated = frozenset({("decoder", 0, 0), ("cross", 1, 1), ("encoder", 1, 0)})
    net, touch = reverser(), Intervention(2.0, ablated) if touched else AS_TRAINED
    source = torch.tensor([[*source, EOS, *[PAD] * (3 * padded)]])
    target = torch.cat((torch.tensor([[SOS]]), sentence(1, 20)), dim=1)
    decoder = IncrementalDecoder(net, source, touch)
    for piece in pieces:
        decoder(target[:, : decoder.read + piece])
        decoder.rewind(decoder.read - piece // 2)
    assert_alike(decoder.trace(target[:, :length]), net.trace(source, target[:, :length], touch))


@pytest.mark.parametrize("how", [Decoding("beam", beams=3, max_steps=6), Decoding("sample", max_steps=6)])
@pytest.mark.parametrize("look_ahead", [True, False])
def test_every_search_can_be_asked_for_its_trace(how, look_ahead):
    net, source, touch = reverser(), sentence(4, 6), Intervention(look_ahead=look_ahead)
    decoder = IncrementalDecoder(net, source, touch)
    tokens = decode(net, source, how, touch, decoder=decoder).tokens
    target = torch.tensor([[SOS, *tokens[:-1]]])
    assert_close(decoder.trace(target).out, net.trace(source, target, touch).out, **CLOSE)


def test_weights_for_reading_are_the_same_weights():
    plain, columns = small_net(7), for_reading(small_net(7))
    assert not columns.embedding.weight.is_contiguous()
    for ours, theirs in zip(columns.parameters(), plain.parameters(), strict=True):
        assert torch.equal(ours, theirs)
    source, target = sentence(0, 5), sentence(1, 4)
    assert_close(columns.trace(source, target).out, plain.trace(source, target).out, **CLOSE)


def test_log_probs_are_those_of_teacher_forcing():
    """What the net thinks of a translation is the same whether it writes it or is shown it."""
    for how in (GREEDY, Decoding("beam", max_steps=15), Decoding("sample", temperature=2.0, max_steps=15)):
        trace = decode(reverser(), sentence(3, 6), how, prefix=[6, 8])
        assert trace.tokens.tolist()[:2] == [6, 8]
        read = torch.cat((torch.tensor([SOS]), trace.tokens[:-1]))[None]
        p = reverser().trace(sentence(3, 6), read).out[0]
        assert_close(trace.log_probs, p.gather(1, trace.tokens[:, None])[:, 0].log(), **CLOSE)
        if how is GREEDY:
            assert torch.equal(p[2:].argmax(-1), trace.tokens[2:])


def test_the_small_net_is_worth_decoding():
    """The tests below prove nothing on a net that always writes the same."""
    outputs = {tuple(decode(reverser(), sentence(s, 3 + s % 5), GREEDY).tokens.tolist()) for s in range(30)}
    assert len(outputs) > 20
    assert sum(output[-1] == EOS for output in outputs) > 20
    assert len({len(output) for output in outputs}) > 4


# Drafts: a guess is verified in one pass, and changes nothing but the time.


@given(st.integers(0, 50), ids, st.integers(0, 12), ids, st.integers(1, 12), st.booleans())
@settings(max_examples=150, deadline=None)
def test_no_draft_changes_the_result(seed, prefix, right, wrong, steps, look_ahead):
    """Any draft: the first ``right`` tokens of the true answer, then anything. Too long and with <eos> inside, too."""
    net, source, how = reverser(), sentence(seed, 5), Decoding(max_steps=steps)
    touch = Intervention(look_ahead=look_ahead)
    plain = decode(net, source, how, touch, prefix)
    drafts = [*plain.tokens.tolist()[:right], *wrong], [*plain.tokens.tolist(), *wrong], wrong, [EOS, *wrong]
    for given_drafts in (*([draft] for draft in drafts), drafts, drafts[::-1]):
        drafted = decode(net, source, how, touch, prefix, given_drafts)
        assert drafted.tokens.tolist() == plain.tokens.tolist()
        assert_close(drafted.log_probs, plain.log_probs, **CLOSE)


@pytest.mark.parametrize("prefix", [(), (9,)])
@pytest.mark.parametrize("right", [0, 1, 3, 7])
def test_a_draft_saves_a_pass_for_each_right_token(monkeypatch, prefix, right):
    passes = []
    read = IncrementalDecoder.__call__
    monkeypatch.setattr(IncrementalDecoder, "__call__", lambda self, target: passes.append(1) or read(self, target))
    for source in map(sentence, range(99), [7] * 99):
        tokens = decode(reverser(), source, GREEDY, prefix=prefix).tokens.tolist()
        free = len(tokens) - len(prefix)
        if 5 <= free <= 9 and tokens[-1] == EOS:
            break
    assert 5 <= free <= 9
    passes.clear()
    decode(reverser(), source, GREEDY, prefix=prefix, drafts=[[*tokens[: len(prefix) + right], 1, 1]])
    assert len(passes) <= free - min(right, free - 1)  # <eos> is never drafted: it comes free with the token before it


@pytest.mark.parametrize(("edit", "most"), [("more", 2), ("less", 3), ("same", 1)])
def test_a_draft_goes_on_behind_a_word_that_came_or_went(monkeypatch, edit, most):
    answers = (decode(reverser(), sentence(seed, 6), GREEDY).tokens.tolist() for seed in range(99))
    seed, tokens = next((s, t) for s, t in enumerate(answers) if len(t) == len({*t}) >= 5 and t[-1] == EOS)
    draft = {"more": [*tokens[:2], 1, *tokens[2:]], "less": tokens[:2] + tokens[3:], "same": tokens}[edit]
    passes = []
    read = IncrementalDecoder.__call__
    monkeypatch.setattr(IncrementalDecoder, "__call__", lambda self, target: passes.append(1) or read(self, target))
    assert decode(reverser(), sentence(seed, 6), GREEDY, drafts=[draft]).tokens.tolist() == tokens
    assert len(passes) <= most


def test_an_older_draft_helps_where_the_last_one_strays(monkeypatch):
    answers = (decode(reverser(), sentence(seed, 6), GREEDY).tokens.tolist() for seed in range(99))
    seed, tokens = next((s, t) for s, t in enumerate(answers) if len(t) == len({*t}) >= 5 and t[-1] == EOS)
    passes = []
    read = IncrementalDecoder.__call__
    monkeypatch.setattr(IncrementalDecoder, "__call__", lambda self, target: passes.append(1) or read(self, target))
    for drafts, most in (([tokens[:2]], len(tokens)), ([tokens[:2], tokens], 2)):
        passes.clear()
        assert decode(reverser(), sentence(seed, 6), GREEDY, drafts=drafts).tokens.tolist() == tokens
        assert len(passes) <= most
    assert len(passes) == 2


def test_drafts_do_not_touch_beam_and_sampling():
    for strategy in ("beam", "sample"):
        how = Decoding(strategy, max_steps=8)
        with_draft = decode(reverser(), sentence(0, 5), how, drafts=[[9, 9, 9]])
        assert torch.equal(with_draft.tokens, decode(reverser(), sentence(0, 5), how).tokens)


# Limits and bad values.


@pytest.mark.parametrize("strategy", ["greedy", "beam", "sample"])
def test_a_translation_ends(strategy):
    """At max_steps after the prefix, or where the positions of the net are used up."""
    net = small_net(1, max_length=9, vocab=30)
    with torch.no_grad():
        net.embedding.weight[EOS] = 0  # never the best
    for steps, prefix, expected in ((1, (), 1), (4, (), 4), (4, (5, 6), 6), (60, (), 9), (60, (5,) * 8, 9)):
        trace = decode(net, sentence(0, 5), Decoding(strategy, max_steps=steps, top_k=5), prefix=prefix)
        assert len(trace.tokens) == len(trace.log_probs) == expected or EOS in trace.tokens.tolist()
        assert len(trace.tokens) <= expected
        assert trace.tokens[: len(prefix)].tolist() == list(prefix)
    with pytest.raises(ValueError, match="after 9 forced tokens this net, with 9 positions, has none left"):
        decode(net, sentence(0, 5), Decoding(strategy), prefix=[5] * 9)


def test_decoding_may_start_and_stop_at_other_tokens():
    trace = decode(reverser(), sentence(2, 5), GREEDY, sos=4, eos=-1)
    assert len(trace.tokens) == 15
    assert trace.tokens[0] == reverser().trace(sentence(2, 5), torch.tensor([[4]])).logits[0, -1].argmax()


BAD = dict(
    strategy="best", beams=0, length_penalty=math.nan, temperature=0.0, top_k=-1, top_p=0.0, seed=-1, max_steps=0
)
BAD_TOO = dict(strategy="", beams=-3, length_penalty=11, temperature=math.nan, top_p=1.1, seed=2**63, max_steps=-1)


@pytest.mark.parametrize("name, value", [*BAD.items(), *BAD_TOO.items()])
def test_values_that_make_no_sense(name, value):
    with pytest.raises(ValueError, match=f"^{name} must be .*, not {value!r}"):
        Decoding(**{name: value})


@pytest.mark.parametrize("source", [torch.tensor([4, 5]), torch.tensor([[4, 5], [6, 7]])])
def test_one_source_at_a_time(source):
    with pytest.raises(ValueError, match="one source of shape"):
        decode(reverser(), source)


def test_an_end_inside_the_prefix():
    with pytest.raises(ValueError, match="nothing can follow <eos>"):
        decode(reverser(), sentence(0, 4), prefix=[5, EOS])
