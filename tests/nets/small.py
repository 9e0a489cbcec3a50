"""Small nets for the tests: random ones with lively weights, and one that has learned to reverse its source."""

from functools import cache

import torch
from torch.nn import functional as F

from nets.transformer import EncoderDecoder

PAD, UNK, SOS, EOS = range(4)
VOCAB = 11


def small_net(seed: int = 0, vocab: int = VOCAB, **sizes) -> EncoderDecoder:
    """A random net in which no bias is 0, no gain is 1, and layers matter more than the embedding."""
    torch.manual_seed(seed)
    net = EncoderDecoder(vocab, **dict(d_model=16, heads=4, d_ff=32, encoder_layers=2, decoder_layers=2) | sizes)
    with torch.no_grad():
        for name, parameter in net.named_parameters():
            if parameter.dim() == 1:
                parameter.add_(torch.randn_like(parameter) * 0.2)
            elif name != "embedding.weight":
                parameter.mul_(3.0)
    return net.eval()


def sentence(seed: int, length: int, vocab: int = VOCAB) -> torch.Tensor:
    """Random source ids (1, time) that end with <eos>."""
    dice = torch.Generator().manual_seed(seed)
    return torch.cat((torch.randint(4, vocab, (1, length - 1), generator=dice), torch.tensor([[EOS]])), dim=1)


@cache
def reverser() -> EncoderDecoder:
    """A net that has half learned to write its source backwards: what it writes varies, ends, and is seldom certain.

    It learns in double precision, or each kind of processor would round its way to another net.
    """
    net = small_net(seed=3).double()
    optimiser = torch.optim.Adam(net.parameters(), lr=5e-3)
    dice = torch.Generator().manual_seed(0)
    for _ in range(150):
        length = int(torch.randint(2, 7, (1,), generator=dice))
        source = torch.randint(4, VOCAB, (32, length), generator=dice)
        ends = torch.full((32, 1), EOS)
        target = torch.cat((torch.full((32, 1), SOS), source.flip(1), ends), dim=1)
        logits = net(torch.cat((source, ends), dim=1), target[:, :-1])
        optimiser.zero_grad()
        F.cross_entropy(logits.flatten(0, 1), target[:, 1:].flatten()).backward()
        optimiser.step()
    return net.float().eval().requires_grad_(False)
