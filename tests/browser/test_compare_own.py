"""Your own model, in the browser: uploaded from a folder, fetched by name while the page is typed into, and refused."""

import pytest

from models import known
from tests.browser.compare import PAGE, TEXT, shown
from tests.browser.driving import types_fast, visit
from tests.foreign.hub import hub
from tests.foreign.small import write

LOADING = 60_000
"""ms until the library for checkpoints is imported and a model loaded, on a busy machine."""


@pytest.fixture
def bert(tmp_path):
    return write("bert", tmp_path)


@pytest.fixture
def small_hub(tmp_path, monkeypatch, bert):
    monkeypatch.setenv(known.CACHE, str(tmp_path / "cache"))
    with hub({"someone/small": bert}) as found:
        monkeypatch.setenv("HF_ENDPOINT", found.address)
        yield found


def test_a_model_of_one_s_own(small_hub, own_server, page, bert):
    visit(page, f"{own_server.url}{PAGE}", text=TEXT)
    shown(page, TEXT)
    door = page.locator(".st-key-own button").first
    door.click()
    page.locator("input[type=file]").set_input_files(bert)
    page.get_by_role("button", name="Read this model").click()
    page.wait_for_function("new URLSearchParams(location.search).get('a') === 'hf:bert/encoder/1/1'", timeout=LOADING)
    shown(page, TEXT)
    assert page.locator(".live[data-text] select[name=a_model]").input_value() == "hf:bert"
    assert not page.locator("input[type=file]").is_visible(), "the door has closed"
    types_fast(page, "I am tired.", lambda text: shown(page, text))

    assert not small_hub.asked, "nothing was asked of the network"
    door.click()
    name = page.get_by_label("Or its name on the Hugging Face hub")
    name.fill("someone/else")
    page.get_by_role("button", name="Fetch").click()
    page.get_by_text("no model 'someone/else'").wait_for()
    small_hub.pause = 1.0
    name.fill("someone/small")
    page.get_by_role("button", name="Fetch").click()
    page.get_by_text("someone/small: ").wait_for()
    types_fast(page, "Are you tired?", lambda text: shown(page, text))
    assert "hf%3Abert" in page.url, "the page does not wait for the download"
    small_hub.pause = 0.0
    page.wait_for_function(
        "new URLSearchParams(location.search).get('a') === 'hf:someone--small/encoder/1/1'", timeout=LOADING
    )
    page.locator(".live[data-text] select[name=a_layer]").select_option("2")
    page.wait_for_function("new URLSearchParams(location.search).get('a') === 'hf:someone--small/encoder/2/1'")
    shown(page, "Are you tired?")
