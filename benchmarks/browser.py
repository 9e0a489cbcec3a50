"""Real Chromium, and hooks in its pages that take the time from a key to the paint of what it changed.

One clock: the page's own (``performance.now``, which key events carry too). A page has answered a key when every live
picture in the window (``data-picture``), or the text of benchmarks.echo, shows the new text; its paint is the first
task after the next frame. What one would have to scroll to is drawn after that.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Error, Page, sync_playwright

from benchmarks.tools import CannotMeasure
from tests.browser.chromium import find

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
WINDOW = {"width": 1280, "height": 720}
PATIENCE = 30_000  # ms for one answer
HOOKS = """
(() => {
  const roots = [document];
  const bench = (window.bench = { key: null, want: null, done: null, painted: {} });
  const all = (selector) => roots.flatMap((root) => [...root.querySelectorAll(selector)]).filter((e) => e.isConnected);
  bench.texts = () => [
    ...all("[data-picture]").map((e) => e.dataset.text),
    ...all("[data-testid=stText]").map((e) => e.textContent.slice(1, -1)),
  ]; // without asking where they stand, for that makes the browser lay out the page
  bench.pictures = () => all("[data-picture]").filter((e) => {
    const { width, height, top, bottom } = e.getBoundingClientRect();
    return width && height && bottom > 0 && top < innerHeight;
  });
  bench.shown = () => [
    ...bench.pictures().map((e) => e.dataset.text),
    ...all("[data-testid=stText]").map((e) => e.textContent.slice(1, -1)),
  ];
  const afterPaint = (bench.afterPaint = (then) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = then;
      port2.postMessage(0);
    }));
  bench.look = () => {
    const want = bench.want;
    if (want === null || bench.done === want || !bench.texts().includes(want)) return;
    const shown = bench.shown();
    if (!shown.length || shown.some((text) => text !== want)) return;
    bench.done = want;
    afterPaint(() => (bench.painted[want] = performance.now()));
  };
  const watch = (root) =>
    new MutationObserver(bench.look).observe(root, {
      subtree: true, childList: true, characterData: true, attributeFilter: ["data-text"],
    });
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (...rest) {
    const root = attach.apply(this, rest);
    roots.push(root);
    watch(root);
    return root;
  };
  watch(document);
  addEventListener("keydown", (event) => (bench.key = event.timeStamp), true);
})();
"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser of the browser tests. Raises CannotMeasure when there is none."""
    path = find()
    if path is None:
        raise CannotMeasure("there is no Chromium: make chromium, or name one in the variable CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def open_page(browser: Browser, url: str = "about:blank") -> Page:
    """A page in a window of its own, with the hooks."""
    context = browser.new_context(viewport=WINDOW)
    context.add_init_script(HOOKS)
    page = context.new_page()
    page.goto(url)
    return page


def expect(page: Page, text: str) -> None:
    """Say which text the next answer has to show."""
    page.evaluate("text => { bench.want = text; bench.done = null; delete bench.painted[text]; bench.look(); }", text)


def painted(page: Page, text: str) -> float:
    """When the text was painted, in ms of the page's clock; waits for it. Raises CannotMeasure when it never is."""
    try:
        page.wait_for_function("text => bench.painted[text] !== undefined", arg=text, polling=10, timeout=PATIENCE)
    except Error as error:
        shown = page.evaluate("bench.shown()")
        raise CannotMeasure(f"{page.url} did not show {text!r} within {PATIENCE / 1000:g} s, but {shown}") from error
    return page.evaluate("text => bench.painted[text]", text)


class Typist:
    """Types into the live text box of a page."""

    def __init__(self, page: Page):
        self.page = page
        self.box = page.locator("textarea").first
        self.box.wait_for(timeout=PATIENCE)

    def put(self, text: str) -> None:
        """Replace what the box says, and wait until it is painted. Nothing is timed."""
        expect(self.page, text)
        self.box.fill(text)
        painted(self.page, text)
        self.page.wait_for_timeout(QUIET)

    def key_to_paint(self, letter: str) -> float:
        """Strike one key; ms from the key to the paint of what the whole page makes of it."""
        text = self.box.input_value() + letter
        expect(self.page, text)
        self.box.focus()
        self.page.keyboard.press("Space" if letter == " " else letter)
        at = painted(self.page, text) - self.page.evaluate("bench.key")
        self.page.wait_for_timeout(QUIET)
        return at


QUIET = 120  # ms between two keys, for the run to end: eight keys a second
