"""What all tests share: one torch thread, as in the app, and the pages run without a browser."""

from pathlib import Path

import pytest
import torch
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parent.parent
torch.set_num_threads(1)


@pytest.fixture
def open_page():
    """Open a page of the app as a visitor would: ``open_page("transformer", lang="ko", text="Hi")``."""

    def open_page(name: str, **query: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "ui" / "main.py"), default_timeout=60)
        app.query_params.update(query)
        app.switch_page(str(ROOT / "pages" / f"{name}.py"))
        return app.run()

    return open_page
