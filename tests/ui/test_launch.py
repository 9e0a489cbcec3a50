"""make app takes a port that nobody has, and says so when it cannot."""

import socket
import sys

import pytest

from ui import launch


@pytest.fixture
def taken():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_the_next_port_is_taken_when_one_is_busy(taken):
    assert taken < launch.free_port("127.0.0.1", taken) < taken + launch.TRIES


def test_no_port_at_all_is_said_in_words(taken, monkeypatch):
    monkeypatch.setattr(launch, "TRIES", 1)
    with pytest.raises(SystemExit, match="PORT=9000 make app"):
        launch.free_port("127.0.0.1", taken)


def started(monkeypatch, capsys, **variables: str) -> tuple[list[str], str]:
    """The command that main would turn into, or give to the servers of a class, and what it says before."""
    commands = []
    for name in ("PORT", "CLASSROOM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(launch.os, "execv", lambda path, command: commands.append(command))
    monkeypatch.setattr(launch, "teach", lambda *told: commands.append(list(told)))
    launch.main()
    return commands[0], capsys.readouterr().out


def test_alone_by_default(monkeypatch, capsys, taken):
    command, said = started(monkeypatch, capsys, PORT=str(taken))
    port = next(flag.split("=")[1] for flag in command if flag.startswith("--server.port="))
    assert command[:5] == [sys.executable, "-m", "streamlit", "run", "app.py"]
    assert "--server.address=127.0.0.1" in command
    assert int(port) > taken
    assert not any("maxUploadSize" in flag for flag in command)
    assert f"http://127.0.0.1:{port}" in said
    assert said.count("http") == 1


def test_the_classroom_is_told_its_own_address(monkeypatch, capsys):
    monkeypatch.setattr(launch, "network_address", lambda: "192.0.2.7")
    monkeypatch.setattr(launch, "servers", lambda: 3)
    (host, port, command, ports), said = started(monkeypatch, capsys, CLASSROOM="1")
    assert host == "0.0.0.0" and len({port, *ports}) == 4, "the door and three servers"
    assert command[:5] == [sys.executable, "-m", "streamlit", "run", "app.py"]
    assert f"--server.maxUploadSize={launch.UPLOAD}" in command, "a class shares the machine's memory"
    assert f"http://192.0.2.7:{port}" in said


@pytest.mark.parametrize("off", ["", "0"])
def test_the_classroom_can_be_switched_off(monkeypatch, capsys, off):
    assert "--server.address=127.0.0.1" in started(monkeypatch, capsys, CLASSROOM=off)[0]


@pytest.mark.parametrize("port", ["", "x", "0", "-1", "65536"])
def test_a_port_that_is_none_is_named(monkeypatch, capsys, port):
    with pytest.raises(SystemExit, match="PORT must be"):
        started(monkeypatch, capsys, PORT=port)
