"""What lies beside a recurrent net: states and the texts they are of, read when asked for, and named when damaged."""

import pytest
import torch

import pretrained
from nets.tasks import Tagger
from pretrained import BrokenModel, load
from text.words import Words

READER = "reader"


@pytest.fixture
def reader(tmp_path):
    """A small recurrent tagger with states and a sample."""
    words = Words(["a", "dog"], "adog")
    kwargs = dict(cell="gru", vocab=4, letters=6, d_word=3, d_letter=2, letter_units=2, units=4, tags=2)
    card = dict(kwargs=kwargs, data={}, licence="MIT", metrics={}, seed=0, command="none")
    pretrained.save(READER, Tagger(**kwargs), words, card, tmp_path, {"mean": torch.arange(4.0)}, ["a dog"])
    return tmp_path


def test_states_and_sample_come_back(reader):
    model = load(READER, reader)
    assert model.states["mean"].tolist() == [0, 1, 2, 3] and model.sample == ["a dog"]
    assert isinstance(model.net, Tagger) and model.tokenizer.ids("a dog") == [2, 3]


def test_damaged_states_are_named_when_they_are_asked_for(reader):
    path = reader / READER / "states.safetensors"
    path.write_bytes(path.read_bytes()[:-1])
    model = load(READER, reader)
    with pytest.raises(BrokenModel, match="reader/states.safetensors does not have the checksum"):
        model.states  # noqa: B018
    path.unlink()
    with pytest.raises(BrokenModel, match="reader/states.safetensors cannot be read"):
        load(READER, reader).states  # noqa: B018


@pytest.mark.parametrize(("text", "says"), [("", "cannot be read"), ("{}", "no list of texts"), ("[1]", "no list of")])
def test_a_damaged_sample_is_named(reader, text, says):
    (reader / READER / "sample.json").write_text(text, encoding="utf-8")
    with pytest.raises(BrokenModel, match=f"reader/sample.json .*{says}"):
        load(READER, reader).sample  # noqa: B018


def test_a_tokenizer_with_other_letters(reader):
    Words(["a", "dog"], "ad").save(reader / READER / "tokenizer.json")
    with pytest.raises(BrokenModel, match="reader/tokenizer.json does not have the 6 letters of the net"):
        load(READER, reader)
