"""What the first page's picture holds: every row's tokens at their characters, and the nets' own numbers."""

import numpy as np

from figures.home import MAPS, Row, home
from figures.wire import unpack
from ui.gallery_home import AXIS, SOURCE, TOKENS, rows


def drawn(*found: Row) -> tuple[dict, dict]:
    return unpack(home("text", AXIS, found, ["negative", "positive"], {}))


def test_a_reader_brings_its_maps_and_what_it_says():
    for row in rows()[:3]:
        header, arrays = drawn(row)
        assert [token["start"] for token in header["rows"][0]["tokens"]] == [token.start for token in TOKENS]
        assert [one["name"] for one in header["rows"][0]["maps"]] == list(MAPS[row.name])
        for name in MAPS[row.name]:
            wanted = row.trace[f"rnn.layers.{name}"].at(batch=0, layer=0).values
            assert np.array_equal(arrays[f"{row.name}.{name}"], wanted)
        assert np.array_equal(arrays[f"{row.name}.out"], row.trace["out"].at(batch=0).values[:, 1])


def test_a_writer_brings_a_row_of_weights_for_each_token_it_wrote():
    for row in rows()[3:]:
        header, arrays = drawn(row)
        weights, p = arrays[f"{row.name}.weights"], arrays[f"{row.name}.p"]
        assert weights.shape == (len(row.written), len(SOURCE)) and np.allclose(weights.sum(-1), 1, atol=1e-5)
        assert np.array_equal(p, [row.trace["out"].values[0, t, i] for t, i in enumerate(row.ids)])
        assert header["rows"][0]["source"][-1]["special"]


def test_a_broken_row_brings_its_sentence_and_nothing_else():
    header, arrays = drawn(Row("rnn", broken="Wrong."), *rows()[3:4])
    assert header["rows"][0] == {"name": "rnn", "note": "", "door": {}, "broken": "Wrong."}
    assert not header["rows"][1]["broken"] and all(name.startswith("seq2seq.") for name in arrays)
