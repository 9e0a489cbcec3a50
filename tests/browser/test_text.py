"""The live text box in real Chromium: nothing that is typed is lost, whatever happens around it."""

import re
import signal
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

BOX = "textarea"
SEEN = ".live"
DEFAULT = "The animal did not cross the street because it was too tired."


def wait_seen(page, text: str, timeout: float = 30_000) -> None:
    """Wait until the server's answer to ``text`` is on the screen."""
    expect(page.locator(SEEN)).to_have_attribute("data-text", text, timeout=timeout)


def wait_address(page, text: str | None) -> None:
    page.wait_for_function("(text) => new URLSearchParams(location.search).get('text') === text", arg=text)


def start(page, path: str = "/", text: str = DEFAULT) -> None:
    page.goto(path)
    page.wait_for_selector(BOX)
    wait_seen(page, text)


def test_a_class_example_is_there_before_anyone_types(page):
    start(page)
    assert page.input_value(BOX) == DEFAULT
    assert urlsplit(page.url).query == ""


@pytest.mark.parametrize("delay", [0, 15, 60])
def test_typing_at_any_speed_loses_nothing(page, delay):
    start(page, "/?text=", "")
    sentence = "The quick brown fox jumps over the lazy dog, twice; then 12 more times!"
    page.click(BOX)
    page.keyboard.type(sentence, delay=delay)
    wait_seen(page, sentence)
    assert page.input_value(BOX) == sentence
    wait_address(page, sentence)


def test_every_keystroke_is_answered_when_there_is_time(page):
    start(page, "/?text=", "")
    page.click(BOX)
    for end in range(1, 9):
        page.keyboard.type("unrolled"[end - 1])
        wait_seen(page, "unrolled"[:end])


def test_editing_in_the_middle_keeps_the_caret(page):
    start(page, "/?text=a+cat", "a cat")
    page.click(BOX)
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    for letter in " black":
        page.keyboard.type(letter)
        page.wait_for_timeout(60)  # as people type, so that answers come between the keys
    wait_seen(page, "a black cat")
    assert page.evaluate(f"{DEEP}('{BOX}').selectionStart") == len("a black")


def test_korean_composition_shows_each_jamo(page):
    start(page, "/?text=", "")
    page.click(BOX)
    cdp = page.context.new_cdp_session(page)
    for syllable in ("ㅎ", "하", "한"):
        cdp.send("Input.imeSetComposition", {"text": syllable, "selectionStart": 1, "selectionEnd": 1})
        wait_seen(page, syllable)
    cdp.send("Input.insertText", {"text": "한"})
    for syllable in ("ㄱ", "그", "글"):
        cdp.send("Input.imeSetComposition", {"text": syllable, "selectionStart": 1, "selectionEnd": 1})
        wait_seen(page, "한" + syllable)
    cdp.send("Input.insertText", {"text": "글"})
    wait_seen(page, "한글")
    assert page.input_value(BOX) == "한글"


def test_reload_and_link_restore_the_text(page):
    start(page)
    for text in ("x", "", "😀 e\u0301 שלום", "<script>alert(1)</script> <b>b</b> $x$ **m** & %26 +", "a\ttab"):
        page.fill(BOX, text)
        wait_seen(page, text)
        wait_address(page, text)
        page.reload()
        wait_seen(page, text)
        assert page.input_value(BOX) == text


def test_typing_adds_nothing_to_the_history(new_page):
    start(new_page)
    before = new_page.evaluate("history.length")
    new_page.click(BOX)
    new_page.keyboard.type("one two three", delay=30)
    wait_address(new_page, DEFAULT + "one two three")
    assert new_page.evaluate("history.length") == before


def test_a_sample_replaces_the_text_and_the_example_leaves_the_address(page):
    start(page, "/?text=mine", "mine")
    page.get_by_role("button", name="I am a student.").click()
    wait_seen(page, "I am a student.")
    wait_address(page, "I am a student.")
    page.get_by_role("button", name="The tired animal").click()
    wait_seen(page, DEFAULT)
    wait_address(page, None)


def test_the_language_switch_keeps_text_and_address(page):
    start(page, "/?text=from+the+link", "from the link")
    page.click(BOX)
    page.keyboard.press("End")
    page.keyboard.type(" and typed")
    page.get_by_role("radiogroup").get_by_text("ko").click()
    page.get_by_text("문장", exact=True).wait_for()
    wait_seen(page, "from the link and typed")
    wait_address(page, "from the link and typed")
    assert parse_qs(urlsplit(page.url).query)["lang"] == ["ko"]
    page.reload()
    page.get_by_text("문장", exact=True).wait_for()
    wait_seen(page, "from the link and typed")


def test_the_sentence_goes_along_to_the_next_page(page):
    start(page)
    page.fill(BOX, "carry me along")
    wait_seen(page, "carry me along")
    page.get_by_test_id("stPageLink").get_by_role("link", name="Transformer").click()
    page.wait_for_url(re.compile("/transformer"))
    wait_address(page, "carry me along")
    page.wait_for_function(f"{DEEP}('{BOX}')?.value === 'carry me along'")
    page.get_by_test_id("stTopNavLink").first.click()
    page.wait_for_url(lambda url: urlsplit(url).path == "/")
    wait_seen(page, "carry me along")


def test_too_long_a_text_is_cut_and_the_page_says_so(page):
    start(page, "/?text=", "")
    page.fill(BOX, "word " * 2000)
    page.get_by_text("At most 2000 characters").wait_for()
    assert page.input_value(BOX) == ("word " * 2000)[:2000]
    wait_seen(page, ("word " * 2000)[:2000])


def test_a_dropped_connection_keeps_the_text(new_page, watch):
    page = new_page
    page.add_init_script(
        "window.WebSocket = class extends WebSocket { constructor(...a) { super(...a); window.socket = this; } }"
    )
    start(page)
    watch.offline = True
    page.evaluate("window.socket.close()")
    page.fill(BOX, "typed in a tunnel")
    wait_seen(page, "typed in a tunnel")
    assert page.input_value(BOX) == "typed in a tunnel"


def test_a_server_that_hangs_gets_the_newest_text_in_the_end(page, own_server):
    start(page, own_server.url)
    own_server.process.send_signal(signal.SIGSTOP)
    page.fill(BOX, "nobody answers")
    page.wait_for_timeout(2500)  # until it has been asked again
    page.fill(BOX, "nobody answers yet")
    own_server.process.send_signal(signal.SIGCONT)
    wait_seen(page, "nobody answers yet")


def test_a_killed_server_keeps_the_text(page, watch, own_server):
    start(page, own_server.url)
    watch.offline = True
    own_server.stop()
    page.get_by_text("Connection lost. Your text is kept.").wait_for()
    page.fill(BOX, "written while the server was away")
    own_server.start()
    wait_seen(page, "written while the server was away", timeout=60_000)
    assert page.input_value(BOX) == "written while the server was away"


DEEP = """(css) => {
  const search = (node) => node.querySelector(css)
    ?? [...node.querySelectorAll("*")].map((n) => n.shadowRoot && search(n.shadowRoot)).find(Boolean);
  return search(document);
}"""
DEEP = f"({DEEP})"
"""A JavaScript function that finds an element inside shadow roots too."""
