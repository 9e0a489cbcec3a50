"""The typed sentence without heads, in the gallery: made-up scores of a translator and of a language model."""

import random

import numpy as np

from figures.compare.live import Says, live
from figures.tabs import Scene, tabbed
from models.scoring import SCORES
from ui.compare.page import words

TEXT = "The <b>שלום 학생"
TOKENS = ["The", "<b>", "שלום", "학", "생", "<eos>"]
MODELS = {"models": [{"name": "gpt-en", "title": "gpt-en", "shapes": {"decoder": [3, 4]}}]}
SIDES = {"writes": ("encoder", "decoder", "cross"), "next": ("decoder",)}


def numbers(dice: random.Random, *shape: int) -> np.ndarray:
    """Between 0 and 1, from Python's own generator."""
    return np.array([dice.random() for _ in range(int(np.prod(shape)))]).reshape(shape)


def says(dice: random.Random, names: list[str], written: str | None) -> Says:
    """What a net could say at each place."""
    chances = -np.sort(-numbers(dice, len(TOKENS), 5) / 5, axis=-1)
    own = numbers(dice, len(TOKENS))
    likely = [[names[(k + r) % len(names)] for r in range(5)] for k in range(len(TOKENS))]
    return Says(likely, chances, own, -np.log(own), written)


def tab(kind: str, measured: bool) -> tuple[dict, dict[str, np.ndarray]]:
    dice = random.Random(8)
    scores = {side: numbers(dice, len(SCORES), 3, 4) for side in SIDES[kind]}
    for side, values in scores.items():
        values[SCORES.index("prefix")] = np.nan
        values[: 3 if side == "cross" else 0] = np.nan
    effects = {kind: {side: numbers(dice, 3, 4) - 0.4 for side in scores} for kind in ("gradient", "ablation")}
    weights = numbers(dice, 6, 6) * np.tril(np.ones((6, 6)))
    texts = ("un $x$ <b> שלום", "un <b> deux") if kind == "writes" else (None, None)
    both = says(dice, TOKENS, texts[0]), says(dice, [*TOKENS[:2], "x", *TOKENS[2:]], texts[1])
    return live(
        scores, effects if measured else None, SCORES, weights / weights.sum(-1, keepdims=True), both, model="gpt-en",
        chosen=["decoder", 2, 3], queries=TOKENS, keys=TOKENS, tokens=TOKENS, key="0123abcd", passes=12, seconds=0.5,
        patience=30.0, took=0.25 if measured else None, kind=kind, off=["decoder.1.2", "decoder.3.4"],
    )  # fmt: skip


def compare_live_pictures(lang: str) -> dict[str, bytes]:
    """Name to blob, as ``ui.gallery.live_pictures`` wants them."""
    state = dict(a="gpt-en/decoder/2/3", b="gpt-en/decoder/2/4", text2="", off="decoder.1.2,decoder.3.4", weigh="")
    found = {}
    for kind, measured in (("next", True), ("writes", False)):
        header, arrays = tab(kind, measured)
        scene = Scene(TEXT, MODELS, "live", header, arrays, words("live", lang), state, state, 0, "A notice.")
        found[f"compare live {kind}"] = tabbed(scene)
    return found
