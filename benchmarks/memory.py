"""The server's memory after 10,000 keystrokes against after 1,000, typed by eight sessions, every text new."""

import asyncio

from benchmarks.protocol import Session
from benchmarks.report import Figure
from benchmarks.sentences import SENTENCES, keys
from benchmarks.tools import Server, app, resident_mb

TITLE = "Memory of the server after all keystrokes, over a tenth of them"
KEYSTROKES, EARLY, SESSIONS = 10_000, 0.1, 8
PAUSE = 5.0  # seconds, for the server to collect its garbage as it does when nobody types (ui/serve.py)


def measure(quick: bool = False, keystrokes: int | None = None) -> list[Figure]:
    keystrokes = keystrokes or (KEYSTROKES // 10 if quick else KEYSTROKES)
    with app() as server:
        early, late = asyncio.run(soak(server, keystrokes))
    return [
        Figure(f"after {keystrokes:,} keys / after {round(keystrokes * EARLY):,}", late / early, "x", 1.05),
        Figure(f"after {round(keystrokes * EARLY):,} keys", early, "MiB"),
        Figure(f"after {keystrokes:,} keys", late, "MiB"),
    ]


async def soak(server: Server, keystrokes: int) -> tuple[float, float]:
    """Type, each key after the answer to the last; MiB after a tenth of the keys, and at the end."""
    visitors = [await Session(server.url, "transformer").open(f"Hello {number}") for number in range(SESSIONS)]
    share = keystrokes // SESSIONS
    await asyncio.gather(*(type_on(v, n, 0, round(share * EARLY)) for n, v in enumerate(visitors)))
    await asyncio.sleep(PAUSE)
    early = resident_mb(server.pid)
    await asyncio.gather(*(type_on(v, n, round(share * EARLY), share) for n, v in enumerate(visitors)))
    await asyncio.sleep(PAUSE)
    late = resident_mb(server.pid)
    await asyncio.gather(*(v.close() for v in visitors))
    return early, late


async def type_on(session: Session, number: int, start: int, end: int) -> None:
    """Keys ``start`` to ``end`` of an endless series, no two texts alike. Raises RuntimeError for a lost key."""
    for turn in range(start, end):
        lap, place = divmod(turn, len(LAP))
        await session.strike(f"{number} {lap} {LAP[place]}")
        if not await session.settle():
            raise RuntimeError(f"no answer to {LAP[place]!r} {session.failure}")


LAP = [text for sentence in SENTENCES for text in keys(sentence)]
