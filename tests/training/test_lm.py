"""Language models: what they read, what they are asked, how a run goes on after a kill, and how they are measured."""

import gzip
import json
import math
from dataclasses import dataclass

import pytest
import torch
from torch.nn import functional as F

import pretrained
from nets.bert import BERT
from nets.gpt import GPT
from text.bpe import BPE, EOS, PAD, SOS
from training import lm, lmscore
from training.__main__ import main

SENTENCES = [f"The {a} {b} {c}." for a in ("old", "young", "red") for b in ("dog", "cat", "hen", "fox") for c in
             ("sleeps", "runs home", "ate the cake", "saw me")]  # fmt: skip
WIKI = "\n".join(f" = Part {i} = \n \n {' '.join(SENTENCES[i : i + 8]).replace('.', ' .')} \n" for i in range(40))


@dataclass(frozen=True)
class Tiny(lm.Recipe):
    vocab: int = 120
    letters: int = 60
    d_model: int = 16
    heads: int = 2
    d_ff: int = 24
    layers: int = 2
    stages: tuple[tuple[int, float], ...] = ((12, 0.4), (24, 0.6))
    copying: float = 0.2
    copies: tuple[tuple[int, float], ...] = ((8, 0.5), (12, 0.5))
    choices: int = 30
    batch: int = 192
    epochs: float = 0.6
    warmup: int = 5
    averaged: int = 2
    every: int = 5
    again: float = 0.3
    random: float = 0.2


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """What ``--data`` names, with made-up text in the form of every set."""
    folder = tmp_path_factory.mktemp("text")
    for name in (lm.WIKITEXT, lm.TATOEBA, lm.EWT, "lm-alice", "lm-timemachine"):
        (folder / name).mkdir()

    def write(name: str, text: str) -> None:
        with gzip.open(folder / name, "wt", encoding="utf-8") as file:
            file.write(text)

    write(f"{lm.WIKITEXT}/wiki.train.tokens.gz", WIKI)
    for part in ("valid", "test"):
        write(f"{lm.WIKITEXT}/wiki.{part}.tokens.gz", " = A = \n" + " The old fox saw <unk> . \n" * 30)
    pairs = "".join(f"{text}\tMot {i}.\n" for i, text in enumerate(SENTENCES))
    write(f"{lm.TATOEBA}/train.tsv.gz", pairs)
    (folder / lm.TATOEBA / "valid.tsv").write_text(pairs[:400], encoding="utf-8")
    write(f"{lm.EWT}/en_ewt-ud-train.conllu.gz", "# newpar\n# text = A cat.\n1\tA\n\n# text = It ran.\n1\tIt\n")
    for name in ("alice", "timemachine"):
        (folder / f"lm-{name}" / f"{name}.txt").write_text("The hen\nsaw me.\n\n" * 20, encoding="utf-8")
    return folder


def trained(name, folder, work, **changes):
    return lm.train(name, folder, work, Tiny(**changes))


@pytest.mark.parametrize("name", lm.NETS)
def test_a_killed_run_ends_as_one_that_was_not(name, folder, tmp_path):
    whole, _, run = trained(name, folder, tmp_path / "whole")
    trained(name, folder, tmp_path / "cut")
    newest = sorted((tmp_path / "cut").glob("step-*.pt"))[-1]
    newest.unlink()
    again, bpe, second = trained(name, folder, tmp_path / "cut")
    assert run.step == second.step > Tiny.every and len(bpe) == Tiny.vocab
    assert run.curve[-1]["step"] == run.step
    for key, value in whole.state_dict().items():
        assert torch.equal(value, again.state_dict()[key]), key
    assert ("prefix_matching" in run.curve[0]) == (name == "gpt-en")


def test_copying_comes_first_and_short_windows_before_long_ones(folder, tmp_path, monkeypatch):
    """Lengths in order of their shares of the steps; every batch has as many tokens; an epoch is the same each time."""
    made = []
    monkeypatch.setattr(lm.loop, "fit", lambda net, epoch, *rest: made.append((epoch(0), epoch(1), epoch(1))))
    trained("gpt-en", folder, tmp_path, epochs=2.0)
    first, second, again = made[0]
    kinds = [(ids.shape[1], len(among)) for ids, _, *among in first + second]
    n = len(kinds)
    ends = [0, 0.1 * n, 0.2 * n, (0.2 + 0.8 * 0.4) * n, n]
    expected = [(8, 1), (12, 1), (12, 0), (24, 0)]
    assert kinds == [next(kind for kind, end in zip(expected, ends[1:], strict=True) if i < end) for i in range(n)]
    assert len(first) == len(second) and dict.fromkeys(kinds) == dict.fromkeys(expected)
    assert all(ids.numel() == wanted.numel() == Tiny.batch for ids, wanted, *_ in first + second)
    flat = [[tensor for batch in made for tensor in batch] for made in (second, again)]
    assert all(torch.equal(one, other) for one, other in zip(*flat, strict=True))


def test_training_lowers_the_loss_below_that_of_no_model(folder, tmp_path):
    net, bpe, run = trained("gpt-en", folder, tmp_path, epochs=4.0, peak_rate=1e-2)
    assert run.curve[-1]["valid"] < 0.75 * math.log(len(bpe))


def test_other_nets_are_trained_as_before(folder, tmp_path):
    before = torch.backends.cuda.fp16_bf16_reduction_math_sdp_allowed()
    trained("gpt-en", folder, tmp_path)
    assert torch.backends.cuda.fp16_bf16_reduction_math_sdp_allowed() == before


