"""The page on trajectories without a browser: the paths are the nets' own states in the basis that was kept."""

import numpy as np
import pytest
import torch

import pretrained
from tests.pages import ROOT, TURN, asked, drawn, opened, parts, typed, whatever_is_typed
from tests.test_lesson_code import printed
from text.examples import EXAMPLES
from ui.reader import CELL_KINDS
from ui.words import look_up

PAGE = "trajectories"
CODE = ROOT / "lessons" / "code" / PAGE


def fresh(family: str, cell: str, text: str):
    """The model, and its trace of a text, computed again."""
    model = pretrained.load(f"{family}-{cell}")
    with torch.inference_mode():
        return model, model.net.trace(torch.tensor([model.tokenizer.ids(text)]))


@pytest.mark.parametrize("family", ["sentiment-en", "sentiment-ko", "spam-en"])
def test_the_paths_are_the_nets_own_states_in_the_kept_basis(open_page, family):
    text = EXAMPLES[family][0]
    header, arrays = drawn(open_page(PAGE, text=text, model=family))
    assert header["state"]["model"] == family
    for cell in CELL_KINDS:
        model, trace = fresh(family, cell, text)
        h = np.concatenate([np.zeros((1, model.net.rnn.hidden_size)), trace.rnn.layers[-1].h[0].numpy()])
        wanted = (h - model.states["mean"]) @ model.states["components"].T
        assert np.allclose(arrays[f"{cell}.0.points"], wanted, atol=1e-4)
        assert np.allclose(arrays[f"{cell}.0.out"], trace.out[0].numpy(), atol=1e-5)
        assert np.array_equal(arrays[f"{cell}.cloud"], model.states["points"])
        assert len(header["tokens"][0]) == len(wanted) - 1


def test_every_path_begins_where_h_is_zero(open_page):
    app = open_page(PAGE, text=TURN)
    first = drawn(app)[1]
    for text in ("", "a", "It was"):
        _, arrays = drawn(typed(app, text))
        for cell in CELL_KINDS:
            assert np.allclose(arrays[f"{cell}.0.points"][0], first[f"{cell}.0.points"][0], atol=1e-6)


def test_typing_never_moves_the_cloud_or_what_was_read(open_page):
    app = open_page(PAGE, text="I thought I would")
    _, before = drawn(app)
    _, after = drawn(typed(app, "I thought I would hate"))
    for cell in CELL_KINDS:
        assert np.array_equal(before[f"{cell}.cloud"], after[f"{cell}.cloud"])
        old, new = before[f"{cell}.0.points"], after[f"{cell}.0.points"]
        assert len(new) > len(old) and np.allclose(new[: len(old)], old, atol=1e-4)


def test_two_sentences_at_once(open_page):
    header, arrays = drawn(open_page(PAGE, text="not bad", text2="bad not at all"))
    assert header["text"] == "not bad" and header["text2"] == "bad not at all"
    assert len(header["tokens"]) == 2
    alone = drawn(open_page(PAGE, text="bad not at all"))[1]
    for cell in CELL_KINDS:
        assert np.allclose(arrays[f"{cell}.1.points"], alone[f"{cell}.0.points"], atol=1e-5)
    header, _ = drawn(open_page(PAGE, text="not bad", text2="   "))
    assert len(header["tokens"]) == 1


@pytest.mark.parametrize(("query", "family"), [
    ({}, "sentiment-en"), ({"lang": "ko"}, "sentiment-ko"), ({"text": "정말 좋다"}, "sentiment-ko"),
    ({"lang": "ko", "text": "so good"}, "sentiment-en"), ({"model": "spam-en"}, "spam-en"),
    ({"model": "tagger-en"}, "sentiment-en"), ({"model": "../x"}, "sentiment-en"),
])  # fmt: skip
def test_the_family_is_the_one_asked_for_or_that_of_the_language(open_page, query, family):
    assert drawn(open_page(PAGE, **query))[0]["state"]["model"] == family


def test_a_choice_inside_the_picture_wins_over_the_link(open_page):
    app = open_page(PAGE, model="spam-en", text="free prize")
    header, _ = drawn(asked(app, PAGE, model="sentiment-en"))
    assert header["state"]["model"] == "sentiment-en"
    assert header["classes"] == [look_up(f"classified.class_{name}", "en") for name in ("negative", "positive")]
    assert drawn(asked(app, PAGE, model=["nonsense"]))[0]["state"]["model"] == "sentiment-en"


