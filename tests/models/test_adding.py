"""Models added on the page: uploaded, named as a folder, or fetched; odd ones are refused, and nothing is replaced."""

import io
import os
import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foreign import CannotRead
from models import adding, known
from tests.foreign.hub import hub
from tests.foreign.small import write


@pytest.fixture(scope="module")
def bert(tmp_path_factory):
    return write("bert", tmp_path_factory.mktemp("one"))


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv(known.CACHE, str(tmp_path / "cache"))
    monkeypatch.delenv(known.GIVEN, raising=False)
    monkeypatch.setattr(known, "pointed", [])


def files(folder, start="my bert/", **extra):
    found = {start + file.name: file.read_bytes() for file in folder.iterdir()} | extra
    return [(name, io.BytesIO(raw)) for name, raw in found.items()]


def store():
    return sorted(path.name for path in known.store().iterdir()) if known.store().exists() else []


def test_the_files_of_a_folder_are_kept(bert):
    extra = {"my bert/pytorch_model.bin": b"pickle", "my bert/onnx/config.json": b"{}", "my bert/run.py": b"exit()"}
    assert adding.uploaded(files(bert, **extra)) == "hf:my-bert"
    assert adding.holds(known.folder_of("hf:my-bert"), bert)
    assert store() == ["my-bert"]


def test_a_model_is_the_same_when_its_score_board_has_come(bert):
    assert adding.uploaded(files(bert)) == "hf:my-bert"
    (known.folder_of("hf:my-bert") / "heads.json").write_text("{}")
    assert adding.uploaded(files(bert)) == "hf:my-bert"


def test_files_without_a_folder(bert):
    assert adding.uploaded(files(bert, start="")) == "hf:uploaded"


def test_nothing_is_replaced_and_nothing_kept_twice(bert, tmp_path):
    other = write("gpt2", tmp_path)
    assert [adding.uploaded(files(folder)) for folder in (bert, bert, other, bert, other)] == [
        "hf:my-bert", "hf:my-bert", "hf:my-bert-2", "hf:my-bert", "hf:my-bert-2",
    ]  # fmt: skip
    assert store() == ["my-bert", "my-bert-2"]


@pytest.mark.parametrize("name", ["../config.json", "/etc/config.json", "a/../../config.json", "..\\config.json",
                                  "C:config.json", "a\x00/config.json", "", "a\n/config.json"])  # fmt: skip
def test_a_name_that_leads_elsewhere(bert, name):
    with pytest.raises(CannotRead, match="no name of a file"):
        adding.uploaded([*files(bert), (name, io.BytesIO(b"{}"))])
    assert store() == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(max_size=30) | st.lists(st.sampled_from(["..", ".", "a", "", "config.json"])).map("/".join))
def test_whatever_a_file_is_called_it_stays_in_the_store(name):
    with pytest.raises(CannotRead):
        adding.uploaded([(name, io.BytesIO(b"x")), ("config.json", io.BytesIO(b"{}"))])
    assert store() == []


def test_files_that_are_no_checkpoint(bert):
    for chosen, message in (
        ([("a.json", io.BytesIO(b"{}"))], r"no config\.json"),
        ([file for file in files(bert) if "safetensors" not in file[0]], r"my-bert has no model\.safetensors"),
        ([("config.json", io.BytesIO(b'{"auto_map": {}}'))], "never done here"),
        ([("config.json", io.BytesIO(b"\x80\x04"))], "cannot be read"),
    ):
        with pytest.raises(CannotRead, match=message) as error:
            adding.uploaded(chosen)
        assert ".new-" not in str(error.value) and store() == []


def test_the_oldest_makes_room(bert, monkeypatch):
    for i, name in enumerate("abc"):
        adding.uploaded(files(bert, start=f"{name}/"))
        os.utime(known.store() / name, (i, i))
    monkeypatch.setattr(adding, "BOUND", adding.size([bert]) * 3)
    adding.uploaded(files(bert, start="d/"))
    assert store() == ["b", "c", "d"]
    monkeypatch.setattr(adding, "BOUND", 1)
    with pytest.raises(CannotRead, match="kept at most"):
        adding.uploaded(files(bert, start="e/"))
    assert store() == ["b", "c", "d"]


def test_a_folder_on_this_machine(bert):
    assert adding.pointed(f" {bert} ") == "hf:bert"
    assert adding.pointed(str(bert)) == "hf:bert"
    assert known.folder_of("hf:bert") == bert.resolve()
    for odd in ("", "nowhere", "\x00", "~nobody-of-that-name/x", "x" * 5000):
        with pytest.raises(CannotRead):
            adding.pointed(odd)
    assert known.foreign() == ["hf:bert"]


def test_a_name_on_the_hub(bert, monkeypatch):
    told = []
    with hub({"someone/small": bert}) as server:
        monkeypatch.setenv("HF_ENDPOINT", server.address)
        assert adding.fetched("someone/small", lambda done, all: told.append(done)) == "hf:someone--small"
        with pytest.raises(CannotRead, match="no model"):
            adding.fetched("someone/else", lambda done, all: None)
    assert adding.holds(known.folder_of("hf:someone--small"), bert)
    assert store() == ["someone--small"] and told[-1] == adding.size([bert])


def test_what_an_interrupted_download_leaves(bert, monkeypatch):
    def fail(*rest):
        raise KeyboardInterrupt

    monkeypatch.setattr("foreign.download.fetch", fail)
    with pytest.raises(KeyboardInterrupt):
        adding.fetched("someone/small", lambda done, all: None)
    assert store() == []
    assert adding.ready() is None
    shutil.rmtree(known.store())
    assert known.foreign() == []
