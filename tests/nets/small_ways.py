"""Ways through small random nets for the tests, in double precision, and the same nets with one attention replaced."""

import copy
from collections.abc import Callable

import torch
from torch import Tensor

from nets.attention import AttentionTrace
from nets.bert import BERT
from nets.gpt import GPT
from nets.transformer import EncoderDecoder
from nets.ways import WAYS, OneStack, Way
from tests.nets.small import EOS, SOS, VOCAB, small_net

SOURCE, TARGET = torch.tensor([[5, 9, 4, 7, EOS]]), torch.tensor([[SOS, 8, 6, 10]])
NAMES = ("gpt", "bert", "encoder", "decoder", "cross", "experts")
DOUBLE = NAMES[:-1]
"""Those whose numbers are exact: routers compute in single precision."""


def lively(net: torch.nn.Module) -> torch.nn.Module:
    """Double precision, no bias 0, no gain 1, and weights that matter."""
    torch.manual_seed(1)
    with torch.no_grad():
        for name, parameter in net.named_parameters():
            parameter.add_(torch.randn_like(parameter) * (0.3 if "embedding" not in name else 0.6))
    return net.double().eval().requires_grad_(False)


def net_of(name: str) -> torch.nn.Module:
    if name in ("gpt", "bert"):
        torch.manual_seed(0)
        kind = GPT if name == "gpt" else BERT
        return lively(kind(VOCAB, d_model=16, heads=4, d_ff=32, layers=3, max_length=12))
    net = small_net(experts=3 if name == "experts" else 0).requires_grad_(False)
    return net if name == "experts" else net.double()


def way_of(name: str, net: torch.nn.Module | None = None) -> Way:
    """The way of that name; of another net of the same kind, where it is given."""
    net = net_of(name) if net is None else net
    if isinstance(net, EncoderDecoder):
        return WAYS["cross" if name == "experts" else name](net, SOURCE, TARGET)
    return OneStack(net, SOURCE)


def replaced(
    name: str, layer: int, attend: Callable[[Callable, Tensor, Tensor, Tensor, Tensor | None], AttentionTrace]
):
    """The way of that name in a net of which one attention attends by ``attend(usual, Q, K, V, mask)``."""
    net = copy.deepcopy(net_of(name))
    attention = way_of(name, net).attention(layer)
    usual = attention.attend
    attention.attend = lambda Q, K, V, mask=None, **more: attend(usual, Q, K, V, mask)
    return way_of(name, net)


def close(found: Tensor, wanted: Tensor) -> bool:
    """Whether two results are the same, as far as their precision goes."""
    return torch.allclose(found, wanted.to(found.dtype), atol=1e-9 if wanted.dtype == torch.float64 else 1e-4)


def log_p(way: Way, other: Way) -> Tensor:
    """What ``other`` gives to the tokens that ``way`` asks about, (place,)."""
    states = other.finish(other.traces[-1].out)
    return other.net.project(states)[0].log_softmax(-1).gather(-1, way.wanted[:, None])[:, 0]
