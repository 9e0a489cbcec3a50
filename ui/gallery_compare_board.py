"""The score board in the gallery: a made-up board of a translator, with what makes no sense left out, and no board."""

import random

import numpy as np

from figures.compare.board import Example, board
from figures.tabs import Scene, tabbed
from models.boards import ENDS, MEASURES
from models.roles import ROLES
from ui.compare.page import words

TEXT = "The <b>שלום 학생"
MODELS = {"models": [{"name": "gpt-en", "title": "gpt-en", "shapes": {"encoder": [2, 4], "cross": [2, 4]}}]}
OWN = ("previous", "next", "self", "strongest_at", "distance", "found", "prefix_matching")
"""Measures of heads that attend to their own tokens."""


def rows(dice: random.Random) -> list[dict]:
    """Heads of two stacks with every role."""
    found = []
    for side in ("encoder", "cross"):
        for layer, head in np.ndindex(2, 4):
            row = dict(side=side, layer=layer + 1, head=head + 1, role=ROLES[len(found) % len(ROLES)], examples=[0])
            for name in MEASURES:
                if (name == "aer") == (side == "cross") or (side == "encoder" or name not in OWN) and name != "aer":
                    value, half = dice.uniform(0, 1), dice.uniform(0, 0.1)
                    ends = (value, value - half, value + half, value / 2, value / 3, value)
                    row |= {name + end: one for end, one in zip(ENDS, ends, strict=True)}
            row |= dict(relation="nsubj", looks_for="head", offset=-1, offset_finds=0.3) if side == "encoder" else {}
            found.append(row | (dict(aer_diagonal=0.6) if side == "cross" else {}))
    return found


def made_up(dice: random.Random) -> dict:
    """A board as ``models.boards`` reads it."""
    points = {side: [[dice.gauss(0, 1), dice.gauss(0, 1)] for _ in range(8)] for side in ("encoder", "cross")}
    maps = {side: dict(points=places, share=0.5, stress=0.25) for side, places in points.items()}
    about = dict(model="gpt-en", texts=12, data=["<b>", "CC"], importance_texts=4, bleu=12.5, bleu_sentences=3)
    return dict(heads=rows(dice), sentences=["The <b>"], maps=maps, about=about, sha256="x")


def compare_board_pictures(lang: str) -> dict[str, bytes]:
    """Name to blob, as ``ui.gallery.live_pictures`` wants them."""
    dice = random.Random(9)
    weights = np.array([[dice.random() for _ in range(3)] for _ in range(2)])
    shown = Example("The <b>", weights / weights.sum(-1, keepdims=True), ["The", "<b>"], ["The", "<b>", "שלום"])
    state = dict(a="gpt-en/encoder/1/2", b="gpt-en/encoder/1/3", text2="")
    more = dict(model="gpt-en", title="gpt-en", folder="gpt-en", ours=True)
    found = {"measured": (made_up(dice), [shown]), "missing": (None, [])}
    return {
        f"compare board {name}": tabbed(
            Scene(
                TEXT, MODELS, "board", *board(one, MEASURES, ENDS, examples, **more), words("board", lang), state, state
            )
        )
        for name, (one, examples) in found.items()
    }
