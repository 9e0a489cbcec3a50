"""Reading a seq2seq decoder step by step: what a step leaves behind is its state, and the next goes on from there.

It is to ``nets.seq2seq`` what ``nets.incremental`` is to the Transformer, without a cache: a recurrent net needs no
more of the past than its last state.
"""

import torch
from torch import Tensor

from nets.seq2seq import Seq2seq
from nets.seq2seq_trace import AS_TRAINED, Intervention, Memory, Seq2seqTrace
from nets.steps import Step, take_back
from nets.trace import joined


class SteppingDecoder:
    """The decoder of one net over one source; it remembers what it has read. One run, one object: never shared."""

    drafts = True
    """Whether reading several tokens in one call records what reading them one by one would."""

    def __init__(self, net: Seq2seq, source: Tensor, touch: Intervention = AS_TRAINED):
        """Read the source ids (1, time)."""
        self.net, self.touch = net, touch
        self.encoded = net.encode(source)
        self.memory = self.encoded.memory()
        self.state = self.memory.state
        self.steps: list[Step] | None = []
        self.read = 0

    def __call__(self, target: Tensor) -> Tensor:
        """Logits (batch, new, vocab) after each token of target (batch, time) that no earlier call has read."""
        new = target[:, self.read :]
        decoder = self.net.decode(new, self.memory, self.touch, self.state, self.read)
        logits = self.net.project(decoder.out)
        if self.steps is not None:
            self.steps.append(Step(decoder, logits, new.shape[1]))
        self.state, self.read = decoder.after(), target.shape[1]
        return logits

    def rewind(self, length: int) -> None:
        """Forget everything after the first ``length`` target tokens; after ``select``, all that was read."""
        if length >= self.read:
            return
        if self.steps is None:
            length = 0
        take_back(self.steps or [], self.read - length)
        self.read = length
        self.state = self.steps[-1].decoder.after(self.steps[-1].rows) if self.steps else self.memory.state

    def select(self, rows: Tensor) -> None:
        """Let row i of the batch go on from row ``rows[i]``. The source is the same for all rows."""
        self.steps = None
        self.state = tuple(part[rows] for part in self.state)
        self.memory = Memory(
            *(part[:1].expand(len(rows), *part.shape[1:]) for part in (self.memory.h, self.memory.start))
        )

    def trace(self, target: Tensor) -> Seq2seqTrace:
        """What ``net.trace`` would record of reading the source and the target (1, time), without reading twice.

        The first tokens of the target must be those that have been read; after ``select`` all is read again.
        """
        if self.steps is None:
            self.memory, self.steps, self.read = self.encoded.memory(), [], 0
            self.state = self.memory.state
        self.rewind(target.shape[1])
        if self.read < target.shape[1]:
            self(target)
        decoders, logits, rows = zip(*self.steps, strict=True)
        scores = torch.cat([part[:, :n] for part, n in zip(logits, rows, strict=True)], 1)
        return Seq2seqTrace(self.encoded, joined(decoders, rows), scores, scores.softmax(-1))
