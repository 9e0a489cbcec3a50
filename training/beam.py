"""Beam search for many sentences at once: the rules of ``nets.beam``, to score a test set in minutes.

Sentences of about one length go together. ``beams`` rows of the batch belong to each; a sentence leaves the batch when
its search is over.
"""

import torch
from torch import Tensor

from nets.layers import LayerCache
from nets.transformer import EncoderDecoder
from text.bpe import EOS, SOS
from training.batches import padded

STEPS = 60
"""The most tokens of a translation, as in ``nets.decoding``."""


@torch.inference_mode()
def translate(
    net: EncoderDecoder, sources: list[list[int]], beams: int = 4, length_penalty: float = 1.0, together: int = 64,
    progress=lambda done: None,
) -> list[list[int]]:  # fmt: skip
    """The best translation of each source (ids without <eos>), <eos> included where it was reached.

    ``progress`` is called with the number of sentences that each batch finished.
    """
    order = sorted(range(len(sources)), key=lambda i: len(sources[i]))
    result: list[list[int]] = [[]] * len(sources)
    for first in range(0, len(order), together):
        chosen = order[first : first + together]
        source = padded([[*sources[i], EOS] for i in chosen]).to(net.positions.device)
        for i, translation in zip(chosen, search(net, source, beams, length_penalty), strict=True):
            result[i] = translation
        progress(len(chosen))
    return result


def search(net: EncoderDecoder, source: Tensor, beams: int, length_penalty: float) -> list[list[int]]:
    """The best translation of each row of source (batch, time), padded ids that end with <eos>."""
    memory = net.encode(source)[1].out.repeat_interleave(beams, 0)
    mask = net.source_mask(source)
    mask = None if mask is None else mask.repeat_interleave(beams, 0)
    unfinished = list(range(len(source)))
    pools: list[list[tuple[float, list[int]]]] = [[] for _ in unfinished]
    target = torch.full((len(memory), 1), SOS, device=source.device)
    scores = torch.tensor([0.0] + [-torch.inf] * (beams - 1), device=source.device).repeat(len(source), 1)
    past: list[LayerCache] | None = None
    steps = min(STEPS, net.max_length)
    for length in range(1, steps + 1):
        y = net.embed(target[:, -1:], length - 1).out
        trace = net.decoder.trace(y, memory, None, mask, past=past)
        likeliest, tokens = net.project(trace.out[:, -1]).log_softmax(-1).topk(2 * beams)
        candidates = (scores.flatten()[:, None] + likeliest).view(len(unfinished), -1)
        scores, best = candidates.topk(2 * beams)
        tokens = tokens.view(len(unfinished), -1).gather(1, best)
        parents = best // (2 * beams) + beams * torch.arange(len(unfinished), device=source.device)[:, None]

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
        past = [LayerCache(t.attn.K[rows], t.attn.V[rows], t.cross.K, t.cross.V) for t in trace.layers]
        if len(going) < len(unfinished):
            past = [LayerCache(c.K, c.V, c.cross_K[rows], c.cross_V[rows]) for c in past]
            memory, mask = memory[rows], None if mask is None else mask[rows]
        scores, unfinished = scores[going], [unfinished[n] for n in going]
    return [pool[0][1] for pool in pools]
