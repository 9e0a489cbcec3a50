"""The page on sequence to sequence without a browser: every number is the net's own, whatever is typed or asked for."""

import numpy as np
import pytest
import torch

import pretrained
from tests.pages import ROOT, STUDENT, asked, drawn, opened, typed, whatever_is_typed
from tests.test_lesson_code import printed
from text.bpe import EOS, SOS, normalise
from ui.run import LIMIT
from ui.sections import SECTIONS
from ui.seq2seq import CODE, NAMES, SHOWN, model
from ui.words import look_up

PAGE = "seq2seq"
TABS = list(SECTIONS)


def trace(name: str, text: str, written: list[int]):
    """What the net records of a text and the ids that it wrote, by the one plain pass."""
    shipped = pretrained.load(model(name))
    source = torch.tensor([[*shipped.tokenizer.ids(text)[:LIMIT], EOS]])
    with torch.inference_mode():
        return shipped.net.trace(source, torch.tensor([[SOS, *written[:-1]]]))


@pytest.mark.parametrize(("first", "second"), [("none", "general"), ("dot", "concat"), ("additive", "additive")])
def test_every_number_is_the_nets(open_page, first, second):
    header, arrays = drawn(open_page(PAGE, text=STUDENT, first=first, second=second, below="lengths"))
    assert [net["name"] for net in header["nets"]] == [first, second]
    for k, net in enumerate(header["nets"]):
        true, n = trace(net["name"], STUDENT, net["written_ids"]), len(net["written"])
        found = {"h": true.encoder.out, "start": true.encoder.start, "s": true.decoder.cell.h}
        for name, values in found.items():
            assert np.allclose(arrays[f"{k}.{name}"], values[0], atol=1e-4), name
        out = true.out[0]
        assert out.argmax(-1).tolist() == net["written_ids"], "greedy: each token is the likeliest"
        assert np.allclose(arrays[f"{k}.p"], out[torch.arange(n), net["written_ids"]], atol=1e-4)
        assert [rivals[0][0] for rivals in net["alternatives"]] == [token["text"] for token in net["written"]]
        assert (f"{k}.weights" in arrays) == (net["name"] != "none")
        if net["name"] != "none":
            assert np.allclose(arrays[f"{k}.weights"], true.decoder.look.weights[0], atol=1e-4)
            assert np.allclose(arrays[f"{k}.weights"].sum(-1), 1, atol=1e-5)
        assert net["early"] == (net["name"] == "additive")
        assert [token["text"] for token in net["target"][1:]] == [token["text"] for token in net["written"][:-1]]


def test_what_was_measured_is_that_of_the_cards(open_page):
    header, _ = drawn(open_page(PAGE, text=STUDENT))
    for net in header["nets"]:
        metrics = pretrained.load(model(net["name"])).card["metrics"]
        assert (net["bleu"], net["aer"]) == (metrics.get("bleu"), metrics.get("aer"))


def test_the_picture_asks_for_nets_and_tabs(open_page):
    app = open_page(PAGE, text=STUDENT)
    header, _ = drawn(app)
    assert header["state"] == {"first": "none", "second": "additive", "below": TABS[0]} and header["asked"] == 0
    for tab in TABS:
        header, _ = drawn(asked(app, PAGE, first="dot", second="additive", below=tab, n=3))
        assert header["state"] == {"first": "dot", "second": "additive", "below": tab} and header["asked"] == 3
        assert header["below"] == tab and isinstance(header["section"]["state"], dict) and header["section"]["words"]


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_has_its_module_and_its_title(tab):
    assert (ROOT / "ui" / "web" / f"section_{tab}.js").exists()
    for lang in ("en", "ko"):
        assert look_up(f"seq2seq.tab_{tab}", lang)


@pytest.mark.parametrize("nonsense", [
    {"first": "bilinear"}, {"first": None}, {"second": []}, {"second": {}}, {"below": "../x"}, {"below": 3},
    {"n": "7"}, {"n": None}, {"n": 1.5}, {"stranger": 1},
])  # fmt: skip
def test_nonsense_from_the_browser_is_as_at_first(open_page, nonsense):
    app = open_page(PAGE, text=STUDENT)
    header, _ = drawn(asked(app, PAGE, **nonsense))
    assert header["state"] == {"first": "none", "second": "additive", "below": TABS[0]} and header["asked"] == 0
    address = {name: str(value) for name, value in nonsense.items() if name != "n"}
    assert drawn(open_page(PAGE, text=STUDENT, **address))[0]["state"] == header["state"]


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("text", ["", "x", "word " * 2000, "<b>$x$</b> שלום 👩‍🔬\x00"])
def test_every_tab_answers_every_text(open_page, tab, text):
    header, _ = drawn(typed(open_page(PAGE, below=tab), text))
    assert header["text"] == text and header["below"] == tab


