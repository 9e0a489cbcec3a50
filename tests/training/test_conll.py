"""Tagged sentences: CoNLL-U and two columns, and entities by whole spans."""

import pytest

from tests.training.small_sets import small
from text.words import Words
from training import conll
from training.conll import entities, read

CONLLU = """\
# newdoc
# text = I don't.
1\tI\tI\tPRON\tPRP\t_\t2\t_\t_\t_
2-3\tdon't\t_\t_\t_\t_\t_\t_\t_\t_
2\tdo\tdo\tAUX\tVBP\t_\t0\t_\t_\t_
3\tn’t\tnot\tPART\tRB\t_\t2\t_\t_\t_
3.1\twant\twant\tVERB\t_\t_\t_\t_\t_\t_

# text = #
1\t#\t#\tSYM\tNN\t_\t0\t_\t_\t_
"""


def write(path, text):
    path.write_bytes(text.encode("utf-8"))
    return path


@pytest.mark.parametrize("text", [CONLLU, CONLLU.replace("\n", "\r\n"), "\ufeff" + CONLLU + "\n\n\n"])
def test_conllu(tmp_path, text):
    sentences, left_out = read(write(tmp_path / "a.conllu", text))
    assert sentences == [(["I", "do", "n't"], ["PRON", "AUX", "PART"]), (["#"], ["SYM"])] and left_out == 0


@pytest.mark.parametrize("text", ["@ann\tO\nParis\tB-location\n\t\n#nlp\tO\n", "@ann O\nParis B-location\n\n#nlp O"])
def test_two_columns(tmp_path, text):
    assert read(write(tmp_path / "a.conll", text)) == ([(["@ann", "Paris"], ["O", "B-location"]), (["#nlp"], ["O"])], 0)


def test_no_line_is_left_out_in_silence(tmp_path, capsys):
    file = write(tmp_path / "a.conll", "a\tO\nword\n\tO\n1\tb\tb\tNOPE\t_\n")
    assert read(file) == ([(["a"], ["O"])], 3)
    errors = capsys.readouterr().err
    assert "line 2 is left out: a word without a tag" in errors and "line 3 is left out: a tag without a word" in errors
    assert "line 4 is left out: 'NOPE' is no universal part of speech" in errors


def test_a_file_without_a_word_is_an_error(tmp_path):
    with pytest.raises(SystemExit, match="holds no tagged word"):
        read(write(tmp_path / "a.conll", "\n\n"))


@pytest.mark.parametrize(
    ("tags", "found"),
    [
        ("O O", []),
        ("B-a I-a O B-a", [(0, 2, "a"), (3, 4, "a")]),
        ("B-a B-a I-a", [(0, 1, "a"), (1, 3, "a")]),
        ("B-a I-b", [(0, 1, "a"), (1, 2, "b")]),
        ("I-a I-a O I-a", [(0, 2, "a"), (3, 4, "a")]),
        ("B-creative-work I-creative-work", [(0, 2, "creative-work")]),
        ("", []),
    ],
)
def test_entities_are_spans_of_one_kind(tags, found):
    assert sorted(entities(tags.split())) == found


def test_f1_counts_whole_entities(monkeypatch):
    gold = [(["a", "b", "c", "d"], ["B-person", "I-person", "O", "B-group"]), (["e"], ["O"])]
    said = [["B-person", "O", "O", "B-group"], ["B-person"]]
    monkeypatch.setattr("training.tagging.tagged", lambda *_: said)
    score = small("entities-en").score(None, Words(["a"], "a"), list(conll.KINDS), gold)
    assert (score["precision"], score["recall"], score["f1"]) == (0.3333, 0.5, 0.4)
    assert (score["entities"], score["entities_found"], score["n"], score["accuracy"]) == (2, 3, 5, 0.6)
    assert (score["unknown"], score["accuracy_unknown"]) == (4, 0.5)
