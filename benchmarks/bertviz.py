"""Time to picture against BertViz's model view of the same weights, every script local, both pages bare.

To picture: from the start of the navigation to a page that already holds the weights, until the last paint. BertViz
shows one kind of attention at a time, so all its heads are its load and then the choice of its other kinds; ours shows
them at once, with everything else that the Transformer page draws. For a new sentence BertViz is loaded anew, as its
users do; ours is redrawn in place.
"""

from statistics import median

from playwright.sync_api import Browser, Page

from benchmarks import contestants
from benchmarks.browser import chromium, expect, open_page, painted
from benchmarks.report import Figure
from benchmarks.site import Site, site
from benchmarks.stats import paired_ratio
from benchmarks.tools import CannotMeasure

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
    cases = {
        "72 heads, 12 tokens": (contestants.translation, 1 if quick else 5),
        "144 heads, 64 tokens": (contestants.large, 1 if quick else 3),
    }
    figures = []
    with chromium() as browser, site() as pages:
        for name, (make, rounds) in cases.items():
            pages.pages["/ours"], pages.pages["/theirs"] = make()
            rivals = [(theirs(browser, pages), *ours(browser, pages)) for _ in range(rounds)]
            figures += figures_of(name, *(list(column) for column in zip(*rivals, strict=True)))
    return figures


def figures_of(name: str, theirs: list[float], loads: list[float], redraws: list[float]) -> list[Figure]:
    """From seconds of every round."""
    return [
        Figure(f"{name}, a new sentence, BertViz / ours", paired_ratio(theirs, redraws), "x", 20, at_least=True),
        Figure(f"{name}, the first page load, BertViz / ours", paired_ratio(theirs, loads), "x"),
        Figure(f"{name}, BertViz", median(theirs), "s"),
        Figure(f"{name}, ours, first page load", median(loads), "s"),
        Figure(f"{name}, ours, a new sentence", median(redraws), "s"),
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
    """Seconds until our page has drawn everything, and until it has drawn a second sentence in its place."""
    page = open_page(browser)
    page.add_init_script("bench.want = 'first'")
    page.goto(f"{pages.url}/ours", wait_until="commit")
    load = painted(page, "first")
    expect(page, "second")
    begun = page.evaluate("() => { const now = performance.now(); redraw(); return now; }")
    redraw = painted(page, "second") - begun
    page.context.close()
    return load / 1e3, redraw / 1e3
