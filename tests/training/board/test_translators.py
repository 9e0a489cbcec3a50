"""What is measured of translators alone: alignment by head against training.alignment, BLEU against sacreBLEU."""

import random
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from sacrebleu.metrics import BLEU

import pretrained
from models.source import ours
from nets.decoding import Decoding, decode
from nets.transformer import EncoderDecoder, Intervention
from text.bpe import BPE, EOS, normalise
from text.french import elide
from training import alignment
from training.bleu import scores
from training.board import aligned, lost
from training.board.tally import REPLICATES
from training.data import table

WORDS = "the red cat sees two old dogs near a blue house".split()  # noqa: SIM905


@pytest.fixture(scope="module")
def small():
    """Our translator with random weights."""
    bpe = BPE.train([" ".join(WORDS)] * 3, 60)
    torch.manual_seed(5)
    net = EncoderDecoder(len(bpe), 16, 2, 32, 1, 2, max_length=40).eval().requires_grad_(False)
    for parameter in net.parameters():
        parameter.mul_(2.5)
    return SimpleNamespace(net=net, bpe=bpe, source=ours("small", net, bpe))


@pytest.fixture
def gold(tmp_path):
    """Made-up pairs with made-up links."""
    dice, lines = random.Random(1), ["id\ten\tfr\tsure\tpossible"]
    for n in range(14):
        en, fr = (dice.choices(WORDS, k=dice.randint(3, 7)) for _ in range(2))
        links = {(dice.randrange(len(en)), j) for j in range(len(fr))}
        sure = {link for link in links if dice.random() < 0.6} or {(0, 0)}
        lines.append(
            "\t".join(
                [
                    str(n),
                    " ".join(en),
                    " ".join(fr),
                    *(" ".join(f"{i}-{j}" for i, j in sorted(one)) for one in (sure, links)),
                ]
            )
        )
    file = tmp_path / "gold.tsv"
    file.write_text("\n".join(lines) + "\n")
    return file


def test_the_best_head_is_that_of_the_whole_evaluation(small, gold):
    found = aligned.alignment(
        {"trained": small.source}, {"trained": small.net, "untrained": small.net}, small.bpe, gold
    )
    wanted = alignment.evaluate(small.net, small.bpe, gold)
    best = wanted["best_head"]
    row = found["cross", best["layer"] - 1, best["head"] - 1]
    assert row["aer"] == pytest.approx(best["aer"], abs=1e-4) == pytest.approx(row["aer_untrained"], abs=1e-4)
    assert row["aer_diagonal"] == wanted["aer_diagonal"]
    assert set(found) == {("cross", i, h) for i in range(2) for h in range(2)}
    assert all(one["aer_low"] <= one["aer"] <= one["aer_high"] for one in found.values())


def test_every_head_by_the_definition(small, gold):
    """The way is that with the least errors on the even pairs; the rate is counted link by link on the odd ones."""
    found = aligned.alignment(
        {"trained": small.source}, {"trained": small.net, "untrained": small.net}, small.bpe, gold
    )
    pairs, _ = table(gold, ("id", "en", "fr", "sure", "possible"), 4, alignment.gold)

    def rate(some, layer, head, step, rule, threshold):
        counts = np.zeros(4)
        for pair in some:
            A = alignment.cross_attention(small.net, small.bpe, pair)[step, layer, head]
            A = A / A.sum(0).clamp(1e-9) if rule else A
            links = {(int(A[j].argmax()), j) for j in range(len(A)) if A[j].max() > threshold}
            counts += len(links & pair.sure), len(links & pair.possible), len(links), len(pair.sure)
        return 1 - (counts[0] + counts[1]) / (counts[2] + counts[3])

    for (_, layer, head), row in found.items():
        ways = [(s, r, t) for s in (0, 1) for r in (0, 1) for t in alignment.THRESHOLDS]
        even = {way: rate(pairs[::2], layer, head, *way) for way in ways}
        best = [way for way in ways if even[way] <= min(even.values()) + 1e-9]
        assert any(row["aer"] == pytest.approx(rate(pairs[1::2], layer, head, *way), abs=1e-3) for way in best)


def test_statistics_add_up_to_the_corpus_score():
    hypotheses = ["the red cat sees two dogs", "a blue house", "old dogs near a house"]
    references = [
        ["the red cat sees the dogs", "a red cat sees two old dogs"],
        ["a blue house"],
        ["old dogs near the house"],
    ]
    sums = lost.statistics(hypotheses, references).sum(0)
    assert lost.bleu_of(sums) == pytest.approx(scores(hypotheses, references)["bleu"], abs=0.005)
    assert lost.bleu_of(np.zeros(10)) == 0


def test_a_head_loses_what_decoding_without_it_loses(small):
    """The batch decodes as the net does alone, and the loss is the difference of two corpus scores."""
    pairs = [
        ("the red cat sees dogs", "the cat sees two old dogs"),
        ("a blue house", "blue house near"),
        ("two cats", "old"),
    ]
    found, on = lost.lost(small.net, small.bpe, pairs, 3, small.source.shapes)

    def bleu(touch) -> float:
        written = []
        for english, _ in pairs:
            source = torch.tensor([[*small.bpe.ids(normalise(english)), EOS]])
            with torch.inference_mode():
                ids = decode(small.net, source, Decoding(max_steps=40), touch).tokens.tolist()
            written.append(normalise(elide(small.bpe.text(ids))))
        return BLEU().corpus_score(written, [[normalise(french) for _, french in pairs]]).score

    whole = bleu(Intervention())
    assert on == dict(bleu=round(whole, 2), bleu_sentences=3)
    heads = [("encoder", 0, 1), ("decoder", 1, 0), ("cross", 0, 1)]
    for head in heads:
        drop, low, high = found[head]
        assert drop == pytest.approx(whole - bleu(Intervention(ablated=frozenset([head]))), abs=1e-6)
        assert low <= high
    assert len(found) == 10 and REPLICATES >= 100


def test_only_our_translators_can_be_asked(tmp_path):
    from training.board import command
    from training.board.job import Job

    with pytest.raises(SystemExit, match="not one of our translators"):
        command.translator(Job("sentiment-en-gru", tmp_path, pretrained.HERE, tmp_path))
