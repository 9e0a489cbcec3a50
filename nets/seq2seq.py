"""Sequence to sequence: a recurrent encoder that reads one sentence, a recurrent decoder that writes another.

    h_j = [→h_j ; ←h_j]                                the encoder's states, read from both ends
    s_0 = tanh(W_0 [→h_n ; ←h_1] + b_0)                the one vector that begins the decoder

without attention (Sutskever et al. 2014): s_0 is all that the decoder ever knows of the source

    s_t = cell(E y_t, s_{t-1})
    h̃_t = tanh(W_c s_t + b_c)

with attention (Luong et al. 2015): each step looks back

    s_t = cell(E y_t, s_{t-1})
    e_tj = score(s_t, h_j)        α_t = softmax(e_t)        a_t = Σ_j α_tj h_j
    h̃_t = tanh(W_c [a_t ; s_t] + b_c)

with additive attention (Bahdanau et al. 2015): it looks back before it steps

    e_tj = score(s_{t-1}, h_j)    α_t = softmax(e_t)        a_t = Σ_j α_tj h_j
    s_t = cell([E y_t ; a_t], s_{t-1})
    h̃_t = tanh(W_c [a_t ; s_t] + b_c)

and in each of them p(y_{t+1} | y_≤t, x) = softmax(E h̃_t).

x is the source with its <eos>, y the target from <sos> on, E (vocab, d_model) the one embedding of both sides and of
the output. In the words of the Transformer the query is s, and h_j is both key and value. An LSTM begins with s_0 as
its hidden and its cell state.

The papers differ in what is the same here, so that nets can be compared: Sutskever and Luong read in one direction with
a stack of LSTMs; Bahdanau makes s_0 of ←h_1 alone, and reads the next word off s, E y and the context by a maxout layer
in the place of h̃. Luong's input feeding (section 3.3) is left out: states are the same whatever looks back.

Sources: Sutskever, Vinyals and Le 2014, Sequence to Sequence Learning with Neural Networks; Bahdanau, Cho and Bengio
2015, Neural Machine Translation by Jointly Learning to Align and Translate, section 3 and appendix A; Luong, Pham and
Manning 2015, Effective Approaches to Attention-based Neural Machine Translation, section 3.
"""

import torch
from torch import Tensor, nn

from nets.layout import linear
from nets.recurrent import CELLS, Recurrent, State
from nets.scores import score
from nets.seq2seq_trace import AS_TRAINED, DecoderTrace, EncoderTrace, Intervention, LookTrace, Memory, Seq2seqTrace
from nets.tasks import packed
from nets.trace import joined


