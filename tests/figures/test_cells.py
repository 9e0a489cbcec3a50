"""The picture of the recurrent cells holds the very numbers of the trace, in bytes while typing and in full at rest."""

from dataclasses import replace

import numpy as np
import pytest

from figures.cells import (
    LAYERS,
    LIMITS,
    QUANTITIES,
    SHARES,
    WINDOW,
    View,
    cells,
    coded,
    end_of_scale,
    likeliest,
    window,
)
from figures.wire import unpack
from nets.quantity import Quantity
from ui.gallery_cells import CLAMPS, TOKENS, UNITS, scene

ALL = [(net, name) for net, names in QUANTITIES.items() for name in names]
FULL = View(exact=True)


def truth(shown, net: str, name: str) -> np.ndarray:
    return next(one for one in shown.nets if one.cell == net).trace[LAYERS + name].at(batch=0, layer=0).values


def decoded(values: np.ndarray, limit: float | None) -> np.ndarray:
    """What ui/web/states.js makes of bytes."""
    return values / 255 if limit is None else (values.astype(float) - 128) / 127 * limit


def long(steps: int):
    """A scene of many steps: the small one's, again and again."""
    shown = scene()
    again = [k % len(TOKENS) for k in range(steps)]

    def stretched(quantity: Quantity) -> Quantity:
        if "time" not in quantity.dims:
            return quantity
        return replace(quantity, values=quantity.values.take(again, quantity.dims.index("time")))

    nets = [replace(net, trace={path: stretched(q) for path, q in net.trace.items()}) for net in shown.nets]
    return replace(shown, tokens=[TOKENS[k] for k in again], words_of=list(range(steps)), nets=nets)


@pytest.mark.parametrize(("net", "name"), ALL)
def test_maps_are_the_trace_in_full_at_rest(net, name):
    shown = scene()
    _, arrays = unpack(cells(shown, FULL))
    assert np.array_equal(arrays[f"{net}.{name}"], truth(shown, net, name))


@pytest.mark.parametrize(("net", "name"), ALL)
def test_maps_travel_as_bytes_while_somebody_types(net, name):
    shown = scene()
    header, arrays = unpack(cells(shown, View()))
    sent, wanted = arrays[f"{net}.{name}"], truth(shown, net, name)
    limit = next(m["limit"] for n in header["nets"] if n["cell"] == net for m in n["maps"] if m["name"] == name)
    assert sent.dtype == np.uint8 and (limit is None) == (name in SHARES)
    assert np.abs(decoded(sent, limit) - np.clip(wanted, -(limit or 1), limit or 1)).max() <= (limit or 1) / 250


def test_a_zero_stays_a_zero_and_the_ends_stay_the_ends():
    assert decoded(coded(np.array([-1.0, 0.0, 1.0]), 1), 1).tolist() == [-1, 0, 1]
    assert decoded(coded(np.array([0.0, 1.0]), None), None).tolist() == [0, 1]


def test_scales_have_few_ends():
    assert [end_of_scale(np.array([v])) for v in (0, 0.2, -1, 1.01, -2.5, 7, 1e9)] == [1, 1, 1, 2, 3, 8, LIMITS[-1]]
    assert end_of_scale(np.zeros((0, 3))) == 1
    assert end_of_scale(np.array([2.5] * 200 + [80])) == 3, "one in a hundred may go beyond"


@pytest.mark.parametrize(("net", "name"), ALL)
@pytest.mark.parametrize("exact", [True, False])
def test_the_chosen_cell_comes_in_full_with_the_step_before(net, name, exact):
    shown = scene()
    header, arrays = unpack(cells(shown, View(net, name, 4, exact=exact)))
    fields = header["fields"]
    assert len(fields) == {"rnn": 3, "lstm": 14, "gru": 10}[net]
    for row, field in zip(arrays["cell"], fields, strict=True):
        assert row[0] == 0
        assert np.array_equal(row[1:], truth(shown, net, field)[:, 4])
    assert np.array_equal(arrays["unit"], truth(shown, net, name)[:, 4])


def test_the_numbers_fulfil_the_equations():
    _, arrays = unpack(cells(scene(), View("lstm", "c", 3)))
    header, _ = unpack(cells(scene(), View("lstm", "c", 3)))
    of = dict(zip(header["fields"], arrays["cell"].astype(float), strict=True))
    sigmoid = lambda v: 1 / (1 + np.exp(-v))  # noqa: E731
    for gate in "ifo":
        assert np.allclose(of[gate][1:], sigmoid(of[f"{gate}_x"] + of[f"{gate}_h"])[1:], atol=1e-6)
    assert np.allclose(of["c"][1:], of["f"][1:] * of["c"][:-1] + of["i"][1:] * of["g"][1:], atol=1e-6)
    assert np.allclose(of["h"], of["o"] * np.tanh(of["c"]), atol=1e-6)


