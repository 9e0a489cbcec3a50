"""Names of models: ours, the folders given at the start, and what was added on the page; nothing else is reached."""

import os
import shutil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foreign import CannotRead
from models import known
from tests.foreign.small import write


@pytest.fixture(scope="module")
def bert(tmp_path_factory):
    return write("bert", tmp_path_factory.mktemp("one"))


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv(known.CACHE, str(tmp_path / "cache"))
    monkeypatch.delenv(known.GIVEN, raising=False)
    return tmp_path / "cache"


def added(bert, name):
    folder = known.fresh()
    shutil.copytree(bert, folder, dirs_exist_ok=True)
    return known.keep(folder, name)


def test_ours_stand_first():
    assert known.foreign() == []
    assert known.names()[0] == "gpt-en"
    assert (known.folder_of("gpt-en") / "card.json").exists()


def test_folders_given_at_the_start(bert, tmp_path, monkeypatch):
    many = tmp_path / "many"
    for name in ("one", "two"):
        shutil.copytree(bert, many / name)
    (many / "empty").mkdir()
    monkeypatch.setenv(known.GIVEN, os.pathsep.join([str(bert), str(many), str(tmp_path / "nowhere"), ""]))
    assert known.foreign() == ["hf:bert", "hf:one", "hf:two"]
    assert known.folder_of("hf:two") == many / "two"
    monkeypatch.setenv(known.GIVEN, os.pathsep.join([str(bert), str(bert)]))
    assert known.foreign() == ["hf:bert", "hf:bert-2"]


def test_a_model_is_kept_under_its_name(bert, cache):
    assert added(bert, "google-bert/bert-tiny") == "hf:google-bert--bert-tiny"
    assert added(bert, "google-bert/bert-tiny") == "hf:google-bert--bert-tiny"
    assert known.names()[-1] == "hf:google-bert--bert-tiny"
    assert known.folder_of("hf:google-bert--bert-tiny").parent == known.store()
    assert known.shown("hf:google-bert--bert-tiny") == "google-bert--bert-tiny"
    assert len(list(known.store().iterdir())) == 1


def test_what_cannot_be_read_is_not_kept(bert):
    folder = known.fresh()
    shutil.copy(bert / "config.json", folder)
    with pytest.raises(CannotRead, match=r"my-model has no model\.safetensors") as error:
        known.keep(folder, "my model")
    assert ".new-" not in str(error.value)
    assert known.foreign() == [] and not any(known.store().iterdir())


def test_the_oldest_makes_room(bert, monkeypatch):
    for i, name in enumerate(("a", "b", "c")):
        added(bert, name)
        os.utime(known.store() / name, (i, i))
    monkeypatch.setattr(known, "BOUND", known.size([known.store() / "a"]) * 3)
    added(bert, "d")
    assert known.foreign() == ["hf:b", "hf:c", "hf:d"]
    monkeypatch.setattr(known, "BOUND", 1)
    with pytest.raises(CannotRead, match="kept at most"):
        added(bert, "e")
    assert known.foreign() == ["hf:b", "hf:c", "hf:d"]


@settings(max_examples=50, deadline=None)
@given(text=st.text(max_size=40) | st.sampled_from(["hf:..", "hf:/", "../gpt-en", "hf:", "/"]))
def test_no_other_name_leads_to_a_folder(text):
    if text not in known.names():
        with pytest.raises(CannotRead):
            known.folder_of(text)


@settings(max_examples=50, deadline=None)
@given(text=st.text(max_size=120))
def test_a_tidy_name_is_one_plain_part_of_a_path(text):
    name = known.tidy(text)
    assert name and "/" not in name and "\\" not in name and name[0] != "." and len(name) <= 80
    assert known.tidy(name) == name
