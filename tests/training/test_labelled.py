"""Texts with a class: every set's own format, and what people make of it."""

import gzip

import pytest

from training import families
from training.labelled import SENTIMENT, one_of, read

NSMC, EMOTIONS, SPAM = (families.FAMILIES[name] for name in ("sentiment-ko", "sentiment-en", "spam-en"))
ROWS = [("좋다", 1), ("별로", 0)]


def write(path, text):
    path.write_bytes(text.encode("utf-8"))
    return path


@pytest.mark.parametrize(
    "text",
    [
        "id\tdocument\tlabel\n1\t좋다\t1\n2\t별로\t0\n",
        "1\t좋다\t1\n2\t별로\t0\n",
        "좋다\t1\n별로\t0\n",
        "document\tlabel\r\n좋다\t1\r\n별로\t0\r\n",
        "\ufefflabel\tid\ttext\npositive\t1\t좋다\nNegative\t2\t별로",
    ],
)
def test_a_header_or_none_and_columns_in_any_place(tmp_path, text):
    assert NSMC.read(write(tmp_path / "a.txt", text), []) == (ROWS, 0)


def test_gzipped(tmp_path):
    with gzip.open(tmp_path / "a.gz", "wt", encoding="utf-8") as file:
        file.write("1\t좋다\t1\n2\t별로\t0\n")
    assert NSMC.read(tmp_path / "a.gz", []) == (ROWS, 0)


def test_no_line_is_left_out_in_silence(tmp_path, capsys):
    file = write(tmp_path / "a.txt", "id\tdocument\tlabel\n1\t좋다\t1\n\n2\t별로\t7\n3\t별로\n4\t\t0\n")
    assert NSMC.read(file, []) == ([ROWS[0], ("", 0)], 3)
    errors = capsys.readouterr().err
    assert "line 3 is left out: blank" in errors and "line 4 is left out: '7' is none of" in errors
    assert "line 5 is left out" in errors


def test_entities_of_html_and_doubled_quotes_become_characters(tmp_path):
    file = write(tmp_path / "a.tsv", 'ham\tyou &amp; me &lt;#&gt;\nspam\t""win""\n')
    assert SPAM.read(file, []) == ([("you & me <#>", 0), ('"win"', 1)], 0)


def test_mixed_ambiguous_and_neutral_comments_do_not_count(tmp_path, capsys):
    file = write(
        tmp_path / "a.tsv", "a\t0\tx\nb\t0,17\tx\nc\t3\tx\nd\t0,3\tx\ne\t27\tx\nf\t0,27\tx\ng\t6\tx\nh\t99\tx\n"
    )
    assert EMOTIONS.read(file, []) == ([("a", 1), ("b", 1), ("c", 0)], 1)
    errors = capsys.readouterr().err
    assert "4 lines are of no class or of several" in errors and "line 8 is left out: '99' is no emotion" in errors


def test_a_file_without_an_example_is_an_error(tmp_path):
    with pytest.raises(SystemExit, match="holds no line that can be used"):
        read(write(tmp_path / "a.tsv", "\n"), (("text", "label"),), one_of(SENTIMENT))
