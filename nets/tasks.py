"""What a recurrent net is for: one answer for a sequence, one for each token, or the next token.

    many to one:   y   = softmax(W pooled + b)       pooled: the last state, the mean of all, or attention over them
    many to many:  y_t = softmax(W [→h_t ; ←h_t] + b)
    one to many:   p(x_{t+1} | x_1 … x_t) = softmax(W h_t + b)

Attention pooling asks every state with one learnt vector v: α = softmax(vᵀ tanh(W_a h_t + b_a)), pooled = Σ α_t h_t
(Lin et al. 2017; Yang et al. 2016). Every net here takes ``cell``, one of "rnn", "lstm", "gru".
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from nets.recurrent import AS_TRAINED, CELLS, Intervention, Recurrent, RecurrentTrace, State
from nets.trace import Trace, lhs

POOLINGS = ("last", "mean", "attention")


@dataclass(slots=True)
class ClassifierTrace(Trace):
    x: Tensor = lhs("x_t", "batch time d_model", "The embedding of each token.")
    rnn: RecurrentTrace = lhs("")
    weights: Tensor = lhs(r"\alpha", "batch query key", "Row t: the share of each state in the answer after token t.")
    pooled: Tensor = lhs(r"\bar h_t", "batch time dim", "What the answer after token t is made of.")
    logits: Tensor = lhs(r"W \bar h_t + b", "batch time vocab", "One score for each class, after each token.")
    out: Tensor = lhs("y_t", "batch time vocab", "The probability of each class, after each token.")


@dataclass(slots=True)
class TaggerTrace(Trace):
    x: Tensor = lhs("x_t", "batch time d_model", "The embedding of each word, and how it is spelt.")
    rnn: RecurrentTrace = lhs("")
    logits: Tensor = lhs(r"W h_t + b", "batch time vocab", "One score for each tag of each word.")
    out: Tensor = lhs("y_t", "batch time vocab", "The probability of each tag of each word.")


@dataclass(slots=True)
class LanguageModelTrace(Trace):
    x: Tensor = lhs("x_t", "batch time d_model", "The embedding of each token.")
    rnn: RecurrentTrace = lhs("")
    logits: Tensor = lhs(r"W h_t + b", "batch time vocab", "One score for each next token.")
    out: Tensor = lhs(r"p(x_{t+1} \mid x_{\le t})", "batch time vocab", "The probability of each next token.")


def recurrent(cell: str, inputs: int, units: int, layers: int, dropout: float, bidirectional: bool) -> Recurrent:
    """The stack of a net below. Raises ValueError for a cell that is none of ``CELLS``."""
    if cell not in CELLS:
        raise ValueError(f"{cell!r} is no cell; there are {', '.join(CELLS)}")
    between = dropout if layers > 1 else 0.0
    return CELLS[cell](inputs, units, layers, dropout=between, bidirectional=bidirectional)


def packed(rnn: Recurrent, x: Tensor, lengths: Tensor) -> Tensor:
    """The states (batch, time, dim) of x (batch, time, d_model), of which only ``lengths`` (batch) tokens are real."""
    sequence = pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
    return pad_packed_sequence(rnn(sequence)[0], batch_first=True, total_length=x.shape[1])[0]


class Classifier(nn.Module):
    """Many to one. ``pooling`` is one of ``POOLINGS``; raises ValueError for another, or another cell."""

    def __init__(
        self, cell: str, vocab: int, d_model: int, units: int, classes: int, layers: int = 1, pooling: str = "last",
        bidirectional: bool = False, dropout: float = 0.0, pad: int = 0,
    ):  # fmt: skip
        super().__init__()
        if pooling not in POOLINGS:
            raise ValueError(f"{pooling!r} is no pooling; there are {', '.join(POOLINGS)}")
        self.pooling, self.pad = pooling, pad
        width = units * (1 + bidirectional)
        self.embedding = nn.Embedding(vocab, d_model, padding_idx=pad)
        self.rnn = recurrent(cell, d_model, units, layers, dropout, bidirectional)
        self.dropout = nn.Dropout(dropout)
        if pooling == "attention":
            self.ask = nn.Sequential(nn.Linear(width, units), nn.Tanh(), nn.Linear(units, 1, bias=False))
        self.answer = nn.Linear(width, classes)

    def forward(self, ids: Tensor, lengths: Tensor) -> Tensor:
        """Logits (batch, classes) of ids (batch, time), of which ``lengths`` (batch), at least 1, are real."""
        x = self.dropout(self.embedding(ids))
        h = packed(self.rnn, x, lengths) if self.rnn.bidirectional else self.rnn(x)[0]
        share = self.shares(h, lengths[:, None])  # (batch, 1, time): one answer, after the last real token
        return self.answer(self.dropout((share @ h)[:, 0]))

    def shares(self, h: Tensor, read: Tensor) -> Tensor:
        """The share of each state in an answer, (batch, query, key), rows sum to 1.

        h (batch, key, dim) are the states; ``read`` (batch, query) how many of them each answer may use.
        """
        place = torch.arange(h.shape[1], device=h.device)
        if self.pooling == "last":
            return (place == read[..., None] - 1).to(h.dtype)
        seen = place < read[..., None]
        if self.pooling == "mean":
            return seen / read[..., None].to(h.dtype)
        scores = self.ask(h).transpose(1, 2).expand(seen.shape)
        return scores.masked_fill(~seen, -torch.inf).softmax(-1)

    def trace(self, ids: Tensor, touch: Intervention = AS_TRAINED) -> ClassifierTrace:
        """Everything, for ids (batch, time) without padding: row t of ``out`` is the answer after token t.

        For a bidirectional net that answer is drawn from states that have read the later tokens too.
        """
        x = self.embedding(ids)
        rnn = self.rnn.trace(x, touch)
        read = torch.arange(1, ids.shape[1] + 1).expand_as(ids)
        weights = self.shares(rnn.out, read)
        pooled = weights @ rnn.out
        logits = self.answer(pooled)
        return ClassifierTrace(x, rnn, weights, pooled, logits, logits.softmax(-1))


class Tagger(nn.Module):
    """Many to many, aligned and bidirectional. A word is its embedding and its spelling: the last states of a smaller
    net of the same kind that reads its letters both ways."""

    def __init__(
        self, cell: str, vocab: int, letters: int, d_word: int, d_letter: int, letter_units: int, units: int, tags: int,
        layers: int = 1, dropout: float = 0.0, pad: int = 0,
    ):  # fmt: skip
        super().__init__()
        self.pad = pad
        self.words = nn.Embedding(vocab, d_word, padding_idx=pad)
        self.letters = nn.Embedding(letters, d_letter, padding_idx=pad)
        self.speller = recurrent(cell, d_letter, letter_units, 1, 0.0, True)
        self.rnn = recurrent(cell, d_word + 2 * letter_units, units, layers, dropout, True)
        self.dropout = nn.Dropout(dropout)
        self.answer = nn.Linear(2 * units, tags)

    def spelling(self, letters: Tensor) -> Tensor:
        """How words are spelt, (word, 2 · letter_units), of letters (word, letter), padded on the right."""
        lengths = (letters != self.pad).sum(-1).clamp(min=1)
        h = packed(self.speller, self.letters(letters), lengths)
        units = h.shape[-1] // 2
        last = h[torch.arange(len(h), device=h.device), lengths - 1, :units]
        return torch.cat([last, h[:, 0, units:]], -1)

    def embed(self, words: Tensor, letters: Tensor) -> Tensor:
        """x (batch, time, d_model) of words (batch, time) and their letters (batch, time, letter); 0 for padding."""
        real = words != self.pad
        spelling = self.letters.weight.new_zeros(*words.shape, 2 * self.speller.hidden_size)
        spelling = spelling.index_put((real,), self.spelling(letters[real]).to(spelling.dtype))
        return torch.cat([self.words(words), spelling], -1)

    def forward(self, words: Tensor, letters: Tensor, lengths: Tensor) -> Tensor:
        """Logits (batch, time, tags) of words (batch, time) and letters (batch, time, letter), both padded."""
        h = packed(self.rnn, self.dropout(self.embed(words, letters)), lengths)
        return self.answer(self.dropout(h))

    def trace(self, words: Tensor, letters: Tensor, touch: Intervention = AS_TRAINED) -> TaggerTrace:
        """Everything, for words (batch, time) without padding and their letters (batch, time, letter)."""
        x = self.embed(words, letters)
        rnn = self.rnn.trace(x, touch)
        logits = self.answer(rnn.out)
        return TaggerTrace(x, rnn, logits, logits.softmax(-1))


class LanguageModel(nn.Module):
    """One to many: the probability of the next token, after each."""

    def __init__(self, cell: str, vocab: int, d_model: int, units: int, layers: int = 1, dropout: float = 0.0):
        super().__init__()
        self.embedding = nn.Embedding(vocab, d_model)
        self.rnn = recurrent(cell, d_model, units, layers, dropout, False)
        self.dropout = nn.Dropout(dropout)
        self.answer = nn.Linear(units, vocab)

    def forward(self, ids: Tensor, state=None) -> tuple[Tensor, Tensor | tuple[Tensor, Tensor]]:
        """Logits (batch, time, vocab) of ids (batch, time), and torch's state to go on from."""
        h, state = self.rnn(self.dropout(self.embedding(ids)), state)
        return self.answer(self.dropout(h)), state

    def trace(
        self, ids: Tensor, touch: Intervention = AS_TRAINED, start: list[State] | None = None
    ) -> LanguageModelTrace:
        """Everything, for ids (batch, time), going on from what each layer knew before (see ``Recurrent.trace``)."""
        x = self.embedding(ids)
        rnn = self.rnn.trace(x, touch, start)
        logits = self.answer(rnn.out)
        return LanguageModelTrace(x, rnn, logits, logits.softmax(-1))
