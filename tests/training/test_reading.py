"""What training does to a batch: subwords, unknown words, windows, distances, and the losses."""

import random

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from nets.tasks import Classifier, LanguageModel, Tagger
from text.bpe import BPE, UNK
from text.characters import Characters
from text.words import Words
from training import characters, classification, recall, tagging
from training.subwords import forget, parents, take_apart


@pytest.fixture(scope="module")
def bpe():
    return BPE.train(["the lovely dogs of the lovely valley"] * 9, 45)


def test_a_piece_comes_apart_into_its_letters_and_no_others(bpe):
    text = "the lovely dogs"
    ids = np.array(bpe.ids(text))
    split = parents(bpe)
    assert (split[[bpe.tokenizer.token_to_id(c) for c in "dogs"]] == -1).all()
    for seed in range(20):
        apart = take_apart([ids, ids], split, 0.5, np.random.default_rng(seed))
        assert [bpe.text(one) for one in apart] == [text, text]
    assert len(take_apart([ids], split, 1.0, np.random.default_rng(0))[0]) > len(ids)
    assert take_apart([ids], split, 0.0, np.random.default_rng(0))[0].tolist() == ids.tolist()


def test_a_share_of_the_pieces_is_forgotten():
    ids = forget(np.full(10_000, 7), 0.1, np.random.default_rng(0))
    assert set(ids) == {7, UNK} and 900 < (ids == UNK).sum() < 1100


def test_an_epoch_holds_every_text_once():
    ids = [np.full(n % 7 + 1, n) for n in range(50)]
    made = classification.batches(ids, np.arange(50), 8, np.random.default_rng(0))
    assert sorted(label for _, labels in made for label in labels.tolist()) == list(range(50))
    assert all(
        row == [label] * (label % 7 + 1)
        for rows, labels in made
        for row, label in zip(rows, labels.tolist(), strict=True)
    )


def test_the_loss_mixes_the_last_answer_with_those_along_the_way():
    torch.manual_seed(0)
    net = Classifier("gru", 9, 4, 4, 2).eval()
    ids, labels = [[3, 4, 5], [6]], torch.tensor([1, 0])
    recipe = classification.Recipe(along=0.25, label_smoothing=0.0)
    wanted = []
    for row, label in zip(ids, labels, strict=True):
        nats = -net.trace(torch.tensor([row])).logits[0].log_softmax(-1)[:, label]
        wanted.append(0.75 * nats[-1] + 0.25 * nats.mean())
    found = classification.loss_of(net, ids, labels, recipe)
    assert found.item() == pytest.approx(torch.stack(wanted).mean().item(), rel=0.02)  # bfloat16 on one side


def test_an_empty_text_gets_an_answer(bpe):
    net = Classifier("rnn", len(bpe), 4, 4, 2).eval()
    found = classification.answers(net, bpe, ["dogs", "", "the lovely valley of the dogs"])
    assert torch.allclose(found[1], net(torch.tensor([[UNK]]), torch.tensor([1]))[0])
    assert torch.allclose(
        found[0], net(torch.tensor([bpe.ids("dogs")]), torch.tensor([len(bpe.ids("dogs"))]))[0], atol=1e-6
    )


def test_a_form_is_spelt_once_and_the_net_sees_what_forward_sees():
    torch.manual_seed(0)
    sentences = [(["the", "Dog", "the"], []), (["dog"], [])]
    words = Words.train([sentence for sentence, _ in sentences], 1)
    net = Tagger("lstm", len(words), len(words.alphabet), 4, 3, 3, 4, 5).eval()
    lexicon = tagging.Lexicon(words, sentences)
    batch = lexicon.batch([(lexicon.places(s), np.arange(len(s))) for s, _ in sentences])
    assert batch.words.tolist() == [[words.id("the"), words.id("dog"), words.id("the")], [words.id("dog"), 0, 0]]
    assert batch.tags.tolist() == [[0, 1, 2], [0, -1, -1]] and len(batch.letters) == 3
    letters = batch.letters[batch.which]
    found, wanted = tagging.logits_of(net, batch), net(batch.words, letters, batch.lengths)
    assert torch.allclose(found[0], wanted[0], atol=1e-6) and torch.allclose(found[1, 0], wanted[1, 0], atol=1e-6)


def test_rare_words_are_unknown_now_and_then():
    sentences = [(["a", "b"], [])]
    lexicon = tagging.Lexicon(Words(["a", "b"], "ab"), sentences)
    coded = [(lexicon.places(["a", "b"]), np.zeros(2, np.int64))]
    always = np.array([form == "b" for form in lexicon.forms], float)
    words = lexicon.batch(coded, always, np.random.default_rng(0)).words
    assert words.tolist() == [[2, UNK]]


def test_a_tag_that_the_labels_lack_is_named():
    with pytest.raises(SystemExit, match="B-dog: no such tag among O"):
        tagging.tag_ids(["B-dog"], ["O"])


def test_nats_per_character_do_not_depend_on_the_chunks(monkeypatch):
    torch.manual_seed(0)
    abc = Characters("abc ")
    net, text = LanguageModel("lstm", 5, 4, 4).eval(), "abca cab " * 5
    task = characters.CharacterModel("x", None, characters.Recipe())
    whole = task.score(net, abc, [], [text])
    monkeypatch.setattr(characters, "CHUNK", 7)
    assert task.score(net, abc, [], [text]) == whole and whole["n"] == len(text) - 1
    ids = torch.tensor([abc.ids(text)])
    nats = F.cross_entropy(net(ids[:, :-1])[0][0], ids[0, 1:])
    assert whole["nats_per_char"] == pytest.approx(nats.item(), abs=1e-4)


def test_a_layout_is_tidied_and_verse_is_kept():
    assert characters.tidy("A\n      B  C\n\n\n\n D") == "A\nB C\n\nD"
    assert characters.tidy("ROMEO:\nO!\n\nJULIET:\n") == "ROMEO:\nO!\n\nJULIET:\n"


@pytest.mark.parametrize("distance", [0, 1, 300])
def test_a_recall_example_has_its_digit_at_the_distance(distance):
    text, digit = recall.example(distance, random.Random(distance))
    before, after = text.split(str(digit))
    assert len(after) == distance + 1 and after[-1] == "?" and len(before) <= recall.Recipe.lead
    assert not set(before + after[:-1]) & set(recall.DIGITS)


def test_a_recall_batch_is_made_of_such_examples():
    symbols = Characters(sorted(recall.DIGITS + recall.NOISE + recall.ASK))
    ids, digits = recall.batch(symbols, recall.Recipe(batch=50, longest=9), random.Random(3))
    for row, digit in zip(ids.tolist(), digits.tolist(), strict=True):
        text = symbols.text(row)
        assert [c for c in text if c.isdigit()] == [str(digit)] and text[-1] == "?"


def test_recall_is_scored_by_distance(monkeypatch):
    monkeypatch.setattr(recall, "answers_of", lambda net, ids: torch.eye(10)[[1, 1, 2]])
    symbols = Characters(sorted(recall.DIGITS + recall.NOISE + recall.ASK))
    task = recall.Recall("recall", None, recall.Recipe())
    score = task.score(None, symbols, [], [("1ab?", 1), ("xx3cd?", 3), ("2?", 2)])
    assert score == dict(accuracy=0.6667, n=3, by_distance=[
        dict(distance=0, accuracy=1.0, n=1), dict(distance=2, accuracy=0.5, n=2),
    ])  # fmt: skip
