"""What all tests share: one torch thread, as in the app, and the pages run without a browser."""

import pytest
import torch

from tests.pages import opened
from ui.idle import PAUSES

torch.set_num_threads(1)


@pytest.fixture
def open_page():
    """Open a page of the app as a visitor would: ``open_page("transformer", lang="ko", text="Hi")``."""
    return opened


@pytest.fixture(autouse=True)
def pauses(monkeypatch) -> list:
    """Nothing is drawn behind the back of a test: here are the calls that a server would make in its next pause."""
    calls = []
    monkeypatch.setattr(PAUSES, "then", lambda new: calls.__setitem__(slice(None), new))
    return calls
