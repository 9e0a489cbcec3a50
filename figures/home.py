"""The live picture of the first page: one sentence, read by five nets on one time axis (see ui/web/home.js).

Tokens are placed by the characters they stand for, since the nets' tokenizers differ. Of a recurrent net ``cell`` the
arrays are ``cell.<quantity>`` (time, unit), ``cell.out`` (time) the probability of the second class after each token,
and ``cell.order`` its units by similarity; of a translator ``row.weights`` (query, key), ``row.p`` (query) the
probability of each token written, and ``seq2seq.h`` (key, unit) or ``transformer.heads`` (head, query, key).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from figures.wire import pack
from nets.quantity import Quantity

MAPS = {"rnn": ("h",), "lstm": ("f", "c"), "gru": ("z", "h")}
"""What is drawn of each recurrent net: what is kept, where a gate says so, and what is remembered."""
SHARES = ("f", "z")
"""Those in [0, 1]. All others share one scale from -1 to 1; what lies beyond has the colour of its end."""


@dataclass(frozen=True)
class Span:
    """A token of what was typed, or of what was written: its text, and the characters it stands for."""

    text: str
    start: int
    end: int
    special: bool = False

    def wire(self) -> dict:
        return {"text": self.text, "start": self.start, "end": self.end, "special": self.special}


@dataclass(frozen=True)
class Row:
    """What every row has: its name, one line on what to notice, and the address behind its title. ``broken`` says why
    a row shows nothing."""

    name: str
    note: str = ""
    door: Mapping[str, str] = field(default_factory=dict)
    broken: str = ""

    def header(self) -> dict:
        return {"name": self.name, "note": self.note, "door": dict(self.door), "broken": self.broken}

    def arrays(self) -> dict[str, np.ndarray]:
        return {}


@dataclass(frozen=True)
class Reader(Row):
    """A recurrent net of a family that puts a text into one of two classes."""

    family: str = ""
    tokens: Sequence[Span] = ()
    trace: Mapping[str, Quantity] = field(default_factory=dict)
    order: np.ndarray | None = None

    def header(self) -> dict:
        maps = [{"name": name, "limit": None if name in SHARES else 1} for name in MAPS[self.name]]
        tokens = [token.wire() for token in self.tokens]
        return super().header() | {"family": self.family, "tokens": tokens, "cell": self.name, "maps": maps}

    def arrays(self) -> dict[str, np.ndarray]:
        found = {name: self.trace[f"rnn.layers.{name}"].at(batch=0, layer=-1).values for name in MAPS[self.name]}
        order = np.zeros(0, np.int32) if self.order is None else self.order
        return found | {"out": self.trace["out"].at(batch=0).values[:, 1], "order": order}


@dataclass(frozen=True)
class Writer(Row):
    """A net that translates. Paths of its trace: ``looks`` are the weights with which it looks back, averaged over the
    heads where it has several; ``shown`` is what else is drawn of it, by name; ``layers`` are the layers of these, from
    1, where there are any. ``more`` is what else is known."""

    source: Sequence[Span] = ()
    written: Sequence[Span] = ()
    ids: Sequence[int] = ()
    translation: str = ""
    trace: Mapping[str, Quantity] = field(default_factory=dict)
    looks: str = ""
    shown: Mapping[str, str] = field(default_factory=dict)
    layers: Mapping[str, int] = field(default_factory=dict)
    more: Mapping[str, object] = field(default_factory=dict)

    def header(self) -> dict:
        return super().header() | {
            "source": [token.wire() for token in self.source],
            "written": [token.wire() for token in self.written],
            "ids": list(self.ids),
            "translation": self.translation,
            "layers": dict(self.layers),
            **self.more,
        }

    def arrays(self) -> dict[str, np.ndarray]:
        steps = np.arange(len(self.ids))
        p = self.trace["out"].at(batch=0).values[steps, list(self.ids)] if self.ids else np.zeros(0, np.float32)
        found = {name: self.quantity(name, path).values for name, path in self.shown.items()}
        weights = self.quantity("looks", self.looks)
        mean = weights.values.mean(0) if "head" in weights.dims else weights.values
        return {"weights": mean[: len(self.ids)], "p": p, **found}

    def quantity(self, name: str, path: str) -> Quantity:
        found = self.trace[path].at(batch=0)
        return found.at(layer=self.layers[name] - 1) if name in self.layers else found


def home(
    text: str, words: Sequence[Span], rows: Sequence[Row], classes: Sequence[str], labels: Mapping[str, object]
) -> bytes:
    """The picture. ``words`` are those of the axis, ``classes`` what the two classes of the readers are called."""
    header = {
        "text": text,
        "axis": [word.wire() for word in words],
        "classes": list(classes),
        "rows": [row.header() for row in rows],
        "words": dict(labels),
    }
    return pack(header, {f"{row.name}.{name}": values for row in rows for name, values in row.arrays().items()})
