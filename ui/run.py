"""The two cached functions: a model by its name, and a run of it on a text."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import streamlit as st
import torch

import pretrained
from nets.beam import Decoder
from nets.decoding import decode, decode_together, decoder_of
from nets.greedy import Drafts
from nets.layout import for_reading
from nets.quantity import Quantity
from nets.search import SearchTrace
from nets.seq2seq import Seq2seq
from nets.seq2seq_trace import Seq2seqTrace
from nets.trace import freeze
from nets.transformer import EncoderDecoder, EncoderDecoderTrace
from pretrained import BrokenModel
from text.bpe import BPE, EOS, PAD, SOS, UNK, Piece, normalise
from text.french import elide
from ui.kept import Kept
from ui.settings import Look, Settings
from ui.waiting import Waiting

__all__ = ["BrokenModel", "Look", "Reading", "Settings", "load", "run", "translate"]

TRANSLATOR = "translate-en-fr"
LIMIT = 64
"""The most source tokens a run reads; the net has seen none longer in training."""
CHARACTERS = 2000
"""The most characters a run looks at."""
STEPS = 60
"""The most tokens a run writes, not counting those that are forced."""
DRAFTS = 16
"""How many of a visitor's last translations serve as drafts of the next."""
PADS = 4
"""How many <pad> tokens are shown where padding is."""


@dataclass(frozen=True)
class Reading:
    """What a net made of a text: its tokens, the tokens it wrote, and every quantity on the way.

    ``target`` begins with <sos> and ends before the last token written, as the decoder reads it; ``written`` is what it
    writes at each of those positions. ``cut`` is the number of characters that were read, None when all were.
    """

    text: str
    source: list[Piece]
    target: list[Piece]
    written: list[Piece]
    forced: int
    translation: str
    trace: Mapping[str, Quantity]
    search: Mapping[str, Quantity]
    cut: int | None = None
    unknown: tuple[str, ...] = field(default_factory=tuple)


TOGETHER = 8
"""How many visitors' sentences are read at once, at most: more would make the first of them wait too long."""
NETS = ThreadPoolExecutor(1, "nets", torch.set_num_threads, (1,))
"""The one thread that runs nets, for all visitors. Streamlit starts a thread a keystroke; forty of them in torch at
once take each other's caches and buffers away. How many threads a product may use is a matter of the thread
that asks for it."""


MODELS = Kept(256)
RUNS = Kept(32, room=2000, size=lambda reading: len(reading.source) + len(reading.target))
"""What ``load`` and ``run`` answered last: readings of at most ``room`` tokens, each of which takes up to 0.2 MB.
Streamlit's own cache takes 1.5 ms to tell whether it knows a run."""
TYPED = ContextVar("TYPED", default=True)
"""Whether somebody typed what is read now. Else it is a guess (``ui.ahead``): it makes no crowd and leaves no draft."""


def load(name: str) -> pretrained.Model:
    """A model, read once. Raises BrokenModel."""
    return MODELS.get(name, lambda: opened(name))


def opened(name: str) -> pretrained.Model:
    """A model, its weights laid out for reading. Raises BrokenModel."""
    model = pretrained.load(name)
    for_reading(model.net)
    return model


def run(name: str, text: str, settings: Settings | Look, drafts: Drafts = ()) -> Reading:
    """Translate a normalised text and record everything; ``settings`` suit the kind of net.

    ``drafts``, guesses of the target ids, save time and change nothing. Raises BrokenModel.
    """
    job = Job(load(name), text, settings, drafts)
    ask = WAITING.ask if TYPED.get() else alone
    return RUNS.get((name, text, settings), lambda: ask(job, job.kind()))


def alone(job: "Job", _kind) -> Reading:
    """What ``WAITING.ask`` answers, without making a crowd."""
    return NETS.submit(compute, *job).result()


class Job(NamedTuple):
    """A sentence to be read."""

    model: pretrained.Model
    text: str
    settings: Settings | Look
    drafts: Drafts

    def kind(self) -> tuple | None:
        """Jobs of equal kinds can be done at once; None for one that must be done alone."""
        how = self.settings
        if not self.text or not isinstance(how, Settings) or how.strategy != "greedy":
            return None
        return (self.model.name, how) if how.look_ahead and how.touch().padding else None


def compute(model: pretrained.Model, text: str, settings: Settings | Look, drafts: Drafts) -> Reading:
    """What ``run`` does, on the thread of the nets."""
    return compute_together([Job(model, text, settings, drafts)])[0]


