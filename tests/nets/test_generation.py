"""Generation: what each token is drawn from, that a seed repeats it, and that a carried state forgets nothing."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.testing import assert_close

from nets.decoding import Decoding
from nets.generation import GenerationTrace, drawn, generate, heard, step
from nets.quantity import Quantity
from nets.tasks import LanguageModel
from nets.trace import freeze

VOCAB = 9
PROMPT = [3, 1, 4, 1, 5]
CELLS = ("rnn", "lstm", "gru")


def small(cell: str, layers: int = 1) -> LanguageModel:
    """A net whose answers differ enough from each other that a step may go wrong."""
    torch.manual_seed(CELLS.index(cell))
    net = LanguageModel(cell, VOCAB, d_model=6, units=8, layers=layers).eval()
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.copy_(torch.randn(parameter.shape) * 0.8)
    return net


@pytest.fixture(params=[(cell, layers) for cell in CELLS for layers in (1, 2)], ids=str)
def net(request):
    with torch.inference_mode():
        yield small(*request.param)


def after(net: LanguageModel, prompt=PROMPT):
    return heard(freeze(net.trace(torch.tensor([prompt]))))


def write(net: LanguageModel, strategy: str = "sample", **how) -> GenerationTrace:
    return generate(net, after(net), Decoding(strategy, **how))


def full_pass(net: LanguageModel, tokens) -> torch.Tensor:
    """Logits (step, vocab) before each written token, from torch's own pass over prompt and text."""
    ids = torch.tensor([[*PROMPT, *tokens.tolist()]])
    return net(ids)[0][0, len(PROMPT) - 1 : -1]


def test_stepping_with_the_carried_state_is_the_full_pass(net):
    run = write(net, max_steps=20)
    assert_close(run.considered, full_pass(net, run.tokens).softmax(-1), rtol=1e-4, atol=1e-6)


def test_one_step_leaves_the_state_that_torch_leaves(net):
    start = after(net)
    logits, state = step(net, torch.tensor(7), start.state)
    theirs, torch_state = net(torch.tensor([[*PROMPT, 7]]))
    assert_close(logits, theirs[0, -1], rtol=1e-4, atol=1e-5)
    h = torch_state[0] if isinstance(torch_state, tuple) else torch_state
    assert_close(torch.cat([mine for mine, _ in state]), h[:, 0], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("tau", [0.3, 1.0, 2.5])
def test_what_is_drawn_from_is_the_softmax_of_the_logits_over_the_temperature(net, tau):
    run = write(net, temperature=tau, max_steps=12)
    logits = full_pass(net, run.tokens)
    assert_close(run.considered, (logits / tau).softmax(-1), rtol=1e-4, atol=1e-6)
    held = logits.log_softmax(-1).gather(1, run.tokens[:, None])[:, 0]  # the probabilities know no temperature
    assert_close(run.log_probs, held, rtol=1e-4, atol=1e-5)


def test_towards_temperature_0_it_takes_the_likeliest(net):
    cold = write(net, temperature=1e-6, max_steps=20, seed=5)
    greedy = write(net, "greedy", max_steps=20)
    assert torch.equal(cold.tokens, greedy.tokens)
    assert torch.equal(greedy.tokens, full_pass(net, greedy.tokens).argmax(-1))
    assert not torch.equal(write(net, temperature=3.0, max_steps=20, seed=5).tokens, greedy.tokens)


def test_top_1_is_greedy_and_top_3_never_leaves_the_three_likeliest(net):
    greedy = write(net, "greedy", max_steps=20)
    assert torch.equal(write(net, top_k=1, max_steps=20).tokens, greedy.tokens)
    run = write(net, top_k=3, temperature=2.0, max_steps=20)
    likeliest = full_pass(net, run.tokens).topk(3).indices
    assert (likeliest == run.tokens[:, None]).any(-1).all()
    assert_close(run.considered.sum(-1), torch.ones(20))
    assert ((run.considered > 0).sum(-1) == 3).all()


def test_a_seed_repeats_and_another_differs(net):
    texts = [write(net, max_steps=30, seed=seed).tokens.tolist() for seed in (7, 7, 8)]
    assert texts[0] == texts[1] != texts[2]


def test_the_dice_are_the_same_whatever_is_written(net):
    runs = [write(net, max_steps=9, seed=4, temperature=tau) for tau in (0.5, 2.0)]
    assert torch.equal(runs[0].dice, runs[1].dice)
    for run in runs:
        for throw, q, token in zip(run.dice, run.considered, run.tokens, strict=True):
            below = q[:token].double().sum()
            assert below - 1e-6 <= throw <= below + q[token].double() + 1e-6


def test_one_token_is_enough_and_none_is_refused():
    net = small("gru")
    with torch.inference_mode():
        assert generate(net, after(net, [2]), Decoding("sample", max_steps=1)).tokens.shape == (1,)
        trace = freeze(net.trace(torch.tensor([[2]])))
    nothing = {
        path: Quantity(q.values[tuple(slice(0 if dim == "time" else None) for dim in q.dims)], q.symbol, q.dims, q.text)
        for path, q in trace.items()
    }
    with pytest.raises(ValueError, match="the prompt is empty"):
        heard(nothing)


def test_every_step_is_recorded():
    with torch.inference_mode():
        frozen = freeze(write(small("rnn"), max_steps=6))
    assert {name: q.values.shape for name, q in frozen.items()} == {
        "dice": (6,), "considered": (6, VOCAB), "tokens": (6,), "log_probs": (6,),
    }  # fmt: skip


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12), st.floats(0, 1, exclude_max=True, width=32))
@settings(max_examples=200, deadline=None)
def test_a_throw_falls_on_a_token_that_may_come(shares, throw):
    q = torch.tensor(shares)
    if q.sum() < 1e-3:
        return
    token = drawn(q / q.sum(), torch.tensor(throw))
    assert 0 <= token < len(shares) and q[token] > 0


def test_tokens_come_as_often_as_they_should():
    q = torch.tensor([0.1, 0.0, 0.6, 0.3])
    throws = torch.rand(20_000, generator=torch.Generator().manual_seed(0))
    often = torch.bincount(torch.stack([drawn(q, throw) for throw in throws]), minlength=4) / len(throws)
    assert_close(often, q, atol=0.015, rtol=0)
