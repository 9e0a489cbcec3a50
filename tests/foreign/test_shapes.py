"""Layers and heads told from a configuration are those of the net."""

import json

import pytest

from foreign import CannotRead
from foreign.checkpoint import load
from foreign.shapes import shapes
from tests.foreign.small import FAMILIES, write


@pytest.mark.parametrize("family", [family for family in FAMILIES if family != "vit"])
def test_what_the_configuration_says_is_what_the_net_has(tmp_path, family):
    folder = write(family, tmp_path)
    checkpoint = load(folder)
    counted = {side: (sum(p.side == side for p in checkpoint.places), 4) for side in checkpoint.sides}
    assert shapes(folder) == counted


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"n_layer": "2"}', '{"n_layer": -1, "n_head": 4}', "[" * 100_000])
def test_a_configuration_that_does_not_say(tmp_path, text):
    (tmp_path / "config.json").write_text(text)
    with pytest.raises(CannotRead, match="does not say"):
        shapes(tmp_path)
    (tmp_path / "config.json").unlink()
    with pytest.raises(CannotRead, match="does not say"):
        shapes(tmp_path)


def test_odd_architectures_do_no_harm(tmp_path):
    for named in (None, [3], "GPT2LMHeadModel"):
        (tmp_path / "config.json").write_text(json.dumps(dict(n_layer=2, n_head=3, architectures=named)))
        assert list(shapes(tmp_path).values()) == [(2, 3)]
