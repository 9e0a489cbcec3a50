"""The page on memory without a browser: every norm is torch's own, the bags are equal, and sliders reach the net."""

import numpy as np
import pytest
import torch

import pretrained
from nets.vanishing import Setting, vanish
from tests.pages import ROOT, TURN, asked, drawn, opened, typed, whatever_is_typed
from tests.test_lesson_code import printed
from text.examples import EXAMPLES
from ui.memory import WINDOW, asked_for, recall, shuffled
from ui.reader import CELL_KINDS
from ui.words import look_up

PAGE = "memory"
CODE = ROOT / "lessons" / "code" / PAGE
SHORT = "not bad at all"


def jacobian_norms(cell: str, text: str, end: int, family: str = "sentiment-en") -> list[float]:
    """‖∂h_T/∂x_t‖₂ by torch's own Jacobian of its own module."""
    model = pretrained.load(f"{family}-{cell}")
    x = model.net.embedding(torch.tensor([model.tokenizer.ids(text)[:end]]))
    jacobian = torch.autograd.functional.jacobian(lambda x: model.net.rnn(x)[0][0, -1], x)[:, 0]
    return [float(torch.linalg.matrix_norm(jacobian[:, t], ord=2)) for t in range(jacobian.shape[1])]


@pytest.mark.parametrize("cell", CELL_KINDS)
def test_the_horizon_is_torchs(open_page, cell):
    app = open_page(PAGE, text=TURN, model="sentiment-en")
    header, arrays = drawn(app)
    assert header["end"] == len(header["tokens"]) and header["state"]["end"] == 0
    assert np.allclose(arrays[f"{cell}.x"], jacobian_norms(cell, TURN, header["end"]), rtol=1e-3)
    header, arrays = drawn(asked(app, PAGE, end=4))
    assert header["end"] == 4 and len(header["tokens"]) > 4
    assert np.allclose(arrays[f"{cell}.x"], jacobian_norms(cell, TURN, 4), rtol=1e-3)


@pytest.mark.parametrize("target", [0, 1])
def test_the_loss_goes_back_from_the_answer_that_is_taken_for_right(open_page, target):
    header, arrays = drawn(open_page(PAGE, text=SHORT, model="sentiment-en", target=str(target)))
    assert header["state"]["target"] == target
    for cell in CELL_KINDS:
        model = pretrained.load(f"sentiment-en-{cell}")
        with torch.inference_mode():
            trace = model.net.trace(torch.tensor([model.tokenizer.ids(SHORT)]))
        assert arrays[f"{cell}.loss.loss"] == pytest.approx(-float(trace.out[0, -1, target].log()), rel=1e-4)
        assert arrays[f"{cell}.loss.h"].shape == (len(header["tokens"]),)
        assert (f"{cell}.loss.c" in arrays) == (cell == "lstm")


def test_a_long_text_is_followed_back_as_far_as_the_page_says(open_page):
    header, arrays = drawn(open_page(PAGE, text="good bad " * 200, model="sentiment-en"))
    assert len(header["tokens"]) == len(arrays["gru.x"]) == WINDOW
    assert header["first"] == header["end"] - WINDOW > 0
    assert look_up("memory.window", "en").format(window=WINDOW) in header["notice"]
    header, arrays = drawn(open_page(PAGE, text="good bad " * 200, model="sentiment-en", end="10"))
    assert header["first"] == 0 and len(arrays["gru.x"]) == 10 and len(header["tokens"]) == WINDOW


def test_a_bag_cannot_tell_an_order_from_another_and_a_state_can(open_page):
    app = open_page(PAGE, text="dog bites man", model="sentiment-en")
    header, arrays = drawn(app)
    assert header["second"] == "man bites dog" and header["bags"][0] == header["bags"][1]
    for net in header["nets"]:
        means = arrays[f"{net['cell']}.bag.mean"]
        assert np.array_equal(means[0], means[1]) and means.any()
        assert net["apart"][0] == 0 and net["apart"][1] > 0.01
        state = arrays[f"{net['cell']}.bag.state"].astype(float)
        assert net["apart"][1] == pytest.approx(np.linalg.norm(state[0] - state[1]), rel=1e-5)
    header, _ = drawn(asked(app, PAGE, text2="cats like milk"))
    assert header["second"] == "cats like milk" and all(net["apart"][0] > 0 for net in header["nets"])


def test_shuffling_keeps_the_words():
    text = "one two three four five six"
    throws = {shuffled(text, throw) for throw in range(6)}
    assert len(throws) > 3 and all(sorted(throw.split()) == sorted(text.split()) for throw in throws)
    assert shuffled(text, 3) == shuffled(text, 3) and shuffled("", 0) == ""


def test_the_sliders_reach_the_net(open_page):
    app = open_page(PAGE, radius="1.2", length="25", activation="relu", start="identity", clip="0.5")
    header, arrays = drawn(app)
    wanted = vanish(Setting(radius=1.2, length=25, activation="relu", start="identity", clip=0.5))
    assert np.allclose(arrays["vanishing.rnn"], wanted.rnn, atol=1e-5)
    assert arrays["vanishing.clipped"].max() == 0.5 and header["state"]["clip"] == 0.5
    _, arrays = drawn(asked(app, PAGE, radius=1.2, length=25, activation="tanh", start="random", forget=4.0))
    wanted = vanish(Setting(radius=1.2, length=25, forget=4.0))
    assert np.allclose(arrays["vanishing.lstm"], wanted.lstm, atol=1e-5)


