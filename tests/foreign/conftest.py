"""What the tests of checkpoints share."""

import pytest

from foreign.checkpoint import load
from tests.foreign.small import write


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """A checkpoint of a family, loaded once."""
    folder, found = tmp_path_factory.mktemp("checkpoints"), {}

    def find(family: str):
        if family not in found:
            found[family] = load(write(family, folder))
        return found[family]

    return find
