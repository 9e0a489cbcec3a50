"""A class on one machine: one address, behind it a server for each core, every visitor always with the same one.

Python runs one thread at a time. One process for 40 visitors who type uses little more than one core, and while it
talks to some the nets stand still for all. So there are several whole servers on addresses that only this machine can
reach, and a door in front that hands the bytes through. What a visitor has uploaded lies in one server's memory, hence
the door goes by the visitor's address: a new one is sent to the server with the fewest.
"""

import asyncio
import os
import signal
import socket
import time
from collections.abc import Sequence
from contextlib import suppress

MOST_SERVERS = 4
"""Each holds a copy of torch and of the nets in memory."""
VISITORS = 10_000
"""How many visitors' addresses the door remembers."""
PATIENCE = 60.0
"""Seconds that a visitor's connection waits for a server that is starting."""
TOO_SOON = 10.0
"""A server that ends within so many seconds of its start is not started again."""


def servers() -> int:
    """How many servers a class gets: one for each core that this process may use."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, MOST_SERVERS))


class Seats:
    """Which of the ``ports`` each visitor's address goes to.

    >>> seats = Seats([8001, 8002])
    >>> [seats.port(visitor) for visitor in ("ann", "bob", "cyd", "ann")]
    [8001, 8002, 8001, 8001]
    """

    def __init__(self, ports: Sequence[int]):
        self.ports = ports
        self.taken: dict[str, int] = {}

    def port(self, visitor: str) -> int:
        if visitor not in self.taken:
            counts = [sum(port == taken for taken in self.taken.values()) for port in self.ports]
            self.taken[visitor] = self.ports[counts.index(min(counts))]
            if len(self.taken) > VISITORS:
                del self.taken[next(iter(self.taken))]
        return self.taken[visitor]


class Half(asyncio.Protocol):
    """One end of a connection: what arrives here leaves at the ``other`` end, no faster than that end takes it."""

    def __init__(self, other: "Half | None" = None):
        self.other = other
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.other.transport.write(data)

    def eof_received(self) -> bool:
        with suppress(OSError, RuntimeError):
            self.other.transport.write_eof()
        return True

    def connection_lost(self, error: Exception | None) -> None:
        if self.other and self.other.transport:
            self.other.transport.close()

    def pause_writing(self) -> None:
        self.other.transport.pause_reading()

    def resume_writing(self) -> None:
        if not self.other.transport.is_closing():
            self.other.transport.resume_reading()


class Visitor(Half):
    """The end that a visitor connects to. It listens once a server has taken the connection."""

    def __init__(self, seats: Seats):
        super().__init__()
        self.seats = seats

    def connection_made(self, transport: asyncio.Transport) -> None:
        super().connection_made(transport)
        transport.pause_reading()
        self.task = asyncio.get_running_loop().create_task(self.enter())

    async def enter(self) -> None:
        """Connect to the visitor's server, waiting for one that is starting."""
        port, started = self.seats.port(self.transport.get_extra_info("peername")[0]), time.monotonic()
        while not self.transport.is_closing():
            try:
                _, self.other = await asyncio.get_running_loop().create_connection(
                    lambda: Half(self), "127.0.0.1", port
                )
            except OSError:
                if time.monotonic() > started + PATIENCE:
                    return self.transport.abort()
                await asyncio.sleep(0.2)
            else:
                return self.other.transport.close() if self.transport.is_closing() else self.transport.resume_reading()


async def keep(command: Sequence[str]) -> None:
    """Run a server, and start it again when it ends. Raises SystemExit when it ends as soon as it has started."""
    while True:
        started = time.monotonic()
        process = await asyncio.create_subprocess_exec(*command)
        try:
            await process.wait()
        finally:
            if process.returncode is None:
                process.terminate()
                await process.wait()
        if time.monotonic() < started + TOO_SOON:
            raise SystemExit(f"a server ended with {process.returncode} as soon as it had started")
        print(f"  a server ended with {process.returncode}; it is started again", flush=True)


async def open_up(door: socket.socket, commands: Sequence[Sequence[str]], ports: Sequence[int]) -> None:
    """Keep a server for each command and hand visitors of the listening socket ``door`` through to their ``ports``,
    until this process is told to end."""
    loop, seats = asyncio.get_running_loop(), Seats(ports)
    listening = await loop.create_server(lambda: Visitor(seats), sock=door)
    for name in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError, RuntimeError):  # Windows, or a thread: Ctrl-C is a KeyboardInterrupt there
            loop.add_signal_handler(name, asyncio.current_task().cancel)
    async with listening, asyncio.TaskGroup() as keepers:
        for command in commands:
            keepers.create_task(keep(command))


def teach(host: str, port: int, command: Sequence[str], ports: Sequence[int]) -> None:
    """Serve a class at an address, with a server on each of the ``ports``, started by ``command`` and where it is to
    listen."""
    with socket.socket() as door:
        if os.name == "posix":
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind((host, port))
        commands = [[*command, "--server.address=127.0.0.1", f"--server.port={one}"] for one in ports]
        with suppress(asyncio.CancelledError):
            asyncio.run(open_up(door, commands, ports))
