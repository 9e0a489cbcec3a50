"""The tab on teacher forcing: every row and number is that of the net itself, whoever the teacher is."""

import numpy as np
import pytest
import torch

import pretrained
from nets.decoding import Decoding, decode
from tests.seq2seq_sections import TEXT, call
from text.bpe import EOS, SOS
from ui.run import STEPS, Settings, run
from ui.sections import forcing

FRENCH = "Je ne suis pas un étudiant."


def plain(name: str, read: list[int], tokens: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """−log p of tokens after what was read, and the states, by one pass of the whole net."""
    model = pretrained.load(f"seq2seq-en-fr-{name}")
    source = torch.tensor([[*model.tokenizer.ids(TEXT), EOS]])
    trace = model.net.trace(source, torch.tensor([[SOS, *read[:-1]]]))
    return -trace.out[0, torch.arange(len(tokens)), tokens].log().numpy(), trace.decoder.cell.h[0].numpy()


@pytest.mark.parametrize(("name", "side"), [("none", "first"), ("additive", "second")])
@pytest.mark.parametrize("typed", ["", FRENCH])
def test_every_number_is_the_nets(name, side, typed):
    header, arrays = call(forcing, ("none", "additive"), forcing_net=side, forcing_teacher=typed)
    model, teacher = pretrained.load(f"seq2seq-en-fr-{name}"), header["teacher"]
    expected = model.tokenizer.ids(typed) if typed else [p.id for p in run("translate-en-fr", TEXT, Settings()).written]
    assert teacher == [i for i in expected if i != EOS] + [EOS] and header["own"] == bool(typed)
    assert header["net"] == name and header["state"] == {"forcing_net": side, "forcing_teacher": typed}
    m, source = len(teacher), torch.tensor([[*model.tokenizer.ids(TEXT), EOS]])
    losses, h = plain(name, teacher, teacher)
    assert np.allclose(arrays["losses"][:m], losses, atol=1e-3)
    for k in (0, 1, m - 1):
        n = int(arrays["lengths"][k])
        row = arrays["tokens"][k, :n].tolist()
        wanted = decode(model.net, source, Decoding(max_steps=STEPS - k), prefix=teacher[:k]).tokens.tolist()
        assert row == wanted
        both = min(n, m)
        free, s = plain(name, row[:both], teacher[:both])
        assert np.allclose(arrays["free"][k, :both], free, atol=1e-3)
        assert np.allclose(arrays["distance"][k, :both], np.linalg.norm(s - h[:both], axis=1), atol=1e-3)
        differs = [t for t in range(n) if t >= m or row[t] != teacher[t]]
        assert arrays["parted"][k] == (differs[0] if differs else -1)
        assert np.allclose(arrays["excess"][k, :both], free - losses[:both], atol=2e-3)
        assert np.allclose(arrays["free_sum"][k, :both], np.cumsum(free), atol=1e-2)
    assert all(str(i) in map(str, header["labels"]) for i in {*teacher, *arrays["tokens"].flatten().tolist()})


def test_released_after_all_the_net_has_written_nothing():
    header, arrays = call(forcing)
    m = len(header["teacher"])
    assert arrays["tokens"][m, :m].tolist() == header["teacher"] and arrays["parted"][m] == -1
    assert (arrays["distance"][m, :m] == 0).all() and (arrays["excess"][m] == 0).all()


def test_the_drift_is_the_mean_of_the_diagonals():
    header, arrays = call(forcing, forcing_teacher=FRENCH)
    excess, m = arrays["excess"], len(header["teacher"])
    assert arrays["drift"][0] == 0, "the net writes only after release"
    for ahead in range(m):
        values = [excess[k, k + ahead] for k in range(m - ahead) if np.isfinite(excess[k, k + ahead])]
        assert arrays["drift"][ahead] == pytest.approx(np.mean(values), abs=1e-5) if values else True
    assert (np.tril(excess, 0)[:m] == 0).all(), "before release nothing can differ"


def test_a_very_long_teacher_is_cut_and_one_of_blanks_is_the_transformer():
    header, arrays = call(forcing, forcing_teacher="non " * 500)
    assert header["cut"] and len(header["teacher"]) == STEPS and header["teacher"][-1] == EOS
    assert arrays["tokens"].shape == (STEPS + 1, STEPS)
    plain_header, _ = call(forcing)
    blank, _ = call(forcing, forcing_teacher=" \u200b ")
    assert blank["teacher"] == plain_header["teacher"] and not blank["own"] and not blank["cut"]


@pytest.mark.parametrize("nonsense", [None, 7, ["a"], {"a": 1}, True])
def test_nonsense_is_as_at_first(nonsense):
    header, _ = call(forcing, forcing_net=nonsense, forcing_teacher=nonsense)
    assert header["state"] == {"forcing_net": "second", "forcing_teacher": ""}


@pytest.mark.parametrize("typed", ["<script>", "<eos>", "שלום 😀", "é", "."])
def test_whatever_the_teacher_says_is_text(typed):
    header, arrays = call(forcing, forcing_teacher=typed)
    assert (
        header["teacher"].count(EOS) == 1
        and header["own"]
        and np.isfinite(arrays["losses"][: len(header["teacher"])]).all()
    )


def test_an_empty_sentence_has_nothing_to_force():
    header, arrays = call(forcing, text="", forcing_teacher=FRENCH)
    assert header["teacher"] == [] and arrays == {}
