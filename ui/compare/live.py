"""The typed sentence, live: scores of every head, and what the net says without some of them."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from time import perf_counter

import streamlit as st
import torch

from figures.compare.live import Says, live
from models.known import shown
from models.maps import Maps
from models.outputs import Said, matters, said
from models.scoring import SCORES, scores
from ui.block.choosing import several
from ui.classified import labels
from ui.compare.choosing import Head, head_of
from ui.compare.reading import CHARACTERS, Read, opened, read, shapes
from ui.run import NETS, elide
from ui.words import word

CODE = Path(__file__).parent.parent.parent / "lessons" / "code" / "compare"
NAME = r"(encoder|decoder|cross)\.[1-9]\d{0,2}\.[1-9]\d{0,2}"
MOST = 4096
"""The most heads that can be off."""
PATIENCE = 30.0
"""Seconds: what takes longer on this machine is not measured here. Others' keys go in between, a layer at a time."""
KEY = r"[0-9a-f]{8}"


@dataclass(frozen=True)
class Answer:
    """What a net says, and how many seconds it took."""

    said: Said
    seconds: float


def asked_for(view: Mapping) -> dict:
    """``off``: the heads of A's model that are off, ``side.layer.head`` from 1, joined by commas; ``weigh``: for which
    model and sentence it is asked how much each head matters (see ``key_of``)."""
    found = shapes(head_of(view.get("a"), str(view.get("a"))).model)
    off = [name for name in several(view.get("off"), NAME, MOST) if there(found, name)]
    return {"off": ",".join(off), "weigh": (several(view.get("weigh"), KEY, 1) or [""])[0]}


def there(found: Mapping[str, tuple[int, int]], name: str) -> bool:
    """Whether a model has the head that a name calls."""
    side, layer, head = name.split(".")
    return side in found and int(layer) <= found[side][0] and int(head) <= found[side][1]


def key_of(model: str, text: str) -> str:
    """A short name for a model and a sentence, so that nothing is measured but what was asked for."""
    return f"{zlib.crc32(f'{model} {text}'.encode('utf-8', 'replace')):08x}"


@st.cache_resource(show_spinner=False, max_entries=16)
def scored(name: str, text: str) -> dict[str, torch.Tensor]:
    """The scores of every head on a text, (score, layer, head) by side. Raises BrokenModel, CannotRead."""
    stacks = read(name, text).stacks

    def compute() -> dict[str, torch.Tensor]:
        with torch.inference_mode():
            return {
                side: scores(Maps(side, torch.tensor(stack.weights), stack.queries, stack.keys))
                for side, stack in stacks.items()
            }

    return NETS.submit(compute).result()


@st.cache_resource(show_spinner=False, max_entries=64)
def answered(name: str, text: str, off: str) -> Answer | None:
    """What a model says of a text without some heads; None where it cannot be asked. Raises BrokenModel, CannotRead."""
    source, target = opened(name), target_of(read(name, text))
    if source.question is None:
        return None
    heads = [(side, int(layer) - 1, int(head) - 1) for side, layer, head in map(parted, off.split(",") if off else [])]

    def compute() -> Answer:
        start = perf_counter()
        found = said(source, text[:CHARACTERS], target, heads)
        return Answer(found, perf_counter() - start)

    return NETS.submit(compute).result()


def target_of(reading: Read) -> str | None:
    """What an encoder-decoder wrote, with all its heads; None of other nets."""
    return reading.target if "cross" in reading.stacks else None


def parted(name: str) -> list[str]:
    return name.split(".")


@st.cache_resource(show_spinner=False, max_entries=32)
def weighed(name: str, text: str) -> tuple[dict[str, dict[str, torch.Tensor]], float]:
    """How much each head matters on a text, and the seconds that it took. Raises BrokenModel, CannotRead."""
    source, target, start = opened(name), target_of(read(name, text)), perf_counter()
    found = matters(source, text[:CHARACTERS], target, run=lambda step: NETS.submit(step).result())
    return found, perf_counter() - start


def says(answer: Said) -> Says:
    written = None if answer.written is None else elide(answer.written)
    return Says(answer.likely, answer.chances, answer.own, answer.losses, written)


def chosen(head: Head, reading: Read) -> tuple[torch.Tensor, list[str], list[str]]:
    """The map of the chosen head, and what its rows and columns are called."""
    stack = reading.stacks.get(head.side)
    if stack is None:
        return torch.zeros(0, 0), [], []
    weights = torch.tensor(stack.weights[head.layer - 1, head.head - 1])
    return weights, [piece.text for piece in stack.queries], [piece.text for piece in stack.keys]


def section(asked: Mapping, text: str) -> tuple[dict, dict, list[str]]:
    """Header, arrays, and what the reader must know. Raises BrokenModel, CannotRead."""
    head = head_of(asked["a"], asked["a"])
    reading, key = read(head.model, text), key_of(head.model, text)
    before, after = (answered(head.model, text, off) for off in ("", asked["off"]))
    passes = sum(layers * heads for layers, heads in shapes(head.model).values())
    seconds = passes * before.seconds if before else 0.0
    effects, took = None, None
    if before and asked["weigh"] == key and seconds <= PATIENCE:
        effects, took = weighed(head.model, text)
    weights, queries, keys = chosen(head, reading)
    header, arrays = live(
        {side: values.numpy() for side, values in scored(head.model, text).items()},
        {kind: {side: values.numpy() for side, values in sides.items()} for kind, sides in (effects or {}).items()}
        if effects else None,
        SCORES, weights.numpy(), (says(before.said), says(after.said)) if before and after else None,
        model=shown(head.model), chosen=[head.side, head.layer, head.head], queries=queries, keys=keys,
        tokens=[piece.text for piece in before.said.tokens] if before else [], key=key, passes=passes,
        seconds=seconds, patience=PATIENCE, took=took, kind=kind_of(reading),
        off=asked["off"].split(",") if asked["off"] else [],
    )  # fmt: skip
    return header, arrays, told(head, reading)


def kind_of(reading: Read) -> str:
    """What a model says: what its target goes on with, what comes next, or what is hidden."""
    return "writes" if "cross" in reading.stacks else "next" if "decoder" in reading.stacks else "hidden"


def told(head: Head, reading: Read) -> list[str]:
    """That the model has read the beginning alone, where it has."""
    if reading.cut is None:
        return []
    return [word("compare_live.cut", model=shown(head.model), place=reading.cut)]


@lru_cache
def words(lang: str) -> dict:
    """Every label of this tab in one language, and its code."""
    code = {path.stem: path.read_text(encoding="utf-8") for path in sorted(CODE.glob("live*.py"))}
    return labels("compare_live", lang) | {"code": code}