def test_the_cloud_has_a_text_and_a_class_for_each_point(open_page):
    header, arrays = drawn(open_page(PAGE, text=TURN))
    count = len(header["sample"])
    assert count > 50
    for net in header["nets"]:
        assert arrays[f"{net['cell']}.cloud"].shape == (count, 3)
        assert set(arrays[f"{net['cell']}.labels"].tolist()) == {0, 1}
        assert 0 < sum(net["explained"]) <= 1


def test_what_the_lesson_claims_of_its_sentences():
    def positive(family: str, text: str) -> list[float]:
        return [float(fresh(family, cell, text)[1].out[0, -1, 1]) for cell in CELL_KINDS]

    assert max(positive("sentiment-en", "not bad at all")) < 0.5 < min(positive("sentiment-ko", "나쁘지 않았다"))
    before, after = (positive("sentiment-en", "I love it" + " and then" * k) for k in (0, 5))
    drift = [one - other for one, other in zip(before, after, strict=True)]
    assert drift[0] > 0.2 and max(drift[1:]) < 0.05, "the RNN forgets"


def test_korean_labels_reach_the_picture(open_page):
    header, _ = drawn(open_page(PAGE, lang="ko"))
    assert header["words"]["title"] == look_up("trajectories.title", "ko")
    assert header["families"]["spam-en"] == look_up("classified.model_spam-en", "ko")


@pytest.mark.parametrize("name", ["path", "prediction"])
def test_the_code_prints_the_number_of_the_picture(open_page, name):
    _, arrays = drawn(open_page(PAGE, text="not bad at all", model="sentiment-en"))
    wanted = {"path": arrays["lstm.0.points"][2, 0], "prediction": arrays["lstm.0.out"][1, 1]}[name]
    assert printed((CODE / f"{name}.py").read_text(encoding="utf-8")) == pytest.approx(
        float(wanted), rel=1e-3, abs=1e-4
    )


@pytest.fixture(scope="module")
def page():
    """One visitor for the texts that leave nothing behind."""
    return opened(PAGE)


@whatever_is_typed(25)
def test_whatever_is_typed_is_drawn(page, text):
    header, arrays = drawn(typed(page, text))
    assert header["text"] == text
    for cell in CELL_KINDS:
        points = arrays[f"{cell}.0.points"]
        assert points.shape == (len(header["tokens"][0]) + 1, 3) and np.isfinite(points).all()
        assert np.allclose(arrays[f"{cell}.0.out"].sum(-1), 1, atol=1e-4)


def test_two_visitors_never_see_each_others_run(open_page):
    one, two = open_page(PAGE, text="so good"), open_page(PAGE, text="so bad")
    before = drawn(two)
    drawn(asked(typed(one, "very very good"), PAGE, model="spam-en"))
    after = drawn(two.run())
    assert after[0] == before[0]
    assert all(np.array_equal(after[1][name], before[1][name]) for name in before[1])


@pytest.mark.parametrize("file", ["weights.safetensors", "states.safetensors"])
def test_a_damaged_model_is_one_clear_sentence(open_page, tmp_path, monkeypatch, file):
    import shutil

    import ui.reader
    import ui.run

    for cell in CELL_KINDS:
        shutil.copytree(pretrained.HERE / f"spam-en-{cell}", tmp_path / f"spam-en-{cell}")
    path = tmp_path / "spam-en-gru" / file
    path.write_bytes(path.read_bytes()[:100])
    load, names = pretrained.load, pretrained.names
    monkeypatch.setattr(pretrained, "load", lambda name: load(name, tmp_path))
    monkeypatch.setattr(pretrained, "names", lambda: names(tmp_path))
    for cached in (ui.run.MODELS, ui.reader.read, ui.reader.families):
        cached.clear()
    app = open_page(PAGE, text="free", model="spam-en")
    for cached in (ui.run.MODELS, ui.reader.read, ui.reader.families):
        cached.clear()
    assert not app.exception and len(app.error) == 1
    assert file in app.error[0].value and "\n" not in app.error[0].value
    assert app.markdown and len(parts(app, "live_text")) == 2, "the lesson and both text boxes are still there"
