"""A run: what is read, what is cut, and that guesses, padding and other sessions change nothing."""

import threading

import numpy as np
import pytest

from nets.greedy import Drafts
from nets.incremental import IncrementalDecoder
from text.bpe import EOS, PAD
from ui import run as runs
from ui.run import LIMIT, PADS, TRANSLATOR, Settings

SENTENCE = "The animal did not cross the street because it was too tired."
PLAIN = Settings()


def fresh(text: str, settings: Settings = PLAIN, drafts: Drafts = ()) -> runs.Reading:
    """A run that no cache answers."""
    runs.RUNS.clear()
    return runs.run(TRANSLATOR, text, settings, drafts)


def visit(text: str, settings: Settings = PLAIN) -> runs.Reading:
    """A run as the page asks for it."""
    return runs.translate(text, settings)


def written(reading: runs.Reading) -> list[int]:
    return [piece.id for piece in reading.written]


def weights(reading: runs.Reading, side: str = "decoder.layers.cross") -> np.ndarray:
    return reading.trace[f"{side}.weights"].values


def test_typing_with_drafts_gives_what_each_text_gives_alone():
    drafts: Drafts = ()
    for end in range(1, len(SENTENCE) + 1, 3):
        typed = fresh(SENTENCE[:end], drafts=drafts)
        alone = fresh(SENTENCE[:end])
        assert written(typed) == written(alone)
        np.testing.assert_allclose(weights(typed), weights(alone), atol=1e-5)
        drafts = [written(typed), *drafts]


def test_a_confirmed_draft_is_one_pass(monkeypatch):
    passes = []
    read = IncrementalDecoder.__call__
    monkeypatch.setattr(IncrementalDecoder, "__call__", lambda self, target: passes.append(1) or read(self, target))
    first = fresh(SENTENCE)
    assert len(passes) == len(first.written)
    passes.clear()
    assert written(fresh(SENTENCE, drafts=[written(first)])) == written(first)
    assert len(passes) == 1


def test_what_is_read_and_what_is_written_line_up():
    reading = fresh(SENTENCE)
    assert reading.source[-1].id == EOS
    assert reading.written[-1].id == EOS
    assert [piece.id for piece in reading.target[1:]] == written(reading)[:-1]
    layers, batch, heads, queries, keys = weights(reading).shape
    assert (batch, queries, keys) == (1, len(reading.target), len(reading.source))
    probabilities = reading.trace["out"].values[0]
    assert [int(row.argmax()) for row in probabilities] == written(reading)


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_nothing_typed_is_read_as_the_end_alone(text):
    reading = visit(text)
    assert [piece.id for piece in reading.source] == [EOS]
    assert reading.text == text
    assert reading.written == [] and reading.translation == "" and reading.cut is None


def test_too_long_a_text_is_cut_where_the_reading_says():
    text = "the cat sees the dog and " * 400
    reading = visit(text)
    assert len(reading.source) == LIMIT + 1
    assert reading.cut is not None and reading.cut <= runs.CHARACTERS
    assert "".join(piece.text for piece in reading.source[:-1]) == text[: reading.cut].replace(" ", "")


def test_a_typed_space_is_no_new_run():
    runs.RUNS.clear()
    assert visit("I am ").trace is visit("I am").trace


def test_unknown_characters_are_named_once():
    reading = fresh("I like 漢 and 漢 and 字.")
    assert reading.unknown == ("漢", "字")


def test_a_forced_prefix_stands_first_and_the_rest_follows():
    reading = fresh("I am a student.", Settings(prefix="Elle est"))
    assert reading.translation.startswith("Elle est ")
    assert reading.forced > 0 and len(reading.written) > reading.forced


def test_masked_padding_changes_nothing_and_seen_padding_does():
    plain, masked, seen = (fresh(SENTENCE, Settings(padding=padding)) for padding in ("none", "masked", "seen"))
    assert [piece.id for piece in masked.source[-PADS:]] == [PAD] * PADS
    assert written(masked) == written(plain)
    np.testing.assert_allclose(weights(masked)[..., :-PADS], weights(plain), atol=1e-5)
    assert (weights(masked)[..., -PADS:] == 0).all()
    assert (weights(seen)[..., -PADS:] > 0).any()


def test_an_ablated_head_hands_over_nothing_and_the_net_stays_whole():
    before = fresh(SENTENCE)
    ablated = fresh(SENTENCE, Settings(ablated=("cross.2.3",)))
    assert (ablated.trace["decoder.layers.cross.context"].values[1, 0, 2] == 0).all()
    after = fresh(SENTENCE)
    np.testing.assert_array_equal(weights(before), weights(after))


def test_without_the_look_ahead_mask_the_future_shows():
    closed, opened = (fresh(SENTENCE, Settings(look_ahead=mask)) for mask in (True, False))
    later = np.triu_indices(len(closed.target), 1)
    assert (weights(closed, "decoder.layers.attn")[..., later[0], later[1]] == 0).all()
    later = np.triu_indices(len(opened.target), 1)
    assert weights(opened, "decoder.layers.attn")[..., later[0], later[1]].max() > 0.01


def test_two_visitors_never_see_each_others_run():
    wanted = {
        text: written(fresh(text)) for text in ("I am a student.", "Where is the station?", "He bought a new car.")
    }
    wrong: list[str] = []

    def come(text: str, ablated: tuple[str, ...]) -> None:
        for seed in range(6):  # the seed makes each run a new one, and changes nothing in greedy decoding
            reading = runs.run(TRANSLATOR, text, Settings(seed=seed, ablated=ablated))
            if reading.text != text or (not ablated and written(reading) != wanted[text]):
                wrong.append(text)

    threads = [
        threading.Thread(target=come, args=(text, off)) for text in wanted for off in ((), ("cross.1.1", "encoder.2.2"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
