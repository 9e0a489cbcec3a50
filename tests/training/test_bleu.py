"""BLEU and chrF with as many references as each sentence has."""

import math

import pytest
import torch

from nets.transformer import EncoderDecoder
from text.bpe import BPE
from training import bleu


def test_sentences_may_have_unequal_numbers_of_references():
    hypotheses = ["Je suis étudiant aujourd'hui .", "Nous allons tous à la plage ."]
    references = [["Je suis élève aujourd'hui .", "Je suis étudiant aujourd'hui ."], ["Nous allons tous à la plage ."]]
    found = bleu.scores(hypotheses, references)
    assert found["bleu"] == 100 and found["chrf"] == 100
    assert found["sentences"] == 2 and found["references"] == 3
    assert "nrefs:var" in found["signature"] and "nrefs:var" in found["signature_chrf"]
    turned = bleu.scores(hypotheses[::-1], references[::-1])
    assert turned["bleu"] == 100, "the sentence with fewer references may come first"


def test_a_missing_reference_is_not_an_empty_one():
    """By hand: 4 words of 5 and no 4-gram but one; the brevity penalty looks at the sentence's own reference alone."""
    hypotheses = ["a b c d x", "p q r s t"]
    found = bleu.scores(hypotheses, [["a b c d e"], ["p q r s t", "u v"]])
    precisions = [9 / 10, 7 / 8, 5 / 6, 3 / 4]
    assert found["bleu"] == pytest.approx(100 * math.prod(precisions) ** 0.25, abs=0.01)


def test_every_english_sentence_is_translated_once_and_both_sides_are_normalised(tmp_path, monkeypatch):
    text = "Go!\tVa\u202f!\nGo!\tPartez\u00a0!\nIt’s me.\tC’est  moi.\n"
    (tmp_path / "a.tsv").write_text(text, encoding="utf-8")
    bpe = BPE.train(["Go!", "It's me.", "Va !", "C'est moi."] * 9, 60)
    answers = {"Go!": "Partez !", "It's me.": "C'est moi.", "Go! It's me.": "Va ! C'est moi."}
    asked = []

    def translate(net, sources, beams, progress, steps, touch):
        asked.append(list(map(bpe.text, sources)))
        return [bpe.ids(answers[text]) for text in asked[-1]]

    monkeypatch.setattr(bleu, "translate", translate)
    bpe = BPE.train([*answers, *answers.values()] * 9, 60)
    net = EncoderDecoder(vocab=len(bpe), d_model=8, heads=2, d_ff=8, encoder_layers=1, decoder_layers=1)
    found = bleu.evaluate(net, bpe, tmp_path / "a.tsv", beams=4)
    assert asked == [["Go!", "It's me."], ["Go! It's me."]], "the sentences, then the texts made of them"
    assert (found["sentences"], found["references"], found["lines_left_out"], found["beam"]) == (2, 3, 0, 4)
    assert found["chrf"] == 100
    assert sum(row["sentences"] for row in found["by_length"]) == 2
    assert [row["bleu"] for row in found["by_length_joined"]] == [100]


def test_what_is_too_long_or_unknown_is_translated_all_the_same(tmp_path, capsys):
    text = "a " * 500 + "\tun\n日本 🙂 שלום\tdeux\n"
    (tmp_path / "a.tsv").write_text(text, encoding="utf-8")
    bpe = BPE.train(["a b c", "un deux trois"] * 9, 30)
    torch.manual_seed(1)
    net = EncoderDecoder(len(bpe), 8, 2, 8, 1, 1, max_length=16).eval()
    found = bleu.evaluate(net, bpe, tmp_path / "a.tsv", beams=2)
    assert found["sentences"] == 2
    assert "cut to 16 tokens of 501: a a a" in capsys.readouterr().err
