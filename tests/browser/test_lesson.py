"""The titles of a lesson's sections: opened and closed by pointer and by keyboard, without touching the rest."""

import pytest
from playwright.sync_api import expect

from tests.browser.driving import panel, visit, wait_shown
from ui.lesson import sections

pytestmark = pytest.mark.browser


def opening(page, section: str):
    """The button with a section's title."""
    return page.get_by_role("button", name=sections("positions", "en")[section][0], exact=True)


def first_words(section: str) -> str:
    return sections("positions", "en")[section][1].split("$")[0].split("\n")[0].split(".")[0].strip()


def test_a_title_opens_and_closes_its_section_and_its_answer(page):
    visit(page, "/positions", text="I am", lang="en")
    wait_shown(page, "I am", [])
    title, text = opening(page, "why"), page.locator(".st-key-open-positions-why")
    expect(title).to_have_attribute("aria-expanded", "false")
    expect(text).to_have_count(0)
    title.click()
    expect(text).to_contain_text(first_words("why"))
    expect(title).to_have_attribute("aria-expanded", "true")
    answer = opening(page, "why-answer")
    answer.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-open-positions-why-answer")).to_contain_text(first_words("why-answer"))
    expect(answer).to_be_focused()
    page.locator("textarea").first.fill("I am here")
    wait_shown(page, "I am here", [])
    expect(text).to_contain_text(first_words("why"))
    title.focus()
    page.keyboard.press("Space")
    expect(text).to_have_count(0)
    expect(title).to_be_focused()
    expect(title).to_have_attribute("aria-expanded", "false")
    expect(answer).to_have_count(0)


def test_what_is_out_of_sight_is_drawn_after_the_rest_and_soon(page):
    page.set_viewport_size({"width": 1280, "height": 500})
    visit(page, "/transformer", text="I am", lang="en")
    wait_shown(page, "I am", ["heads", "below"])
    assert panel(page, "below").bounding_box()["y"] > 500
    page.locator("textarea").first.fill("I am here")
    wait_shown(page, "I am here", ["heads", "below"])
    page.set_viewport_size({"width": 1280, "height": 1600})
    page.locator("textarea").first.fill("I am not here")
    wait_shown(page, "I am not here", ["heads", "below"])
