"""The tab on the typed sentence, without a browser: each number is the nets', whatever is typed, whatever is off."""

from dataclasses import replace

import numpy as np
import pytest

from figures.compare.live import apart
from models.outputs import matters, said
from models.scoring import SCORES, scores
from models.source import source
from tests.pages import ROOT, asked, drawn, opened, typed, whatever_is_typed
from tests.test_lesson_code import printed
from text.examples import TWICE
from ui.compare import live
from ui.run import elide

PAGE = "compare"
CODE = ROOT / "lessons" / "code" / "compare"
STUDENT = "I am a student."
GPT, CROSS = "gpt-en/decoder/2/3", "translate-en-fr/cross/2/2"
OFF = "cross.1.1,cross.2.2,encoder.3.8"
HEADS = [("cross", 0, 0), ("cross", 1, 1), ("encoder", 2, 7)]


@pytest.fixture(scope="module")
def page():
    """One visitor for what leaves nothing behind."""
    return opened(PAGE)


def shown(page, text: str = STUDENT, **ask):
    return drawn(asked(typed(page, text), PAGE, show="live", **ask))


@pytest.mark.parametrize("a", [GPT, CROSS])
def test_every_head_has_its_scores(page, a):
    header, arrays = shown(page, a=a)
    net = source(a.split("/")[0])
    assert header["scores"] == list(SCORES) and header["sides"] == list(net.shapes)
    for maps in net.read(STUDENT, net.write(STUDENT)):
        np.testing.assert_allclose(arrays[f"scores.{maps.side}"], scores(maps), atol=1e-5)
        if maps.side == a.split("/")[1]:
            np.testing.assert_allclose(arrays["map"], maps.weights[1, int(a[-1]) - 1], atol=1e-6)
            assert header["queries"] == [piece.text for piece in maps.queries]
    assert np.isnan(arrays[f"scores.{a.split('/')[1]}"][SCORES.index("prefix")]).all(), "no token comes again"
    assert not header["measured"] and header["passes"] == sum(i * h for i, h in net.shapes.values())


def test_what_a_translator_says_without_some_heads(page):
    header, arrays = shown(page, a=CROSS, off=OFF)
    net = source("translate-en-fr")
    target = net.write(STUDENT)
    before, after = said(net, STUDENT, target), said(net, STUDENT, target, HEADS)
    for name, one in (("before", before), ("after", after)):
        np.testing.assert_allclose(arrays[f"{name}.losses"], one.losses, atol=1e-5)
        np.testing.assert_allclose(arrays[f"{name}.chances"], one.chances, atol=1e-5)
        assert header["says"][name]["likely"] == one.likely
        assert header["says"][name]["loss"] == pytest.approx(one.loss, abs=1e-5)
    assert header["says"]["texts"] == apart(elide(before.written), elide(after.written))
    assert header["tokens"] == [piece.text for piece in before.tokens] and header["off"] == OFF.split(",")
    assert not np.allclose(before.losses, after.losses)


def test_what_a_language_model_says_without_a_head(page):
    header, arrays = shown(page, a=GPT, off="decoder.1.1")
    net = source("gpt-en")
    wanted = said(net, STUDENT, None, [("decoder", 0, 0)])
    np.testing.assert_allclose(arrays["after.losses"], wanted.losses, atol=1e-5)
    np.testing.assert_allclose(arrays["after.own"], np.exp(-wanted.losses), atol=1e-5)
    assert header["says"]["texts"] is None and header["kind"] == "next" and header["tokens"][-1] == "<eos>"
    whole, same = shown(page, a=GPT)
    assert np.array_equal(same["before.losses"], same["after.losses"]) and whole["off"] == []
    assert np.array_equal(same["before.losses"], arrays["before.losses"])


@pytest.mark.parametrize("a", [GPT, CROSS])
def test_what_matters_is_measured_when_it_is_asked_for(page, a):
    header, _ = shown(page, a=a)
    measured, arrays = shown(page, a=a, weigh=header["key"])
    assert measured["measured"] and measured["took"] > 0
    net = source(a.split("/")[0])
    found = matters(net, STUDENT, net.write(STUDENT))
    for kind in ("gradient", "ablation"):
        for side, values in found[kind].items():
            np.testing.assert_allclose(arrays[f"{kind}.{side}"], values, atol=1e-4)
    other, _ = shown(page, "Another sentence.", a=a, weigh=header["key"])
    assert not other["measured"] and other["key"] != header["key"], "nobody has asked for this one"


def test_what_takes_too_long_is_not_measured(page, monkeypatch):
    key = shown(page, a=GPT)[0]["key"]
    monkeypatch.setattr(live, "PATIENCE", 0.0)
    header, arrays = shown(page, a=GPT, weigh=key)
    assert not header["measured"] and header["patience"] == 0 and "ablation.decoder" not in arrays


