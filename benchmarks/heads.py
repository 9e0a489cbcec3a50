"""The heads of a model of 12 layers with 12 each, from weights to picture: ours, BertViz, CircuitsVis, side by side.

To picture: from the weights in Python until the last paint in Chromium, every script on this machine, pages bare. What
each makes of the weights is drawn as it is given out: BertViz shows a line for each weight, all heads at once (model
view) or those of a layer (head view); CircuitsVis a map for each head and one of them large; ours maps of tiles for all
heads, and a window into one. One that has not drawn within the patience is not asked for a longer text.
"""

import base64
import json
import time
from collections.abc import Callable
from functools import partial
from statistics import median

import torch
from playwright.sync_api import Browser, Error
from torch import Tensor

from benchmarks import rival
from benchmarks.bertviz import LAST_PAINT
from benchmarks.browser import chromium, expect, open_page, painted
from benchmarks.report import Figure
from benchmarks.site import Site, site
from figures.compare.all import all_heads
from figures.tabs import Scene, tabbed
from ui.compare.all import FIRST, asked_for, pooled
from ui.compare.page import words
from ui.compare.room import room

TITLE = "144 heads, from weights to picture: ours, BertViz, CircuitsVis, the same weights"
LAYERS = HEADS = 12
LENGTHS = (64, 128, 256, 512)
PATIENCE = 120
"""Seconds for one picture."""
HEAVIEST = 200_000_000
"""Bytes of the largest page that is opened: BertViz's model view of 256 tokens took 11 GB of memory, and could not be
stopped for ten minutes."""
ENOUGH = 45
"""Seconds spent on one rival and length after which it is not repeated."""
DRAWN = "document.querySelector('svg line, canvas') && still()"
OURS = "bench.painted.first !== undefined"


def measure(quick: bool = False) -> list[Figure]:
    torch.set_num_threads(1)
    rivals = {
        "BertViz's model view": partial(bertviz, "model_view"),
        "BertViz's head view": partial(bertviz, "head_view"),
        "CircuitsVis's attention patterns": partial(circuitsvis, "attention_patterns"),
        "CircuitsVis's attention heads": partial(circuitsvis, "attention_heads"),
    }
    figures = []
    with chromium() as browser, site() as pages:
        rival.bertviz(), rival.circuitsvis()  # are fetched, and imported
        drawn(browser, pages, ours(weights_of(8)))
        for length in LENGTHS[: 1 if quick else None]:
            weights = weights_of(length)
            mine = repeated(browser, pages, partial(ours, weights), 5)
            figures += said(f"{length} tokens, ours", *mine)
            redrawn = median(in_place(browser, pages, weights))
            figures.append(Figure(f"{length} tokens, ours, another text in the same page", redrawn, "s"))
            for name in list(rivals):
                theirs = repeated(browser, pages, partial(rivals[name], weights), 1 if quick else 3)
                figures += against(f"{length} tokens, {name}", theirs, mine)
                if theirs is None:
                    del rivals[name]
    return figures


def weights_of(length: int) -> Tensor:
    """Random weights (layer, head, query, key), each row the softmax of scores with a spread of 3."""
    dice = torch.Generator().manual_seed(0)
    return (3 * torch.randn(LAYERS, HEADS, length, length, generator=dice)).softmax(-1)


def names_of(weights: Tensor) -> list[str]:
    return [f"token{number}" for number in range(weights.shape[-1])]


def bertviz(view: str, weights: Tensor) -> bytes:
    return rival.page(view, attention=[layer[None] for layer in weights], tokens=names_of(weights))


def circuitsvis(view: str, weights: Tensor) -> bytes:
    return rival.circuits_page(view, weights.flatten(0, 1), names_of(weights))


def ours(weights: Tensor) -> bytes:
    """The tab of all heads, as a page with the blob that the app would send."""
    return PAGE.replace("BLOB", json.dumps(base64.b64encode(blob(weights, "first")).decode())).encode()


