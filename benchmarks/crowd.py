"""A class of visitors who type at the same time, in a process of its own so that it shares no lock with the server.

``python -m benchmarks.crowd URL PAGE --pid SERVER`` prints one JSON object.
"""

import argparse
import asyncio
import json
import random
import subprocess
import sys
import time

from benchmarks.protocol import Session
from benchmarks.sentences import SENTENCES, keys
from benchmarks.tools import ROOT, Server, cpu_seconds


async def visit(url: str, page: str, sessions: int) -> list[Session]:
    """Open the page so many times, one after the other, as a class does when it sits down; each visitor has an address
    of its own (on Linux all of 127.0.0.0/8 is this machine)."""
    return [
        await Session(url, page, f"127.0.1.{number % 250 + 1}").open(f"Hello {number}") for number in range(sessions)
    ]


async def type_along(session: Session, number: int, rate: float, seconds: float) -> None:
    """Type sentences in an order of one's own, letter by letter, ``rate`` keys a second for so many seconds."""
    order = random.Random(number).sample(SENTENCES, len(SENTENCES))
    texts = [text for sentence in order for text in keys(f"{number} {sentence}")]
    start = time.perf_counter() + random.Random(-number).random() / rate
    for turn in range(round(rate * seconds)):
        await asyncio.sleep(max(0.0, start + turn / rate - time.perf_counter()))
        await session.strike(texts[turn % len(texts)])


async def lesson(url: str, page: str, pid: int, sessions: int, rate: float, seconds: float) -> dict:
    """The whole class types. Latencies in seconds; ``lost`` counts keys without an answer 30 s after the last one."""
    visitors = await visit(url, page, sessions)
    server, client, start = cpu_seconds(pid), time.process_time(), time.perf_counter()
    await asyncio.gather(*(type_along(v, n, rate, seconds) for n, v in enumerate(visitors, 1)))
    settled = await asyncio.gather(*(v.settle() for v in visitors))
    spent = time.perf_counter() - start
    answers = [answer for v in visitors for answer in v.answers]
    result = {
        "latencies": [answer.seconds for answer in answers],
        "own": sum(answer.own for answer in answers),
        "last_own": sum(done and v.answers[-1].own for done, v in zip(settled, visitors, strict=True)),
        "lost": sum(len(v.pending) for v in visitors),
        "server_load": (cpu_seconds(pid) - server) / spent,
        "client_load": (time.process_time() - client) / spent,
        "seconds": spent,
    }
    await asyncio.gather(*(v.close() for v in visitors))
    return result


def run(server: Server, page: str, sessions: int, rate: float, seconds: float) -> dict:
    """``lesson`` in a process of its own."""
    options = dict(pid=server.pid, sessions=sessions, rate=rate, seconds=seconds)
    flags = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    call = [sys.executable, "-m", "benchmarks.crowd", server.url, page, *flags]
    return json.loads(subprocess.run(call, check=True, stdout=subprocess.PIPE, cwd=ROOT).stdout)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("page")
    parser.add_argument("--pid", type=int, required=True)
    parser.add_argument("--sessions", type=int, required=True)
    parser.add_argument("--rate", type=float, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    print(json.dumps(asyncio.run(lesson(**vars(parser.parse_args())))))
