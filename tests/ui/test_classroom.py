"""The door to a class: every byte arrives, every visitor stays with one server, and a server that dies comes back."""

import asyncio
import os
import signal
import socket
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from benchmarks.tools import app, free_port
from ui import classroom
from ui.classroom import Seats, keep, open_up

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has /proc and all of 127.0.0.0/8")
ECHO = """
import asyncio, os
async def answer(reader, writer):
    writer.write(b"%d:" % os.getpid())
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()
async def main():
    async with await asyncio.start_server(answer, "127.0.0.1", {port}) as server:
        await server.serve_forever()
asyncio.run(main())
"""


def test_visitors_are_spread_evenly_and_stay():
    seats = Seats([1, 2, 3])
    first = [seats.port(f"visitor {n}") for n in range(9)]
    assert sorted(first) == [1, 1, 1, 2, 2, 2, 3, 3, 3]
    assert [seats.port(f"visitor {n}") for n in range(9)] == first


def test_the_door_remembers_so_many_visitors_and_no_more(monkeypatch):
    monkeypatch.setattr(classroom, "VISITORS", 4)
    seats = Seats([1, 2])
    for n in range(50):
        seats.port(f"visitor {n}")
    assert len(seats.taken) == 4


async def talk(door: int, address: str, said: bytes) -> bytes:
    """What comes back when a visitor from an address says something and hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", door, local_addr=(address, 0))

    async def speak() -> None:
        writer.write(said)
        await writer.drain()
        writer.write_eof()

    speaking = asyncio.create_task(speak())
    heard = await asyncio.wait_for(reader.read(-1), 30)
    await speaking
    writer.close()
    return heard


def through_the_door(visit, servers: int = 2):
    """What ``visit(port of the door, ports of the servers)`` returns, with servers that repeat what they hear."""

    async def lesson():
        behind = [free_port() for _ in range(servers)]
        with socket.socket() as door:
            door.bind(("127.0.0.1", 0))
            door.listen()
            commands = [[sys.executable, "-c", ECHO.format(port=port)] for port in behind]
            opening = asyncio.create_task(open_up(door, commands, behind))
            try:
                return await visit(door.getsockname()[1], behind)
            finally:
                opening.cancel()
                await asyncio.wait([opening])

    return in_a_thread(lesson)


def in_a_thread(work):
    """What a coroutine function returns: in a thread of its own, since the browser tests of this process may keep an
    event loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(work())).result()


@linux
def test_every_byte_arrives_however_many_and_each_visitor_has_one_server():
    said = os.urandom(3_000_000)

    async def visit(door, behind):
        at_once = [talk(door, f"127.0.1.{n}", said) for n in (1, 2, 3, 4)]
        return await asyncio.gather(*at_once), [await talk(door, "127.0.1.1", b"") for _ in range(3)]

    heard, again = through_the_door(visit)
    servers = [answer.split(b":", 1)[0] for answer in heard]
    assert all(answer.split(b":", 1)[1] == said for answer in heard)
    assert sorted(servers.count(one) for one in set(servers)) == [2, 2]
    assert {answer.split(b":")[0] for answer in again} == {servers[0]}


@linux
def test_a_server_that_dies_is_started_again(monkeypatch, capsys):
    monkeypatch.setattr(classroom, "TOO_SOON", 0.0)

    async def visit(door, behind):
        before = await talk(door, "127.0.0.1", b"a")
        os.kill(int(before.split(b":")[0]), signal.SIGKILL)
        while not (after := await talk(door, "127.0.0.1", b"b")):
            pass  # the dying server took the connection
        return before, after

    before, after = through_the_door(visit, servers=1)
    assert before.endswith(b":a") and after.endswith(b":b")
    assert before.split(b":")[0] != after.split(b":")[0]
    assert "it is started again" in capsys.readouterr().out


def children(parent: int) -> list[int]:
    """The processes that a process has started, from any of its threads."""
    lists = [path.read_text() for path in Path(f"/proc/{parent}/task").glob("*/children")]
    return [int(child) for found in lists for child in found.split()]


def test_a_server_that_cannot_start_ends_it_all_in_words():
    with pytest.raises(SystemExit, match="ended with 3 as soon as it had started"):
        in_a_thread(lambda: keep([sys.executable, "-c", "raise SystemExit(3)"]))


def test_servers_are_told_to_end_with_the_door():
    async def visit(door, behind):
        await talk(door, "127.0.0.1", b"a")
        return behind

    for port in through_the_door(visit):
        with pytest.raises(OSError):
            socket.create_connection(("127.0.0.1", port), 1)


@linux
def test_the_app_answers_through_the_door():
    """As ``CLASSROOM=1 make app`` starts it: the page, its health, and nothing left running afterwards."""
    with app(classroom=True) as server:
        assert b"<title>" in urllib.request.urlopen(server.url, timeout=30).read()
        behind = children(server.pid)
        assert len(behind) == classroom.servers()
    for _ in range(50):
        if not any(os.path.exists(f"/proc/{pid}") for pid in behind):
            return
        time.sleep(0.2)
    raise AssertionError(f"{behind} still run")
