"""The live picture of the Transformer page: quantities in, one blob out (see ui/web/transformer.js).

Sides are ``encoder`` (self-attention of the source), ``decoder`` (masked self-attention of the target) and ``cross``.
A head is named ``side.layer.head``, counted from 1.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from figures.tree import tree
from figures.wire import pack, share_bytes
from nets.quantity import Quantity

PATHS = {"encoder": "encoder.layers.attn", "decoder": "decoder.layers.attn", "cross": "decoder.layers.cross"}
STAGES = ("scores", "scaled", "masked", "weights")
BELOW = ("query", "block", "positions", "tree")
ALTERNATIVES = 5


@dataclass(frozen=True)
class Token:
    """A token as a label: its text, the word it belongs to (-1: none), and whether it is <sos>, <eos> or <pad>."""

    text: str
    word: int
    special: bool = False

    def wire(self) -> dict:
        return {"text": self.text, "word": self.word, "special": self.special}


@dataclass(frozen=True)
class Scene:
    """What is drawn: the text typed, the tokens of both sides, and every quantity of the run.

    ``target`` is what the decoder read, ``written`` what it wrote at each of those positions; the first ``forced`` of
    ``written`` were given. ``vocabulary`` names every id of the output. ``words`` are the labels of the picture, and
    the code it shows; ``touch`` is what was changed about the net, in Python.
    ``restored`` counts how often the net was put back as trained: it tells the picture to forget its ablations.
    """

    text: str
    source: Sequence[Token]
    target: Sequence[Token]
    written: Sequence[Token]
    written_ids: Sequence[int]
    forced: int
    translation: str
    trace: Mapping[str, Quantity]
    search: Mapping[str, Quantity]
    vocabulary: Sequence[str]
    words: Mapping[str, object]
    temperature: float = 1.0
    ablated: tuple[str, ...] = ()
    touch: str = "Intervention()"
    notice: str = ""
    alarm: str = ""
    restored: int = 0


def leak(trace: Mapping[str, Quantity]) -> float:
    """The share of masked self-attention that falls on later tokens, in [0, 1]: mean over layers, heads and queries."""
    weights = trace["decoder.layers.attn.weights"].at(batch=0).values
    return float(np.triu(weights, 1).sum(-1).mean())


def transformer(scene: Scene, selected: str, below: str = "query") -> bytes:
    """The picture with the head ``selected`` in detail and the section ``below`` under it."""
    side, layer, head = selected.split(".")
    where = dict(batch=0, head=int(head) - 1)
    path = PATHS[side].replace("layers", f"layers.{int(layer) - 1}")
    chosen = {name: scene.trace[f"{path}.{name}"].at(**where) for name in ("Q", "K", "V", *STAGES, "context")}
    arrays = {s: share_bytes(scene.trace[f"{p}.weights"].at(batch=0).values) for s, p in PATHS.items()}
    arrays |= {name: quantity.values for name, quantity in chosen.items()}
    arrays["layer"] = scene.trace[f"{path}.weights"].at(batch=0).values
    probabilities = scene.trace["out"].at(batch=0).values[: len(scene.written)]
    rows = np.arange(len(scene.written))
    arrays["probabilities"] = probabilities[rows, list(scene.written_ids)] if len(rows) else np.zeros(0, np.float32)
    header = {
        "text": scene.text,
        "source": [token.wire() for token in scene.source],
        "target": [token.wire() for token in scene.target],
        "written": [token.wire() | {"forced": k < scene.forced} for k, token in enumerate(scene.written)],
        "alternatives": alternatives(probabilities, scene.vocabulary),
        "written_ids": list(scene.written_ids),
        "touch": scene.touch,
        "translation": scene.translation,
        "selected": selected,
        "below": below,
        "ablated": list(scene.ablated),
        "restored": scene.restored,
        "temperature": scene.temperature,
        "equation": "A = softmax(mask(Q Kᵀ / (√d · τ))),   out = A V",
        "quantities": {name: {"symbol": plain(quantity.symbol)} for name, quantity in chosen.items()},
        "words": dict(scene.words),
        "notice": scene.notice,
        "alarm": scene.alarm,
        "tree": None,
    }
    if below == "block":
        vectors = block(scene, side, int(layer) - 1)
    elif below == "positions":
        vectors = positions(scene)
    else:
        vectors = []
    header["vectors"] = [spec for spec, _ in vectors]
    arrays |= {spec["name"]: values for spec, values in vectors}
    if "beam.tokens" in scene.search:
        described, found = tree(scene.search, scene.vocabulary)
        header |= described
        arrays |= found
    return pack(header, arrays)


SYMBOLS = {
    r"QK^\top": "QKᵀ",
    r"\frac{QK^\top}{\sqrt{d_k}\,\tau}": "QKᵀ/(√d_k·τ)",
    r"\tilde S": "S̃",
    r"\mathrm{LN}(x)": "LN",
    r"\mathrm{FFN}(x)": "FFN",
    r"\max(0, xW_1 + b_1)": "max(0, xW₁+b₁)",
    r"\mathrm{MultiHead}(X, Y)": "MultiHead",
    r"E_{x}\sqrt{d_{model}}": "E·√d_model",
}


def plain(symbol: str) -> str:
    """A LaTeX symbol as plain text, for labels that cannot set mathematics."""
    return SYMBOLS.get(symbol, symbol)


def alternatives(probabilities: np.ndarray, vocabulary: Sequence[str]) -> list[list[tuple[str, float]]]:
    """The likeliest tokens at each position with their probabilities, from (position, vocab)."""
    left, top = probabilities.copy(), np.empty((len(probabilities), ALTERNATIVES), int)
    for rank in range(ALTERNATIVES):  # five looks for the greatest of 8,000 cost a tenth of parting them
        top[:, rank] = left.argmax(-1)
        np.put_along_axis(left, top[:, [rank]], -1.0, -1)
    return [[(vocabulary[i], float(row[i])) for i in ids] for ids, row in zip(top, probabilities, strict=True)]


def spec(name: str, title: str, quantity: Quantity, tokens: Sequence[Token], **more) -> tuple[dict, np.ndarray]:
    """One strip of vectors: what ui/web/vectors.js needs of a quantity (time, units)."""
    return dict(
        name=name, title=title, symbol=plain(quantity.symbol), tokens=[t.text for t in tokens], **more
    ), quantity.values


def block(scene: Scene, side: str, layer: int) -> list[tuple[dict, np.ndarray]]:
    """Every stop of the residual stream through one layer, in order."""
    stack = "encoder" if side == "encoder" else "decoder"
    tokens = scene.source if side == "encoder" else scene.target
    stops = ["resid_pre", "norm1.out", "attn.out", "resid_mid", "norm2.out"]
    stops += [] if side == "encoder" else ["cross.out", "resid_cross", "norm3.out"]
    stops += ["ffn.hidden", "ffn.out", "out"]
    names = scene.words["stops"]
    stream = [s for s in stops if not s.startswith("norm") and s != "ffn.hidden"]
    values = {s: scene.trace[f"{stack}.layers.{s}"].at(batch=0, layer=layer) for s in stops}
    limit = max(float(np.abs(values[s].values).max()) for s in stream)
    result = []
    for stop in stops:
        quantity, title, more = values[stop], names[stop], {"at": {"stop": stop}}
        if stop in stream:
            more["limit"] = limit
        elif stop == "ffn.hidden":
            more["positive"] = True
            title = title.format(share=f"{float((quantity.values == 0).mean()):.0%}")
        else:
            more["notes"] = statistics(scene.trace, f"{stack}.layers.{stop.removesuffix('.out')}", layer)
        name = "v_" + stop.replace(".", "_")
        result.append(spec(name, f"{plain(quantity.symbol)}   {title}", quantity, tokens, **more))
    return result


def statistics(trace: Mapping[str, Quantity], norm: str, layer: int) -> list[str]:
    """Mean and variance that a LayerNorm took out of each token's vector."""
    mean, variance = (trace[f"{norm}.{name}"].at(batch=0, layer=layer).values for name in ("mean", "variance"))
    return [f"μ = {m:.4f}   σ² = {v:.4f}" for m, v in zip(mean, variance, strict=True)]


def positions(scene: Scene) -> list[tuple[dict, np.ndarray]]:
    """Embedding, position and sum, for the source and then for the target."""
    result = []
    for side, tokens in (("source", scene.source), ("target", scene.target)):
        parts = {name: scene.trace[f"{side}.{name}"].at(batch=0) for name in ("tokens", "positions", "out")}
        limit = max(float(np.abs(q.values).max()) for q in parts.values())
        for name, quantity in parts.items():
            title = f"{scene.words['sides'][side]}: {scene.words['parts'][name]}"
            more = {"limit": limit, "at": {"side": side, "part": name}}
            result.append(spec(f"v_{side}_{name}", title, quantity, tokens, **more))
    return result
