"""The bench of heads gives everyone the same weights, counts what it says, and says who was not in time."""

import base64
import json
import re

import numpy as np
import torch

from benchmarks import heads
from figures.wire import share_bytes, unpack
from nets.tiles import tiles


def test_our_page_holds_what_the_app_would_send():
    weights = heads.weights_of(80)
    assert torch.allclose(weights.sum(-1), torch.ones(weights.shape[:-1]))
    page = heads.ours(weights).decode()
    header, arrays = unpack(base64.b64decode(json.loads(re.search(r'atob\((".*?")\)', page)[1])))
    assert header["show"] == "all" and header["queries"] == heads.names_of(weights)
    assert np.array_equal(arrays["tiles"], share_bytes(tiles(weights.numpy(), 64)))
    assert np.array_equal(arrays["window"], weights[0, 0, :32, :32])


def test_a_repetition_counts_python_and_browser(monkeypatch):
    monkeypatch.setattr(heads, "drawn", lambda *_: 2.0)
    python, painted, size = heads.repeated(None, None, lambda: b"page", 3)
    assert len(python) == 3 and painted == [2.0] * 3 and size == 4 and max(python) < 1
    assert len(heads.repeated(None, None, lambda: b"", 100)[0]) <= heads.ENOUGH / 2 + 1, "enough is enough"


def test_one_that_is_late_is_out(monkeypatch):
    monkeypatch.setattr(heads, "drawn", lambda *_: None)
    assert heads.repeated(None, None, lambda: b"", 3) is None
    monkeypatch.setattr(heads, "drawn", lambda *_: heads.PATIENCE + 1.0)
    assert heads.repeated(None, None, lambda: b"", 3) is None
    monkeypatch.setattr(heads, "HEAVIEST", 3)
    monkeypatch.setattr(heads, "drawn", lambda *_: 1.0)
    assert heads.repeated(None, None, lambda: b"four", 3) is None, "too heavy a page is not opened"


def test_figures_are_over_ours():
    mine = ([0.1, 0.1, 0.4], [0.4, 0.4, 0.1], 1000)
    theirs = ([1.0, 3.0, 1.0], [4.0, 4.0, 3.0], 50_000)
    found = {figure.name: (figure.value, figure.unit) for figure in heads.against("64 tokens, X", theirs, mine)}
    assert found["64 tokens, X, from weights to picture"] == (5.0, "s")
    assert found["64 tokens, X, time over ours"] == (10.0, "x") and found["64 tokens, X, bytes over ours"] == (
        50.0,
        "x",
    )
    late = heads.against("64 tokens, X", None, mine)
    assert f"not within {heads.PATIENCE} s" in late[0].name and late[0].value == 0.5
