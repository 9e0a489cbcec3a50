import pytest
import torch

from nets.recurrent import CELLS, Clamp, Intervention
from nets.tasks import POOLINGS, Classifier, LanguageModel, Tagger
from nets.trace import freeze


def close(a, b, tolerance=1e-5):
    torch.testing.assert_close(a, b, rtol=0, atol=tolerance)


def a_classifier(cell="gru", **more):
    torch.manual_seed(1)
    return Classifier(cell, vocab=20, d_model=6, units=8, classes=3, **more).eval()


def a_tagger(cell="lstm", **more):
    torch.manual_seed(2)
    net = Tagger(cell, vocab=20, letters=15, d_word=6, d_letter=4, letter_units=3, units=8, tags=5, **more)
    return net.eval()


IDS = torch.tensor([[3, 4, 5, 6, 7], [8, 9, 4, 0, 0]])
LENGTHS = torch.tensor([5, 3])
LETTERS = torch.tensor(
    [[[2, 3, 0], [4, 0, 0], [5, 6, 7], [8, 9, 0], [3, 3, 0]], [[4, 5, 6], [7, 0, 0], [2, 2, 0], [0] * 3, [0] * 3]]
)


@pytest.mark.parametrize("both", [False, True])
@pytest.mark.parametrize("pooling", POOLINGS)
@pytest.mark.parametrize("cell", CELLS)
def test_the_answer_at_the_end_is_that_of_training_whatever_the_padding(cell, pooling, both):
    net = a_classifier(cell, pooling=pooling, bidirectional=both, layers=2)
    logits = net(IDS, LENGTHS)
    for row, length in enumerate(LENGTHS):
        with torch.inference_mode():
            trace = net.trace(IDS[row : row + 1, :length])
        close(trace.logits[0, -1], logits[row])
        close(trace.out.sum(-1), torch.ones(1, length))


@pytest.mark.parametrize("pooling", POOLINGS)
def test_the_answer_after_a_token_knows_no_later_one(pooling):
    net = a_classifier(pooling=pooling)
    close(net.trace(IDS[:1]).out[:, :3], net.trace(IDS[:1, :3]).out)


def test_the_poolings_are_what_they_are_called():
    last, mean, attention = (a_classifier(pooling=pooling).trace(IDS[:1]) for pooling in POOLINGS)
    assert torch.equal(last.pooled, last.rnn.out)
    close(mean.pooled[0, 3], mean.rnn.out[0, :4].mean(0))
    for trace in (last, mean, attention):
        close(trace.weights.sum(-1), torch.ones(1, 5))
        assert torch.equal(trace.weights.triu(1), torch.zeros(1, 5, 5))
        close(trace.pooled, trace.weights @ trace.rnn.out)
    net = a_classifier(pooling="attention")
    close(attention.weights[0, 4], net.ask(attention.rnn.out)[0, :, 0].softmax(0))


def test_unknown_names_are_named():
    with pytest.raises(ValueError, match="'sum' is no pooling; there are last, mean, attention"):
        a_classifier(pooling="sum")
    with pytest.raises(ValueError, match="'cnn' is no cell; there are rnn, lstm, gru"):
        a_classifier("cnn")


@pytest.mark.parametrize("cell", CELLS)
def test_a_tag_in_the_trace_is_that_of_training_whatever_the_padding(cell):
    net = a_tagger(cell, layers=2)
    logits = net(IDS, LETTERS, LENGTHS)
    for row, length in enumerate(LENGTHS):
        with torch.inference_mode():
            trace = net.trace(IDS[row : row + 1, :length], LETTERS[row : row + 1, :length])
        close(trace.logits[0], logits[row, :length])


def test_a_tag_knows_both_sides_and_how_the_word_is_spelt():
    net = a_tagger()
    plain = net.trace(IDS[:1], LETTERS[:1]).logits
    for changed in (0, 4):
        words = IDS[:1].clone()
        words[0, changed] = 11
        assert (net.trace(words, LETTERS[:1]).logits[0, 2] - plain[0, 2]).abs().max() > 1e-4
    letters = LETTERS[:1].clone()
    letters[0, 2, 1] = 9
    assert (net.trace(IDS[:1], letters).logits[0, 2] - plain[0, 2]).abs().max() > 1e-4


def test_more_letter_padding_changes_nothing():
    net = a_tagger()
    wider = torch.nn.functional.pad(LETTERS, (0, 4))
    close(net(IDS, wider, LENGTHS), net(IDS, LETTERS, LENGTHS))


@pytest.mark.parametrize("cell", CELLS)
def test_a_language_model_goes_on_from_its_state(cell):
    torch.manual_seed(5)
    net = LanguageModel(cell, vocab=20, d_model=6, units=8, layers=2).eval()
    whole, _ = net(IDS[:1])
    first, state = net(IDS[:1, :2])
    rest, _ = net(IDS[:1, 2:], state)
    close(torch.cat([first, rest], 1), whole)
    with torch.inference_mode():
        trace = net.trace(IDS[:1])
    close(trace.logits, whole)
    close(trace.out, whole.softmax(-1))


def test_an_intervention_reaches_the_answer():
    net = a_classifier("lstm")
    held = net.trace(IDS[:1], Intervention((Clamp("h", 0.0),)))
    close(held.logits[0, -1], net.answer.bias)


@pytest.mark.parametrize("cell", CELLS)
def test_an_axis_name_has_one_size(cell):
    torch.manual_seed(5)
    model = LanguageModel(cell, vocab=20, d_model=6, units=8, layers=2)
    traces = [
        a_classifier(cell, pooling="attention", bidirectional=True).trace(IDS[:1]),
        a_tagger(cell).trace(IDS[:1], LETTERS[:1]),
        model.trace(IDS[:1]),
    ]
    for trace in traces:
        sizes = {}
        for path, quantity in freeze(trace).items():
            for dim, size in zip(quantity.dims, quantity.values.shape, strict=True):
                assert sizes.setdefault(dim, size) == size, f"{dim} of {path}"