def test_what_the_lesson_claims_of_recall_is_on_the_cards():
    """The RNN: half at once, one in five from ten letters on. The others: no mistake, three times as far as trained."""
    found = {cell: recall(cell) for cell in CELL_KINDS}
    distances, runs = found["rnn"][0], np.array(found["rnn"][1])
    assert runs.shape[0] == 3 and 0.4 < runs[:, 0].mean() < 0.6
    assert (abs(runs[:, np.array(distances) >= 10].mean(0) - 0.2) < 0.05).all()
    assert (np.array([found["lstm"][1], found["gru"][1]]) == 1).all()
    assert max(distances) == 300 == 3 * pretrained.load("recall-lstm").card["recipe"]["longest"]


def test_what_the_lesson_claims_of_the_long_examples(open_page):
    for family, least, most in (("sentiment-en", 1e9, 10), ("sentiment-ko", 1, 10)):
        _, arrays = drawn(open_page(PAGE, text=EXAMPLES[family][2], model=family))
        fall = {cell: float(arrays[f"{cell}.x"].max() / arrays[f"{cell}.x"][0]) for cell in CELL_KINDS}
        assert fall["rnn"] >= least and max(fall["lstm"], fall["gru"]) < most
        assert family == "sentiment-en" or fall["rnn"] < 2


def test_the_recall_curves_are_those_of_the_cards(open_page):
    header, arrays = drawn(open_page(PAGE, text=SHORT))
    for cell in CELL_KINDS:
        metrics = pretrained.load(f"recall-{cell}").card["metrics"]
        assert bool(header["distances"]) == ("by_distance" in metrics)
        if header["distances"]:
            assert [point["distance"] for point in metrics["by_distance"]] == header["distances"]
            best = np.array([point["accuracy"] for point in metrics["by_distance"]])
            assert any(np.allclose(run, best, atol=1e-6) for run in arrays[f"{cell}.recall"])


@pytest.mark.parametrize("nonsense", [
    {"end": "x"}, {"end": -1}, {"end": 10**9}, {"end": None}, {"target": 7}, {"target": []}, {"radius": "1e99"},
    {"radius": None}, {"length": 1.5e9}, {"activation": "gelu"}, {"start": {}}, {"text2": 5}, {"shuffle": "a"},
    {"model": 3}, {"clip": "nan"}, {"seed": "٣"}, {"stranger": 1},
])  # fmt: skip
def test_nonsense_from_the_browser_does_no_harm(open_page, nonsense):
    app = open_page(PAGE, text=SHORT)
    before, _ = drawn(app)
    header, _ = drawn(asked(app, PAGE, **nonsense))
    assert header["tokens"] == before["tokens"] and header["end"] == before["end"]
    drawn(open_page(PAGE, text=SHORT, **{name: str(value) for name, value in nonsense.items()}))


def test_a_view_goes_through_the_address(open_page):
    link = dict(
        model="spam-en", end="2", target="0", text2="now free", radius="1.3", length="60", forget="-1", seed="7"
    )
    header, _ = drawn(open_page(PAGE, text="free prize now", **link))
    state = header["state"]
    assert {name: str(state[name]).removesuffix(".0") for name in link} == link


def test_the_first_view_asks_for_nothing(open_page):
    open_page(PAGE)
    assert asked_for({}).setting == Setting()


@pytest.mark.parametrize("name", ["horizon", "backprop", "vanishing", "bag"])
def test_the_code_prints_the_number_of_the_picture(open_page, name):
    text = "dog bites man" if name == "bag" else SHORT
    header, arrays = drawn(open_page(PAGE, text=text, model="sentiment-en"))
    wanted = {
        "horizon": lambda: arrays["lstm.x"][1],
        "backprop": lambda: arrays["lstm.loss.h"][1],
        "vanishing": lambda: 10 ** arrays["vanishing.rnn"][19],
        "bag": lambda: header["nets"][1]["apart"][1],
    }[name]()
    assert printed((CODE / f"{name}.py").read_text(encoding="utf-8")) == pytest.approx(float(wanted), rel=1e-3)


@pytest.fixture(scope="module")
def page():
    """One visitor for the texts that leave nothing behind."""
    return opened(PAGE)


@whatever_is_typed(20)
def test_whatever_is_typed_is_drawn(page, text):
    header, arrays = drawn(typed(page, text))
    assert header["text"] == text
    for cell in CELL_KINDS:
        if header["tokens"]:
            assert np.isfinite(arrays[f"{cell}.x"]).all() and (arrays[f"{cell}.x"] >= 0).all()
            assert np.isfinite(arrays[f"{cell}.loss.h"]).all()
        assert np.isfinite(arrays[f"{cell}.bag.state"]).all()
