"""The two cached functions: a model by its name, and a run of it on a text."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import streamlit as st
import torch

import pretrained
from nets import seq2seq_trace
from nets.decoding import Decoding, SearchTrace, decode, decoder_of
from nets.layout import by_columns
from nets.quantity import Quantity
from nets.seq2seq import Seq2seq
from nets.seq2seq_trace import Seq2seqTrace
from nets.trace import freeze
from nets.transformer import EncoderDecoder, EncoderDecoderTrace, Intervention
from pretrained import BrokenModel
from text.bpe import BPE, EOS, PAD, SOS, UNK, Piece, normalise
from text.french import elide

__all__ = ["BrokenModel", "Look", "Reading", "Settings", "load", "run", "translate"]

TRANSLATOR = "translate-en-fr"
LIMIT = 64
"""The most source tokens a run reads; the net has seen none longer in training."""
CHARACTERS = 2000
"""The most characters a run looks at."""
STEPS = 60
"""The most tokens a run writes, not counting those that are forced."""
PADS = 4
"""How many <pad> tokens are shown where padding is."""


@dataclass(frozen=True)
class Settings:
    """What a run does beside reading the text. ``ablated`` holds heads as ``side.layer.head``, counted from 1."""

    strategy: str = "greedy"
    beams: int = 4
    length_penalty: float = 1.0
    sampling_temperature: float = 1.0
    top_k: int = 0
    top_p: float = 1.0
    seed: int = 0
    prefix: str = ""
    temperature: float = 1.0
    ablated: tuple[str, ...] = ()
    look_ahead: bool = True
    padding: str = "none"

    def touch(self) -> Intervention:
        heads = (name.split(".") for name in self.ablated)
        ablated = frozenset((side, int(layer) - 1, int(head) - 1) for side, layer, head in heads)
        return Intervention(self.temperature, ablated, self.look_ahead, self.padding != "seen")

    def decoding(self, steps: int) -> Decoding:
        return Decoding(
            self.strategy, self.beams, self.length_penalty, self.sampling_temperature, self.top_k, self.top_p,
            self.seed, steps,
        )  # fmt: skip


@dataclass(frozen=True)
class Look:
    """The same for a recurrent encoder-decoder. ``rows``: attention rows that are put in place of the net's own, and
    ``score`` the function that looks back, as in ``nets.seq2seq_trace.Intervention``."""

    strategy: str = "greedy"
    beams: int = 4
    length_penalty: float = 1.0
    prefix: str = ""
    rows: tuple[tuple[int, tuple[float, ...]], ...] = ()
    score: str = ""
    padding: str = "none"

    def touch(self) -> seq2seq_trace.Intervention:
        return seq2seq_trace.Intervention(self.rows, self.score)

    def decoding(self, steps: int) -> Decoding:
        return Decoding(self.strategy, self.beams, self.length_penalty, max_steps=steps)


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


NETS = ThreadPoolExecutor(1, "nets")
"""The one thread that runs nets, for all visitors. Streamlit starts a thread a keystroke; forty of them in torch at
once take each other's caches and buffers away."""


@st.cache_resource(show_spinner=False)
def load(name: str) -> pretrained.Model:
    """A model, read once. Raises BrokenModel."""
    model = pretrained.load(name)
    by_columns(model.net)
    return model


@st.cache_resource(show_spinner=False, max_entries=32)
def run(name: str, text: str, settings: Settings | Look, _draft: tuple[int, ...] = ()) -> Reading:
    """Translate a normalised text and record everything; ``settings`` suit the kind of net.

    ``_draft``, a guess of the target ids, saves time and changes nothing.
    """
    return NETS.submit(compute, load(name), text, settings, list(_draft)).result()


def compute(model: pretrained.Model, text: str, settings: Settings | Look, draft: list[int]) -> Reading:
    """What ``run`` does, on the thread of the nets."""
    bpe = model.tokenizer
    source, cut = read(bpe, text, PADS if settings.padding != "none" else 0)
    prefix = bpe.ids(normalise(settings.prefix[:CHARACTERS]))[:LIMIT]
    with torch.inference_mode():
        ids = torch.tensor([[piece.id for piece in source]])
        empty = source[0].id == EOS
        tokens, trace, search = write(model.net, ids, settings, prefix, draft, 0 if empty else STEPS)
        return Reading(
            text=text,
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


def read(bpe: BPE, text: str, pads: int) -> tuple[list[Piece], int | None]:
    """The source tokens of a text, <eos> and padding included, and after how many characters it was cut, if it was."""
    pieces = bpe.pieces(text)
    cut = pieces[LIMIT - 1].end if len(pieces) > LIMIT else None
    pieces = pieces[:LIMIT]
    end = pieces[-1].end if pieces else 0
    return [*pieces, Piece(EOS, "<eos>", end, end, -1), *[Piece(PAD, "<pad>", end, end, -1)] * pads], cut


def write(
    net: EncoderDecoder | Seq2seq, ids: torch.Tensor, settings: Settings | Look, prefix: list[int], draft: list[int],
    steps: int,
) -> tuple[list[int], EncoderDecoderTrace | Seq2seqTrace, SearchTrace | None]:  # fmt: skip
    """Translate the source ids (1, time): the tokens written, the trace of reading them, and the search, if any."""
    if not steps:
        return [], net.trace(ids, torch.tensor([[SOS]]), settings.touch()), None
    decoder = decoder_of(net, ids, settings.touch())
    search = decode(net, ids, settings.decoding(steps), decoder.touch, prefix, draft, decoder)
    tokens = search.tokens.tolist()
    return tokens, decoder.trace(torch.tensor([[SOS, *tokens[:-1]]])), search


def translate(text: str, settings: Settings) -> Reading:
    """Run the translator on a text, starting from this session's last translation. Raises BrokenModel."""
    reading = drafted(TRANSLATOR, normalise(text[:CHARACTERS]), settings)  # a typed space is no new run
    return replace(reading, text=text, cut=cut_off(text, reading))


def drafted(name: str, text: str, settings: Settings | Look) -> Reading:
    """``run`` with this visitor's last translation by the same net as the guess. Raises BrokenModel."""
    kept = f"_draft {name}"
    reading = run(name, text, settings, _draft=st.session_state.get(kept, ()))
    st.session_state[kept] = tuple(piece.id for piece in reading.written)
    return reading


def cut_off(text: str, reading: Reading) -> int | None:
    """After how many characters of a typed text its reading was cut, None when all were read."""
    return CHARACTERS if reading.cut is None and len(text) > CHARACTERS else reading.cut
