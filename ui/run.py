"""The two cached functions: a model by its name, and a run of it on a text."""

from dataclasses import dataclass, field

import streamlit as st
import torch

import pretrained
from nets.decoding import Decoding, decode
from nets.quantity import Quantity
from nets.trace import freeze
from nets.transformer import Intervention
from pretrained import BrokenModel
from text.bpe import EOS, PAD, SOS, UNK, Piece, normalise

__all__ = ["BrokenModel", "Reading", "Settings", "load", "run", "translate"]

TRANSLATOR = "translate-en-fr"
LIMIT = 64
"""The most source tokens a run reads; the net has seen none longer in training."""
CHARACTERS = 2000
"""The most characters a run looks at."""
PADS = 4


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

    def decoding(self) -> Decoding:
        return Decoding(
            self.strategy, self.beams, self.length_penalty, self.sampling_temperature, self.top_k, self.top_p, self.seed
        )


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
    trace: dict[str, Quantity]
    search: dict[str, Quantity]
    cut: int | None = None
    unknown: tuple[str, ...] = field(default_factory=tuple)


@st.cache_resource(show_spinner=False)
def load(name: str) -> pretrained.Model:
    """A model, read once. Raises BrokenModel."""
    return pretrained.load(name)


@st.cache_resource(show_spinner=False, max_entries=32)
def run(name: str, text: str, settings: Settings, _draft: tuple[int, ...] = ()) -> Reading:
    """Translate a text and record everything. ``_draft``, a guess of the target ids, saves time and changes nothing."""
    model = load(name)
    bpe, net = model.tokenizer, model.net
    read = normalise(text[:CHARACTERS])
    source = bpe.pieces(read)
    cut = None
    if len(source) > LIMIT:
        source = source[:LIMIT]
        cut = source[-1].end
    elif len(text) > CHARACTERS:
        cut = CHARACTERS
    end = len(source[-1:] and read[: source[-1].end])
    source = [*source, Piece(EOS, "<eos>", end, end, -1)]
    if settings.padding != "none":
        source += [Piece(PAD, "<pad>", end, end, -1)] * PADS
    prefix = bpe.ids(normalise(settings.prefix[:CHARACTERS]))[:LIMIT]
    with torch.inference_mode():
        ids = torch.tensor([[piece.id for piece in source]])
        touch = settings.touch()
        encoded = net.encode(ids, touch)
        if read:
            search = decode(net, ids, settings.decoding(), touch, prefix, _draft, encoded)
            tokens = search.tokens.tolist()
        else:
            search, tokens = None, []
        trace = net.trace(ids, torch.tensor([[SOS, *tokens[:-1]]]), touch, encoded)
        return Reading(
            text, source, bpe.pieces_of([SOS, *tokens[:-1]]), bpe.pieces_of(tokens), len(prefix), bpe.text(tokens),
            freeze(trace), freeze(search) if search else {}, cut,
            tuple(dict.fromkeys(piece.text for piece in source if piece.id == UNK)),
        )  # fmt: skip


def translate(text: str, settings: Settings) -> Reading:
    """Run the translator on a text, starting from this session's last translation. Raises BrokenModel."""
    reading = run(TRANSLATOR, text, settings, _draft=st.session_state.get("_draft", ()))
    st.session_state["_draft"] = tuple(piece.id for piece in reading.written)
    return reading
