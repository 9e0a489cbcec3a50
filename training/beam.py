"""Beam search for many sentences at once: the rules of ``nets.beam``, to score a test set in minutes.

Sentences of about one length go together. ``beams`` rows of the batch belong to each; a sentence leaves the batch when
its search is over.
"""

import torch
from torch import Tensor

from nets.layers import LayerCache
from nets.seq2seq import Seq2seq
from nets.seq2seq_trace import AS_TRAINED, Intervention
from nets.transformer import EncoderDecoder
from nets.transformer import Intervention as Touch
from text.bpe import EOS, SOS
from training.batches import padded

STEPS = 60
"""The most tokens of a translation, as in ``nets.decoding``."""


class Transforming:
    """A Transformer's decoder over the rows of a batch, each row of source (batch, time) ``beams`` times."""

    def __init__(self, net: EncoderDecoder, source: Tensor, beams: int, touch: Touch):
        self.net, self.past, self.touch = net, None, touch
        self.memory = net.encode(source, touch)[1].out.repeat_interleave(beams, 0)
        mask = net.source_mask(source)
        self.mask = None if mask is None else mask.repeat_interleave(beams, 0)
        self.read = 0

    def __call__(self, tokens: Tensor) -> Tensor:
        """Logits (batch, vocab) after one more token a row, (batch)."""
        y = self.net.embed(tokens[:, None], self.read).out
        trace = self.net.decoder.trace(y, self.memory, None, self.mask, self.touch, self.past)
        self.past = [LayerCache(t.attn.K, t.attn.V, t.cross.K, t.cross.V) for t in trace.layers]
        self.read += 1
        return self.net.project(trace.out[:, -1])

    def select(self, rows: Tensor, fewer: bool) -> None:
        """Let row i go on from row ``rows[i]``, of the same source unless there are ``fewer`` rows than before."""
        self.past = [LayerCache(c.K[rows], c.V[rows], c.cross_K, c.cross_V) for c in self.past]
        if fewer:
            self.past = [LayerCache(c.K, c.V, c.cross_K[rows], c.cross_V[rows]) for c in self.past]
            self.memory, self.mask = self.memory[rows], None if self.mask is None else self.mask[rows]


class Recurring:
    """The same for a recurrent translator, whose past is its last state."""

    def __init__(self, net: Seq2seq, source: Tensor, beams: int, touch: Intervention = AS_TRAINED):
        self.net, self.touch, self.read = net, touch, 0
        self.memory = net.read(source).select(torch.arange(len(source)).repeat_interleave(beams))
        self.state = self.memory.state

    def __call__(self, tokens: Tensor) -> Tensor:
        trace = self.net.decode(tokens[:, None], self.memory, self.touch, self.state, self.read)
        self.state, self.read = trace.after(), self.read + 1
        return self.net.project(trace.out[:, -1])

    def select(self, rows: Tensor, fewer: bool) -> None:
        self.state = tuple(part[rows] for part in self.state)
        if fewer:
            self.memory = self.memory.select(rows)


@torch.inference_mode()
def translate(
    net: EncoderDecoder | Seq2seq, sources: list[list[int]], beams: int = 4, length_penalty: float = 1.0,
    together: int = 64, progress=lambda done: None, steps: int = STEPS,
    touch: Intervention | Touch | None = None,
) -> list[list[int]]:  # fmt: skip
    """The best translation of each source (ids without <eos>), <eos> included where it was reached.

    ``progress`` is called with the number of sentences that each batch finished. ``touch`` is the net's own kind of
    intervention.
    """
    order = sorted(range(len(sources)), key=lambda i: len(sources[i]))
    result: list[list[int]] = [[]] * len(sources)
    for first in range(0, len(order), together):
        chosen = order[first : first + together]
        source = padded([[*sources[i], EOS] for i in chosen]).to(net.embedding.weight.device)
        if isinstance(net, Seq2seq):
            decoder = Recurring(net, source, beams, touch or AS_TRAINED)
        else:
            decoder = Transforming(net, source, beams, touch or Touch())
        found = search(decoder, len(source), beams, length_penalty, min(steps, net.max_length))
        for i, translation in zip(chosen, found, strict=True):
            result[i] = translation
        progress(len(chosen))
    return result


def search(
    decoder: Transforming | Recurring, sources: int, beams: int, length_penalty: float, steps: int
) -> list[list[int]]:
    """The best translation of each source, of at most ``steps`` tokens."""
    unfinished = list(range(sources))
    pools: list[list[tuple[float, list[int]]]] = [[] for _ in unfinished]
    device = decoder.net.embedding.weight.device
    target = torch.full((sources * beams, 1), SOS, device=device)
    scores = torch.tensor([0.0] + [-torch.inf] * (beams - 1), device=device).repeat(sources, 1)
    for length in range(1, steps + 1):
        likeliest, tokens = decoder(target[:, -1]).log_softmax(-1).topk(2 * beams)
        candidates = (scores.flatten()[:, None] + likeliest).view(len(unfinished), -1)
        scores, best = candidates.topk(2 * beams)
        tokens = tokens.view(len(unfinished), -1).gather(1, best)
        parents = best // (2 * beams) + beams * torch.arange(len(unfinished), device=device)[:, None]

        ends = tokens == EOS
        if length == steps:
            ends[:] = True
        for n, i in ends[:, :beams].nonzero().tolist():
            final = scores[n, i].item() / length**length_penalty
            pool = pools[unfinished[n]]
            pool.append((final, [*target[parents[n, i], 1:].tolist(), tokens[n, i].item()]))
            pool.sort(key=lambda hypothesis: -hypothesis[0])
            del pool[beams:]
        if length == steps:
            break

        alive = ends.int().argsort(dim=1, stable=True)[:, :beams]
        scores, tokens, parents = scores.gather(1, alive), tokens.gather(1, alive), parents.gather(1, alive)
        hopes = (scores[:, 0] / length**length_penalty).tolist()
        going = [
            n for n, i in enumerate(unfinished) if len(pools[i]) < beams or hopes[n] > pools[i][-1][0]
        ]  # fmt: skip
        if not going:
            break
        rows = parents[going].flatten()
        target = torch.cat((target[rows], tokens[going].view(-1, 1)), dim=1)
        decoder.select(rows, fewer=len(going) < len(unfinished))
        scores, unfinished = scores[going], [unfinished[n] for n in going]
    return [pool[0][1] for pool in pools]
