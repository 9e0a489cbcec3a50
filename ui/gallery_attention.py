"""Attention by hand in the gallery."""

import random

import torch

from figures.attention import Scene, attention
from nets.scaling import ScalingTrace
from nets.trace import freeze
from ui.attention import PAD, steps, understood, words


def attention_pictures(lang: str) -> dict[str, bytes]:
    """Every step, for two strange words; what is measured on random vectors is made up."""
    tokens, dice = ["<b>a</b>", "שלום"], random.Random(0)
    asked = understood(dict(X="1_0.5_-1_2", angle=30, tau=0.5, mask="101111010", other="un e\u0301"), len(tokens))
    given, traces = steps(asked)
    d_k = torch.tensor([2.0**k for k in range(11)])
    made_up = [torch.tensor([dice.uniform(0.1, 2) for _ in d_k]) for _ in range(6)]
    traces["scaling"] = ScalingTrace(d_k, *made_up)
    frozen = {name: freeze(trace) for name, trace in traces.items()}
    found = {}
    for step in ("basis", "scaled", "cross", "masks", "heads"):
        state = vars(asked) | {"step": step}
        scene = Scene(
            "<b>a</b> שלום", tokens, [*tokens, PAD], ["un", "e\u0301"], given, frozen, words(lang), state, state
        )
        found[f"attention {step}"] = attention(scene)
    return found
