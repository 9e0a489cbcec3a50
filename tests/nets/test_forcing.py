"""Teacher forcing against running free: each row is greedy decoding from its prefix, each number that of trace."""

import pytest
import torch
from torch.testing import assert_close

from nets.decoding import Decoding, decode
from nets.forcing import forcing
from nets.trace import freeze
from tests.nets.small import EOS, PAD, SOS, sentence
from tests.nets.small_seq2seq import KINDS, small_seq2seq

CLOSE = dict(rtol=1e-4, atol=1e-4)
STEPS = 14
TEACHERS = ([EOS], [9, EOS], [5, 8, 8, 4, 10, EOS], [*range(4, 11), *range(4, 10), EOS])


def losses_of(net, source, read: list[int], tokens: list[int]) -> tuple[torch.Tensor, torch.Tensor]:
    """−log p of each of ``tokens`` when ``read`` (as long) is read before it, and the states: by the whole net anew."""
    trace = net.trace(source, torch.tensor([[SOS, *read[:-1]]]))
    p = trace.logits[0].log_softmax(-1)
    return -p[torch.arange(len(tokens)), tokens], trace.decoder.cell.h[0]


@pytest.mark.parametrize("teacher", TEACHERS, ids=str)
@pytest.mark.parametrize(("attention", "cell"), KINDS)
def test_every_row_is_greedy_decoding_from_its_prefix(attention, cell, teacher):
    for seed in range(3):
        net, source = small_seq2seq(attention, cell, seed), sentence(seed, 5)
        trace = forcing(net, source, teacher, STEPS)
        forced, h = losses_of(net, source, teacher, teacher)
        m = len(teacher)
        assert trace.tokens.shape == (m + 1, int(trace.lengths.max())) == trace.free.shape
        assert_close(trace.losses[:m], forced, **CLOSE)
        assert trace.teacher[:m].tolist() == teacher and trace.losses[m:].isnan().all()
        for k in range(m + 1):
            n = int(trace.lengths[k])
            row = trace.tokens[k, :n].tolist()
            assert row[:k] == teacher[:k] and trace.tokens[k, n:].eq(PAD).all()
            if k < m:
                wanted = decode(net, source, Decoding(max_steps=STEPS - k), prefix=teacher[:k]).tokens.tolist()
            assert row == (wanted if k < m else teacher)
            own, s = losses_of(net, source, row, row)
            assert_close(trace.log_probs[k, :n], -own, **CLOSE)
            both = min(n, m)
            beside, s = losses_of(net, source, row[:both], teacher[:both])
            assert_close(trace.free[k, :both], beside, **CLOSE)
            assert_close(trace.distance[k, :both], (s - h[:both]).norm(dim=-1), rtol=1e-3, atol=1e-3)
            for gone in (trace.free[k, both:], trace.distance[k, both:], trace.log_probs[k, n:]):
                assert gone.isnan().all()


def test_until_the_rows_part_both_read_the_same():
    """Before release, and as long as the net agrees with the teacher, the errors are equal and the states are one."""
    net, source, teacher = small_seq2seq(), sentence(1, 5), [5, 8, 8, 4, EOS]
    trace = forcing(net, source, teacher, STEPS)
    said = trace.said[:5].tolist()
    for k in range(6):
        part = next((t for t in range(k, 5) if said[t] != teacher[t]), 5)
        assert trace.tokens[k, :part].tolist() == teacher[:part]
        assert torch.equal(trace.free[k, : part + 1][:5], trace.losses[: part + 1][:5])
        assert (trace.distance[k, : part + 1][:5] == 0).all()


def test_a_net_that_is_its_own_teacher_makes_no_error():
    net, source = small_seq2seq("additive"), sentence(2, 6)
    own = decode(net, source, Decoding(max_steps=STEPS)).tokens.tolist()
    trace = forcing(net, source, own, STEPS)
    assert (trace.tokens == torch.tensor(own)).all() and (trace.distance == 0).all()
    assert torch.equal(trace.free, trace.losses.expand_as(trace.free))


@pytest.mark.parametrize(
    ("teacher", "message"),
    [
        ([], f"1 to {STEPS} tokens, not 0"),
        ([5] * STEPS + [EOS], f"1 to {STEPS} tokens, not {STEPS + 1}"),
        ([5, 6], "last token"),
        ([EOS, 5, EOS], "last token"),
    ],
)
def test_a_teacher_comes_to_an_end_once(teacher, message):
    with pytest.raises(ValueError, match=message):
        forcing(small_seq2seq(), sentence(0, 3), teacher, STEPS)


def test_it_leaves_nets_by_name():
    frozen = freeze(forcing(small_seq2seq(), sentence(0, 4), [5, 6, EOS], STEPS))
    sizes = {}
    for quantity in frozen.values():
        assert quantity.values.ndim == len(quantity.dims) and quantity.symbol and quantity.text.endswith(".")
        for name, size in zip(quantity.dims, quantity.values.shape, strict=True):
            assert sizes.setdefault(name, size) == size
    assert sizes["batch"] == 4
