"""The page about the block in the gallery: small vectors, a fresh stack, and small random nets, one with experts."""

import random
from dataclasses import replace

import torch

from figures.block.experts import SIDES, Written, experts
from figures.block.ffn import ffn
from figures.block.norm import norm, places
from figures.block.residual import residual
from figures.tabs import Scene, tabbed
from figures.transformer import Token
from nets.ablated import ablated, without_experts
from nets.count import parameters
from nets.depth import DEEPEST, KINDS, NORMS, WAYS, depth
from nets.load import load
from nets.neurons import alone, neurons
from nets.normalising import axes, learned, normalising
from nets.stream import stream
from nets.trace import freeze
from nets.transformer import EncoderDecoder
from ui.block.page import SECTIONS, words

TOKENS = [Token("The", 0), Token("<b>", 1), Token("שלום", 2), Token("학", 3), Token("생", 3), Token("<eos>", -1, True)]
READ = [Token("<sos>", -1, True), Token("un", 0), Token("$x$", 1), Token("<b>", 1)]
WRITTEN = [*READ[1:], Token("<eos>", -1, True)]
IDS, TARGET = [4, 5, 7, 10, 11, 3], [2, 4, 6, 5]
NAMES = [f"t{i}" for i in range(14)]
LAYERS = {"encoder": 2, "decoder": 2}


def mixed() -> EncoderDecoder:
    """A random net with experts; its numbers come from Python's own generator."""
    net, dice = EncoderDecoder(len(NAMES), 16, 4, 8, 2, 2, experts=4).eval().requires_grad_(False), random.Random(4)
    with torch.no_grad():
        for parameter in net.parameters():
            numbers = [dice.gauss(0, 0.5) for _ in range(parameter.numel())]
            parameter.copy_(torch.tensor(numbers).view_as(parameter))
    return net


def read(net: EncoderDecoder):
    return net.trace(torch.tensor([IDS]), torch.tensor([TARGET]))


def norm_tab(net: EncoderDecoder) -> tuple[dict, dict]:
    x, gamma, beta = (torch.tensor(v, dtype=torch.float64) for v in ([3, 4, -1, 2], [1, 2, 1, 1], [0, 0, 0, -1]))
    batch = torch.stack([x, x.flip(0) + 1])
    given = {name: v.numpy() for name, v in (("x", x), ("gamma", gamma), ("beta", beta), ("batch", batch))}
    found = freeze(normalising(x, gamma, beta, 0.01)), freeze(axes(batch))
    more = dict(places=places(LAYERS), eps=0.01, target=TARGET, sizes=[2, 6])
    learnt = freeze(learned(net, "decoder.layers.1.norm3"))
    return norm(given, *found, freeze(read(net)), learnt, "decoder.2.norm3", READ, **more)


def residual_tab(net: EncoderDecoder) -> tuple[dict, dict]:
    changed = ablated(net, [("encoder", 0, "ffn", "residual")])
    both = [{side: freeze(stream(getattr(read(one), side).layers)) for side in SIDES} for one in (changed, net)]
    return residual(
        freeze(depth([5, 9, 5], 4)), *both, ways=[[res, NORMS.index(how)] for res, how in WAYS], norms=list(NORMS),
        kinds=list(KINDS), deepest=DEEPEST, used=3, ids=[5, 9, 5], target=TARGET,
        tokens={"encoder": [t.text for t in TOKENS], "decoder": [t.text for t in READ]}, translation="un <b>",
        changed="deux", apart=3, layer_count=LAYERS,
        sublayers={"encoder": ["attn", "ffn"], "decoder": ["attn", "cross", "ffn"]},
    )  # fmt: skip


def ffn_tab(net: EncoderDecoder) -> tuple[dict, dict]:
    trace, layer = read(net), net.encoder.layers[0]
    found = trace.encoder.layers[0]
    strong = neurons(layer, found.ffn.hidden[0, 1], found.ffn.out[0, 1], net.embedding.weight, top=4)
    return ffn(
        freeze(trace)["encoder.layers.ffn.hidden"].at(batch=0, layer=0), freeze(strong),
        freeze(replace(alone(layer, found, 1, 2), shuffled=torch.zeros(()))), parameters(net), ("encoder", "1"),
        NAMES, tokens=[t.text for t in TOKENS], row=1, other=2, layers=["encoder.1"], next="", target=TARGET,
    )  # fmt: skip


def experts_tab() -> tuple[dict, dict]:
    net = without_experts(mixed(), [("encoder", 0, 1)])
    trace, cards = read(net), {"parameters": 10, "active_parameters": 5, "metrics": {"bleu": 1.5, "chrf": 2.5}}
    share = {side: [[0.1, 0.2, 0.3, 0.4]] * 2 for side in SIDES}
    typical = {side: [[{"▁a": 1.0, "<b>": 0.5}, {"ed": 0.9}, {}, {"▁שלום": 0.7}]] * 2 for side in SIDES}
    metrics = cards["metrics"] | dict(load=share, load_tokens={"encoder": 7}, experts_tokens=typical)
    loads = {side: freeze(load([layer.ffn for layer in getattr(trace, side).layers])) for side in SIDES}
    one = Written(WRITTEN, [4, 6, 5, 3], "un <b>", freeze(trace)["out"])
    return experts(
        freeze(trace), loads, {"experts": one, "dense": one}, {"encoder": TOKENS, "decoder": READ}, ("decoder", 1, 2),
        {"experts": cards | {"metrics": metrics}, "dense": cards}, {"experts": 12, "dense": 11}, NAMES,
        usual="un", top=2, count=4, shown_units=6,
        target=TARGET,
    )  # fmt: skip


STATES = {
    "norm": dict(x="3_4_-1_2", gamma="1_2_1_1", beta="0_0_0_-1", eps="0.01", place="decoder.2.norm3", token=2),
    "residual": dict(layers=4, kind="both", throw=0, off="encoder.1.ffn.residual", token=2),
    "ffn": dict(layer="encoder.1", token=2),
    "experts": dict(at="decoder.2.3", shut="encoder.1.2"),
}


def block_pictures(net: EncoderDecoder, lang: str) -> dict[str, bytes]:
    """Name to blob, as ``ui.gallery.live_pictures`` wants them; ``net`` is that of the gallery."""
    with torch.inference_mode():
        tabs = {"norm": norm_tab(net), "residual": residual_tab(net), "ffn": ffn_tab(net), "experts": experts_tab()}
    text, blobs = "The <b>שלום 학생", {}
    for show, (header, arrays) in tabs.items():
        state = STATES[show]
        scene = Scene(
            text, {"tabs": list(SECTIONS)}, show, header, arrays, words(show, lang), state, state, 0, "A notice."
        )
        blobs[f"block {show}"] = tabbed(scene)
    return blobs
