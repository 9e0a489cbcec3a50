"""The score board over a corpus: right, resumable, and the same wherever it is computed."""

import csv
import json
import math
from dataclasses import replace
from io import StringIO

import numpy as np
import pytest
import torch

import pretrained
from foreign import CannotRead, checkpoint, reading
from models.measures import MEASURES, apart, induction, measured
from models.source import source
from nets.importance import by_ablation
from nets.transformer import EncoderDecoder
from tests.foreign.small import write
from text.bpe import BPE
from training.__main__ import main
from training.board import job, report
from training.board.corpus import PIECE, frequencies, texts
from training.board.job import Job

LINES = [f"the {colour} cat sees {number} dogs" for colour in ("red", "blue", "old") for number in range(12)]


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A folder of models with one small translator, of random weights."""
    bpe = BPE.train(LINES, 80)
    torch.manual_seed(3)
    kwargs = dict(vocab=len(bpe), d_model=16, heads=2, d_ff=32, encoder_layers=1, decoder_layers=2)
    folder = tmp_path_factory.mktemp("models")
    card = dict.fromkeys(pretrained.CARD_KEYS) | dict(kwargs=kwargs)
    for made in ("net", "sha256", "tokenizer_class"):
        card.pop(made, None)
    pretrained.save("small", EncoderDecoder(**kwargs), bpe, card, folder)
    return folder


@pytest.fixture
def wanted(root, tmp_path):
    """A job over pairs, more than a piece of them."""
    file = tmp_path / "corpus.tsv"
    file.write_text("".join(f"{line}\t{line[::-1][:20]}\n\n" for line in LINES))
    assert PIECE < len(LINES) < 2 * PIECE
    return Job("small", file, root, tmp_path / "work")


def same(one, other) -> bool:
    a, b = one.arrays(), other.arrays()
    return a.keys() == b.keys() and all(np.array_equal(a[name], b[name]) for name in a)


def test_the_mean_of_a_measure_is_that_of_its_texts(wanted, root):
    whole = job.run(wanted)
    reader = source("small", root)
    counts = frequencies(wanted.text, reader.tokens)
    by_hand: dict[str, list] = {}
    for text in texts(wanted.text):
        for maps in reader.read(text.text, text.target):
            by_hand.setdefault(maps.side, []).append((measured(maps, counts).numpy(), apart(maps).numpy()))
    assert whole.texts == len(LINES)
    for side, found in by_hand.items():
        expected = np.mean([values for values, _ in found], 0)
        np.testing.assert_allclose(whole.means[f"trained.{side}.measures"].interval()[0], expected, atol=1e-12)
        between = np.array(report.divergences(whole)[side])
        np.testing.assert_allclose(between, np.mean([values for _, values in found], 0), atol=1e-5)
        assert (np.diag(between) == 0).all()


def test_a_stopped_job_goes_on_to_the_same_numbers(wanted, monkeypatch):
    whole = job.run(replace(wanted, work=wanted.work / "whole"))
    real = job.Reader.tally
    monkeypatch.setattr(job, "EVERY", -1.0)
    done = []

    def once(self, piece):
        if done:
            raise KeyboardInterrupt
        done.append(len(piece))
        return real(self, piece)

    monkeypatch.setattr(job.Reader, "tally", once)
    with pytest.raises(KeyboardInterrupt):
        job.run(wanted)
    read = []
    monkeypatch.setattr(job.Reader, "tally", lambda self, piece: read.append(len(piece)) or real(self, piece))
    assert same(job.run(wanted), whole)
    assert (done, read) == ([PIECE], [len(LINES) - PIECE])


def test_two_workers_of_a_ray_cluster_find_the_same(wanted):
    pytest.importorskip("ray")
    alone = job.run(replace(wanted, work=wanted.work / "alone"))
    assert same(job.run(replace(wanted, ray="2")), alone)


def test_a_state_of_another_corpus_is_refused(wanted):
    job.run(wanted)
    wanted.text.write_text("other words\n")
    with pytest.raises(SystemExit, match="another model or corpus"):
        job.run(wanted)


def test_a_corpus_of_nothing_is_refused(wanted):
    wanted.text.write_text("\n \n")
    with pytest.raises(SystemExit, match="holds no text"):
        job.run(wanted)


def test_rows_for_a_spreadsheet(wanted, root):
    whole = job.run(wanted)
    rows = report.rows(whole, {net: source("small", root, untrained=net == "untrained") for net in job.NETS})
    assert [(row["side"], row["layer"], row["head"]) for row in rows] == [
        *[("encoder", 1, head) for head in (1, 2)],
        *[(side, layer, head) for side in ("decoder", "cross") for layer in (1, 2) for head in (1, 2)],
    ]
    for row in rows:
        for name in MEASURES:
            if row[name] is not None:
                assert row[f"{name}_low"] <= row[name] <= row[f"{name}_high"]
        assert (row["previous"] is None) == (row["side"] == "cross")
    parsed = list(csv.DictReader(StringIO(report.as_csv(rows))))
    assert float(parsed[0]["entropy"]) == rows[0]["entropy"]
    assert parsed[-1]["previous"] == ""
    assert json.loads(report.as_json(dict(model="small", heads=rows, nothing=[]))) == dict(
        model="small", heads=rows, nothing=[]
    )


def test_what_is_measured_of_a_text(root):
    """Each measure of the first map, from its definition."""
    maps, *_ = source("small", root).read("the red cat", "x")
    A = maps.weights[0, 1].double().numpy()
    n, plain = len(A), [piece.word >= 0 for piece in maps.keys]
    assert plain == [True] * (n - 1) + [False]
    counts = {piece.id: 5 for piece in maps.keys} | {maps.keys[1].id: 1}
    expected = dict(
        previous=np.mean([A[i, i - 1] for i in range(1, n)]),
        next=np.mean([A[i, i + 1] for i in range(n - 1)]),
        self=np.mean(np.diag(A)),
        special=A[:, -1].mean(),
        entropy=np.mean([-sum(a * math.log(a) for a in row) for row in A]),
        confidence=A[:, :-1].max(1).mean(),
        distance=np.mean([sum(A[i, j] * abs(i - j) for j in range(n)) for i in range(n)]),
        rare=np.mean(A[:, :-1].argmax(1) == 1),
    )
    np.testing.assert_allclose(measured(maps, counts)[:, 0, 1].numpy(), [expected[name] for name in MEASURES])


def test_prefix_matching_sees_each_stack_that_attends_to_itself(root):
    found = induction(source("small", root))
    assert {side: values.shape[1:] for side, values in found.items()} == {"encoder": (1, 2), "decoder": (2, 2)}
    assert all(values.min() >= 0 and values.max() <= 1 for values in found.values())


def test_a_model_without_heads(root):
    with pytest.raises(CannotRead, match="no heads"):
        source("sentiment-en-gru", pretrained.HERE)


def test_the_command_writes_a_table(wanted, tmp_path):
    out = tmp_path / "heads.csv"
    main(
        [
            "heads",
            "small",
            "--text",
            str(wanted.text),
            "--root",
            str(wanted.root),
            "--work",
            str(wanted.work),
            "--out",
            str(out),
        ]
    )
    rows = list(csv.DictReader(StringIO(out.read_text())))
    assert len(rows) == 10 and {"entropy", "entropy_low", "entropy_untrained", "prefix_matching"} <= set(rows[0])


def test_a_checkpoint_of_hugging_face(wanted, tmp_path):
    folder = write("t5", tmp_path)
    whole = job.run(replace(wanted, name=str(folder)))
    read = checkpoint.load(folder)
    maps = [reading.read(read, text.text, text.target).trace for text in texts(wanted.text)]
    weights = [found["encoder.layers.attn.weights"].values[:, 0] for found in maps]
    entropy = [-(A * np.log(A)).sum(-1).mean(-1) for A in weights]
    found = whole.means["trained.encoder.measures"].interval()[0][MEASURES.index("entropy")]
    np.testing.assert_allclose(found, np.mean(entropy, 0), atol=1e-5)


def test_what_is_no_model(wanted):
    with pytest.raises(SystemExit, match=r"nowhere.*config\.json is missing"):
        job.run(replace(wanted, name="nowhere"))


def test_importance_of_heads(wanted, root):
    whole = job.run(replace(wanted, importance=3))
    rows = report.rows(whole, {net: source("small", root) for net in job.NETS})
    gradients = [row["gradient"] for row in rows if row["side"] == "cross" and row["layer"] == 1]
    assert np.linalg.norm(gradients) == pytest.approx(1, abs=1e-3)
    small = source("small", root)
    first = by_ablation(small.loss(LINES[0], LINES[0][::-1][:20]), small.shapes)
    assert {side: values.shape for side, values in first.items()} == small.shapes
    assert all(row["ablation_low"] <= row["ablation"] <= row["ablation_high"] for row in rows)
    losses = [by_ablation(small.loss(line, line[::-1][:20]), small.shapes)["cross"] for line in LINES[:3]]
    assert rows[-1]["ablation"] == pytest.approx(np.mean([loss[1, 1] for loss in losses]), abs=1e-4)
    with pytest.raises(SystemExit, match="another model or corpus"):
        job.run(wanted)


def test_a_whole_board_by_one_command(root, tmp_path, monkeypatch, capsys):
    """Pairs and trees, alignment and BLEU, examples and a map: what the page reads."""
    from models.boards import board
    from training.board import sample

    files = dict(PAIRS=tmp_path / "pairs.tsv", TREES=tmp_path / "trees.conllu", ALIGNED=tmp_path / "aligned.tsv")
    files["PAIRS"].write_text("".join(f"{line}\tle {line[::-1][:9]}\n" for line in LINES[:6]))
    words = [
        f"{k}\t{w}\t_\tX\t_\t_\t{(k + 1) % 6}\tdet\t_\t_"
        for k, w in enumerate(["the", "red", "cat", "sees", "dogs"], 1)
    ]
    files["TREES"].write_text(("\n".join(words) + "\n\n") * 4)
    files["ALIGNED"].write_text("id\ten\tfr\tsure\tpossible\n" + "1\tthe cat sees\tle chat voit\t0-0 1-1\t2-2\n" * 4)
    monkeypatch.setattr(sample, "CREDIT", {file.name: f"of {file.stem}" for file in files.values()})
    for name, file in files.items():
        monkeypatch.setattr(sample, name, file)
    main(["boards", "small", "--root", str(root)])
    assert "small/heads.json" in capsys.readouterr().out.replace("\\", "/")
    found = board(root / "small", source("small", root).shapes)
    (root / "small" / "heads.json").unlink()
    assert found["sha256"] == pretrained.load("small", root).card["sha256"]
    assert found["about"]["data"] == ["of pairs", "of trees", "of aligned"] and found["about"]["texts"] == 10
    assert found["about"]["bleu_sentences"] == 6 and set(found["maps"]) == {"encoder", "decoder", "cross"}
    for row in found["heads"]:
        assert (row.get("aer") is not None) == (row["side"] == "cross") and row["bleu_lost_untrained"] is None
        assert row["bleu_lost_low"] <= row["bleu_lost"] <= row["bleu_lost_high"]
        assert row["examples"] and row["ablation"] is not None


def test_what_a_model_cannot_be_asked(wanted, root):
    with pytest.raises(SystemExit, match="there is no model 'none'"):
        main(["boards", "none", "--root", str(root)])
