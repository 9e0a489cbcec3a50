"""The shipped models load, and every kind of damage is one sentence that names the file and the cure."""

import hashlib
import json
import pickle
import shutil

import pytest
import torch
from safetensors.torch import save as tensor_bytes

import pretrained
from nets.transformer import EncoderDecoder
from pretrained import BrokenModel, load
from text.bpe import BPE

NAME = "toy"
SHAPE = dict(vocab=60, d_model=8, heads=2, d_ff=16, encoder_layers=1, decoder_layers=1)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    root = tmp_path_factory.mktemp("models")
    bpe = BPE.train(["the quick brown fox jumps over the lazy dog", "portez ce vieux whisky au juge blond"] * 9, 60)
    torch.manual_seed(0)
    card = dict(kwargs=SHAPE, data={}, licence="MIT", metrics={}, seed=0, command="none")
    pretrained.save(NAME, EncoderDecoder(**SHAPE), bpe, card, root)
    return root


@pytest.fixture
def root(whole, tmp_path):
    return shutil.copytree(whole, tmp_path / "models")


def rewrite(root, **changes):
    """Change the card; None removes a key."""
    path = root / NAME / "card.json"
    card = json.loads(path.read_text(encoding="utf-8")) | changes
    path.write_text(json.dumps({k: v for k, v in card.items() if v is not None}), encoding="utf-8")


def replace_weights(root, raw):
    """Other weights, with their right checksum on the card."""
    (root / NAME / "weights.safetensors").write_bytes(raw)
    rewrite(root, sha256=hashlib.sha256(raw).hexdigest())


def broken(root, file, says):
    with pytest.raises(BrokenModel) as caught:
        load(NAME, root)
    message = str(caught.value)
    assert message.startswith(f"pretrained/{NAME}/{file} "), message
    assert says in message
    assert message.endswith(f"git checkout -- pretrained/{NAME}/{file}")


def test_a_whole_model_loads_as_it_was_saved(root):
    model = load(NAME, root)
    torch.manual_seed(0)
    saved = EncoderDecoder(**SHAPE).state_dict()
    assert not model.net.training and not any(p.requires_grad for p in model.net.parameters())
    for key, value in model.net.state_dict().items():
        assert value.dtype == torch.float32 and torch.equal(value, saved[key].half().float())
    assert model.tokenizer.text(model.tokenizer.ids("the lazy dog")) == "the lazy dog"
    assert pretrained.names(root) == [NAME]


@pytest.mark.parametrize("name", ["translate-en-fr", "seq2seq-en-fr-additive", "bert-en", "sentiment-en-lstm"])
def test_no_weight_is_drawn_that_a_file_holds(name):
    before = torch.get_rng_state()
    load(name)
    assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize("name", ["", ".", "..", "../models/toy", "toy/", "/", "toy\0", "Toy", "*", "toy/../toy"])
def test_a_name_is_never_a_path(root, name):
    with pytest.raises(BrokenModel, match="There is no model .*: there are toy in models/"):
        load(name, root)


def test_a_model_without_states_has_none(root):
    assert load(NAME, root).states == {} and load(NAME, root).sample == []


def test_an_empty_folder_has_no_models(tmp_path):
    assert pretrained.names(tmp_path) == []
    with pytest.raises(BrokenModel, match="there are none in"):
        load(NAME, tmp_path)


@pytest.mark.parametrize("file", ["card.json", "weights.safetensors", "tokenizer.json"])
def test_a_missing_file(root, file):
    (root / NAME / file).unlink()
    broken(root, file, "cannot be read")


@pytest.mark.parametrize("file", ["card.json", "weights.safetensors", "tokenizer.json"])
def test_a_folder_in_place_of_a_file(root, file):
    (root / NAME / file).unlink()
    (root / NAME / file).mkdir()
    broken(root, file, "cannot be read")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "cannot be read"),
        ('{"net": ', "cannot be read"),
        ("\x80\x02", "cannot be read"),
        ("[" * 100_000, "cannot be read"),
        ("[]", "lacks a JSON object"),
        ("null", "lacks a JSON object"),
        ("{}", "lacks net, kwargs, sha256, tokenizer_class, data, licence, metrics, seed, command"),
    ],
)  # fmt: skip
def test_a_card_that_is_none(root, text, says):
    (root / NAME / "card.json").write_text(text, encoding="utf-8")
    broken(root, "card.json", says)


def test_a_card_that_is_not_utf8(root):
    (root / NAME / "card.json").write_bytes(b'{"net": "\xff"}')
    broken(root, "card.json", "cannot be read")


