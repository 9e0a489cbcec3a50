"""What a class sees: everything readable from the last row, the picture above the fold, nothing wider than a phone."""

import pytest

from tests.browser.driving import DONE, FIND, eventually, fit_a_phone
from ui.contents import CONTENTS

pytestmark = pytest.mark.browser

PAGES = [f"/{address}" for address in CONTENTS.values()]
WORDLESS = {"/schedule"}
"""Pages without a sentence."""
EVERYTHING = """() => {
  const all = (node) => [...node.querySelectorAll("*")].flatMap((n) => [n, ...(n.shadowRoot ? all(n.shadowRoot) : [])]);
  return all(document.querySelector("[data-testid=stApp]"));
}"""
SMALL = """(least) => (EVERYTHING)().filter((n) => {
  const text = (c) => c.nodeType === Node.TEXT_NODE && c.textContent.replaceAll("\\u200b", "").trim();
  const own = [...n.childNodes].some(text);
  if (!own || !n.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
  const box = n.getBoundingClientRect();
  const scale = n.ownerSVGElement ? n.getScreenCTM().a : 1;
  return box.width > 1 && box.height > 1 && parseFloat(getComputedStyle(n).fontSize) * scale < least;
}).map((n) => `${n.tagName} ${n.textContent.trim().slice(0, 30)} ${getComputedStyle(n).fontSize}`)""".replace(
    "EVERYTHING", EVERYTHING
)


def show(page, path: str) -> None:
    """Open a page and wait until the server has said all of it and its pictures are drawn."""
    page.goto(path)
    page.wait_for_function(f"() => {{ {FIND} return live?.dataset.ms; }}")
    page.locator(DONE).wait_for()
    page.evaluate("document.fonts.ready")


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("path", PAGES)
def test_a_class_sees_it_from_the_last_row_on_a_laptop_and_on_a_phone(page, path, lang):
    page.set_viewport_size({"width": 1920, "height": 1080})
    show(page, f"{path}?lang={lang}")
    assert len(page.evaluate(SMALL, 60)) > 10  # it finds what it looks for
    assert page.evaluate(SMALL, 18) == []
    page.set_viewport_size({"width": 1280, "height": 720})

    def text_and_picture_stand_above_the_fold() -> None:
        if path not in WORDLESS:
            assert page.locator("textarea").first.bounding_box()["y"] < 260
        assert page.locator("[data-picture]").first.bounding_box()["y"] < 400

    eventually(page, text_and_picture_stand_above_the_fold)
    fit_a_phone(page, [], width=360)


@pytest.mark.parametrize("path", PAGES)
def test_the_page_follows_the_dark_theme(page, path):
    page.emulate_media(color_scheme="dark")
    show(page, path)
    dark = page.evaluate(
        f"({EVERYTHING})().filter((n) => n.matches('textarea, [data-picture]')).map((n) => getComputedStyle(n).color)"
    )
    assert len(dark) >= 2 - (path in WORDLESS)
    for colour in dark:
        red, green, blue = (int(part) for part in colour.removeprefix("rgb(").removesuffix(")").split(","))
        assert min(red, green, blue) > 150, f"{colour} on a dark ground"
