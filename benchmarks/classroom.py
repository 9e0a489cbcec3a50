"""A class of 40 that types at once, as ``CLASSROOM=1 make app`` serves it: keystroke to answer, beside an echo."""

from statistics import median

from benchmarks import crowd
from benchmarks.report import Figure
from benchmarks.stats import quantile
from benchmarks.tools import app

TITLE = "Classroom: 40 sessions, 3 keys a second each, over Streamlit's own protocol"
SESSIONS, RATE, SECONDS = 40, 3.0, 30.0


def measure(quick: bool = False) -> list[Figure]:
    seconds = 5.0 if quick else SECONDS
    with app(classroom=True) as server:
        echo = crowd.run(server, "echo", SESSIONS, RATE, seconds / 3)
        ours = crowd.run(server, "transformer", SESSIONS, RATE, seconds)
    latencies, keys = ours["latencies"], len(ours["latencies"]) + ours["lost"]
    return [
        Figure("keystroke to answer, 95 of 100", quantile(latencies, 0.95) * 1e3, "ms", 150),
        Figure("keystroke to answer, median", median(latencies) * 1e3, "ms"),
        Figure("the same, over the echo's median", median(latencies) / median(echo["latencies"]), "x"),
        Figure("echo, 95 of 100", quantile(echo["latencies"], 0.95) * 1e3, "ms"),
        Figure(
            "sessions whose last key got its own answer", ours["last_own"], f"of {SESSIONS}", SESSIONS, at_least=True
        ),
        Figure("keys lost", ours["lost"], f"of {keys}", 0),
        Figure("keys that got an answer of their own, not of a newer key", 100 * ours["own"] / keys, "%"),
        Figure("server processor time an answer", ours["server_load"] * ours["seconds"] / ours["own"] * 1e3, "ms"),
        Figure("load of the measuring client, of one core", 100 * ours["client_load"], "%"),
    ]
