"""A checkpoint fetched from a small hub on this machine, and every reason not to fetch one."""

import json
import socket

import psutil
import pytest

from foreign import CannotRead
from foreign.checkpoint import load
from foreign.download import fetch
from foreign.reading import read
from tests.foreign.hub import hub
from tests.foreign.small import write

NAME = "someone/small-bert"


@pytest.fixture
def bert(tmp_path):
    folder = write("bert", tmp_path)
    (folder / "pytorch_model.bin").write_bytes(b"a pickle")
    (folder / "training.py").write_text("raise SystemExit")
    (folder / "onnx").mkdir()
    (folder / "onnx" / "model.safetensors").write_bytes(b"another")
    return folder


@pytest.fixture
def server(bert, monkeypatch):
    with hub({NAME: bert}) as found:
        monkeypatch.setenv("HF_ENDPOINT", found.address)
        monkeypatch.setenv("HF_TOKEN", "hf_secret")
        yield found


@pytest.fixture
def into(tmp_path):
    folder = tmp_path / "into"
    folder.mkdir()
    return folder


def test_a_model_is_fetched_and_read(server, into, bert):
    told = []
    fetch(f" https://huggingface.co/{NAME}/ ", into, lambda done, all: told.append((done, all)))
    here = {file.relative_to(into).as_posix(): file.stat().st_size for file in into.rglob("*")}
    assert here == {
        name: (bert / name).stat().st_size
        for name in ("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")
    }
    assert told[-1] == (sum(here.values()), sum(here.values()))
    assert told == sorted(told) and len(told) >= len(here)
    assert len(read(load(into), "The animal is tired.").source) == 8


def test_nobody_s_token_is_sent_and_no_pickle_is_asked_for(server, into):
    fetch(NAME, into)
    assert not any("authorization" in map(str.lower, headers) for _, _, headers in server.asked)
    assert not any(part in path for _, path, _ in server.asked for part in (".bin", ".py", "onnx"))


def test_a_model_in_parts(tmp_path, into, monkeypatch):
    folder = write("bert", tmp_path / "parts", max_shard_size="20KB")
    with hub({NAME: folder}) as server:
        monkeypatch.setenv("HF_ENDPOINT", server.address)
        fetch(NAME, into)
    assert load(into).facts.parameters == load(folder).facts.parameters


@pytest.mark.parametrize("name", ["", "a b", "../secret", "a/b/c", "http://", "한국어", "x" * 200, "a//b", "-x"])
def test_what_is_no_name(server, into, name):
    with pytest.raises(CannotRead, match="no name on the hub"):
        fetch(name, into)
    assert not server.asked


def refused(into, message, name=NAME):
    with pytest.raises(CannotRead, match=message):
        fetch(name, into)


def weights_asked(server):
    return [path for _, path, _ in server.asked if path.endswith(".safetensors")]


def test_a_model_that_nobody_has(server, into):
    refused(into, "no model 'someone/else'", "someone/else")


def test_a_model_behind_a_licence(server, into):
    server.facts = dict(gated="manual")
    refused(into, "accepted its licence.*choose that folder")
    assert not weights_asked(server)


def test_only_a_pickle(server, into, bert):
    (bert / "model.safetensors").unlink()
    refused(into, "only as a pickle")
    (bert / "pytorch_model.bin").unlink()
    refused(into, r"no model\.safetensors")
    (bert / "config.json").unlink()
    refused(into, r"no config\.json")
    assert not any("resolve" in path for _, path, _ in server.asked)


def test_code_of_its_own_is_refused_before_the_weights_come(server, into, bert):
    config = json.loads((bert / "config.json").read_text())
    (bert / "config.json").write_text(json.dumps(config | {"auto_map": {"AutoModel": "evil.Evil"}}))
    refused(into, "never done here")
    assert not weights_asked(server)


def test_what_does_not_fit_is_not_fetched(server, into):
    free = psutil.virtual_memory().available
    server.facts = dict(safetensors=dict(parameters=dict(F16=free), total=free))
    refused(into, "of memory")
    server.facts = dict(siblings=[dict(rfilename=f, size=10**18) for f in ("config.json", "model.safetensors")])
    server.facts |= dict(safetensors=dict(parameters=dict(F16=1), total=1))
    refused(into, "of disk")
    assert not weights_asked(server)


def test_no_network(into, monkeypatch):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{closed.getsockname()[1]}")
        refused(into, "is there a network")


def test_a_hub_in_trouble(server, into):
    server.down = True
    refused(into, "the hub answers with an error|is there a network")


def test_what_answers_is_no_hub(server, into, monkeypatch):
    monkeypatch.setattr("tests.foreign.hub.Handler.about", lambda *rest: b"<!doctype html>")
    refused(into, "what answers as the hub is none")
