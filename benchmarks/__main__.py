"""``python -m benchmarks [--json] [--quick] [--keystrokes N] [NAME ...]``: every figure with its target."""

import argparse
import importlib
import json
import sys

from benchmarks.report import as_json, machine, table
from benchmarks.tools import CannotMeasure

BENCHES = ("trace", "keystroke", "cells", "pages", "classroom", "bertviz", "heads", "coldstart", "memory")


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure Unrolled against its targets.")
    parser.add_argument("names", metavar="NAME", nargs="*", help=f"which to run (all): {', '.join(BENCHES)}")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    parser.add_argument("--quick", action="store_true", help="fewer repetitions: a smoke test, not a measurement")
    parser.add_argument("--keystrokes", type=int, metavar="N", help="how many the bench of memory types (10,000)")
    options = parser.parse_args(argv)
    if unknown := [name for name in options.names if name not in BENCHES]:
        parser.error(f"there is no bench {', '.join(unknown)}: there are {', '.join(BENCHES)}")
    surroundings, results = machine(), {}
    for name in options.names or BENCHES:
        bench = importlib.import_module(f"benchmarks.{name}")
        try:
            more = {"keystrokes": options.keystrokes} if name == "memory" and options.keystrokes else {}
            results[name] = bench.measure(quick=options.quick, **more)
        except CannotMeasure as reason:
            results[name] = str(reason)
        if not options.json:
            result = results[name]
            print(
                f"{bench.TITLE}\n  could not run: {result}" if isinstance(result, str) else table(bench.TITLE, result)
            )
            print(flush=True)
    if options.json:
        print(json.dumps(as_json(results, surroundings), indent=1, ensure_ascii=False))
    else:
        print("Measured on " + ", ".join(f"{key} {value}" for key, value in surroundings.items()))
    return any(isinstance(result, str) for result in results.values())


if __name__ == "__main__":
    sys.exit(main())
