"""The code behind the pictures: each file is short, runs as it stands, and prints the number that the trace holds."""

import io
import re
from contextlib import redirect_stdout
from pathlib import Path

import pytest
import torch

import pretrained
from text.bpe import EOS, SOS

CODE = Path(__file__).parent.parent / "lessons" / "code"
FILES = sorted(CODE.glob("*.py"), key=lambda path: path.stem)


def printed(code: str) -> float:
    """The number that a file prints."""
    out = io.StringIO()
    with redirect_stdout(out):
        exec(compile(code, "shown", "exec"), {})
    return float(re.search(r"-?\d[\d.e-]*|-?inf", out.getvalue())[0])


@pytest.fixture(scope="module")
def run():
    """The net, and its trace of what every file begins with."""
    model = pretrained.load("translate-en-fr")
    source = torch.tensor([[*model.tokenizer.ids("I am a student."), EOS]])
    return model.net, source, model.net.trace(source, torch.tensor([[SOS, 41, 7]]))


def expected(run) -> dict[str, torch.Tensor]:
    net, source, trace = run
    p = trace.out[0]
    return {
        "attention": trace.decoder.layers[1].cross.weights[0, 0, 1, 3],
        "mean": trace.decoder.layers[1].cross.weights[0, :, 1, 3].mean(),
        "block": trace.decoder.layers[1].attn.out[0, 1, 4],
        "positions": trace.source.out[0, 1, 4],
        "translation": p[1, 7],
        "tree": p[0, 41].log() + p[1, 7].log(),
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_prints_the_number_of_the_trace(run, path):
    assert printed(path.read_text(encoding="utf-8")) == pytest.approx(float(expected(run)[path.stem]), rel=1e-3)


def test_every_number_has_its_file(run):
    assert [path.stem for path in FILES] == sorted(expected(run))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_is_short(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len([line for line in lines if line and not re.match("import|from", line)]) <= 10
    assert any(re.match(r"text, .* = ", line) for line in lines), "the browser puts its own values there"
