"""What the README shows runs as it stands."""

import re
from pathlib import Path

import plotly.graph_objects as go
import pytest

README = Path(__file__).parent.parent / "README.md"
BLOCKS = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("code", BLOCKS, ids=lambda code: code.split()[1])
def test_the_lines_run(code, monkeypatch):
    shown = []
    monkeypatch.setattr(go.Figure, "show", lambda figure: shown.append(figure.to_dict()))
    exec(compile(code, "README.md", "exec"), {})
    assert len(shown) == code.count(".show()") > 0
    assert all(figure["data"] for figure in shown)


def test_there_are_lines():
    assert BLOCKS
