"""Boards come from files that anyone may have written."""

import json

import pytest

from foreign import CannotRead
from models.boards import LARGEST, board

SHAPES = {"decoder": (1, 2)}


def row(head: int, **more) -> dict:
    return dict(side="decoder", layer=1, head=head, role="none", entropy=0.5, entropy_low=0.4, examples=[0]) | more


def given(folder, **more):
    maps = {"decoder": dict(points=[[0, 1], [2.5, 0]], share=0.5, stress=0.25)}
    found = dict(model="m", heads=[row(1), row(2)], sentences=["One.", "<b>"], maps=maps, sha256="x") | more
    (folder / "heads.json").write_text(json.dumps(found))
    return folder


def test_what_is_known_is_passed_on_and_nothing_else(tmp_path):
    found = board(given(tmp_path, command="c", evil="x", heads=[row(1, evil=1), row(2, role="<b>")]), SHAPES)
    assert found["heads"][0] == row(1) and found["heads"][1]["role"] == "none"
    assert found["sentences"] == ["One.", "<b>"] and found["about"] == dict(model="m", command="c")
    assert found["maps"]["decoder"] == dict(points=[[0, 1], [2.5, 0]], share=0.5, stress=0.25)


def test_no_board(tmp_path):
    assert board(tmp_path, SHAPES) is None


def test_a_board_that_changed_is_read_again(tmp_path):
    board(given(tmp_path), SHAPES)
    (tmp_path / "heads.json").unlink()
    assert board(given(tmp_path, heads=[row(1, entropy=9), row(2)], sentences=[]), SHAPES)["heads"][0]["entropy"] == 9


@pytest.mark.parametrize(
    "broken",
    [
        dict(heads=None), dict(heads=[]), dict(heads=[{}]), dict(heads=[row(1)]), dict(heads=[row(1), row(3)]),
        dict(heads=[row(1, entropy="x"), row(2)]), dict(heads=[row(1, entropy=True), row(2)]),
        dict(maps={"decoder": dict(points=[[0, 1]], share=1, stress=0)}), dict(heads=[row("x"), row(2)]),
        dict(maps={"decoder": dict(points=[[0], [1]], share=1, stress=0)}), dict(sentences=3),
    ],
)  # fmt: skip
def test_a_damaged_board_says_so(tmp_path, broken):
    with pytest.raises(CannotRead, match="measure it again"):
        board(given(tmp_path, **broken), SHAPES)


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"\xff", b"[" * 100_000, b'{"heads": [NaN]}'])
def test_what_is_no_json(tmp_path, raw):
    (tmp_path / "heads.json").write_bytes(raw)
    with pytest.raises(CannotRead, match="no score board"):
        board(tmp_path, SHAPES)


def test_numbers_that_are_none(tmp_path):
    with pytest.raises(CannotRead, match="no score board"):
        board(given(tmp_path, heads=[row(1, entropy=float("inf")), row(2)]), SHAPES)


def test_examples_that_are_not_there_are_left_out(tmp_path):
    found = board(given(tmp_path, heads=[row(1, examples=[1, 2, -1, 0]), row(2)]), SHAPES)
    assert found["heads"][0]["examples"] == [1, 0]


def test_what_is_too_large_is_not_read(tmp_path):
    with (tmp_path / "heads.json").open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(CannotRead, match="too large"):
        board(tmp_path, SHAPES)
