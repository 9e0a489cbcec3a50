"""Golden figures: what the gallery draws is what it drew before, to three digits.

After a change on purpose: ``python -m tests.figures.test_gallery``, and look at the difference before you commit it.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from figures.wire import unpack
from ui.gallery import live_pictures, plots

GOLDEN = Path(__file__).parent / "golden.json"


def rounded(value):
    """Numbers to three digits, in lists and mappings too."""
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(item) for item in value]
    return float(f"{value:.3g}") if isinstance(value, float) else value


def summary(blob: bytes) -> dict:
    """A picture's header without its labels, and of each array its shape, mean and size of its values."""
    header, arrays = unpack(blob)
    header.pop("words")
    header.get("section", {}).pop("words", None)
    for vector in header.get("vectors", []):
        vector.pop("notes", None)  # four digits as text: the last one is not the same on every machine
    finite = {name: np.where(np.isfinite(a), a, 0).astype(float) for name, a in arrays.items()}
    sizes = {name: np.abs(a) if a.size else np.zeros(1) for name, a in finite.items()}
    measures = {n: [list(finite[n].shape), float(a.mean()), float(a.max())] for n, a in sizes.items()}
    return rounded(header | {"arrays": measures})


def gallery() -> dict:
    live = {name: summary(blob) for name, blob in live_pictures().items()}
    drop = ("template", "font")
    return live | {
        name: rounded({"data": plot["data"], "layout": {k: v for k, v in plot["layout"].items() if k not in drop}})
        for name, plot in ((name, json.loads(figure.to_json())) for name, figure in plots().items())
    }


@pytest.fixture(scope="module")
def drawn():
    return gallery()


@pytest.mark.parametrize("name", json.loads(GOLDEN.read_text(encoding="utf-8")) if GOLDEN.exists() else [])
def test_a_figure_is_as_it_was(drawn, name):
    assert json.loads(json.dumps(drawn[name])) == json.loads(GOLDEN.read_text(encoding="utf-8"))[name]


def test_every_figure_is_in_the_golden_list(drawn):
    assert list(drawn) == list(json.loads(GOLDEN.read_text(encoding="utf-8")))


if __name__ == "__main__":
    GOLDEN.write_text(json.dumps(gallery(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
