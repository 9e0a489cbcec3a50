"""Many sentences at once give what ``nets.decoding`` gives one by one."""

import pytest
import torch

from nets.decoding import Decoding, decode
from nets.seq2seq_trace import Intervention
from nets.transformer import EncoderDecoder
from tests.nets.small_seq2seq import ALL, ATTENTIONS, small_seq2seq
from text.bpe import EOS
from training import beam


@pytest.fixture(scope="module")
def net():
    """Untrained, tied embeddings write the last token again and again; with a random γ in the last norm they wander."""
    torch.manual_seed(12)
    net = EncoderDecoder(vocab=16, d_model=32, heads=4, d_ff=64, encoder_layers=2, decoder_layers=2)
    torch.nn.init.normal_(net.decoder.norm.weight)
    return net.eval()


@pytest.fixture(scope="module")
def sources():
    torch.manual_seed(5)
    return [torch.randint(4, 16, (length,)).tolist() for length in (3, 0, 9, 1, 5, 5, 12, 2, 7, 20, 4, 6)]


@pytest.mark.parametrize("beams", [1, 2, 4, 7])
@pytest.mark.parametrize("length_penalty", [0.0, 1.0])
def test_batched_search_equals_one_by_one(net, sources, beams, length_penalty):
    together = beam.translate(net, sources, beams, length_penalty, together=5)
    how = Decoding("beam", beams, length_penalty)
    with torch.inference_mode():
        alone = [decode(net, torch.tensor([[*ids, EOS]]), how).tokens.tolist() for ids in sources]
    assert together == alone
    assert len({len(ids) for ids in alone}) > 2, "they end at several lengths"


@pytest.mark.parametrize("attention", ATTENTIONS)
def test_batched_search_of_recurrent_nets_too(attention, sources):
    """Several nets, since some of them write one thing for ever."""
    how, lengths = Decoding("beam", 3, max_steps=12), set()
    touch = Intervention(score="additive") if attention == ALL else None
    for cell, seed in (("gru", 5), ("gru", 7), ("gru", 12), ("lstm", 10)):
        net = small_seq2seq(attention, cell, seed, vocab=16)
        together = beam.translate(net, sources[:6], 3, together=4, steps=12, touch=touch)
        with torch.inference_mode():
            alone = [decode(net, torch.tensor([[*ids, EOS]]), how, touch).tokens.tolist() for ids in sources[:6]]
        assert together == alone
        lengths |= {len(ids) for ids in alone}
    assert len(lengths) > 2, "they end at several lengths"


def test_the_score_function_matters(sources):
    net = small_seq2seq(ALL, vocab=16)
    found = [beam.translate(net, sources, 2, touch=Intervention(score=name)) for name in ("dot", "location")]
    assert found[0] != found[1] and found[0] == beam.translate(net, sources, 2)


def test_longer_translations_when_asked_for(net, sources):
    lengths = [max(map(len, beam.translate(net, sources, 1, steps=steps))) for steps in (3, 7)]
    assert lengths == [3, 7]


def test_one_beam_is_greedy(net, sources):
    with torch.inference_mode():
        greedy = [decode(net, torch.tensor([[*ids, EOS]])).tokens.tolist() for ids in sources]
    assert beam.translate(net, sources, beams=1) == greedy


def test_a_translation_ends_where_the_net_has_no_more_positions(sources):
    torch.manual_seed(3)
    net = EncoderDecoder(
        vocab=30, d_model=32, heads=4, d_ff=64, encoder_layers=1, decoder_layers=1, max_length=21
    ).eval()
    assert all(1 <= len(ids) <= 21 for ids in beam.translate(net, sources, beams=2))


def test_progress_counts_every_sentence(net, sources):
    done = []
    beam.translate(net, sources, beams=1, together=5, progress=done.append)
    assert done == [5, 5, 2]
    assert beam.translate(net, [], beams=2) == []
