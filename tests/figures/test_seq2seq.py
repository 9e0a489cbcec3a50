"""What the picture of two translators holds: their states, weights and probabilities as they are, and the curves."""

from dataclasses import replace

import numpy as np
import pytest

from figures.sections.lengths import curves
from figures.seq2seq import seq2seq
from figures.wire import unpack
from ui.gallery_seq2seq import SOURCE, scene


def test_every_quantity_arrives_as_it_is():
    shown = scene("none", "additive")
    header, arrays = unpack(seq2seq(shown))
    for k, net in enumerate(shown.nets):
        n = len(net.written)
        assert n > 0 and np.array_equal(arrays[f"{k}.h"], net.trace["encoder.out"].values[0])
        assert np.array_equal(arrays[f"{k}.start"], net.trace["encoder.start"].values[0])
        assert np.array_equal(arrays[f"{k}.s"], net.trace["decoder.cell.h"].values[0])
        out = net.trace["out"].values[0]
        assert np.array_equal(arrays[f"{k}.p"], out[np.arange(n), net.written_ids])
        assert (f"{k}.weights" in arrays) == (k == 1)
    assert np.array_equal(arrays["1.weights"], shown.nets[1].trace["decoder.look.weights"].values[0])
    assert [net["early"] for net in header["nets"]] == [False, True]
    assert all(len(net["source"]) == len(SOURCE) for net in header["nets"])


def test_the_section_travels_under_its_own_name():
    shown = scene("dot", "general")
    header, arrays = unpack(seq2seq(shown))
    assert header["section"]["charts"].keys() == {"by_length", "by_length_joined"} and header["below"] == "lengths"
    for name, values in shown.section[1].items():
        assert np.array_equal(arrays[f"section.{name}"], values, equal_nan=True)
    assert {name for name in arrays if name[0] not in "01"} == {f"section.{name}" for name in shown.section[1]}


def test_nothing_typed_gives_a_picture_too():
    header, arrays = unpack(seq2seq(scene("none", "concat", source=[3])))
    for k, net in enumerate(header["nets"]):
        assert net["written"] == net["target"] == [] and arrays[f"{k}.h"].shape[0] == 1
        assert not arrays[f"{k}.s"].size and not arrays[f"{k}.p"].size
    assert arrays["1.weights"].shape == (0, 1)


def test_what_was_not_measured_says_so():
    shown = scene("none", "general")
    header, _ = unpack(seq2seq(replace(shown, nets=[replace(net, bleu=None, aer=None) for net in shown.nets])))
    assert all(net["bleu"] is None and net["aer"] is None for net in header["nets"])


def test_curves_put_bins_in_order_and_leave_gaps():
    one = [{"from": 4, "to": 6, "sentences": 9, "bleu": 40.0}, {"from": 1, "to": 3, "sentences": 5, "bleu": 50.0}]
    other = [{"from": 7, "to": 9, "sentences": 2, "bleu": 30.0}]
    bins, found = curves({"a": one, "b": other, "c": []})
    assert [(b["from"], b["to"], b["sentences"]) for b in bins] == [(1, 3, 5), (4, 6, 9), (7, 9, 2)]
    assert found["a"].tolist()[:2] == [50, 40] and np.isnan(found["a"][2])
    assert np.isnan(found["b"][:2]).all() and found["b"][2] == pytest.approx(30) and np.isnan(found["c"]).all()


def test_nothing_measured_has_no_bins():
    bins, found = curves({"a": [], "b": []})
    assert bins == [] and all(values.size == 0 for values in found.values())
