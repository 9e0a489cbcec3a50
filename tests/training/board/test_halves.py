"""What is chosen on one half of the texts is told of the other; offsets, examples, and the shipped sample."""

import numpy as np
import pytest
import torch

from models.maps import Maps
from models.measures import OFFSETS, places
from nets import heads
from text.bpe import Piece
from training.board import job, report, sample
from training.board.corpus import Text, texts
from training.board.examples import shown
from training.board.job import Job, Reader
from training.board.relations import RELATIONS, Tree
from training.seemly import is_seemly


def pieces(*words: str) -> list[Piece]:
    found, start = [], 0
    for number, word in enumerate(words):
        found.append(Piece(9 + number, word, start, start + len(word), number))
        start += len(word) + 1
    return found


def one_hot(*columns: int) -> torch.Tensor:
    """A head whose queries look at these keys."""
    return torch.eye(len(columns))[list(columns)]


SPANS = [(0, 3), (4, 7), (8, 14)]
TREE = Tree(SPANS, [1, 2, -1], ["amod", "nsubj", "root"])


class Source:
    """A net of two heads: the first finds amod in even texts alone, the second nsubj everywhere."""

    shapes = {"encoder": (1, 2)}

    def read(self, text, target):
        first = one_hot(1, 0, 0) if text == "even" else one_hot(2, 0, 0)
        return [Maps("encoder", torch.stack([first, one_hot(2, 2, 0)])[None], *[pieces("old", "dog", "sleeps")] * 2)]

    def write(self, text):
        return None


@pytest.fixture
def whole():
    reader = Reader.__new__(Reader)
    reader.sources, reader.counts, reader.importance = {net: Source() for net in job.NETS}, {9: 1}, 0
    return reader.tally(tuple(Text(n, "odd" if n % 2 else "even", None, TREE) for n in range(2 * report.SEEN)))


def test_a_relation_is_chosen_on_the_even_texts_and_told_of_the_odd_ones(whole):
    one, other = (report.grammar(whole, "encoder", 0, head) for head in (0, 1))
    assert (one["relation"], one["looks_for"], one["found_where_chosen"], one["found"]) == ("amod", "head", 1.0, 0.0)
    assert other["relation"] in ("nsubj", "amod") and other["found"] == other["found_where_chosen"]
    seen = whole.means["trained.encoder.away"].counts[0, 0, RELATIONS.index("amod"), 0]
    assert seen == report.SEEN == whole.means["trained.encoder.away_even"].counts[0, 0, RELATIONS.index("amod"), 0]
    assert "untrained.encoder.found_even" not in whole.means and "untrained.encoder.found" in whole.means


def test_a_relation_that_is_seldom_seen_is_not_chosen():
    reader = Reader.__new__(Reader)
    reader.sources, reader.counts, reader.importance = {net: Source() for net in job.NETS}, {9: 1}, 0
    few = reader.tally(tuple(Text(n, "even", None, TREE) for n in range(2 * report.SEEN - 2)))
    assert report.grammar(few, "encoder", 0, 0) == {}


def test_the_offset_is_the_one_where_the_strongest_key_lies_most_often(whole):
    row = report.positional(whole, "encoder", 0, 1)
    assert row["offset"] in (-2, 2) and row["strongest_at"] == row["strongest_at_low"] == 1.0


def test_strongest_at_by_its_definition():
    A = torch.randn(3, 7, 7, generator=torch.Generator().manual_seed(4)).softmax(-1)
    found = places(Maps("encoder", A[None], pieces(*"abcdefg"), pieces(*"abcdefg")))
    for place, k in enumerate(OFFSETS):
        can = [i for i in range(7) if 0 <= i + k < 7]
        hits = [[int(A[h, i].argmax()) == i + k for i in can] for h in range(3)]
        assert found["queries"][place] == len(can)
        assert found["hits"][place, 0].tolist() == pytest.approx([sum(one) for one in hits])
        assert heads.strongest_at(A, k).tolist() == pytest.approx([np.mean(one) for one in hits])
    assert heads.strongest_at(torch.ones(1, 1), -1).isnan()


def test_examples_show_the_role():
    """Three heads: one looks back by one, one finds the relation, one looks at the repeated token's follower."""
    ids = pieces("old", "dog", "sleeps")
    back = one_hot(0, 0, 1)
    maps = Maps("encoder", torch.stack([back, one_hot(1, 2, 0)])[None], ids, ids)
    rows = [dict(role="positional", offset=-1), dict(role="syntactic", relation="amod", looks_for="head")]
    values = shown(maps, Text(0, "old dog sleeps", None, TREE), {9: 1}, rows)
    assert values[0] == 1.0 and values[1] == pytest.approx(0.99)
    rows[1] = dict(role="induction")
    assert np.isnan(shown(maps, Text(0, "old dog sleeps", None, TREE), {9: 1}, rows)[1])


def test_several_files_are_one_corpus(tmp_path):
    files = [tmp_path / "a.txt", tmp_path / "b.tsv"]
    files[0].write_text("one\ntwo\n")
    files[1].write_text("three\ttrois\n")
    assert [(t.number, t.text, t.target) for t in texts(files)] == [
        (0, "one", None), (1, "two", None), (2, "three", "trois")
    ]  # fmt: skip
    wanted = Job("x", files[0], tmp_path, tmp_path, more=(files[1],))
    other = Job("x", files[0], tmp_path, tmp_path)
    assert wanted.mark() != other.mark() and wanted.files == tuple(files)


def test_the_shipped_sample_is_plain_and_as_large_as_it_says():
    trees, pairs = list(texts(sample.TREES)), list(texts(sample.PAIRS))
    assert len(trees) == sample.MANY[sample.TREES.name] and all(text.tree for text in trees)
    assert len({text.text for text in pairs}) == sample.MANY[sample.PAIRS.name] and all(text.target for text in pairs)
    for text in (*trees, *pairs):
        assert is_seemly(text.text) and not sample.GRIM.search(text.text) and not any(c.isdigit() for c in text.text)
    assert sum(file.stat().st_size for file in sample.HERE.iterdir()) < 300_000


def test_the_sample_is_the_same_every_time(tmp_path):
    said = ["The", "dog", "runs", "home", "today", "."]
    words = "\n".join(f"{k}\t{word}\tx\tX\t_\t_\t0\troot\t_\t_" for k, word in enumerate(said, 1))
    file = tmp_path / "trees.conllu"
    file.write_text(f"# text = x\n{words}\n\n1\tHi\t_\tX\t_\t_\t0\troot\t_\t_\n\n{words.replace('dog', 'bomb')}\n")
    found = sample.trees(file)
    assert found == sample.trees(file) and found.count("\troot") == 6 and "bomb" not in found and "Hi" not in found