def test_the_command_line(folder, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(lm, "Recipe", Tiny)
    root = tmp_path / "models"
    main(["train", "gpt-en", "--data", str(folder), "--work", str(tmp_path / "work"), "--root", str(root)])
    model = pretrained.load("gpt-en", root)
    card = model.card
    assert card["net"] == "GPT" and card["tokenizer_class"] == "BPE" and card["kwargs"]["max_length"] == 24
    assert card["training"]["steps"] == card["curve"][-1]["step"]
    assert card["parameters"] == sum(p.numel() for p in model.net.parameters())
    assert card["data"]["train"][lm.TATOEBA]["paragraphs"] == len(SENTENCES)
    assert card["command"] == "python -m training train gpt-en --data DIR --epochs 0.6"
    assert str(tmp_path) not in json.dumps(card)
    scores = card["metrics"]["induction_untrained"]["prefix_matching"]
    assert torch.tensor(scores).shape == (Tiny.layers, Tiny.heads)
    capsys.readouterr()
    for key, file in (("tatoeba_valid", "valid.tsv"), ("wikitext_test", "wiki.test.tokens.gz")):
        place = next(iter(folder.glob(f"*/{file}")))
        main(["evaluate", "gpt-en", "--data", str(place), "--root", str(root)])
        found = json.loads(capsys.readouterr().out)
        assert found.pop("model") == "gpt-en" and found.pop("data") == file
        assert found.pop("induction") == card["metrics"]["induction"]
        assert found == card["metrics"][key]


@pytest.fixture(scope="module")
def bpe():
    return BPE.train([*SENTENCES, "a b c d e f g"] * 3, 90, (lm.MASK,))


def small(kind: type[GPT], vocab: int, length: int) -> GPT:
    torch.manual_seed(0)
    net = kind(vocab, 16, 2, 24, 2, length)
    return net.requires_grad_(False).eval()


def test_lone_sentences_are_scored_as_they_are_typed(bpe, tmp_path):
    file = tmp_path / "x.tsv"
    file.write_text("The old dog sleeps.\tx\nA hen ran.\ty\n", encoding="utf-8")
    net, nats, n = small(GPT, len(bpe), 32), 0.0, 0
    for text in ("The old dog sleeps.", "A hen ran."):
        ids = [SOS, *bpe.ids(text), EOS]
        p = net.trace(torch.tensor([ids[:-1]])).out[0]
        nats -= sum(p[i, id].log().item() for i, id in enumerate(ids[1:]))
        n += len(ids) - 1
    found = lmscore.score(net, bpe, file)
    assert found["n"] == n and found["words"] == 4 + 3 + 2
    assert found["nats_per_token"] == pytest.approx(nats / n, abs=1e-4)
    assert found["perplexity_per_word"] == pytest.approx(math.exp(nats / 9), rel=1e-4)
    assert found["bits_per_byte"] == pytest.approx(nats / math.log(2) / (20 + 11), abs=1e-4)


def test_running_text_is_read_with_context(bpe, tmp_path):
    """Each token once: given at most 32 tokens, of which those before the window's own are a quarter of it."""
    file = tmp_path / "x.txt"
    file.write_text("\n".join(SENTENCES[:20]), encoding="utf-8")
    net, nats = small(GPT, len(bpe), 32), 0.0
    ids = [id for text in SENTENCES[:20] for id in (*bpe.ids(text), EOS)]
    for place in range(len(ids)):
        start = 0 if place < 32 else 32 + (place - 32) // 24 * 24 - 8
        p = net.trace(torch.tensor([[SOS, *ids[start:place]]])).out[0, -1]
        nats -= p[ids[place]].log().item()
    found = lmscore.score(net, bpe, file)
    assert found["n"] == len(ids) and found["nats_per_token"] == pytest.approx(nats / len(ids), abs=1e-4)


def test_a_masked_model_is_scored_on_what_is_hidden(bpe, tmp_path):
    file = tmp_path / "x.tsv"
    file.write_text("\n".join(SENTENCES), encoding="utf-8")
    net = small(BERT, len(bpe), 32)
    found = lmscore.score(net, bpe, file)
    tokens = sum(map(len, bpe.ids_batch(SENTENCES)))
    assert (
        found.keys() == {"nats_per_token", "perplexity_per_token", "accuracy", "n"}
        and 0.08 < found["n"] / tokens < 0.22
    )
    assert found == lmscore.score(net, bpe, file)
    assert found["nats_per_token"] == pytest.approx(math.log(len(bpe)), abs=0.5)


def test_batches_of_rows_are_padded_and_complete():
    rows = [([SOS, *range(5, 5 + n)], list(range(5, 6 + n))) for n in range(30)]
    made = lmscore.batches(rows)
    asked = [id for _, wanted in made for id in wanted.flatten().tolist() if id != -100]
    assert sorted(asked) == sorted(id for _, wanted in rows for id in wanted)
    assert all(((ids == PAD) == (wanted == -100)).all() for ids, wanted in made)


def test_the_loss_is_asked_only_where_it_counts(bpe):
    net = small(GPT, len(bpe), 32).requires_grad_(True)
    ids = torch.randint(5, len(bpe), (3, 32))
    wanted = torch.randint(5, len(bpe), (3, 32))
    wanted[:, ::3] = -100
    theirs = F.cross_entropy(net(ids).flatten(0, 1), wanted.flatten())
    assert lm.loss_of(net, (ids, wanted)).item() == pytest.approx(theirs.item(), rel=1e-2)  # bfloat16