def test_a_model_that_foretells_nothing_is_scored_all_the_same(page, monkeypatch):
    real = live.opened
    monkeypatch.setattr(live, "opened", lambda name: replace(real(name), question=None))
    header, arrays = shown(page, "A sentence that was never asked.", a=GPT, off="decoder.1.1")
    assert header["says"] is None and header["tokens"] == [] and "after.losses" not in arrays
    assert np.isfinite(arrays["scores.decoder"][0]).all()


def test_heads_of_another_model_are_not_off(page):
    for off, wanted in ((OFF, []), ("decoder.1.1,decoder.9.1,decoder.1.99,x", ["decoder.1.1"])):
        assert shown(page, a=GPT, off=off)[0]["off"] == wanted
    every = ",".join(f"decoder.{i}.{h}" for i in range(1, 5) for h in range(1, 9))
    assert len(shown(page, a=GPT, off=every)[0]["off"]) == 32


def test_a_link_brings_the_view_back(open_page):
    link = dict(a=CROSS, off=OFF, weigh=live.key_of("translate-en-fr", STUDENT))
    header, _ = drawn(open_page(PAGE, text=STUDENT, show="live", **link))
    assert header["text"] == STUDENT and header["state"].items() >= link.items() and header["measured"]


@pytest.mark.parametrize("bad", ["", "x", "decoder.0.1", "<script>", "decoder.1.1.1", "9" * 40, "ｄecoder.١.١"])
def test_nonsense_in_an_address_is_answered(open_page, bad):
    header, _ = drawn(open_page(PAGE, text=STUDENT, show="live", off=bad, weigh=bad))
    assert header["show"] == "live" and header["off"] == [] and not header["measured"]


@pytest.mark.parametrize("nonsense", [5, None, [], {}, -1, 1e9, True])
def test_nonsense_from_the_browser_does_no_harm(page, nonsense):
    header, _ = shown(page, **dict.fromkeys(["off", "weigh", "a", "n"], nonsense))
    assert header["off"] == []


@whatever_is_typed(3)
def test_whatever_is_typed_is_drawn(page, text):
    for ask in (dict(a=GPT, off="decoder.1.1,decoder.2.2"), dict(a=CROSS, off=OFF)):
        header, arrays = shown(page, text, **ask)
        count = len(header["tokens"])
        assert header["text"] == text and arrays["after.losses"].shape == (count,) and count
        for name in ("before", "after"):
            chances = arrays[f"{name}.chances"]
            assert np.isfinite(chances).all() and (np.diff(chances, axis=-1) <= 0).all() and (chances <= 1.0001).all()
            assert len(header["says"][name]["likely"]) == count
        for side in header["sides"]:
            assert not np.isinf(arrays[f"scores.{side}"]).any()


def test_a_long_text_is_cut_and_says_so(page):
    header, _ = shown(page, "one two three " * 400, a=GPT)
    assert "gpt-en" in header["notice"] and any(letter.isdigit() for letter in header["notice"])


def test_the_code_prints_what_the_picture_shows(page):
    header, arrays = shown(page, a="gpt-en/decoder/2/5", off="decoder.1.4", weigh=live.key_of("gpt-en", STUDENT))
    code = {path.stem: path.read_text(encoding="utf-8") for path in CODE.glob("live*.py")}
    assert header["words"]["code"] == code
    place = SCORES.index("previous"), 1, 4
    assert printed(code["live_scores"]) == pytest.approx(float(arrays["scores.decoder"][place]), abs=1e-5)
    assert printed(code["live_importance"]) == pytest.approx(float(arrays["ablation.decoder"][1, 4]), abs=1e-4)
    assert printed(code["live_said"]) == pytest.approx(header["says"]["after"]["loss"], abs=1e-4)
    whole = code["live_said"].replace('[("decoder", 0, 3)]', "[]")
    assert printed(whole) == pytest.approx(header["says"]["before"]["loss"], abs=1e-4)
    assert header["says"]["before"]["loss"] != header["says"]["after"]["loss"]


def test_what_the_lesson_says_of_a_name_that_comes_again():
    text = TWICE[1]
    net = source("gpt-en")
    values = scores(net.read(text, None)[0])[SCORES.index("prefix")]
    best = values.flatten().argsort(descending=True)[:3].tolist()
    off = [("decoder", k // values.shape[1], k % values.shape[1]) for k in best]
    whole, without = said(net, text), said(net, text, None, off)
    name = [piece.id for piece in whole.tokens[:5]]
    ids = [piece.id for piece in whole.tokens]
    begins = [k for k in range(len(ids)) if ids[k : k + 5] == name]
    assert "".join(piece.text for piece in whole.tokens[:5]) == "Ostrava" and len(begins) == 3
    first, again = [k + 2 for k in range(3)], [b + k for b in begins[1:] for k in (2, 3, 4)]
    assert whole.own[first].max() < 0.1 and whole.own[again].min() > 0.6
    assert without.own[again].mean() < 0.6 * whole.own[again].mean()
    rest = [k for k in range(len(ids)) if not any(b <= k < b + 5 for b in begins)]
    lost = without.losses - whole.losses
    assert lost[again].mean() > 0.5 and abs(lost[rest].mean()) < 0.2 * lost[again].mean()