def test_a_long_text_is_cut_and_the_page_says_so(open_page):
    header, arrays = drawn(typed(open_page(PAGE, below="lengths"), "word " * 400))
    assert len(header["nets"][0]["source"]) == LIMIT + 1 == arrays["1.weights"].shape[1]
    assert str(LIMIT) in header["notice"]
    header, _ = drawn(open_page(PAGE, text="\N{SNOWMAN} hi", below="lengths"))
    assert "\N{SNOWMAN}" in header["notice"]


def test_an_empty_text_has_states_and_no_words(open_page):
    header, arrays = drawn(open_page(PAGE, text="", below="lengths"))
    for k, net in enumerate(header["nets"]):
        assert net["written"] == net["target"] == net["alternatives"] == [] and net["translation"] == ""
        assert arrays[f"{k}.h"].shape[0] == 1 and arrays[f"{k}.s"].shape[0] == arrays[f"{k}.p"].size == 0


@pytest.mark.parametrize("name", SHOWN)
def test_the_code_prints_the_number_of_the_trace(name):
    true = trace("general", STUDENT, [41, 7, 3])
    wanted = {
        "weights": true.decoder.look.weights[0, 1, 3],
        "states": true.decoder.cell.h[0, 1, 4],
        "probability": true.out[0, 1, 7],
    }[name]
    assert printed((CODE / f"{name}.py").read_text(encoding="utf-8")) == pytest.approx(float(wanted), rel=1e-3)


@pytest.mark.parametrize(("part", "wanted"), [("h", 5), ("s_0", 0), ("s", 2)])
@pytest.mark.parametrize("name", NAMES)
def test_the_code_of_states_works_for_every_part_and_net(name, part, wanted):
    code = (CODE / "states.py").read_text(encoding="utf-8")
    place = max(1, wanted)
    filled = code.replace('"general", [41, 7, 3], "s", 2, 5', f'"{name}", [41, 7, 3], "{part}", {place}, 320')
    assert filled != code
    true = trace(name, STUDENT, [41, 7, 3])
    states = {"h": true.encoder.out, "s_0": true.encoder.start[:, None], "s": true.decoder.cell.h}[part]
    assert printed(filled) == pytest.approx(float(states[0, place - 1, 319]), rel=1e-3)


def test_length_is_that_of_the_text_and_curves_are_those_of_the_cards(open_page):
    header, arrays = drawn(open_page(PAGE, text=STUDENT, below="lengths"))
    section = header["section"]
    assert section["typed"] == len(pretrained.load(model("none")).tokenizer.ids(STUDENT))
    assert section["chosen"] == ["none", "additive"] and section["models"] == [*NAMES, "transformer"]
    for chart, bins in section["charts"].items():
        for name in section["models"]:
            card = pretrained.load("translate-en-fr" if name == "transformer" else model(name)).card
            values = arrays[f"section.{chart}.{name}"]
            true = {(e["from"], e["to"]): e["bleu"] for e in card["metrics"].get(chart, [])}
            assert len(values) == len(bins) and np.isfinite(values).sum() == len(true)
            for place, value in zip(bins, values, strict=True):
                assert np.isnan(value) or value == pytest.approx(true[place["from"], place["to"]], abs=1e-3)


@pytest.mark.parametrize("chart", ["by_length", "by_length_joined"])
@pytest.mark.parametrize("name", ["translate-en-fr", *map(model, NAMES)])
def test_the_code_of_a_length_prints_the_bleu_of_the_card(name, chart):
    code = (CODE / "lengths.py").read_text(encoding="utf-8")
    for entry in pretrained.load(name).card["metrics"][chart]:
        filled = code.replace('"seq2seq-en-fr-general", "by_length", 6', f'"{name}", "{chart}", {entry["from"]}')
        assert printed(filled) == entry["bleu"]


@pytest.fixture(scope="module")
def page():
    """One visitor for the texts that leave nothing behind."""
    return opened(PAGE, below="lengths")


@whatever_is_typed(20)
def test_whatever_is_typed_is_drawn(page, text):
    header, arrays = drawn(typed(page, text))
    assert header["text"] == text
    for k, net in enumerate(header["nets"]):
        assert len(net["source"]) == arrays[f"{k}.h"].shape[0] <= LIMIT + 1
        assert bool(net["written"]) == bool(normalise(text[:2000]))
        assert np.isfinite(arrays[f"{k}.s"]).all() and (arrays[f"{k}.p"] > 0).all()
