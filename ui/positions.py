"""The page on positions: what the viewer set, each method by its formula, the translator with it and without."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from math import radians

import streamlit as st
import torch

from figures.positions import READ, Order, Scene, positions
from nets.alibi import linear_bias
from nets.alike import alike
from nets.decoding import Decoding, decode
from nets.incremental import IncrementalDecoder
from nets.order import encode, order, shuffle
from nets.quantity import Quantity
from nets.rope import hands, rotary
from nets.sinusoids import sinusoids
from nets.trace import freeze
from text.bpe import EOS, Piece
from text.examples import SAMPLES
from text.french import elide
from ui import learned
from ui.classified import CODE, codes, labels
from ui.memory import number
from ui.notice import notice
from ui.reading import token
from ui.run import NETS, STEPS, TRANSLATOR, BrokenModel, Reading, Settings, load, translate
from ui.words import labelled, language, word

WHO = "Tom loves Mary."
KINDS = ("sinusoidal", "learned", "rope", "alibi", "none")
BOUNDS = {
    "length": (8, 128),
    "d_model": (4, 256),
    "d_head": (2, 128),
    "base": (10, 500_000),
    "angle": (-180, 180),
    "throw": (0, 99),
    "heads": (1, 16),
    "slope": (1, 16),
    "layer": (1, 99),
    "head": (1, 99),
    "shuffle": (0, 99),
}
"""How far each control goes."""


@dataclass(frozen=True)
class Asked:
    """``angle``: how many degrees each pair of the query is ahead of the key's before RoPE turns them; ``throw``: 0 for
    q = k = (1, …, 1), else dice; ``slope``: the head of ALiBi's that is shown; ``layer`` and ``head``: those of the
    translator's encoder; ``shuffle``: 0 for backwards, else dice; ``said``: the text whose other translations are
    wanted, which takes longer than a keystroke may."""

    kind: str = "sinusoidal"
    length: int = 64
    d_model: int = 64
    d_head: int = 32
    base: int = 10_000
    angle: int = 0
    throw: int = 0
    heads: int = 8
    slope: int = 1
    layer: int = 1
    head: int = 1
    shuffle: int = 0
    said: str | None = None


def kinds() -> tuple[str, ...]:
    """The kinds that can be shown."""
    return tuple(kind for kind in KINDS if kind != "learned" or learned.there())


def asked_for(ask: dict) -> Asked:
    """What the pictures ask for, else what the address says; nonsense is as at first. Raises BrokenModel."""
    first = asdict(Asked())
    view = {name: st.query_params.get(name) for name in first} | ask
    kind = view["kind"] if view["kind"] in kinds() else KINDS[0]
    said = ask["said"] if isinstance(ask.get("said"), str) else None
    bounds = BOUNDS | ({"length": (learned.SHORTEST, learned.longest())} if kind == "learned" else {})
    found = {name: number(view[name], *bounds[name], first[name]) for name in bounds}
    kwargs = load(TRANSLATOR).card["kwargs"]
    most = {"slope": found["heads"], "layer": kwargs["encoder_layers"], "head": kwargs["heads"]}
    found |= {name: min(found[name], high) for name, high in most.items()}
    found |= {name: found[name] // 2 * 2 for name in ("d_model", "d_head")}
    return Asked(kind, **found, said=said)


@lru_cache(maxsize=64)
def method(kind: str, length: int, width: int, base: int, angle: int, throw: int, heads: int, slope: int):
    """The frozen trace of a method; ``width`` is its d."""

    def compute() -> dict[str, Quantity]:
        with torch.inference_mode():
            if kind == "sinusoidal":
                trace = sinusoids(length, width, base)
            elif kind == "rope":
                trace = rotary(*hands(width, throw, radians(angle)), length, base)
            elif kind == "alibi":
                trace = linear_bias(length, heads)
            else:
                trace = alike(length, width, base, heads, slope)
            return dict(freeze(trace))

    return NETS.submit(compute).result()


def chosen(asked: Asked) -> dict[str, Quantity]:
    """The trace of what is chosen; what makes no difference to it is left out of the key."""
    if asked.kind == "learned":
        return learned.table(asked.length)
    a, rope, alibi = asked, asked.kind == "rope", asked.kind == "alibi"
    width, base = (0, 0) if alibi else (a.d_head if rope else a.d_model, a.base)
    turned = (a.angle, a.throw) if rope else (0, 0)
    return method(a.kind, a.length, width, base, *turned, a.heads if alibi or a.kind == "none" else 0, a.slope)


@st.cache_resource(show_spinner=False, max_entries=32)
def compared(ids: tuple[int, ...], tokens: tuple[int, ...]) -> dict[str, Mapping[str, Quantity]]:
    """Tokens by their ids, and the same in another order, read with positions and without. Raises BrokenModel."""
    model = load(TRANSLATOR)

    def compute() -> dict[str, Mapping[str, Quantity]]:
        both = torch.tensor([ids, [ids[token] for token in tokens]])
        with torch.inference_mode():
            return {read: freeze(order(encode(model.net, both, read == "with"), tokens)) for read in READ}

    return NETS.submit(compute).result()


@st.cache_resource(show_spinner=False, max_entries=32)
def said(ids: tuple[int, ...], positions: bool, _draft: tuple[int, ...] = ()) -> tuple[int, ...]:
    """The token ids that the translator writes for those of a source. ``_draft`` saves time and changes nothing."""
    model = load(TRANSLATOR)

    def compute() -> tuple[int, ...]:
        source = torch.tensor([ids])
        with torch.inference_mode():
            decoder = IncrementalDecoder(model.net, source, encoded=encode(model.net, source, positions))
            found = decode(model.net, source, Decoding(max_steps=STEPS), drafts=[_draft], decoder=decoder)
        return tuple(found.tokens.tolist())

    return NETS.submit(compute).result() if ids[0] != EOS else ()


def translations(ids: tuple[int, ...], tokens: Sequence[int], reading: Reading) -> dict[str, tuple[str, str]]:
    """What the decoder makes of both orders, with positions and without. Raises BrokenModel."""
    text, other = load(TRANSLATOR).tokenizer.text, tuple(ids[token] for token in tokens)
    moved, bare = said(other, True), said(ids, False)
    unmoved = said(other, False, bare)
    found = {"with": (reading.translation, elide(text(moved))), "without": (elide(text(bare)), elide(text(unmoved)))}
    return found


def tries() -> list[tuple[str, str]]:
    """Names and texts to try: the first says something else in another order."""
    return [
        (word("positions.sample_who"), WHO),
        *labelled("sample", SAMPLES[1:]),
    ]


def shown(source: list[Piece]) -> list[Piece]:
    """The tokens without padding: <eos> is the last."""
    return source[: [piece.id for piece in source].index(EOS) + 1]


def movable(source: list[Piece]) -> tuple[int, ...]:
    """The word of each token; -1 where it stays when words are shuffled: <eos>, and the marks that end the sentence."""
    last = max((piece.word for piece in source if any(map(str.isalnum, piece.text))), default=-1)
    return tuple(piece.word if piece.word <= last else -1 for piece in source)


@lru_cache
def words(lang: str) -> dict:
    """Every label inside the pictures, in one language, and the code they show."""
    whole = {"sentence": (CODE / "positions.py").read_text(encoding="utf-8")}
    return labels("positions", lang) | {"code": codes("positions") | whole}


def blob(ask: dict, text: str) -> bytes:
    """The live picture, without learned positions where their model is broken. Raises BrokenModel."""
    reading = translate(text, Settings())
    try:
        return positions(scene(asked_for(ask), reading))
    except BrokenModel as error:
        bare = scene(asked_for(ask | {"kind": KINDS[0]}), reading)
        return positions(replace(bare, notice=word("app.broken", message=error)))


def scene(asked: Asked, reading: Reading) -> Scene:
    """What is drawn of a reading. Raises BrokenModel."""
    source = shown(reading.source)
    ids, tokens = tuple(piece.id for piece in source), tuple(shuffle(movable(source), asked.shuffle))
    written = translations(ids, tokens, reading) if asked.said == reading.text else {}
    drawn = Scene(
        text=reading.text,
        tokens=[token(piece) for piece in source],
        method=chosen(asked),
        embedding={part: reading.trace[f"source.{part}"] for part in ("tokens", "positions", "out")},
        order=Order(tokens, compared(ids, tokens), written),
        words=words(language()),
        state=asdict(asked),
        notice=notice(reading),
        kinds=kinds(),
        longest=BOUNDS["length"][1],
    )
    return with_table(drawn) if asked.kind == "learned" else drawn


def with_table(drawn: Scene) -> Scene:
    """The same with what the model with learned positions reads. Raises BrokenModel."""
    read = learned.embedded(drawn.text)
    told = [drawn.notice] if drawn.notice else []
    if read.cut is not None:
        told.append(word("positions.beyond", model=learned.LEARNED, rows=learned.rows(), place=read.cut))
    return replace(
        drawn, read=[token(piece) for piece in read.tokens], embedding=read.parts, rows=learned.rows(),
        longest=learned.longest(), notice="  ".join(told),
    )  # fmt: skip
