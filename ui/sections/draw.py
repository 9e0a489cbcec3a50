"""The tab in which attention rows are drawn: what the net writes next where it looks elsewhere, and how it goes on.

Rows travel as text: ``general.3.0-2500-7500`` is a row of the net "general" at step 3, of three shares; several rows
have ``_`` between them. Shares are whole numbers that are divided by their sum.
"""

import re
from functools import lru_cache

import streamlit as st
import torch

from figures.sections.draw import draw_arrays, top
from nets.trace import freeze
from text.bpe import EOS, SOS
from text.french import elide
from ui.run import NETS, Look, Reading, load, read, write
from ui.sections.choosing import MODEL, SIDES, side_of, wanted, whole, words_of

KEYS = ("net", "t", "rows")
"""What may be asked for, each with "draw_" before it."""
FIRST = 2
"""The step that is drawn at first."""
ROW = re.compile(r"(dot|general|concat|additive)\.([1-9]\d{0,2})\.(\d{1,5}(?:-\d{1,5})*)", re.ASCII)
MOST = 24
"""The most rows that are kept."""

Rows = dict[tuple[str, int], tuple[int, ...]]
"""Shares by net and step, steps counted from 1."""


def parse(text) -> Rows:
    """The rows of a text; what is none is left out.

    >>> parse("dot.2.1-3_dot.1.0-0_none.1.1_general.4.7-x")
    {('dot', 2): (1, 3)}
    """
    found: Rows = {}
    for part in text.split("_") if isinstance(text, str) else ():
        match = ROW.fullmatch(part)
        if match and sum(shares := tuple(map(int, match[3].split("-")))) > 0:
            found[match[1], int(match[2])] = shares
    return dict(sorted(found.items())[:MOST])


def spell(rows: Rows) -> str:
    """Rows as text.

    >>> spell(parse("dot.2.1-3"))
    'dot.2.1-3'
    """
    return "_".join(f"{net}.{t}.{'-'.join(map(str, shares))}" for (net, t), shares in rows.items())


def section(asking: dict, text: str, first: Reading, second: Reading, names: tuple[str, str]) -> tuple[dict, dict]:
    """Header and arrays. Rows that do not fit the length of the text are put aside, and said to be. Raises
    BrokenModel."""
    which, place = wanted(asking, "draw_net"), whole(wanted(asking, "draw_t"), 1, 999, FIRST)
    side = side_of(which, names, attentive=True)
    name, own = names[side], (first, second)[side]
    asked, n = parse(wanted(asking, "draw_rows")), len(own.source)
    kept = {at: shares for at, shares in asked.items() if len(shares) == n}
    header = {
        "state": {"draw_net": which if which in SIDES else "", "draw_t": place, "draw_rows": spell(kept)},
        "names": list(names),
        "side": side,
        "net": name,
        "aside": sorted({len(shares) for shares in asked.values()} - {n}),
        "source": [[piece.text, piece.id in (SOS, EOS)] for piece in own.source],
        "steps": 0,
    }
    if name == "none" or not own.written:
        return header, {}
    mine = {t: shares for (net, t), shares in kept.items() if net == name}
    drawn = rewritten(name, text, own, mine)
    t = min(place, len(drawn.written))
    before = rewritten(name, text, own, {step: shares for step, shares in mine.items() if step != t})
    bpe = load(MODEL.format(name)).tokenizer
    header |= {
        "t": t,
        "steps": len(drawn.written),
        "drawn": [step for step in mine if step <= len(drawn.written)],
        "ids": [piece.id for piece in drawn.written],
        "own": told(own),
        "after": told(drawn),
        "read": drawn.target[t - 1].text,
        "top": [
            [[id, piece.text, p] for (id, p), piece in zip(best, bpe.pieces_of([id for id, _ in best]), strict=True)]
            for best in (top(before.trace, t - 1), top(drawn.trace, t - 1))
        ],
    }
    return header, draw_arrays(before.trace, drawn.trace, t - 1)


def told(reading: Reading) -> dict:
    return {"translation": reading.translation, "written": [piece.text for piece in reading.written]}


def rewritten(name: str, text: str, own: Reading, rows: dict[int, tuple[int, ...]]) -> Reading:
    """What a net writes with drawn rows: its own tokens up to the first of them, then as it goes on from there."""
    own_ids = tuple(piece.id for piece in own.written)
    if not rows or min(rows) > len(own_ids):
        return own
    shares = tuple((t - 1, tuple(share / sum(row) for share in row)) for t, row in sorted(rows.items()))
    return run_drawn(name, text, shares, own_ids[: min(rows) - 1], own_ids)


@st.cache_resource(show_spinner=False, max_entries=32)
def run_drawn(
    name: str, text: str, rows: tuple[tuple[int, tuple[float, ...]], ...], prefix: tuple[int, ...],
    _draft: tuple[int, ...],
) -> Reading:  # fmt: skip
    """Translate a normalised text with attention rows put in place, steps counted from 0, after a forced prefix."""
    model = load(MODEL.format(name))
    bpe = model.tokenizer

    def compute() -> Reading:
        source, cut = read(bpe, text, 0)
        with torch.inference_mode():
            ids = torch.tensor([[piece.id for piece in source]])
            ((tokens, trace, search),) = write(model.net, [ids], Look(rows=rows), list(prefix), [[_draft]])
            return Reading(
                text=text, source=source, target=bpe.pieces_of([SOS, *tokens[:-1]]), written=bpe.pieces_of(tokens),
                forced=len(prefix), translation=elide(bpe.text(tokens)), trace=freeze(trace), search=freeze(search),
                cut=cut,
            )  # fmt: skip

    return NETS.submit(compute).result()


@lru_cache
def words(lang: str) -> dict:
    """Every label of this tab in one language, and its code."""
    return words_of("draw", lang)
