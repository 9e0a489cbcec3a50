"""The page on positions in the gallery: every method, and a small random net that reads with positions and without."""

from collections.abc import Mapping
from dataclasses import replace

import torch

from figures.positions import READ, Order, Scene, positions
from figures.transformer import Token
from nets.alibi import linear_bias
from nets.alike import alike
from nets.order import encode, order, shuffle
from nets.quantity import Quantity
from nets.rope import hands, rotary
from nets.sinusoids import sinusoids
from nets.trace import freeze
from nets.transformer import EncoderDecoder
from ui.positions import Asked, words

TOKENS = [Token("The", 0), Token("<b>", 1), Token("שלום", 2), Token("학", 3), Token("생", 3), Token("<eos>", -1, True)]
IDS = [4, 5, 7, 10, 11, 3]
LENGTH = 9
ROUNDING = 1e-4


def methods() -> dict[str, Mapping[str, Quantity]]:
    """Each kind's trace, small. What is left of rounding is not the same on every machine, so there is none."""
    sinus, rope = sinusoids(LENGTH, 8, 100.0), rotary(*hands(6, 0, 0.5), LENGTH, 100.0)
    apart = torch.arange(LENGTH)[:, None] - torch.arange(LENGTH)
    return {
        "sinusoidal": freeze(replace(sinus, similarity=sinus.by_distance[apart.abs()])),
        "rope": freeze(replace(rope, scores=rope.by_distance[apart + LENGTH - 1])),
        "alibi": freeze(linear_bias(LENGTH, 6)),
        "none": freeze(alike(LENGTH, 8, 100.0, 6, 2)),
    }


def positions_pictures(net: EncoderDecoder, lang: str) -> dict[str, bytes]:
    """Name to blob, as ``ui.gallery.live_pictures`` wants them; ``net`` is that of the gallery."""
    source, tokens = torch.tensor([IDS]), shuffle([token.word for token in TOKENS], 1)
    with torch.inference_mode():
        read = {r: encode(net, torch.cat([source, source[:, tokens]]), r == "with") for r in READ}
        found = {r: order(both, tokens) for r, both in read.items()}
        parts = {
            r: {n: torch.relu(getattr(o, n) - ROUNDING) for n in ("difference", "memory")} for r, o in found.items()
        }
        traces = {r: freeze(replace(o, **parts[r])) for r, o in found.items()}
        embedding = freeze(read["with"][0])
    made = Order(tokens, traces, {"with": ("un <b>", "deux"), "without": ("trois", "trois")})
    state = vars(Asked(length=LENGTH, d_model=8, d_head=6, base=100, heads=6, slope=2, layer=2, head=3, shuffle=1))
    blobs = {}
    for kind, method in methods().items():
        scene = Scene(
            "The <b>שלום 학생", TOKENS, method, embedding, made, words(lang), state | {"kind": kind}, "A notice."
        )
        blobs[f"positions {kind}"] = positions(scene)
    return blobs
