"""Every tab of the page that compares heads, with checkpoints of every kind as A, and ours as B."""

import pytest

from models import known
from tests.foreign.small import FAMILIES, write
from tests.pages import drawn, opened, typed
from ui.compare.page import SECTIONS

CHECKED = ("bert", "distilbert", "xlnet", "gpt2", "llama", "t5", "marian")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("models")
    for family in CHECKED:
        write(family, place)
    return place


@pytest.fixture(autouse=True)
def machine(folder, tmp_path, monkeypatch):
    monkeypatch.setenv(known.GIVEN, str(folder))
    monkeypatch.setenv(known.CACHE, str(tmp_path))


@pytest.mark.parametrize("family", CHECKED)
def test_every_tab_draws_a_checkpoint(family):
    for show in SECTIONS:
        side = {"t5": "cross", "marian": "decoder", "gpt2": "decoder", "llama": "decoder"}.get(family, "encoder")
        page = opened("compare", show=show, a=f"hf:{family}/{side}/2/3", b="gpt-en/decoder/1/1", text="I am tired.")
        header, _ = drawn(page)
        assert header["state"]["a"] == f"hf:{family}/{side}/2/3"
        assert header["show"] == show
        header, _ = drawn(typed(page, "The animal is not tired."))
        assert header["text"] == "The animal is not tired."


def test_the_list_names_them_all():
    header, _ = drawn(opened("compare"))
    titles = [model["title"] for model in header["models"]]
    assert titles[0] == "gpt-en" and {*CHECKED} <= {*titles}
    assert set(FAMILIES) > set(CHECKED)


def test_a_model_that_looks_at_pictures_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv(known.GIVEN, str(write("vit", tmp_path)))
    header, _ = drawn(opened("compare", a="hf:vit/encoder/1/1", text="I am tired."))
    assert header["state"]["a"].startswith("gpt-en/") and "looks at pictures" in header["notice"]


def test_a_model_that_cannot_be_read_is_named_and_the_page_goes_on(folder, tmp_path, monkeypatch):
    broken = write("roberta", tmp_path / "broken")
    (broken / "model.safetensors").rename(broken / "pytorch_model.bin")
    monkeypatch.setenv(known.GIVEN, str(tmp_path / "broken"))
    page = opened("compare", a="hf:roberta/encoder/1/1", b="gpt-en/decoder/2/1", text="I am tired.")
    header, _ = drawn(page)
    assert (header["state"]["a"], header["state"]["b"]) == ("gpt-en/decoder/1/1", "gpt-en/decoder/2/1")
    assert "only as a pickle" in header["notice"]
