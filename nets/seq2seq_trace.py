"""What ``nets.seq2seq`` records, in order of its equations, and what a run may change about them."""

from dataclasses import dataclass

from torch import Tensor

from nets.cells import CellTrace
from nets.recurrent import RecurrentTrace, State
from nets.trace import Trace, lhs


@dataclass(frozen=True)
class Intervention:
    """What a run may change about a net, as a value: the net itself is never touched.

    rows: attention rows put in the place of the net's own, each as (step, weights), steps counted from 0 and one weight
    for each source token. score: which score function looks back, for a net that has several; "" is its first.
    """

    rows: tuple[tuple[int, tuple[float, ...]], ...] = ()
    score: str = ""


AS_TRAINED = Intervention()


@dataclass(slots=True)
class EncoderTrace(Trace):
    x: Tensor = lhs("E x_j", "batch key d_model", "The embedding of each source token.")
    rnn: RecurrentTrace = lhs("")
    out: Tensor = lhs("h_j", "batch key unit", "The encoder's states: keys and values of the attention.")
    start: Tensor = lhs("s_0", "batch unit", "The one vector made of the whole sentence: the decoder begins with it.")

    def memory(self) -> "Memory":
        return Memory(self.out, self.start)


@dataclass(slots=True)
class LookTrace(Trace):
    query: Tensor = lhs("s", "batch query unit", "The decoder's state that asks.")
    scores: Tensor = lhs("e_{tj}", "batch query key", "How well the query matches each state of the encoder.")
    weights: Tensor = lhs(r"\alpha_{tj}", "batch query key", "The share of each source token: a row sums to 1.")
    context: Tensor = lhs("a_t", "batch query unit", "The encoder's states, averaged with the weights.")


@dataclass(slots=True)
class DecoderTrace(Trace):
    y: Tensor = lhs("E y_t", "batch time d_model", "The embedding of each target token that is read.")
    cell: CellTrace = lhs("s_t")
    look: LookTrace | None = lhs("")
    out: Tensor = lhs(r"\tilde h_t", "batch time d_model", "The attentional state: what the next token is read off.")

    def after(self, count: int = 0) -> State:
        """What the next step goes on from, after the first ``count`` that are recorded here, or after all."""
        return self.cell.h[:, count - 1], getattr(self.cell, "c", self.cell.h)[:, count - 1]


@dataclass(slots=True)
class Seq2seqTrace(Trace):
    encoder: EncoderTrace = lhs(r"\mathrm{Encoder}")
    decoder: DecoderTrace = lhs(r"\mathrm{Decoder}")
    logits: Tensor = lhs(r"E \tilde h_t", "batch time vocab", "One score for each token of the vocabulary.")
    out: Tensor = lhs(r"p(y_{t+1} \mid y_{\le t}, x)", "batch time vocab", "The probability of each next token.")


@dataclass(frozen=True)
class Memory:
    """What the decoder is given of a source: h (batch, key, unit), s_0 (batch, unit), and where padding stands, (batch,
    key), None when there is none."""

    h: Tensor
    start: Tensor
    hidden: Tensor | None = None

    @property
    def state(self) -> State:
        """What the decoder's cell begins with: s_0, twice for an LSTM."""
        return self.start, self.start

    def select(self, rows: Tensor) -> "Memory":
        """The memories of these rows of the batch."""
        return Memory(self.h[rows], self.start[rows], None if self.hidden is None else self.hidden[rows])