def compute_together(jobs: Sequence[Job]) -> list[Reading]:
    """``compute`` for several jobs of equal kinds."""
    model, _, settings, _ = jobs[0]
    bpe = model.tokenizer
    sources, cuts = zip(
        *(read(bpe, text, PADS if settings.padding != "none" else 0) for _, text, _, _ in jobs), strict=True
    )
    prefix = bpe.ids(normalise(settings.prefix[:CHARACTERS]))[:LIMIT]
    with torch.inference_mode():
        ids = [torch.tensor([[piece.id for piece in source]]) for source in sources]
        written = write(model.net, ids, settings, prefix, [job.drafts for job in jobs])
        return [
            Reading(
                text=job.text,
                source=source,
                target=bpe.pieces_of([SOS, *tokens[:-1]]),
                written=bpe.pieces_of(tokens),
                forced=len(prefix),
                translation=elide(bpe.text(tokens)),
                trace=freeze(trace),
                search=freeze(search) if search else {},
                cut=cut,
                unknown=tuple(dict.fromkeys(piece.text for piece in source if piece.id == UNK)),
            )
            for job, source, cut, (tokens, trace, search) in zip(jobs, sources, cuts, written, strict=True)
        ]


def read(bpe: BPE, text: str, pads: int) -> tuple[list[Piece], int | None]:
    """The source tokens of a text, <eos> and padding included, and after how many characters it was cut, if it was."""
    pieces = bpe.pieces(text)
    cut = pieces[LIMIT - 1].end if len(pieces) > LIMIT else None
    pieces = pieces[:LIMIT]
    end = pieces[-1].end if pieces else 0
    return [*pieces, Piece(EOS, "<eos>", end, end, -1), *[Piece(PAD, "<pad>", end, end, -1)] * pads], cut


Written = tuple[list[int], EncoderDecoderTrace | Seq2seqTrace, SearchTrace | None]
"""The tokens of a translation, the trace of reading them, and the search, if any."""


def write(
    net: EncoderDecoder | Seq2seq, sources: Sequence[torch.Tensor], settings: Settings | Look, prefix: list[int],
    drafts: Sequence[Drafts],
) -> list[Written]:  # fmt: skip
    """Translate source ids (1, time). To a source that has only <eos> there is nothing to say."""
    how, touch = settings.decoding(STEPS), settings.touch()
    empty = [int(source[0, 0]) == EOS for source in sources]
    if len(sources) > 1 and not any(empty):
        return [record(*one) for one in decode_together(net, sources, how, touch, prefix, drafts)]
    result = []
    for source, own, nothing in zip(sources, drafts, empty, strict=True):
        decoder = decoder_of(net, source, touch)
        if nothing:
            result.append(([], decoder.trace(torch.tensor([[SOS]])), None))
        else:
            result.append(record(decode(net, source, how, touch, prefix, own, decoder), decoder))
    return result


def record(search: SearchTrace, decoder: Decoder) -> Written:
    """What was written, with what its decoder knows of it."""
    tokens = search.tokens.tolist()
    return tokens, decoder.trace(torch.tensor([[SOS, *tokens[:-1]]])), search


WAITING = Waiting(NETS, compute_together, TOGETHER)


def translate(text: str, settings: Settings) -> Reading:
    """Run the translator on a text, with this visitor's last translations as drafts. Raises BrokenModel."""
    reading = drafted(TRANSLATOR, normalise(text[:CHARACTERS]), settings)  # a typed space is no new run
    return replace(reading, text=text, cut=cut_off(text, reading))


def drafted(name: str, text: str, settings: Settings | Look) -> Reading:
    """``run`` with this visitor's last translations by the same net as drafts: while a word grows, its translation
    often goes back to what it was some keys ago. Raises BrokenModel."""
    kept = f"_drafts {name}"
    drafts = st.session_state.get(kept, ())
    reading = run(name, text, settings, drafts)
    last = tuple(piece.id for piece in reading.written)
    if TYPED.get():
        st.session_state[kept] = (last, *(draft for draft in drafts if draft != last))[:DRAFTS]
    return reading


def cut_off(text: str, reading: Reading) -> int | None:
    """After how many characters of a typed text its reading was cut, None when all were read."""
    return CHARACTERS if reading.cut is None and len(text) > CHARACTERS else reading.cut