class Seq2seq(nn.Module):
    """``attention``: "none", one of ``nets.scores.SCORES``, or several with blanks between, of which each run uses one.

    ``units`` is the width of the decoder's state and of [→h ; ←h], so it is even. Additive attention, alone, feeds its
    context into the cell; among several it asks with s_{t-1} and feeds nothing, since the states are shared. ``width``
    is that of the hidden layer of concat and additive; ``max_length`` the most tokens that decoding writes, and the
    most places that location knows. Raises ValueError for odd units and for an unknown cell or attention.
    """

    def __init__(
        self, vocab: int, d_model: int, units: int, attention: str = "dot", cell: str = "gru", width: int = 128,
        max_length: int = 128, pad: int = 0, dropout: float = 0.0,
    ):  # fmt: skip
        super().__init__()
        if cell not in CELLS:
            raise ValueError(f"{cell!r} is no cell; there are {', '.join(CELLS)}")
        if units % 2:
            raise ValueError(f"units must be even, half for each direction, not {units}")
        self.attentions = () if attention == "none" else tuple(attention.split())
        self.fed = attention == "additive"
        self.pad, self.max_length = pad, max_length
        self.embedding = nn.Embedding(vocab, d_model)
        self.dropout = nn.Dropout(dropout)
        self.encoder = CELLS[cell](d_model, units // 2, bidirectional=True)
        self.bridge = nn.Linear(units, units)
        self.decoder: Recurrent = CELLS[cell](d_model + self.fed * units, units)
        self.scores = nn.ModuleDict({name: score(name, units, width, max_length) for name in self.attentions})
        self.combine = nn.Linear(units * (1 + bool(self.attentions)), d_model)
        nn.init.normal_(self.embedding.weight, std=d_model**-0.5)

    def start(self, h: Tensor, lengths: Tensor) -> Tensor:
        """s_0 (batch, unit) of h (batch, key, unit), of which ``lengths`` (batch) are real."""
        right, left = h.chunk(2, -1)
        last = right[torch.arange(len(h), device=h.device), lengths - 1]
        return torch.tanh(self.bridge(torch.cat([last, left[:, 0]], -1)))

    def read(self, source: Tensor) -> Memory:
        """What the decoder is given of source ids (batch, key), padded or not, at least one real in each row."""
        hidden = source == self.pad
        lengths = (~hidden).sum(-1)
        x = self.dropout(self.embedding(source))
        ragged = bool(hidden.any())
        h = packed(self.encoder, x, lengths) if ragged else self.encoder(x)[0]
        return Memory(h, self.start(h, lengths), hidden if ragged else None)

    def encode(self, source: Tensor) -> EncoderTrace:
        """Everything about source ids (batch, key) without padding."""
        x = self.embedding(source)
        rnn = self.encoder.trace(x)
        lengths = torch.full((len(source),), source.shape[1])
        return EncoderTrace(x, rnn, rnn.out, self.start(rnn.out, lengths))

    def look(
        self, s: Tensor, memory: Memory, touch: Intervention = AS_TRAINED, first: int = 0, keys: Tensor | None = None
    ) -> LookTrace:
        """Look back with the queries s (batch, query, unit), the first of which belongs to step ``first``.

        ``keys`` is what the score function has made of the memory, where that is known already.

        Raises ValueError for a score function that the net has not, and for a row that does not fit the source.
        """
        name = touch.score or self.attentions[0]
        if name not in self.scores:
            raise ValueError(f"this net has no score function {name!r}, but {', '.join(self.attentions)}")
        score = self.scores[name]
        scores = score.match(s, score.keys(memory.h) if keys is None else keys)
        seen = scores if memory.hidden is None else scores.masked_fill(memory.hidden[:, None], -torch.inf)
        weights = seen.softmax(-1)
        for step, row in touch.rows:
            if len(row) != weights.shape[-1]:
                raise ValueError(f"a row of {len(row)} weights does not fit a source of {weights.shape[-1]} tokens")
            if first <= step < first + weights.shape[1]:
                weights = weights.clone()
                weights[:, step - first] = torch.tensor(row)
        return LookTrace(s, scores, weights, weights @ memory.h)

    def asked(
        self, before: Tensor, s: Tensor, memory: Memory, touch: Intervention = AS_TRAINED, first: int = 0
    ) -> LookTrace | None:
        """Look back from states s (batch, time, unit) that need no context; ``before`` (batch, unit) precedes them."""
        if not self.attentions:
            return None
        early = (touch.score or self.attentions[0]) == "additive"
        return self.look(torch.cat([before[:, None], s[:, :-1]], 1) if early else s, memory, touch, first)

    def decode(
        self, target: Tensor, memory: Memory, touch: Intervention = AS_TRAINED, before: State | None = None,
        first: int = 0,
    ) -> DecoderTrace:  # fmt: skip
        """Read target ids (batch, time) on from the state ``before`` step ``first``; at first that is s_0."""
        before = before or memory.state
        if self.fed and target.shape[1] > 1:  # a step needs the context that the state before it has asked for
            parts = []
            for t, ids in enumerate(target.split(1, dim=1)):
                parts.append(self.decode(ids, memory, touch, before, first + t))
                before = parts[-1].after()
            return joined(parts, [1] * len(parts))
        y = self.embedding(target)
        if self.fed:
            look = self.look(before[0][:, None], memory, touch, first)
            cell = self.decoder.read(torch.cat([y, look.context], -1), 0, start=before)
        else:
            cell = self.decoder.read(y, 0, start=before)
            look = self.asked(before[0], cell.h, memory, touch, first)
        return DecoderTrace(y, cell, look, self.attend(cell.h, look))

    def attend(self, s: Tensor, look: LookTrace | None) -> Tensor:
        """The attentional states (batch, time, d_model) of s (batch, time, unit)."""
        return torch.tanh(self.combine(s if look is None else torch.cat([look.context, s], -1)))

    def project(self, states: Tensor) -> Tensor:
        """Logits (batch, time, vocab) of attentional states (batch, time, d_model)."""
        return linear(states, self.embedding.weight)

    def trace(
        self, source: Tensor, target: Tensor, touch: Intervention = AS_TRAINED, encoded: EncoderTrace | None = None
    ) -> Seq2seqTrace:
        """Everything, for ids of both sides without padding; the target is read as given (teacher forcing).

        ``encoded`` is what ``encode`` returned for this source, where that is known already.
        """
        encoder = encoded or self.encode(source)
        decoder = self.decode(target, encoder.memory(), touch)
        logits = self.project(decoder.out)
        return Seq2seqTrace(encoder, decoder, logits, logits.softmax(-1))

    def forward(self, source: Tensor, target: Tensor, ratio: float = 1.0, touch: Intervention = AS_TRAINED) -> Tensor:
        """Logits (batch, time, vocab) for training: ids of both sides, (batch, key) and (batch, time), padded."""
        return self.project(self.attended(source, target, ratio, touch))

    def attended(self, source: Tensor, target: Tensor, ratio: float = 1.0, touch: Intervention = AS_TRAINED) -> Tensor:
        """The attentional states (batch, time, d_model) that ``forward`` makes its logits of.

        ratio: how likely a step reads the given token rather than the likeliest one of the step before (teacher forcing
        when 1; Bengio et al. 2015, Scheduled Sampling). Which it does is thrown for each row and step.
        """
        memory = self.read(source)
        if not self.fed and ratio == 1:
            s = self.run(self.dropout(self.embedding(target)), memory.state)[0]
            return self.dropout(self.attend(s, self.asked(memory.start, s, memory, touch)))
        y, state, states, looks = self.dropout(self.embedding(target)), memory.state, [], []
        keys = self.scores["additive"].keys(memory.h) if self.fed else None
        now = y[:, :1]
        for t in range(target.shape[1]):
            before = state[0]
            look = self.look(before[:, None], memory, touch, t, keys) if self.fed else None
            s, state = self.run(torch.cat([now, look.context], -1) if look else now, state)
            look = look or self.asked(before, s, memory, touch, t)
            states.append(s)
            looks.append(look)
            now = y[:, t + 1 : t + 2]
            if ratio < 1 and t + 1 < target.shape[1]:
                own = self.project(self.dropout(self.attend(s, look)).detach()).argmax(-1)
                given = torch.rand(len(own), 1, 1, device=own.device) < ratio
                now = torch.where(given, now, self.dropout(self.embedding(own)))
        look = joined(looks, [1] * len(looks)) if self.attentions else None
        return self.dropout(self.attend(torch.cat(states, 1), look))

    def run(self, x: Tensor, state: State) -> tuple[Tensor, State]:
        """torch's fused pass of the decoder's cell over x (batch, time, dim): its states, and what to go on from."""
        h, c = (part[None] for part in state)
        two = isinstance(self.decoder, nn.LSTM)
        s, after = self.decoder(x, (h, c) if two else h)
        return s, tuple(part[0] for part in after) if two else (after[0], after[0])
