"""The HTML that a browser gets first."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from ui import shell
from ui.contents import CONTENTS


@pytest.fixture
def web():
    return TestClient(Starlette(routes=[shell.shell()]))


@pytest.mark.parametrize("address", [*CONTENTS.values(), "echo", "nonsense", "한글"])
def test_every_page_knows_its_server_its_name_and_its_measures(web, address):
    answer = web.get(f"/{address}?text=hi")
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/html")
    assert answer.headers["cache-control"] == "no-cache"
    ours = answer.text
    assert ours.index("__streamlit") < ours.index('<script type="module"'), "Streamlit's script reads it as it starts"
    assert "<title>Unrolled</title>" in ours
    assert ours.index("index.") < ours.index("/web/house.css"), "what comes last wins"


def test_the_rest_is_streamlits_own(web):
    ours = web.get("/").text
    for place, said in shell.SAID.items():
        ours = ours.replace(said, place)
    assert ours == shell.INDEX.read_text(encoding="utf-8")


@pytest.mark.parametrize("file", ["favicon.png", "static/js/index.js", "_stcore/health", "web/house.css"])
def test_files_and_streamlits_own_addresses_are_left_alone(web, file):
    assert web.get(f"/{file}").status_code == 404


def test_a_streamlit_with_another_html_is_told(tmp_path, monkeypatch):
    other = tmp_path / "index.html"
    other.write_text("<html><head></head><body></body></html>")
    monkeypatch.setattr(shell, "INDEX", other)
    with pytest.raises(ValueError, match="<title>Streamlit</title> 0 times"):
        shell.html.__wrapped__()
