"""The readers: strict where we train, forgiving but never silent where we evaluate."""

import gzip

import pytest

from training import data


def write(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


def read(path):
    return data.table(path, ("en", "fr"), 2, data.pair)


def test_pairs_are_normalised_and_quotes_are_text(tmp_path):
    file = write(tmp_path / "a.tsv", 'He said "go.\tIl a dit\u202f: « va »\u00a0!\r\nDon’t.\tC’est  non.\textra\n')
    assert data.pairs(file) == [('He said "go.', "Il a dit : « va » !"), ("Don't.", "C'est non.")]


@pytest.mark.parametrize("line", ["only English", "Go.\t", "\tVa !", "\u200b\tVa !", ""])
def test_training_stops_at_a_line_it_does_not_understand(tmp_path, line):
    file = write(tmp_path / "a.tsv", f"Go.\tVa !\n{line}\n")
    with pytest.raises(SystemExit, match="a.tsv, line 2"):
        data.pairs(file)


def test_what_cannot_be_read_is_named(tmp_path):
    with pytest.raises(SystemExit, match="none.tsv is missing"):
        data.pairs(tmp_path / "none.tsv")
    with pytest.raises(SystemExit, match="latin.tsv cannot be read as UTF-8"):
        read(write(tmp_path / "latin.tsv", "Summer\tété\n", "latin-1"))
    with pytest.raises(SystemExit, match="x.tsv.gz cannot be read"):
        read(write(tmp_path / "x.tsv.gz", "not gzip"))
    with pytest.raises(SystemExit, match="cannot be read"):
        read(tmp_path)


def test_a_gzipped_file_reads_like_a_plain_one(tmp_path):
    with gzip.open(tmp_path / "a.tsv.gz", "wt", encoding="utf-8") as file:
        file.write("Go.\tVa !\n")
    assert read(tmp_path / "a.tsv.gz") == ([("Go.", "Va !")], 0)


@pytest.mark.parametrize(
    "text",
    [
        "Go.\tVa !\nHi.\tSalut.\n",
        "Go.\tVa !\r\nHi.\tSalut.\r\n",
        "\ufeffGo.\tVa !\nHi.\tSalut.",
        "Go.\tVa !\tCC BY\t17\nHi.\tSalut.\n",
        "en\tfr\nGo.\tVa !\nHi.\tSalut.\n",
        "sent_id\ten\tko\tfr\n1\tGo.\t가\tVa !\n2\tHi.\t안녕\tSalut.\n",
        "French\tEnglish\nVa !\tGo.\nSalut.\tHi.\n",
    ],
)  # fmt: skip
def test_pairs_come_with_a_header_or_without_and_with_further_columns(tmp_path, text):
    assert read(write(tmp_path / "a.tsv", text)) == ([("Go.", "Va !"), ("Hi.", "Salut.")], 0)


def test_no_line_is_left_out_in_silence(tmp_path, capsys):
    file = write(tmp_path / "a.tsv", "Go.\tVa !\n\n \t \nWho?\n\tQui ?\nHi.\tSalut.\n")
    assert read(file) == ([("Go.", "Va !"), ("Hi.", "Salut.")], 4)
    printed = capsys.readouterr()
    assert printed.out == ""
    assert [line.split("line ")[1] for line in printed.err.splitlines()] == [
        "2 is left out: blank",
        "3 is left out: blank",
        "4 is left out: no French",
        "5 is left out: no English",
    ]


@pytest.mark.parametrize("text", ["", "\n\n", "en\tfr\n"])
def test_a_file_without_a_pair_is_an_error(tmp_path, text):
    with pytest.raises(SystemExit, match=r"a\.tsv holds no line that can be used; expected the columns en, fr"):
        read(write(tmp_path / "a.tsv", text))


def test_a_header_that_lacks_a_column_is_an_error(tmp_path):
    file = write(tmp_path / "a.tsv", "id\ten\tfr\tpossible\n1\ta\tb\t0-0\n")
    with pytest.raises(SystemExit, match="names no column sure"):
        data.table(file, ("id", "en", "fr", "sure", "possible"), 4, dict)
