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
    shutil.copytree(bert, tmp_path / "bert")
    monkeypatch.setenv(known.GIVEN, os.pathsep.join([str(bert), str(tmp_path / "bert"), str(bert)]))
    assert known.foreign() == ["hf:bert", "hf:bert-2"]
    assert known.folder_of("hf:bert-2") == tmp_path / "bert"


def test_a_kept_model_has_its_folder_s_name(bert):
    shutil.copytree(bert, known.store() / "google-bert--bert-tiny")
    (known.store() / ".new-half").mkdir()
    assert known.names()[-1] == "hf:google-bert--bert-tiny"
    assert known.shapes("hf:google-bert--bert-tiny") == {"encoder": (2, 4)}
    assert known.shown("hf:google-bert--bert-tiny") == "google-bert--bert-tiny"
    assert known.name_of(known.store() / "google-bert--bert-tiny") == "hf:google-bert--bert-tiny"


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
