import pytest
import torch

from benchmarks.trace import compare, plain
from nets.transformer import EncoderDecoder


@pytest.fixture(scope="module")
def net() -> EncoderDecoder:
    torch.manual_seed(0)
    return EncoderDecoder(50, d_model=16, heads=2, d_ff=32, encoder_layers=2, decoder_layers=2).eval()


def test_the_plain_forward_computes_what_trace_does(net):
    source, target = torch.randint(4, 50, (2, 1, 7))
    torch.testing.assert_close(plain(net, source, target), net.trace(source, target).logits)


def test_the_plain_forward_hides_the_future(net):
    source, target = torch.randint(4, 50, (2, 1, 7))
    changed = target.clone()
    changed[0, -1] = 4 + (changed[0, -1] - 3) % 46
    before, after = plain(net, source, target), plain(net, source, changed)
    torch.testing.assert_close(before[:, :-1], after[:, :-1])
    assert not torch.allclose(before[:, -1], after[:, -1])


def test_the_comparison_has_the_target_of_the_issue(net):
    ratio, fused, seconds = compare(net, 6, rounds=2)
    assert (ratio.target, ratio.at_least, fused.target) == (1.15, False, None)
    assert ratio.value > 0 and seconds.unit == "ms"
