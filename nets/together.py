"""Several sentences read by one Transformer at once, and the record of each as if it had been read alone.

A product with the few rows of one sentence is mostly spent on fetching the weights; eight sentences at once take little
more than twice the time of one. Shorter ones are filled up with padding, which nobody may see; what is recorded of a
sentence is what stands at its own positions. Sums over more zeros differ in the last bits, no more.

What a decoder remembers, its cache and its records, stays with ``nets.incremental``, sentence by sentence.
"""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from nets.attention import AttentionTrace, look_ahead_mask
from nets.incremental import IncrementalDecoder
from nets.layers import LayerCache
from nets.steps import Step
from nets.trace import Spans, picked
from nets.transformer import AS_TRAINED, DecoderTrace, Encoded, EncoderDecoder, EncoderTrace, Intervention


def encode_together(net: EncoderDecoder, sources: Sequence[Tensor], touch: Intervention = AS_TRAINED) -> list[Encoded]:
    """``net.encode`` for each of the sources, ids (1, time).

    Raises ValueError where ``touch`` shows padding: that of the shorter sources would be read.
    """
    if not touch.padding:
        raise ValueError("sentences are read together only where padding is hidden")
    embedding, encoder = net.encode(filled([source[0] for source in sources], net.pad), touch)
    result = []
    for row, source in enumerate(sources):
        spans = dict.fromkeys(("time", "query", "key"), [(0, source.shape[1])])
        whole = net.source_mask(source, touch) is None
        layers = [picked(layer, row, spans, attn=seen(layer.attn, row, spans, whole)) for layer in encoder.layers]
        norm = picked(encoder.norm, row, spans)
        result.append((picked(embedding, row, spans), EncoderTrace(layers, norm, norm.out)))
    return result


def read_together(decoders: Sequence[IncrementalDecoder], targets: Sequence[Tensor]) -> list[Tensor]:
    """``decoder(target)`` for each decoder: logits (1, new, vocab) after each token of its target (1, time) that it has
    not read. They are of one net and one ``touch`` with the look-ahead mask; all have read something, or none has."""
    if len(decoders) == 1:
        return [decoders[0](targets[0])]
    net, touch = decoders[0].net, decoders[0].touch
    read = [decoder.read for decoder in decoders]
    new = [target.shape[1] - known for target, known in zip(targets, read, strict=True)]
    sources = [decoder.memory.shape[1] for decoder in decoders]
    y = filled([net.embed(target[:, known:], known).out[0] for target, known in zip(targets, read, strict=True)])
    mask = torch.cat((present(read).expand(-1, -1, max(new), -1), present(new) & look_ahead_mask(max(new))), -1)
    memory = filled([decoder.memory[0] for decoder in decoders])
    memory_mask = net.source_mask(filled([decoder.source[0] for decoder in decoders], net.pad), touch)
    trace = net.decoder.trace(y, memory, mask, memory_mask, touch, caches(decoders))
    logits = net.project(trace.out)
    for row, decoder in enumerate(decoders):
        spans = dict(time=[(0, new[row])], query=[(0, new[row])], key=[(0, read[row]), (max(read), new[row])])
        cross, whole = dict(spans, key=[(0, sources[row])]), decoder.memory_mask is None
        layers = [picked(layer, row, spans, cross=seen(layer.cross, row, cross, whole)) for layer in trace.layers]
        norm = picked(trace.norm, row, spans)
        step = Step(DecoderTrace(layers, norm, norm.out), logits[row : row + 1, : new[row]], new[row])
        decoder.past = [LayerCache(layer.attn.K, layer.attn.V, layer.cross.K, layer.cross.V) for layer in layers]
        decoder.steps.append(step)
        decoder.read = targets[row].shape[1]
    return [decoder.steps[-1].logits for decoder in decoders]


def seen(attention: AttentionTrace, row: int, spans: Spans, whole: bool) -> AttentionTrace:
    """``picked`` for attention to a source; ``whole``: it has no padding of its own, and alone it needs no mask."""
    return picked(attention, row, spans, **(dict(mask=None) if whole else {}))


def caches(decoders: Sequence[IncrementalDecoder]) -> list[LayerCache] | None:
    """The caches of several decoders as one, layer by layer, (batch, head, key, d_head) each; None before the first
    token."""
    if decoders[0].past is None:
        return None
    return [
        LayerCache(
            *(filled([part[0].transpose(0, 1) for part in parts]).transpose(1, 2) for parts in zip(*layer, strict=True))
        )
        for layer in zip(*(decoder.past for decoder in decoders), strict=True)
    ]


def filled(parts: Sequence[Tensor], value: float = 0.0) -> Tensor:
    """Tensors (time, ...) as one (batch, time, ...), filled up with a value after the shorter ones."""
    return pad_sequence([*parts], batch_first=True, padding_value=value)


def present(lengths: Sequence[int]) -> Tensor:
    """True at the positions that a sentence of so many tokens has, (batch, 1, 1, key).

    >>> present([1, 3])[:, 0, 0].int().tolist()
    [[1, 0, 0], [1, 1, 1]]
    """
    return (torch.arange(max(lengths)) < torch.tensor(lengths)[:, None])[:, None, None]
