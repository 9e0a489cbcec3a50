"""The page on recurrent cells: what the viewer has chosen, and from three readings to what its picture shows."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import streamlit as st

from figures.cells import BELOW, ORDERS, QUANTITIES, SHARES, Net, Scene, View, cells
from nets.recurrent import AS_TRAINED, Clamp, Intervention
from nets.tasks import LanguageModel
from text.characters import Characters
from text.examples import EXAMPLES
from ui.live_text import said
from ui.notice import notice
from ui.reader import CELL_KINDS, Read, families, read
from ui.run import load
from ui.words import CATALOGUE, catalogue, language, look_up, word

FAMILIES = ("sentiment-en", "sentiment-ko", "spam-en", "chars-en", "chars-ko", "recall")
"""The families that read from left to right only, in the order of their buttons."""
FIRST = {
    "sentiment-en": "lstm.c.81",
    "sentiment-ko": "lstm.c.69",
    "spam-en": "lstm.c.9",
    "chars-en": "lstm.c.162",
    "chars-ko": "lstm.c.150",
    "recall": "lstm.c.19",
}
"""The cell that is looked at first, by family: one whose gates tell a story. Of any other, the first forget gate."""
TRACKS = ("answer", "sure", "position", "start", "place", "quotes", "capital", "space")
CODE = Path(__file__).parent.parent / "lessons" / "code" / "cells"
CLAMP = re.compile(r"([ifgocrznh]):(-?\d(?:\.\d{1,2})?)(?:@([1-9]\d{0,3}))?")
MOST_HELD = 12
SHARED = (
    "take_away", "png", "svg", "html", "csv", "copy_link", "show_code", "code_note", "copy", "close", "token", "step",
    "layer", "unit", "symbol", "probability",
)  # fmt: skip
"""Labels that this page has in common with others."""
OWN = {
    "sentiment-en": "I hate Mondays, but today was wonderful, thank you",
    "chars-en": "To be, or not to be: that is the question",
    "chars-ko": "나는 그날 밤 오래된 책상 앞에 앉아 편지를 썼다.",
}
"""The first text of a family here, where the one in text/examples.py is too short to see something happen, or has a
turn that these nets do not follow (``not bad at all`` is beyond them)."""
RECALL = (
    "qk7xzmb?",
    "answer 4?",
    "9there are many letters between the digit and the question that is asked at the very end?",
    "first 3 and then 8 which one?",
)
"""Texts to try for the nets that recall a digit; the other families have theirs in text/examples.py."""
SAMPLE_NAMES = {"recall": ("near", "word", "far", "two"), "chars": ("line", "plain", "long", "strange")}
"""What samples are called; those of any other family: with a turn, plain, long, strange."""
GROUPS = {
    "names_": "ifgochrzn",
    "meanings_": "ifgochrzn",
    "orders_": ORDERS,
    "below_": BELOW,
    "properties_": TRACKS,
    "families_": FAMILIES,
}
"""Labels of which the picture needs one for each of a few things."""
HANGUL = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")


@dataclass(frozen=True)
class Choice:
    """What is looked at, and what is held. ``model`` "" is the family that suits the text."""

    model: str = ""
    view: View = View()
    clamps: tuple[str, ...] = ()
    reset: str = "after"

    def touch(self) -> Intervention:
        """The clamps as the nets take them: a single unit, counted from 0, in the layer that is looked at; all units in
        every layer."""
        held = []
        for clamp in self.clamps:
            gate, value, unit = CLAMP.fullmatch(clamp).groups()
            one = {"unit": int(unit) - 1, "layer": self.view.layer} if unit else {}
            held.append(Clamp(gate, float(value), **one))
        return Intervention(tuple(held), self.reset == "after")


def chosen(asked: dict) -> Choice:
    """What the picture asks for, else what the address says; whatever makes no sense, or this family has not, is as at
    first. Raises BrokenModel."""
    address = {name: st.query_params.get(name, "") for name in ("model", "cell", "layer", "from", "below", "track")}
    start = whole(address.pop("from"))
    clamps = st.query_params.get("clamp", "").split(",")
    reset = st.query_params.get("reset", "after")
    wanted = address | {"clamps": clamps, "reset": reset, "start": None if start is None else start - 1} | asked
    model = wanted["model"] if wanted["model"] in there() else ""
    family = family_of(model)
    layers, units = sizes(family)
    view = View(
        layer=min(whole(wanted["layer"]) or layers, layers) - 1,
        start=whole(wanted["start"]),
        below=wanted["below"] if wanted["below"] in BELOW else BELOW[0],
        track=wanted["track"] if wanted["track"] in TRACKS else "",
        exact=bool(asked),
    )
    net, quantity, unit = cell(wanted["cell"], units) or cell(FIRST.get(family, "lstm.f.1"), units)
    return Choice(
        model,
        replace(view, net=net, quantity=quantity, unit=unit),
        clamped(wanted["clamps"], min(units.values())),
        "before" if wanted["reset"] == "before" else "after",
    )


def whole(value) -> int | None:
    """A whole number from JSON or an address, None for anything else."""
    text = "" if isinstance(value, bool) else str(value)
    return int(text) if re.fullmatch(r"[0-9]{1,5}", text) else None


def cell(name, units: dict[str, int]) -> tuple[str, str, int] | None:
    """Net, quantity and unit (from 0) of ``lstm.f.17``, None when there is no such cell."""
    match = re.fullmatch(r"([a-z]+)\.([a-z])\.([1-9]\d{0,4})", name) if isinstance(name, str) else None
    if not match or match[2] not in QUANTITIES.get(match[1], ()) or int(match[3]) > units[match[1]]:
        return None
    return match[1], match[2], int(match[3]) - 1


def clamped(wanted, units: int) -> tuple[str, ...]:
    """Those clamps that make sense, each gate and unit once, those of all units first: ``("f:1", "i:0@17")``."""
    found = {}
    for text in wanted if isinstance(wanted, list | tuple) else ():
        match = CLAMP.fullmatch(text) if isinstance(text, str) else None
        if not match or int(match[3] or 0) > units:
            continue
        lowest = 0.0 if match[1] in SHARES else -1.0
        value = min(1.0, max(lowest, float(match[2])))
        found[int(match[3] or 0), match[1]] = f"{match[1]}:{value:g}" + (f"@{match[3]}" if match[3] else "")
    return tuple(found[key] for key in sorted(found))[:MOST_HELD]


@st.cache_data
def sizes(family: str) -> tuple[int, dict[str, int]]:
    """How many layers the nets of a family have, and how many units each. Raises BrokenModel."""
    nets = {kind: load(f"{family}-{kind}").net.rnn for kind in CELL_KINDS}
    return min(net.num_layers for net in nets.values()), {kind: net.hidden_size for kind, net in nets.items()}


def there() -> tuple[str, ...]:
    """The families of this page that are in pretrained/."""
    known = families()
    return tuple(family for family in FAMILIES if family in known)


def family_of(model: str) -> str:
    """The family that reads: the one chosen, else the sentiment of the text's language; while the box holds an example
    of the page's own, of the screen's language."""
    known = there()
    if model or not known:
        return model
    text = said("")
    own = {OWN["sentiment-en"], EXAMPLES["sentiment-ko"][0]}
    tongue = language() if not text.strip() or text in own else "ko" if HANGUL.search(text) else "en"
    return f"sentiment-{tongue}" if f"sentiment-{tongue}" in known else known[0]


def samples(family: str) -> list[tuple[str, str]]:
    """Names and texts to try. The first is the page's own."""
    names = SAMPLE_NAMES.get(family.split("-")[0], ("turn", "plain", "long", "strange"))
    texts = RECALL if family == "recall" else EXAMPLES[family]
    texts = (OWN.get(family, texts[0]), *texts[1:])
    return [(word(f"cells.sample_{name}"), text) for name, text in zip(names, texts, strict=True)]


