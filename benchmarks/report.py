"""What a bench hands back, and the two ways to show it: a table for people, one JSON object for programs."""

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """One measured number. ``target`` is the most it may be, or with ``at_least`` the least; None: it has no target."""

    name: str
    value: float
    unit: str
    target: float | None = None
    at_least: bool = False

    @property
    def passed(self) -> bool | None:
        """Whether the target is met; None when there is none."""
        if self.target is None:
            return None
        return self.value >= self.target if self.at_least else self.value <= self.target

    def as_dict(self) -> dict:
        rounded = float(f"{self.value:.4g}")
        return asdict(self) | {"value": rounded, "passed": self.passed}


def table(title: str, figures: Sequence[Figure]) -> str:
    """The figures of one bench, aligned, each with its target and whether it is met.

    >>> print(table("Trace", [Figure("12 tokens", 1.04, "x", 1.15), Figure("12 tokens, fused", 1.3, "x")]))
    Trace
      12 tokens         1.04 x   at most 1.15   met
      12 tokens, fused  1.30 x
    """
    if not figures:
        return title
    names = max(len(figure.name) for figure in figures)
    values = [f"{_digits(figure.value)} {figure.unit}".rstrip() for figure in figures]
    width = max(map(len, values))
    lines = [title]
    for figure, value in zip(figures, values, strict=True):
        line = f"  {figure.name:<{names}}  {value:<{width}}"
        if figure.target is not None:
            bound = "at least" if figure.at_least else "at most"
            line += f"   {bound} {figure.target:g}   {'met' if figure.passed else 'MISSED'}"
        lines.append(line.rstrip())
    return "\n".join(lines)


def _digits(value: float) -> str:
    return f"{value:.2f}" if abs(value) < 10 else f"{value:,.1f}" if abs(value) < 1000 else f"{value:,.0f}"


def as_json(results: Mapping[str, Sequence[Figure] | str], machine: Mapping[str, object]) -> dict:
    """The whole run as one JSON object. A result that is a string says why the bench could not run."""
    benches = {
        name: {"error": result} if isinstance(result, str) else {"figures": [figure.as_dict() for figure in result]}
        for name, result in results.items()
    }
    figures = [figure for result in results.values() if not isinstance(result, str) for figure in result]
    missed = sum(figure.passed is False for figure in figures)
    return {"machine": dict(machine), "benches": benches, "missed": missed}


def machine() -> dict[str, object]:
    """What the figures were measured on; no name of the machine."""
    packages = {name: version(name) for name in ("streamlit", "torch", "playwright")}
    return {
        "processor": _processor(), "cores": os.cpu_count(), "system": platform.system(),
        "python": platform.python_version(), **packages, "load_before": round(os.getloadavg()[0], 2),
    }  # fmt: skip


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())
