"""The page on kinds of sequence task: what the viewer has chosen, and from a reading to what its picture shows."""

import re
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path

import streamlit as st
import torch

from figures.tasks import KINDS, Shown, Token, Wiring, tasks
from nets.decoding import Decoding, distribution
from nets.directions import directions
from nets.generation import generate, heard
from nets.quantity import Quantity
from nets.tasks import LanguageModel
from nets.trace import freeze
from text.examples import EXAMPLES, SAMPLES
from ui.doors import doors
from ui.live_text import said
from ui.notice import notice
from ui.reader import CELL_KINDS, Read, families, read
from ui.run import NETS, load
from ui.words import CATALOGUE, catalogue, labelled, language, look_up, word

FAMILIES = {
    "one-to-many": ("chars-en", "chars-ko"),
    "many-to-one": ("sentiment-en", "sentiment-ko", "spam-en"),
    "encoder-decoder": (),
    "aligned": ("tagger-en", "tagger-ko", "entities-en"),
}
"""The families of nets of each kind. The first whose language is the text's own reads it, until one is chosen."""
STEPS = 40
"""How many characters are written."""
TEMPERATURE = (0.1, 2.0)
MOST_LIKELY = 50
"""The largest top-k on offer; 0 is off."""
CODE = Path(__file__).parent.parent / "lessons" / "code" / "tasks"
SHARED = (
    "take_away", "png", "svg", "html", "csv", "copy_link", "show_code", "code_note", "copy", "close", "token",
    "probability", "alternatives", "step", "layer", "unit",
)  # fmt: skip
"""Labels that this page has in common with others."""
HANGUL = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")


@dataclass(frozen=True)
class Choice:
    """What is looked at. ``step``, from 1, None: the newest; ``unit``, from 1, 0: the norm of all. The rest is about
    writing."""

    kind: str = "many-to-one"
    model: str = ""
    cell: str = "lstm"
    step: int | None = None
    unit: int = 0
    temperature: float = 1.0
    top_k: int = 0
    seed: int = 0


@dataclass(frozen=True)
class Written:
    """What a language model wrote after a text, and every quantity of reading that again. ``considered`` (time, vocab)
    begins with the text: what each next character, typed or written, could have been drawn from."""

    tokens: list[int]
    dice: Quantity
    considered: Quantity
    trace: dict[str, Quantity]


def chosen(asked: dict) -> Choice:
    """What the picture asks for, else what the address says; whatever makes no sense is as at first."""
    address = {name: st.query_params.get(name, "") for name in Choice.__dataclass_fields__}
    view, first = address | asked, Choice()
    kind = view["kind"] if view["kind"] in KINDS else first.kind
    return Choice(
        kind=kind,
        model=view["model"] if view["model"] in there(kind) else "",
        cell=view["cell"] if view["cell"] in CELL_KINDS else first.cell,
        step=whole(view["step"], 1, 9999),
        unit=whole(view["unit"], 0, 9999) or 0,
        temperature=fraction(view["temperature"], *TEMPERATURE, first.temperature),
        top_k=whole(view["top_k"], 0, MOST_LIKELY) or 0,
        seed=whole(view["seed"], 0, 9999) or 0,
    )


def whole(value, low: int, high: int) -> int | None:
    """A whole number within bounds, from JSON or an address; None for anything else."""
    text = str(value)
    number = int(text) if re.fullmatch(r"[0-9]{1,4}", text) else -1
    return number if low <= number <= high else None


def fraction(value, low: float, high: float, otherwise: float) -> float:
    """A number within bounds, rounded to a tenth: what a slider says."""
    text = str(value)
    number = float(text) if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,6})?", text) else otherwise
    return round(min(max(number, low), high), 1)


def there(kind: str) -> tuple[str, ...]:
    """The families of a kind that are in pretrained/."""
    return tuple(family for family in FAMILIES[kind] if family in families())


def family_of(choice: Choice) -> str:
    """The family that reads: the one chosen, else the first whose language is the text's, else the screen's."""
    if choice.model or not there(choice.kind):
        return choice.model
    text = said("")
    tongue = "ko" if HANGUL.search(text) else "en" if text.strip() else language()
    speaks = [family for family in there(choice.kind) if family.endswith(f"-{tongue}")]
    return (*speaks, *there(choice.kind))[0]


def samples(family: str) -> list[tuple[str, str]]:
    """Names and texts to try. The first is the page's own."""
    if not family:
        return labelled("sample", SAMPLES)
    names = (
        ("start", "plain", "long", "strange") if family.startswith("chars") else ("turn", "plain", "long", "strange")
    )
    return [(word(f"tasks.sample_{name}"), text) for name, text in zip(names, EXAMPLES.get(family, ()), strict=False)]


