"""The terms of a decoder step add up to what the net computed."""

import pytest
import torch

from nets.scores import SCORES, Score, score
from nets.seq2seq import Seq2seq
from nets.seq2seq_terms import combine_terms, score_terms

UNITS = 6


@pytest.mark.parametrize("name", SCORES)
def test_products_add_up_to_the_score(name):
    torch.manual_seed(3)
    function, s, h = score(name, UNITS, width=5, places=9), torch.randn(UNITS), torch.randn(4, UNITS)
    with torch.inference_mode():
        terms = score_terms(function, s, h)
        found = (terms.left * terms.right).sum(-1)
        assert torch.allclose(found, function(s[None, None], h[None])[0, 0], atol=1e-6)
    assert found.std() > 0.01


def test_a_score_function_of_ones_own_is_refused():
    with pytest.raises(TypeError, match="Score is no score function"):
        score_terms(Score(), torch.zeros(2), torch.zeros(3, 2))


@pytest.mark.parametrize("attention", ["none", "general", "additive"])
def test_the_attentional_state_is_the_tanh_of_its_terms(attention):
    torch.manual_seed(4)
    net = Seq2seq(12, d_model=8, units=UNITS, attention=attention, width=5, max_length=9).eval()
    with torch.inference_mode():
        decoder = net.trace(torch.tensor([[5, 7, 3]]), torch.tensor([[2, 4]])).decoder
        look = decoder.look
        terms = combine_terms(net, decoder.cell.h[0, 1], look and look.context[0, 1])
    assert (terms.context is None) == (attention == "none")
    parts = [part for part in (terms.context, terms.state, terms.bias) if part is not None]
    assert torch.allclose(torch.tanh(sum(parts)), decoder.out[0, 1], atol=1e-6)
