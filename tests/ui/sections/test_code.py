"""The code behind the tabs: each file runs as it stands, is short, and prints the number of the trace."""

import re

import pytest
import torch

import pretrained
from nets.seq2seq_trace import AS_TRAINED, Intervention
from tests.seq2seq_sections import TEXT
from tests.test_lesson_code import printed
from text.bpe import EOS, SOS
from ui.sections.choosing import CODE

FILES = ("steps", "draw", "scores")


def trace(name: str, written: list[int], touch: Intervention = AS_TRAINED):
    model = pretrained.load(f"seq2seq-en-fr-{name}")
    source = torch.tensor([[*model.tokenizer.ids(TEXT), EOS]])
    with torch.inference_mode():
        return model.net.trace(source, torch.tensor([[SOS, *written]]), touch)


def expected(name: str) -> torch.Tensor:
    if name == "steps":
        return trace("general", [41, 7]).decoder.look.weights[0, 1, 3]
    if name == "draw":
        return trace("dot", [41], Intervention(((1, (1.0, 0.0, 0.0, 0.0, 0.0, 0.0)),))).out[0, 1, 41]
    return trace("scores", [41, 7], Intervention(score="concat")).decoder.look.weights[0, 1, 3]


@pytest.mark.parametrize("name", FILES)
def test_a_file_prints_the_number_of_the_trace(name):
    code = (CODE / f"{name}.py").read_text(encoding="utf-8")
    assert printed(code) == pytest.approx(float(expected(name)), abs=6e-5, rel=1e-3)
    lines = [line for line in code.splitlines() if line and not re.match("import|from", line)]
    assert len(lines) <= 10 and any(line.startswith("text, ") for line in lines)
