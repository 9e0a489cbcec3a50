import json
import platform
from types import SimpleNamespace

import pytest

from benchmarks import __main__ as command
from benchmarks.report import Figure, as_json, machine, table
from benchmarks.tools import CannotMeasure


def test_a_target_is_the_most_a_figure_may_be_or_the_least():
    assert Figure("x", 2.0, "x", 2.0).passed and not Figure("x", 2.01, "x", 2.0).passed
    assert Figure("x", 20.0, "x", 20.0, at_least=True).passed and not Figure("x", 19.9, "x", 20.0, at_least=True).passed
    assert Figure("x", 1.0, "s").passed is None


def test_the_table_names_what_missed():
    lines = table(
        "Bench", [Figure("good", 1, "s", 2), Figure("bad", 1000, "ms", 2), Figure("plain", 3.14159, "s")]
    ).splitlines()
    assert lines[0] == "Bench"
    assert lines[1].endswith("met") and lines[2].endswith("MISSED") and lines[3].endswith("3.14 s")
    assert "at most 2" in lines[2] and "1,000 ms" in lines[2]


def test_the_json_counts_what_missed_and_keeps_what_could_not_run():
    results = {"trace": [Figure("a", 1.23456, "x", 1.0), Figure("b", 1, "x", 1.0)], "memory": "no /proc"}
    report = json.loads(json.dumps(as_json(results, {"cores": 2})))
    assert report["missed"] == 1 and report["machine"] == {"cores": 2}
    assert report["benches"]["memory"] == {"error": "no /proc"}
    first = report["benches"]["trace"]["figures"][0]
    assert first == {"name": "a", "value": 1.235, "unit": "x", "target": 1.0, "at_least": False, "passed": False}


def test_the_machine_is_described_without_its_name():
    described = machine()
    assert described["cores"] and described["processor"]
    assert platform.node() not in map(str, described.values())


@pytest.fixture
def one_bench(monkeypatch):
    """The command with a single bench, whose result the test chooses."""
    bench = SimpleNamespace(TITLE="Bench", measure=lambda quick: [Figure("a", 3 if quick else 1, "x", 2)])
    monkeypatch.setattr(command.importlib, "import_module", {"benchmarks.trace": bench}.__getitem__)
    return bench


def test_the_command_prints_json_alone(one_bench, capsys):
    assert command.main(["--json", "trace"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["benches"]["trace"]["figures"][0]["passed"] is True and "python" in report["machine"]


def test_the_command_prints_a_table(one_bench, capsys):
    assert command.main(["--quick", "trace"]) == 0
    printed = capsys.readouterr().out
    assert "Bench\n" in printed and "MISSED" in printed and "Measured on" in printed


def test_a_bench_that_cannot_run_says_why_and_fails_the_command(one_bench, capsys):
    def measure(quick):
        raise CannotMeasure("no Chromium")

    one_bench.measure = measure
    assert command.main(["trace"]) == 1
    assert "could not run: no Chromium" in capsys.readouterr().out


def test_the_length_of_the_soak_can_be_chosen(monkeypatch, capsys):
    asked = []
    bench = SimpleNamespace(TITLE="Bench", measure=lambda **options: asked.append(options) or [])
    monkeypatch.setattr(command.importlib, "import_module", lambda name: bench)
    command.main(["--keystrokes", "500", "trace", "memory"])
    assert asked == [{"quick": False}, {"quick": False, "keystrokes": 500}]


def test_unknown_names_are_refused(capsys):
    with pytest.raises(SystemExit):
        command.main(["speed"])
    assert "there is no bench speed" in capsys.readouterr().err
