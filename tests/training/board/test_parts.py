"""Corpora, trees and intervals."""

import gzip

import numpy as np
import pytest
import torch

from models.maps import Maps
from text.bpe import Piece
from training.board.corpus import pieces, texts
from training.board.relations import DIRECTIONS, OFFSETS, RELATIONS, Tree, looks, related, word_numbers
from training.board.tally import REPLICATES, Mean, Tally

TREES = """# text = Dogs can't sleep.
1\tDogs\tdog\tNOUN\t_\t_\t4\tnsubj\t_\t_
2-3\tcan't\t_\t_\t_\t_\t_\t_\t_\t_
2\tca\tcan\tAUX\t_\t_\t4\taux\t_\t_
3\tn't\tnot\tPART\t_\t_\t4\tadvmod:emph\t_\t_
4\tsleep\tsleep\tVERB\t_\t_\t0\troot\t_\t_
5\t.\t.\tPUNCT\t_\t_\t4\tpunct\t_\t_

1\tYes\tyes\tINTJ\t_\t_\t0\troot\t_\t_
"""


def test_lines_and_pairs(tmp_path):
    file = tmp_path / "corpus.tsv.gz"
    file.write_bytes(gzip.compress(b"one\n\n two\tdeux\nthree\t \n"))
    found = list(texts(file))
    assert [(t.number, t.text, t.target) for t in found] == [(0, "one", None), (1, " two", "deux"), (2, "three", None)]


def test_pieces_go_on_where_they_stopped(tmp_path):
    file = tmp_path / "corpus.txt"
    file.write_text("".join(f"line {n}\n" for n in range(70)))
    whole = list(pieces(file))
    assert [len(piece) for piece in whole] == [32, 32, 6]
    assert list(pieces(file, 1)) == whole[1:]


def test_trees(tmp_path):
    file = tmp_path / "trees.conllu"
    file.write_text(TREES)
    first, second = texts(file)
    assert (first.text, second.text) == ("Dogs can't sleep.", "Yes")
    assert first.tree.heads == [3, 3, 3, -1, 3]
    assert first.tree.relations == ["nsubj", "aux", "advmod", "root", "punct"]
    assert [first.text[start:end] for start, end in first.tree.spans] == ["Dogs", "ca", "n't", "sleep", "."]
    assert second.tree == Tree([(0, 3)], [-1], ["root"])


def test_tokens_belong_to_the_word_they_share_most_letters_with():
    spans = [(0, 4), (5, 7), (7, 10)]
    tokens = [
        Piece(9, "Dog", 0, 3, 0),
        Piece(9, "s", 3, 4, 0),
        Piece(9, "can't", 5, 10, 1),
        Piece(3, "<eos>", 10, 10, -1),
    ]
    assert word_numbers(tokens, spans).tolist() == [0, 0, 2, -1]


def test_a_head_finds_what_it_looks_at_most_beside_itself():
    A = np.array([[[0.8, 0.15, 0.05], [0.1, 0.2, 0.7], [0.3, 0.3, 0.4]]])
    assert looks(A, [(0, 1), (1, 2), (0, 2), (2, 0)])[:, 0].tolist() == [1, 1, 0, 1]


def test_relations_in_both_directions():
    """One head looks at the next word, another at the first: dog <-nsubj- sleeps, old <-amod- dog."""
    ids = [
        Piece(9, word, start, start + len(word), n)
        for n, (word, start) in enumerate([("old", 0), ("dog", 4), ("sleeps", 8)])
    ]
    tree = Tree([(0, 3), (4, 7), (8, 14)], [1, 2, -1], ["amod", "nsubj", "root"])
    after = torch.tensor([[0.0, 1, 0], [0, 0, 1], [0, 0, 1]])
    first = torch.tensor([[1.0, 0, 0], [1, 0, 0], [1, 0, 0]])
    found = related(Maps("encoder", torch.stack([after, first])[None], ids, ids), tree)
    to_head, to_dependent = range(len(DIRECTIONS))
    amod, nsubj = RELATIONS.index("amod"), RELATIONS.index("nsubj")
    assert found["found"][to_head, amod, 0].tolist() == [1, 1]
    assert found["found"][to_head, nsubj, 0].tolist() == [1, 0]
    assert found["found"][to_dependent, amod, 0].tolist() == [0, 1]
    assert found["seen"].sum() == 4
    assert (
        found["away"][to_head, :, OFFSETS.index(1)].sum()
        == found["away"][to_dependent, :, OFFSETS.index(-1)].sum()
        == 2
    )


def test_the_interval_is_that_of_the_normal_distribution_where_there_are_many_texts():
    values = np.random.default_rng(5).normal(2.0, 3.0, 400)
    mean, low, high = Mean.of(values, range(400)).interval()
    half = 1.96 * values.std() / np.sqrt(400)
    assert mean == pytest.approx(values.mean())
    assert (high - low) / 2 == pytest.approx(half, rel=0.2)
    assert low < mean < high


def test_what_is_no_number_does_not_count():
    mean, low, high = Mean.of(np.array([[1.0, np.nan], [3.0, np.nan]]), [0, 1]).interval()
    assert mean[0] == 2 and np.isnan([mean[1], low[1], high[1]]).all()


def test_tallies_add_in_any_order_and_keep_in_a_file(tmp_path):
    values = np.random.default_rng(0).random((6, 2, 3))
    parts = [Tally({"a": Mean.of(values[i : i + 2], range(i, i + 2))}, 2) for i in (0, 2, 4)]
    whole = Tally({"a": Mean.of(values, range(6))}, 6)
    for order in ((0, 1, 2), (2, 0, 1)):
        added = Tally()
        for i in order:
            added = added + parts[i]
        np.testing.assert_allclose(added.means["a"].sums, whole.means["a"].sums)
        assert added.texts == 6 and added.means["a"].counts.shape == (1 + REPLICATES, 2, 3)
    np.savez(tmp_path / "x.npz", **added.arrays())
    with np.load(tmp_path / "x.npz") as found:
        again = Tally.from_arrays(dict(found))
    assert again.texts == 6 and (again.means["a"].sums == added.means["a"].sums).all()