def test_what_is_held_is_held_and_what_was_trained_is_beside_it():
    shown = scene(held=True)
    header, arrays = unpack(cells(shown, FULL))
    assert (arrays["lstm.f"] == 1).all() and (arrays["gru.z"][:, 2] == 0.25).all()
    assert not (arrays["gru.z"][:, 1] == 0.25).any()
    assert header["asked"]["clamps"] == list(CLAMPS)
    plain = unpack(cells(scene(), FULL))[1]
    for net in ("lstm", "gru"):
        assert not np.array_equal(arrays[f"{net}.p"], plain[f"{net}.p"])
    for net in QUANTITIES:
        assert np.array_equal(arrays[f"{net}.trained.p"], plain[f"{net}.p"])
        assert np.array_equal(arrays[f"{net}.trained.ids"], plain[f"{net}.ids"])
    assert not any(name.endswith("trained.p") for name in plain)


def test_predictions_are_those_of_the_net():
    shown = scene()
    header, arrays = unpack(cells(shown, FULL))
    for net in shown.nets:
        out = net.trace["out"].at(batch=0).values
        assert np.array_equal(arrays[f"{net.cell}.ids"][:, 0], out.argmax(-1))
        assert np.array_equal(arrays[f"{net.cell}.p"], np.sort(out, -1)[:, ::-1])
        entry = next(n for n in header["nets"] if n["cell"] == net.cell)
        assert entry["last"][0] == [int(out[-1].argmax()), float(out[-1].max())]
    assert header["labels"] == {"0": "negative", "1": "positive"} and header["second"] == "positive"


def test_likeliest_are_in_order():
    ids, shares = likeliest(np.array([[0.1, 0.4, 0.2, 0.3], [0.7, 0.1, 0.15, 0.05]], np.float32))
    assert ids.tolist() == [[1, 3, 2], [0, 2, 1]]
    assert np.allclose(shares, [[0.4, 0.3, 0.2], [0.7, 0.15, 0.1]])


@pytest.mark.parametrize(("start", "first"), [(None, 300 - WINDOW), (0, 0), (100, 100), (9999, 300 - WINDOW)])
def test_of_a_long_text_a_window_is_sent(start, first):
    shown = long(300)
    header, arrays = unpack(cells(shown, View("gru", "n", 1, start=start, exact=True)))
    assert (header["first"], header["shown"]) == (first, WINDOW)
    assert np.array_equal(arrays["lstm.c"], truth(shown, "lstm", "c")[first : first + WINDOW])
    n = dict(zip(header["fields"], arrays["cell"], strict=True))["n"]
    wanted = truth(shown, "gru", "n")[:, 1]
    assert np.array_equal(n[1:], wanted[first : first + WINDOW])
    assert n[0] == (wanted[first - 1] if first else 0)
    assert np.array_equal(arrays["unit"], wanted), "the text itself is coloured from its beginning to its end"


def test_windows_lie_within_the_text():
    for steps in (0, 1, WINDOW, WINDOW + 1, 1000):
        for start in (None, 0, 5, 10**6):
            first, end = window(steps, start)
            assert 0 <= first <= end <= steps and end - first == min(steps, WINDOW)


@pytest.mark.parametrize("below", ["unit", "gates"])
def test_nothing_typed_gives_a_picture_too(below):
    header, arrays = unpack(cells(scene(tokens=0), View(below=below)))
    assert header["tokens"] == [] and not any("." in name and name[-2:] in (".h", ".f") for name in arrays)
    header, arrays = unpack(cells(scene(tokens=1), View(below=below)))
    assert arrays["lstm.f"].shape == (1, UNITS)
    assert header.get("found", []) == []


def test_saturation_counts_steps():
    shown = scene()
    _, arrays = unpack(cells(shown, View(below="gates")))
    for net, name in ALL:
        if name in SHARES:
            gate = truth(shown, net, name)
            assert np.allclose(arrays[f"{net}.{name}.saturated"], [(gate < 0.1).mean(0), (gate > 0.9).mean(0)])
        else:
            assert f"{net}.{name}.saturated" not in arrays


def test_labels_travel_as_they_are():
    header, _ = unpack(cells(scene(), FULL))
    assert header["tokens"] == TOKENS and header["notice"] == "A notice."