def blob(weights: Tensor, text: str) -> bytes:
    """What the app would send."""
    values, names = weights.numpy(), names_of(weights)
    shapes = {"encoder": (LAYERS, HEADS)}
    about = dict(model="bench", side="encoder", room=room(shapes, len(names), len(names)).wire(), layers=LAYERS)
    header, arrays = all_heads(values, pooled(values, "encoder"), (names, names), (0, 0), FIRST, **about)
    state = dict(a="bench/encoder/1/1", b="bench/encoder/1/2", text2="") | asked_for({})
    models = {"models": [dict(name="bench", title="bench", shapes=shapes)]}
    return tabbed(Scene(text, models, "all", header, arrays, words("all", "en"), state, state))


def repeated(
    browser: Browser, pages: Site, make: Callable[[], bytes], rounds: int
) -> tuple[list[float], list[float], int] | None:
    """Seconds in Python and in the browser of each repetition, and bytes of the page; None: not drawn in time."""
    python, drawing, size = [], [], 0
    while len(python) < rounds and sum(python) + sum(drawing) < ENOUGH:
        begun = time.perf_counter()
        html = make()
        spent, size = time.perf_counter() - begun, len(html)
        picture = drawn(browser, pages, html) if spent < PATIENCE and size <= HEAVIEST else None
        del html
        if picture is None or spent + picture > PATIENCE:
            return None
        python.append(spent)
        drawing.append(picture)
    return python, drawing, size


def drawn(browser: Browser, pages: Site, html: bytes) -> float | None:
    """Seconds from the start of the navigation to the last paint, where nothing has changed for a while after it, or of
    ours to the paint in which every picture stands; None where there was none in time."""
    pages.pages["/heads"] = html
    page = open_page(browser)
    page.add_init_script(f"{LAST_PAINT}; bench.want = 'first'")
    mine = b"/web/compare.js" in html
    try:
        page.goto(f"{pages.url}/heads", wait_until="commit", timeout=PATIENCE * 1e3)
        page.wait_for_function(OURS if mine else DRAWN, polling=50, timeout=PATIENCE * 1e3)
        spent = page.evaluate("bench.painted.first" if mine else "paint")
    except Error:  # too late, or the page is broken
        return None
    finally:
        page.context.close()
        pages.pages.clear()
    return spent / 1e3


def in_place(browser: Browser, pages: Site, weights: Tensor) -> list[float]:
    """Seconds from weights to picture where the page already shows another text, as at every key in the app."""
    page, seconds = open_page(browser), []
    pages.pages["/heads"] = ours(weights)
    page.goto(f"{pages.url}/heads")
    for text in ("first", "again", "first", "again", "first", "again"):
        expect(page, text)
        begun = time.perf_counter()
        pages.pages["/blob"] = blob(weights, text)
        spent = time.perf_counter() - begun
        asked = page.evaluate("() => { const now = performance.now(); redraw(); return now; }")
        seconds.append(spent + (painted(page, text) - asked) / 1e3)
    page.context.close()
    return seconds[1:]


def said(name: str, python: list[float], drawing: list[float], size: int) -> list[Figure]:
    whole = [a + b for a, b in zip(python, drawing, strict=True)]
    return [Figure(f"{name}, from weights to picture", median(whole), "s"), Figure(f"{name}, page", size / 1e6, "MB")]


def against(name: str, theirs: tuple | None, mine: tuple) -> list[Figure]:
    """A rival's figures, and its time and bytes over ours."""
    whole = median(a + b for a, b in zip(*mine[:2], strict=True))
    if theirs is None:
        bounds = f"not within {PATIENCE} s and {HEAVIEST / 1e6:.0f} MB"
        return [Figure(f"{name}: {bounds}; ours took", whole, "s")]
    time_of, page = said(name, *theirs)
    return [
        time_of,
        page,
        Figure(f"{name}, time over ours", time_of.value / whole, "x"),
        Figure(f"{name}, bytes over ours", theirs[2] / mine[2], "x"),
    ]


PAGE = """<!doctype html><meta charset=utf-8><div id=root><div class=live></div></div>
<script type=module>
import draw from "/web/compare.js";
const data = Uint8Array.from(atob(BLOB), (letter) => letter.charCodeAt(0));
const show = (data) => draw({ parentElement: document.getElementById("root"), data, setStateValue() {} });
window.redraw = async () => show(new Uint8Array(await (await fetch("/blob")).arrayBuffer()));
show(data);
</script>"""
