"""All heads in the gallery: made-up weights between made-up tokens, few ones and many, and a text that was refused."""

import random

import numpy as np
import torch

from figures.compare.all import all_heads
from figures.tabs import Scene, tabbed
from ui.compare.all import asked_for, nothing, pooled, window_of
from ui.compare.choosing import Head
from ui.compare.page import words
from ui.compare.room import Room

TEXT = "The <b>שלום 학생"
TOKENS = ("<sos>", "The", "<b>", "שלום", "학", "생", "e\u0301", "$x$", "\u0301")
SHAPES = {"decoder": [2, 3]}
MODELS = {"models": [{"name": "gpt-en", "title": "gpt-en", "shapes": SHAPES}]}


def weights(tokens: int) -> np.ndarray:
    """Masked weights (layer, head, query, key) whose numbers come from Python's own generator."""
    dice = random.Random(tokens)
    scores = torch.tensor([dice.gauss(0, 3) for _ in range(6 * tokens**2)]).view(*SHAPES["decoder"], tokens, tokens)
    return scores.masked_fill(torch.ones(tokens, tokens).triu(1).bool(), -torch.inf).softmax(-1).numpy()


def compare_all_pictures(lang: str) -> dict[str, bytes]:
    """Name to blob, as ``ui.gallery.live_pictures`` wants them."""
    blobs = {}
    for name, count, window in (("short", 9, "1.1.32"), ("long", 70, "50.40.16"), ("refused", 0, "1.1.32")):
        here = Room(6, count or 900, 1024, 20_000_000_000 if count else 10_000_000)
        names = [TOKENS[k % len(TOKENS)] for k in range(count)]
        about = dict(model="gpt-en", side="decoder", room=here.wire(), layers=2)
        if count:
            A = weights(count)
            header, arrays = all_heads(A, pooled(A, "decoder"), (names, names), (1, 2), window_of(window), **about)
        else:
            header, arrays = nothing((2, 3), Head("gpt-en", "decoder", 2, 3), window_of(window))
        state = dict(a="gpt-en/decoder/2/3", b="gpt-en/decoder/1/1", text2="") | asked_for({"window": window})
        scene = Scene(TEXT, MODELS, "all", header | about, arrays, words("all", lang), state, state, 0, "A notice.")
        blobs[f"compare all {name}"] = tabbed(scene)
    return blobs
