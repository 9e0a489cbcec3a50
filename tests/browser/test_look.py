"""What a class sees: everything readable from the last row, the picture above the fold, nothing wider than a phone."""

import pytest

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


def show(page, path: str, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(path)
    page.wait_for_selector("[data-picture]")
    page.wait_for_timeout(500)


@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_too_small_for_a_projector(page, path, lang):
    show(page, f"{path}?lang={lang}", 1920, 1080)
    assert len(page.evaluate(SMALL, 60)) > 10  # it finds what it looks for
    assert page.evaluate(SMALL, 18) == []


@pytest.mark.parametrize("path", PAGES)
def test_text_and_picture_stand_above_the_fold(page, path):
    show(page, path, 1280, 720)
    if path not in WORDLESS:
        assert page.locator("textarea").first.bounding_box()["y"] < 260
    assert page.locator("[data-picture]").first.bounding_box()["y"] < 400


@pytest.mark.parametrize("path", PAGES)
def test_a_phone_shows_it_without_scrolling_sideways(page, path):
    show(page, path, 360, 740)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 360


@pytest.mark.parametrize("path", PAGES)
def test_the_page_follows_the_dark_theme(page, path):
    page.emulate_media(color_scheme="dark")
    show(page, path, 1280, 720)
    dark = page.evaluate(
        f"({EVERYTHING})().filter((n) => n.matches('textarea, [data-picture]')).map((n) => getComputedStyle(n).color)"
    )
    assert len(dark) >= 2 - (path in WORDLESS)
    for colour in dark:
        red, green, blue = (int(part) for part in colour.removeprefix("rgb(").removesuffix(")").split(","))
        assert min(red, green, blue) > 150, f"{colour} on a dark ground"
