"""The score board, without a browser: what is shown is what was measured, and what is shipped is not stale."""

import json
import shutil

import numpy as np
import pytest
import torch

import pretrained
from models.boards import BOARD, ENDS, board
from models.known import OURS
from models.measures import MEASURES, induction, measured
from models.roles import role
from models.source import source
from nets.heads import divergence
from nets.mds import mds
from tests.pages import ROOT, asked, drawn, opened, typed, whatever_is_typed
from tests.test_lesson_code import printed
from training.board import sample
from training.board.corpus import frequencies, texts

PAGE = "compare"
CODE = ROOT / "lessons" / "code" / "compare"
TRANSLATOR = "translate-en-fr"
HEAD = f"{TRANSLATOR}/encoder/3/7"
SHIPPED = [name for name in OURS if name in pretrained.names()]


@pytest.fixture(scope="module")
def page():
    """One visitor for what leaves nothing behind."""
    return opened(PAGE)


def shown(page, text: str = "I am a student.", **ask):
    return drawn(asked(typed(page, text), PAGE, show="board", **({"a": HEAD} | ask)))


def written(name: str) -> dict:
    return json.loads((pretrained.HERE / name / BOARD).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_board_is_that_of_the_shipped_weights(name):
    """After a training: python -m training boards NAME."""
    found, model = board(pretrained.HERE / name, source(name).shapes), pretrained.load(name)
    assert found and found["sha256"] == model.card["sha256"], f"stale: python -m training boards {name}"
    assert all(row["role"] == role(row) for row in found["heads"])
    probes = {side: values.mean(0) for side, values in induction(source(name)).items()}
    for row in found["heads"]:
        if row["side"] in probes:
            wanted = probes[row["side"]][row["layer"] - 1, row["head"] - 1].item()
            assert row["prefix_matching"] == pytest.approx(wanted, abs=2e-3)
        for one in (key for key in row if key + "_low" in row and row[key] is not None):
            assert row[one + "_low"] <= row[one] <= row[one + "_high"]
        assert 0 < len(row["examples"]) <= 3


def test_a_measure_of_the_board_is_the_mean_over_the_sample():
    """By the few first texts of the sample alone, whose mean lies within a wide interval of all."""
    net, rows = source(TRANSLATOR), written(TRANSLATOR)["heads"]
    counts, found = frequencies([sample.PAIRS, sample.TREES], net.tokens), []
    for text in list(texts(sample.PAIRS))[:24]:
        found.append(measured(net.read(text.text, text.target)[2], counts)[MEASURES.index("entropy")].numpy())
    cross = [row["entropy"] for row in rows if row["side"] == "cross"]
    assert np.corrcoef(np.mean(found, 0).flatten(), cross)[0, 1] > 0.9


def test_the_page_shows_what_was_measured(page):
    header, arrays = shown(page)
    rows, found = written(TRANSLATOR)["heads"], header["board"]
    assert [(row["side"], row["layer"], row["head"]) for row in found["rows"]] == [
        (row["side"], row["layer"], row["head"]) for row in rows
    ]
    assert arrays["values"].shape == (len(found["measures"]), len(ENDS), len(rows))
    for k, name in enumerate(found["measures"]):
        for e, end in enumerate(ENDS):
            wanted = [np.nan if row.get(name + end) is None else row[name + end] for row in rows]
            assert np.array_equal(arrays["values"][k, e], np.float32(wanted), equal_nan=True)
    assert {"previous", "found", "prefix_matching", "aer", "gradient", "ablation", "bleu_lost"} <= set(
        found["measures"]
    )
    assert found["about"]["bleu_sentences"] == 100 and "CC BY-SA" in " ".join(found["about"]["data"])


def test_the_map_keeps_distances_as_well_as_a_plane_can(page):
    header, arrays = shown(page)
    for side, squared in written(TRANSLATOR)["divergences"].items():
        wanted = mds(torch.tensor(squared))
        assert np.allclose(arrays[f"map.{side}"], wanted.out, atol=1e-3)
        assert header["board"]["maps"][side]["share"] == pytest.approx(wanted.share.item(), abs=1e-3)


def test_divergences_are_those_of_the_sample():
    """Heads that the first pairs find alike are alike on the board."""
    net, found = source(TRANSLATOR), []
    for text in list(texts(sample.PAIRS))[:16]:
        A = net.read(text.text, text.target)[0].weights.double().flatten(0, 1)
        found.append(torch.stack([divergence(A, one) for one in A]) / A.shape[1])
    board_ = np.array(written(TRANSLATOR)["divergences"]["encoder"])
    assert np.corrcoef(torch.stack(found).mean(0).flatten(), board_.flatten())[0, 1] > 0.9


@pytest.mark.parametrize("a", [HEAD, f"{TRANSLATOR}/cross/2/6", f"{TRANSLATOR}/decoder/1/4"])
def test_examples_are_the_models_own_maps(page, a):
    header, arrays = shown(page, a=a)
    name, side, layer, head = a.rsplit("/", 3)
    rows, net = written(name), source(name)
    mine = next(r for r in rows["heads"] if (r["side"], r["layer"], r["head"]) == (side, int(layer), int(head)))
    assert [one["text"] for one in header["examples"]] == [rows["sentences"][k] for k in mine["examples"]]
    for k, one in enumerate(header["examples"]):
        maps = {found.side: found for found in net.read(one["text"], net.write(one["text"]))}[side]
        assert np.allclose(arrays[f"example.{k}"], maps.weights[int(layer) - 1, int(head) - 1].numpy(), atol=1e-5)
        assert one["rows"] == [p.text for p in maps.queries] and one["columns"] == [p.text for p in maps.keys]


@pytest.mark.parametrize("a", ["", "nonsense", "translate-en-fr/encoder/99/-1", "../..", "<b>/x/1/1"])
def test_nonsense_is_the_nearest_that_makes_sense(page, a):
    header, _ = shown(page, a=a, role="<b>", sort="none", least="x")
    assert header["show"] == "board" and not header["notice"].count("Traceback")


def test_a_stale_or_broken_board_says_so(tmp_path, monkeypatch, page):
    for name in (TRANSLATOR,):
        (tmp_path / name).mkdir()
        shutil.copy(pretrained.HERE / name / BOARD, tmp_path / name / BOARD)
    monkeypatch.setattr("ui.compare.board.known.folder_of", lambda name: tmp_path / name)
    changed = written(TRANSLATOR) | dict(sha256="other")
    (tmp_path / TRANSLATOR / BOARD).write_text(json.dumps(changed))
    header, _ = shown(page)
    assert "other weights" in header["notice"] and header["board"]
    (tmp_path / TRANSLATOR / BOARD).write_text("{")
    header, _ = shown(page)
    assert "no score board" in header["notice"] and header["board"] is None and header["ours"]
    with monkeypatch.context() as korean:
        korean.setattr("ui.compare.board.language", lambda: "ko")
        assert "점수판이 아닙니다" in shown(page)[0]["notice"]
    (tmp_path / TRANSLATOR / BOARD).unlink()
    header, arrays = shown(page)
    assert header["board"] is None and not header["notice"] and header["examples"] == [] and not arrays


@whatever_is_typed(4)
def test_whatever_is_typed_the_board_stands(page, text):
    header, arrays = shown(page, text)
    assert header["text"] == text and arrays["values"].shape[2] == 72


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_every_measure_and_role_has_its_words(lang):
    header, _ = drawn(opened(PAGE, show="board", a=HEAD, lang=lang))
    w = header["words"]
    for name in header["board"]["measures"]:
        assert w[f"measure_{name}"] and w[f"formula_{name}"]
    for row in header["board"]["rows"]:
        assert w[f"role_{row['role']}"] and w[f"why_{row['role']}"]


def test_what_the_lesson_says_of_bleu_and_of_halves():
    rows = written(TRANSLATOR)["heads"]
    assert len(rows) == 72 and sum(row["bleu_lost_low"] > 0 for row in rows) == 2
    assert 0.4 < sum(row["bleu_lost"] < 0 for row in rows) / 72 < 0.5
    row = next(row for row in rows if (row["side"], row["layer"], row["head"]) == ("encoder", 1, 2))
    found = (row["relation"], row["found_where_chosen"], row["found"], row["offset_finds"])
    assert found == (
        "cop",
        pytest.approx(0.59, abs=0.005),
        pytest.approx(0.46, abs=0.005),
        pytest.approx(0.4, abs=0.005),
    )


def code(name: str, **values) -> str:
    """The file with other values in its first assignment."""
    lines = (CODE / f"{name}.py").read_text(encoding="utf-8").splitlines()
    place = next(k for k, line in enumerate(lines) if line.startswith("text, "))
    names = lines[place].split(" = ")[0].split(", ")
    lines[place] = f"{', '.join(names)} = {', '.join(repr(values[name]) for name in names)}"
    return "\n".join(lines)


@pytest.mark.parametrize("measure", ["prefix_matching", "found", "bleu_lost"])
def test_the_code_prints_the_number_of_the_board(measure):
    row = next(row for row in written(TRANSLATOR)["heads"] if (row["layer"], row["head"]) == (3, 7))
    given = dict(text="", model=TRANSLATOR, side="encoder", layer=3, head=7, measure=measure)
    assert printed(code("board", **given)) == pytest.approx(row[measure], abs=2e-3)


def test_the_code_reads_the_sample_again():
    given = dict(text="", model="gpt-en", side="decoder", layer=1, head=2, measure="entropy")
    row = next(row for row in written("gpt-en")["heads"] if (row["layer"], row["head"]) == (1, 2))
    assert printed(code("board", **given)) == pytest.approx(row["entropy"], abs=2e-3)


def test_the_code_of_the_map_and_of_an_example(page):
    header, arrays = shown(page)
    given = dict(model=TRANSLATOR, side="encoder", layer=3, head=7)
    assert printed(code("board_map", text="", **given)) == pytest.approx(arrays["map.encoder"][22, 0], abs=1e-3)
    text = header["examples"][0]["text"]
    found = printed(code("board_example", text=text, query=2, key=1, **given))
    assert found == pytest.approx(arrays["example.0"][1, 0], rel=1e-3)


def test_sentences_of_an_opened_board_show_the_head(page):
    """As the browser asks for them: no more than a few, and nothing but texts."""
    texts, net = ["The cat is here.", "She sings."], source(TRANSLATOR)
    _, side, layer, head = HEAD.rsplit("/", 3)
    header, arrays = shown(page, sentences=[*texts, 7, "one too many"])
    assert [one["text"] for one in header["examples"]] == texts
    for k, text in enumerate(texts):
        maps = {found.side: found for found in net.read(text, net.write(text))}[side]
        assert np.allclose(arrays[f"example.{k}"], maps.weights[int(layer) - 1, int(head) - 1].numpy(), atol=1e-5)
    for nonsense in ([], "text", {"a": 1}, [None]):
        header, _ = shown(page, sentences=nonsense)
        assert [one["text"] for one in header["examples"]] == [one["text"] for one in shown(page)[0]["examples"]]
