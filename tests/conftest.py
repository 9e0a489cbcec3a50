"""What all tests share: one torch thread, as in the app, and the pages run without a browser."""

import pytest
import torch

from tests.pages import opened

torch.set_num_threads(1)


@pytest.fixture
def open_page():
    """Open a page of the app as a visitor would: ``open_page("transformer", lang="ko", text="Hi")``."""
    return opened