def blob(choice: Choice, family: str, text: str) -> bytes:
    """The live picture. Raises BrokenModel."""
    common = dict(
        text=text, kind=choice.kind, family=family, families=there(choice.kind), cell=choice.cell, cells=CELL_KINDS,
        words=words(language()), step=choice.step and choice.step - 1, state=asdict(choice),
    )  # fmt: skip
    if not family:
        tokens = [Token(piece) for piece in text.split()[:12]]
        return tasks(Shown(tokens=tokens, labels=(), trace={}, wiring=Wiring(1, False, "", 0), **common))
    readings = read(family, text)
    mine, net = readings[choice.cell], load(f"{family}-{choice.cell}").net
    wiring = Wiring(net.rnn.num_layers, net.rnn.bidirectional, getattr(net, "pooling", ""), net.rnn.hidden_size)
    common |= dict(
        labels=mine.labels, wiring=wiring, unit=min(choice.unit, wiring.units), notice=notice(mine),
        tokens=columns(mine), trace=mine.trace,
    )  # fmt: skip
    outs = {cell: reading.trace["out"].at(batch=0).values for cell, reading in readings.items()}
    if choice.kind == "aligned":
        common["parts"] = parts(mine, net)
    elif choice.kind == "one-to-many" and mine.pieces:
        return tasks(Shown(**common | generation(choice, family, readings)))
    return tasks(Shown(outs=outs, **common))


def columns(reading: Read) -> list[Token]:
    return [Token(piece.text, unknown=piece.text in reading.unknown) for piece in reading.pieces]


def elsewhere(choice: Choice) -> None:
    """Doors to where a kind of task that this page only draws is live; the sentence goes along."""
    if choice.kind == "encoder-decoder":
        doors(("seq2seq", "transformer"))


def parts(reading: Read, net) -> dict[str, Quantity]:
    """What each direction says about the tags of every token."""
    with torch.inference_mode():
        states = torch.tensor(reading.trace["rnn.out"].at(batch=0).values)
        return freeze(directions(net.answer, states))


def generation(choice: Choice, family: str, readings: dict[str, Read]) -> dict:
    """The columns that the chosen net wrote, what each was drawn from, and the texts of all three nets."""
    how = Decoding("sample", temperature=choice.temperature, top_k=choice.top_k, seed=choice.seed, max_steps=STEPS)
    runs = {cell: write(reading.name, reading.text, how, reading) for cell, reading in readings.items()}
    reading, mine = readings[choice.cell], runs[choice.cell]
    return dict(
        tokens=[*columns(reading), *(Token(reading.labels[i], written=True) for i in mine.tokens)],
        goes_on=mine.trace, considered=mine.considered, dice=mine.dice,
        texts={cell: [reading.labels[i] for i in run.tokens] for cell, run in runs.items()},
    )  # fmt: skip


@st.cache_resource(show_spinner=False, max_entries=24)
def write(name: str, text: str, how: Decoding, _reading: Read) -> Written:
    """A language model goes on from a text that it has read."""
    return NETS.submit(compose, load(name).net, _reading, how).result()


def compose(net: LanguageModel, reading: Read, how: Decoding) -> Written:
    """What ``write`` does, on the thread of the nets."""
    with torch.inference_mode():
        start = heard(reading.trace)
        run = generate(net, start, how)
        trace = net.trace(run.tokens[None], start=start.state)
        typed = torch.tensor(reading.trace["logits"].at(batch=0).values)
        everywhere = distribution(torch.cat([typed, trace.logits[0]]), how).numpy()
        frozen = freeze(run)
        considered = replace(frozen["considered"], values=everywhere)
        return Written(run.tokens.tolist(), frozen["dice"], considered, freeze(trace))


@lru_cache
def words(lang: str) -> dict:
    """Every label inside the picture, in one language, and the code it shows."""
    own = {
        key.removeprefix("tasks."): key for key in catalogue(CATALOGUE.stat().st_mtime_ns) if key.startswith("tasks.")
    }
    shared = {name: f"picture.{name}" for name in SHARED}
    code = {kind: (CODE / f"{kind.replace('-', '_')}.py") for kind in KINDS}
    return {name: look_up(key, lang) for name, key in (shared | own).items()} | {
        "code": {kind: path.read_text(encoding="utf-8") for kind, path in code.items() if path.exists()}
    }
