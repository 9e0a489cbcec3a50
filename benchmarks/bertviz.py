"""Time to picture against BertViz's model view of the same weights, every script local, both pages bare.

To picture: from the start of the navigation to a page that already holds the weights, until the last paint. BertViz
shows one kind of attention at a time, so all its heads are its load and then the choice of its other kinds; ours shows
them at once, with everything else that the Transformer page draws. For a new sentence BertViz is loaded anew, as its
users do; ours is redrawn in place.
"""

import time
from statistics import median

import torch
from playwright.sync_api import Browser, Page

import pretrained
from benchmarks import contestants
from benchmarks.browser import Typist, chromium, expect, open_page, painted
from benchmarks.report import Figure
from benchmarks.sentences import STEMS, WORDS
from benchmarks.site import Site, site
from benchmarks.stats import paired_ratio
from benchmarks.tools import CannotMeasure, app
from pretrained import Model

TITLE = "Time to picture: BertViz's model view over ours, the same weights"
PATIENCE = 180_000  # ms for one picture
STILL = 700  # ms without a change that count as the end
LAST_PAINT = f"""
(() => {{
  let last = performance.now();
  window.paint = 0;
  new MutationObserver(() => {{
    last = performance.now();
    bench.afterPaint(() => (paint = performance.now()));
  }}).observe(document, {{ subtree: true, childList: true, attributes: true, characterData: true }});
  window.still = () => paint > last && performance.now() - paint > {STILL};
}})();
"""


def measure(quick: bool = False) -> list[Figure]:
    torch.set_num_threads(1)
    rounds = 2 if quick else 6
    with chromium() as browser, site() as pages:
        figures = bare("144 heads, 64 tokens", browser, pages, *contestants.large(), rounds // 2)
        model = pretrained.load("translate-en-fr")
        with app() as server:
            typist = Typist(open_page(browser, f"{server.url}/transformer"))
            for stem in STEMS[1:]:
                trace, names = contestants.read(model, f"{stem} {WORDS[0]}")
                name = f"72 heads, {len(names[0])} tokens"
                contest = contestants.our_page(trace, *names), contestants.bertviz_page(trace, *names)
                figures += bare(name, browser, pages, *contest, rounds)
                figures += whole(name, browser, pages, model, typist, [f"{stem} {word}" for word in WORDS[:rounds]])
    return figures


def bare(name: str, browser: Browser, pages: Site, our: bytes, their: bytes, rounds: int) -> list[Figure]:
    """Drawing alone: both pages hold the weights."""
    pages.pages.update({"/ours": our, "/theirs": their})
    races = [(theirs(browser, pages), *ours(browser, pages)) for _ in range(rounds)]
    bertviz, loads, redraws = (list(column) for column in zip(*races, strict=True))
    return [
        Figure(f"{name}, a new sentence drawn, BertViz / ours", paired_ratio(bertviz, redraws), "x", 20, at_least=True),
        Figure(f"{name}, page load, BertViz / ours", paired_ratio(bertviz, loads), "x"),
        Figure(f"{name}, BertViz", median(bertviz) * 1e3, "ms"),
        Figure(f"{name}, ours, page load", median(loads) * 1e3, "ms"),
        Figure(f"{name}, ours, a new sentence drawn", median(redraws) * 1e3, "ms"),
    ]


def whole(name: str, browser: Browser, pages: Site, model: Model, typist: Typist, sentences: list[str]) -> list[Figure]:
    """From a sentence to its picture, model included: BertViz in Python and browser, our app from key to paint."""
    bertviz, typed = [], []
    for sentence in sentences:
        begun = time.perf_counter()
        trace, names = contestants.read(model, sentence)
        pages.pages["/theirs"] = contestants.bertviz_page(trace, *names)
        bertviz.append(time.perf_counter() - begun + theirs(browser, pages))
        typist.put(sentence[:-1])
        typed.append(typist.key_to_paint(sentence[-1]) / 1e3)
    return [
        Figure(f"{name}, from text to picture, BertViz / our app", paired_ratio(bertviz, typed), "x"),
        Figure(f"{name}, from text to picture, our app", median(typed) * 1e3, "ms"),
    ]


def theirs(browser: Browser, pages: Site) -> float:
    """Seconds until BertViz has drawn every kind of attention it was given."""
    page = open_page(browser)
    page.add_init_script(LAST_PAINT)
    page.goto(f"{pages.url}/theirs", wait_until="commit")
    spent = last_paint(page)
    if not page.locator("svg line").count():
        raise CannotMeasure("BertViz drew nothing")
    for kind in page.locator("#filter option").evaluate_all("all => all.slice(1).map((one) => one.value)"):
        begun = page.evaluate("performance.now()")
        page.select_option("#filter", kind)
        spent += last_paint(page) - begun
    page.context.close()
    return spent / 1e3


def last_paint(page: Page) -> float:
    page.wait_for_function("still()", polling=50, timeout=PATIENCE)
    return page.evaluate("paint")


def ours(browser: Browser, pages: Site) -> tuple[float, float]:
    """Seconds until our page has drawn everything, and until it has drawn another sentence in its place."""
    page = open_page(browser)
    page.add_init_script("bench.want = 'first'")
    page.goto(f"{pages.url}/ours", wait_until="commit")
    load = painted(page, "first")
    redraws = []
    for text in ("second", "first", "second", "first", "second"):
        expect(page, text)
        begun = page.evaluate("(text) => { const now = performance.now(); redraw(text); return now; }", text)
        redraws.append(painted(page, text) - begun)
    page.context.close()
    return load / 1e3, median(redraws) / 1e3
