"""Six explanations in the gallery: made-up values of one query in a decoder, and of all queries of a translator."""

import random

import torch

from figures.compare.explain import explain
from figures.tabs import Scene, tabbed
from models.explaining import METHODS, SIGNED, agreement
from ui.compare.page import words

TEXT = "The <b>שלום 학생"
TOKENS = ["<sos>", "The", "<b>", "שלום", "학", "생"]
WRITTEN = ["<sos>", "un", "$x$", "<b>"]
MODELS = {"models": [{"name": "gpt-en", "title": "gpt-en", "shapes": {"decoder": [3, 4]}}]}
WHY = {"rows": {"norm": "norm_net", "zeroing": "zeroing_net"}, "maps": {"gradient": "pending"}}


def made_up(dice: random.Random, visible: torch.Tensor) -> torch.Tensor:
    """Numbers from Python's own generator, 0 where nothing is seen."""
    return torch.tensor([dice.random() for _ in range(visible.numel())]).view(visible.shape) * visible


def tab(kind: str) -> tuple[dict, dict]:
    dice, whole = random.Random(6), kind == "maps"
    queries = WRITTEN if whole else TOKENS
    visible = torch.ones(4, 6).bool() if whole else torch.ones(6, 6).tril().bool()
    why = {method: WHY[kind].get(method, "") for method in METHODS}
    found = {method: None if why[method] else made_up(dice, visible) - 0.3 * (method in SIGNED) for method in METHODS}
    query = 2 if whole else 4
    rows = {method: v if v is None or whole else v[query : query + 1] for method, v in found.items()}
    seen = visible if whole else visible[query : query + 1]
    nothing = torch.full(seen.shape, torch.nan)
    agrees = agreement(torch.stack([nothing if v is None else v for v in rows.values()]), seen)
    return explain(
        {method: None if v is None else v.numpy() for method, v in rows.items()}, why, visible.numpy(),
        (queries, TOKENS), query, (agrees.tau.numpy(), agrees.rho.numpy()), model="gpt-en",
        side="cross" if whole else "decoder", layer=2, head=3, scope="layer" if whole else "net", signed=list(SIGNED),
        said=["<b>", -0.5], all=False, name="0123abcd", pending=False, ms=12, hides=False, hidden=-1, limit=32,
        target="", own=not whole, ours=True,
    )  # fmt: skip


def compare_explain_pictures(lang: str) -> dict[str, bytes]:
    """Name to blob, as ``ui.gallery.live_pictures`` wants them."""
    found = {}
    for kind in WHY:
        header, arrays = tab(kind)
        state = dict(a="gpt-en/decoder/2/3", b="gpt-en/decoder/2/4", text2="", row=0, hide="1")
        state |= {"scope": header["scope"], "as": kind}
        scene = Scene(TEXT, MODELS, "explain", header, arrays, words("explain", lang), state, state, 0, "A notice.")
        found[f"compare explain {kind}"] = tabbed(scene)
    return found