@pytest.mark.parametrize("key", pretrained.CARD_KEYS)
def test_a_card_that_lacks_a_key(root, key):
    rewrite(root, **{key: None})
    broken(root, "card.json", f"lacks {key}.")


@pytest.mark.parametrize("net", ["Mamba", "__class__", ["EncoderDecoder"], {}, 3])
def test_an_unknown_net(root, net):
    rewrite(root, net=net)
    broken(root, "card.json", f"names the unknown net {net!r}; known are EncoderDecoder")


@pytest.mark.parametrize(
    "kwargs",
    [[], "vocab", 3, {}, SHAPE | {"layers": 3}, SHAPE | {"heads": 3}, SHAPE | {"d_model": -8}, SHAPE | {"d_ff": "16"}],
)
def test_kwargs_that_the_net_does_not_take(root, kwargs):
    rewrite(root, kwargs=kwargs)
    broken(root, "card.json", "has kwargs that EncoderDecoder does not take")


@pytest.mark.parametrize("keep", [0, 1, 100, -1])
def test_truncated_weights(root, keep):
    path = root / NAME / "weights.safetensors"
    path.write_bytes(path.read_bytes()[:keep])
    broken(root, path.name, "does not have the checksum on its card")


def test_one_changed_bit(root):
    path = root / NAME / "weights.safetensors"
    raw = bytearray(path.read_bytes())
    raw[-5] ^= 1
    path.write_bytes(raw)
    broken(root, path.name, "does not have the checksum on its card")


@pytest.mark.parametrize("sha256", ["", "0" * 64, 7, [], {}])
def test_another_checksum(root, sha256):
    rewrite(root, sha256=sha256)
    broken(root, "weights.safetensors", "does not have the checksum on its card")


@pytest.mark.parametrize("raw", [b"", b"\xff" * 64, b"not weights at all"])
def test_weights_that_are_none(root, raw):
    replace_weights(root, raw)
    broken(root, "weights.safetensors", "is no safetensors file")


def test_weights_of_another_shape(root):
    state = EncoderDecoder(**SHAPE).state_dict()
    replace_weights(root, tensor_bytes(state | {"encoder.norm.weight": torch.ones(9)}))
    broken(root, "weights.safetensors", "has encoder.norm.weight of shape (9,), the net wants (8,)")
    del state["encoder.norm.weight"]
    replace_weights(root, tensor_bytes(state))
    broken(root, "weights.safetensors", "has encoder.norm.weight of shape None, the net wants (8,)")


def test_weights_beyond_the_net(root):
    state = EncoderDecoder(**SHAPE).state_dict()
    replace_weights(root, tensor_bytes(state | {"a.surplus": torch.ones(1)}))
    broken(root, "weights.safetensors", "has a.surplus of shape (1,), the net wants None")


class Trap:
    """A pickle of this writes a file when it is read."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (str(self.path), "w")


@pytest.mark.parametrize("file", ["weights.safetensors", "tokenizer.json", "card.json"])
def test_a_pickle_is_never_read(root, tmp_path, file):
    sprung = tmp_path / "sprung"
    raw = pickle.dumps(Trap(sprung))
    if file == "weights.safetensors":
        replace_weights(root, raw)
    else:
        (root / NAME / file).write_bytes(raw)
    with pytest.raises(BrokenModel, match=file):
        load(NAME, root)
    assert not sprung.exists()
    pickle.loads(raw).close()
    assert sprung.exists(), "the trap works"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"model": null}'])
def test_a_tokenizer_that_is_none(root, text):
    (root / NAME / "tokenizer.json").write_text(text, encoding="utf-8")
    broken(root, "tokenizer.json", "is not a tokenizer file")


@pytest.mark.parametrize("kind", ["Runes", ["BPE"], None, 3])
def test_an_unknown_tokenizer(root, kind):
    rewrite(root, tokenizer_class=kind or {})
    broken(root, "card.json", f"names the unknown tokenizer_class {kind or {}!r}; known are BPE, Words, Characters")


def test_a_tokenizer_of_another_kind(root):
    rewrite(root, tokenizer_class="Words")
    broken(root, "tokenizer.json", "is not a tokenizer file")


def test_a_tokenizer_of_another_size(root):
    BPE.train(["the quick brown fox"] * 9, 30).tokenizer.save(str(root / NAME / "tokenizer.json"))
    broken(root, "tokenizer.json", "has 30 tokens, the net 60")
