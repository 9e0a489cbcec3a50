"""The page that compares heads in the gallery: made-up weights between made-up tokens, a picture for each tab."""

import random

import numpy as np
import torch

from figures.tabs import Scene, tabbed
from text.bpe import Piece
from ui.compare.page import words
from ui.compare.two import Axis, Side, drawn, link, why_not

TEXT = "The <b>שלום 학생"
MODELS = {"models": [{"name": "gpt-en", "title": "gpt-en", "shapes": {"decoder": [2, 2]}}]}


def tokens(*parts: tuple[str, int]) -> list[Piece]:
    """Tokens with the numbers of their words."""
    return [Piece(k, text, k, k + 1, word) for k, (text, word) in enumerate(parts)]


FIRST = tokens(("<sos>", -1), ("The", 0), ("<b>", 1), ("שלום", 2), ("학", 3), ("생", 3))
SECOND = tokens(("The", 0), ("<b", 1), (">", 2), ("שלום", 3), ("학생", 4), ("<eos>", -1))


def weights(dice: random.Random, queries: int, keys: int, causal: bool = False) -> torch.Tensor:
    """Rows that sum to 1; its numbers come from Python's own generator."""
    scores = torch.tensor([[dice.gauss(0, 2) for _ in range(keys)] for _ in range(queries)])
    hidden = torch.ones(queries, keys).triu(1).bool() if causal else torch.zeros(queries, keys).bool()
    return scores.masked_fill(hidden, -torch.inf).softmax(-1)


def side(A: torch.Tensor, pieces: list[Piece]) -> Side:
    """A head over some tokens."""
    return Side(A, A > 0, Axis(pieces, False), Axis(pieces, False), None)


def two_tabs() -> dict[str, tuple[dict, dict[str, np.ndarray]]]:
    """Two heads of one net, those of two nets by their words, and two that cannot be compared."""
    dice = random.Random(6)
    masked = [side(weights(dice, 6, 6, causal=True), FIRST) for _ in range(2)]
    open_, short = side(weights(dice, 6, 6), SECOND), side(weights(dice, 3, 3), FIRST[:3])
    found = {}
    for name, by, (a, b) in (
        ("tokens", "tokens", masked),
        ("words", "words", (masked[0], open_)),
        ("places", "tokens", (masked[0], short)),
    ):
        links = link(a.queries, b.queries), link(a.keys, b.keys)
        found[name] = drawn(a, b, links, by, why_not(a, b, links, same=name != "places"))
    return found


def compare_pictures(lang: str) -> dict[str, bytes]:
    """Name to blob, as ``ui.gallery.live_pictures`` wants them."""
    state = dict(a="gpt-en/decoder/1/1", b="gpt-en/decoder/2/1", text2="", by="")
    return {
        f"compare two {name}": tabbed(
            Scene(
                TEXT,
                MODELS,
                "two",
                header | {"texts": [TEXT, TEXT]},
                arrays,
                words("two", lang),
                state,
                state,
                0,
                "A notice.",
            )  # fmt: skip
        )
        for name, (header, arrays) in two_tabs().items()
    }