def blob(choice: Choice, family: str, exact: str, text: str) -> bytes:
    """The live picture of a text; ``exact`` is the text whose maps are wanted in full. Raises BrokenModel."""
    touch = choice.touch()
    readings = read(family, text, touch)
    trained = read(family, text) if touch != AS_TRAINED else {}
    mine = readings["lstm"]
    model = load(f"{family}-lstm")
    scene = Scene(
        text=text,
        tokens=[piece.text for piece in mine.pieces],
        words_of=[piece.word for piece in mine.pieces],
        nets=[net(family, kind, readings[kind], trained.get(kind), choice.view.layer) for kind in CELL_KINDS],
        labels=[label(family, name) for name in mine.labels],
        model=choice.model,
        family=family,
        families=there(),
        words=words(language()),
        letters=isinstance(model.tokenizer, Characters),
        next_token=isinstance(model.net, LanguageModel),
        clamps=choice.clamps,
        reset=choice.reset,
        touch="Intervention()" if touch == AS_TRAINED else repr(touch),
        notice=notice(mine),
    )
    return cells(scene, replace(choice.view, exact=bool(text) and exact == text))


def net(family: str, kind: str, reading: Read, trained: Read | None, layer: int) -> Net:
    """What a figure needs of a reading. Order and time scales are known of the top layer."""
    trace = reading.trace if reading.pieces else {}
    states = load(reading.name).states if layer == sizes(family)[0] - 1 else {}
    known = {name: states[name] for name in ("order", "timescale") if name in states}
    return Net(kind, trace, trained.trace if trained and trained.pieces else None, **known)


def label(family: str, name: str) -> str:
    """What a class is called on the screen."""
    key = f"cells.label_{name}"
    return word(key) if key in catalogue(CATALOGUE.stat().st_mtime_ns) and not family.startswith("chars") else name


@lru_cache
def words(lang: str) -> dict:
    """Every label inside the picture, in one language, and the code it shows."""
    known = catalogue(CATALOGUE.stat().st_mtime_ns)
    own = [key.removeprefix("cells.") for key in known if key.startswith("cells.")]
    found = {name: look_up(f"cells.{name}", lang) for name in own} | {
        name: look_up(f"picture.{name}", lang) for name in SHARED
    }
    groups = {group[:-1]: {name: found[group + name] for name in names} for group, names in GROUPS.items()}
    code = {name: (CODE / f"{name}.py").read_text(encoding="utf-8") for name in ("cell", "answer")}
    return found | groups | {"quantities": QUANTITIES, "code": code}
