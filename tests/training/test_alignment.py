"""Alignment error rates, by hand and from a net whose attention is known."""

import random

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from nets.seq2seq import Seq2seq
from nets.seq2seq_trace import Intervention
from tests.training.made_up import Tiny
from text.bpe import BPE, EOS, SOS, Piece
from training import alignment, data
from training.alignment import THRESHOLDS, Gold, diagonal, error_rate, gold, hits, ruled, shares, word_weights
from training.translate import build

PAIR = Gold(["a", "b", "c"], ["x", "y"], frozenset({(0, 0), (2, 1)}), frozenset({(0, 0), (2, 1), (1, 1)}))


def by_definition(links, pair):
    return 1 - (len(links & pair.sure) + len(links & pair.possible)) / (len(links) + len(pair.sure))


def test_the_error_rate_by_hand():
    assert error_rate(2, 2, 2, 2) == 0  # A = S
    assert error_rate(0, 0, 3, 2) == 1
    assert error_rate(1, 2, 2, 2) == pytest.approx(1 / 4)  # one sure link, one possible, of two; two are sure
    assert by_definition({(0, 0), (1, 1)}, PAIR) == pytest.approx(1 / 4)


@given(st.integers(1, 5), st.integers(1, 5), st.randoms(use_true_random=False))
def test_counted_at_every_threshold_it_is_the_formula(en, fr, dice):
    everything = [(i, j) for i in range(en) for j in range(fr)]
    sure = frozenset(dice.sample(everything, dice.randint(1, len(everything))))
    possible = sure | frozenset(dice.sample(everything, dice.randint(0, len(everything))))
    pair = Gold(["e"] * en, ["f"] * fr, sure, possible)
    weights = torch.rand(2, fr, en, generator=torch.Generator().manual_seed(dice.randint(0, 99)))
    counts = hits(weights, pair)
    assert counts.shape == (2, len(THRESHOLDS), 3)
    for k in range(2):
        for t, threshold in enumerate(THRESHOLDS):
            links = {(int(row.argmax()), j) for j, row in enumerate(weights[k]) if row.max() > threshold}
            assert error_rate(*counts[k, t].tolist(), len(sure)) == pytest.approx(by_definition(links, pair))


def test_a_share_is_of_the_weight_that_an_english_word_gets():
    weights = torch.tensor([[0.6, 0.2, 0.0], [0.6, 0.0, 0.0]])
    plain, share = ruled(weights)
    assert torch.equal(plain, weights)
    assert torch.allclose(share, torch.tensor([[0.5, 1.0, 0.0], [0.5, 0.0, 0.0]]))
    stack = torch.rand(2, 3, 4, 5)
    assert torch.allclose(ruled(stack)[1].sum(-2), torch.ones(2, 3, 5))


@given(st.integers(1, 60), st.integers(1, 60))
def test_the_diagonal_links_every_french_word_and_stays_in_the_sentence(en, fr):
    links = sorted(diagonal(en, fr), key=lambda link: link[1])
    assert [j for _, j in links] == list(range(fr))
    assert all(0 <= i < en for i, _ in links)
    assert [i for i, _ in links] == sorted(i for i, _ in links)
    if en == fr:
        assert links == [(i, i) for i in range(en)]


def test_a_row_is_read_with_its_possible_links_or_without():
    row = dict(id="1", en="the  old cat", fr="le vieux\u00a0chat", sure="0-0", possible="1-1 2-1")
    read = gold(row)
    assert (read.en, read.fr) == (["the", "old", "cat"], ["le", "vieux\u00a0chat"])
    assert read.sure == {(0, 0)} and read.possible == {(0, 0), (1, 1), (2, 1)}
    assert gold(row | dict(possible="")).possible == {(0, 0)}
    assert gold({key: value for key, value in row.items() if key != "possible"}).possible == {(0, 0)}


@pytest.mark.parametrize("links", ["3-0", "0-2", "0", "a-b", "0-0-0", "-1-0", "0p0", "²-0"])
def test_a_link_that_is_none_is_named(links):
    with pytest.raises(data.BadLine, match=f"'{links}' links no English to a French word of 3 and 2"):
        gold(dict(id="1", en="a b c", fr="x y", sure=links))


def test_pieces_are_shared_out_by_letters():
    pieces = [Piece(9, "qu'il", 0, 5, 0), Piece(9, "vi", 6, 8, 1), Piece(9, "ent", 8, 11, 1), Piece(9, "▁", 12, 12, 2)]
    found = shares(pieces, [(0, 3), (3, 5), (6, 11), (11, 11), (12, 13)])
    expected = [[0.6, 0.4, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 1, 0, 0], [0, 0, 0, 0, 1]]
    assert torch.allclose(found, torch.tensor(expected))


def test_subwords_become_words_by_sum_over_keys_and_mean_over_queries():
    weights = torch.tensor([[0.1, 0.2, 0.3], [0.5, 0.1, 0.2], [0.0, 0.9, 0.1]])
    en = torch.tensor([[1.0, 0], [1, 0], [0, 1]])  # the first two English pieces are one word
    fr = torch.tensor([[1.0, 0], [1, 0], [0, 1]])
    found = word_weights(weights, en, fr)
    assert torch.allclose(found, torch.tensor([[(0.3 + 0.6) / 2, (0.3 + 0.2) / 2], [0.9, 0.1]]))


@pytest.fixture(scope="module")
def toy():
    """A tokenizer of the words a to j and A to J, one token each, and a net."""
    bpe = BPE.train([" ".join(letters) for letters in ("abcdefghij", "ABCDEFGHIJ")] * 9, 45)
    torch.manual_seed(0)
    return build(Tiny(vocab=len(bpe))).eval(), bpe


def test_forced_decoding_looks_at_both_steps(toy):
    net, bpe = toy
    pair = Gold(["a", "b", "c"], ["C", "A"], frozenset(), frozenset())
    with torch.inference_mode():
        found = alignment.cross_attention(net, bpe, pair)
        trace = net.trace(torch.tensor([[*bpe.ids("a b c"), EOS]]), torch.tensor([[SOS, *bpe.ids("C A")]]))
    assert found.shape == (2, Tiny.decoder_layers, Tiny.heads + 1, 2, 3)
    for i, layer in enumerate(trace.decoder.layers):
        weights = layer.cross.weights[0, :, :, :3]
        assert torch.allclose(found[0, i, :-1], weights[:, 0:2]), "predicts: the query stands one before the word"
        assert torch.allclose(found[1, i, :-1], weights[:, 1:3]), "reads: the query stands at the word"
        assert torch.allclose(found[:, i, -1], found[:, i, :-1].mean(1)), "the average comes last"


def written(tmp_path, rows):
    lines = ["id\ten\tfr\tsure\tpossible"]
    for en, fr, sure in rows:
        lines.append("\t".join(["s", " ".join(en), " ".join(fr), " ".join(f"{i}-{j}" for i, j in sure), ""]))
    (tmp_path / "gold.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path / "gold.tsv"


def test_what_is_chosen_on_even_rows_is_scored_on_odd_ones(toy, tmp_path, monkeypatch):
    """A head right on even rows and wrong on odd ones is chosen, and its error on the odd rows is what counts."""
    net, bpe = toy
    dice = random.Random(0)
    rows = [("abcd", "ABCD", [(order, j) for j, order in enumerate(dice.sample(range(4), 4))]) for _ in range(20)]
    count = iter(range(99))

    def attention(net, bpe, pair, touch):
        even = next(count) < 10  # the even rows come first
        found = torch.full((2, 2, 3, 4, 4), 0.04) + 0.001 * torch.rand(4, 4)
        for i, j in pair.sure:
            found[1, 1, 0, j, i if even else (i + 1) % 4] = 0.37 if even else 0.9  # layer 2, head 1, reads
            found[0, 0, 1, j, i if j < 3 else 0] = 0.5  # layer 1, head 2, predicts: good in both
            found[1, 0, 2, j, i] = 0.2  # the average of layer 1
        return found

    monkeypatch.setattr(alignment, "cross_attention", attention)
    found = alignment.evaluate(net, bpe, written(tmp_path, rows))
    head = found["best_head"]
    assert (head["layer"], head["head"], head["position"]) == (2, 1, "reads")
    assert head["aer_where_chosen"] == 0 and found["aer"] == found["aer_best_head"] == head["aer"] == 1
    assert found["best_layer"] == found["layers"][0] and found["aer_layer_average"] == 0
    assert [layer["layer"] for layer in found["layers"]] == [1, 2]
    assert found["n"] == 10 and found["alignment_sentences"] == 20
    right = sum(len(diagonal(4, 4) & set(sure)) for _, _, sure in rows[1::2])
    assert found["aer_diagonal"] == pytest.approx(1 - right / 40, abs=1e-4)


def test_odd_rows_of_a_real_net_agree_with_a_count_by_hand(toy, tmp_path):
    net, bpe = toy
    dice = random.Random(1)
    rows = [
        (dice.sample("abcdefghij", n), dice.sample("ABCDEFGHIJ", n), [(dice.randrange(n), dice.randrange(n))])
        for n in (3, 5, 2, 4, 6, 3, 7)
    ]
    found = alignment.evaluate(net, bpe, written(tmp_path, rows))
    head = found["best_head"]
    made, sure, right = 0, 0, 0
    for en, fr, links in rows[1::2]:
        with torch.inference_mode():
            trace = net.trace(
                torch.tensor([[*bpe.ids(" ".join(en)), EOS]]), torch.tensor([[SOS, *bpe.ids(" ".join(fr))]])
            )
        weights = trace.decoder.layers[head["layer"] - 1].cross.weights[0, head["head"] - 1]
        shift = int(head["position"] == "reads")
        weights = weights[shift : len(fr) + shift, : len(en)]
        if head["rule"] == "share":
            weights = weights / weights.sum(0)
        for j, row in enumerate(weights):
            if row.max() > head["threshold"]:
                made += 1
                right += (int(row.argmax()), j) in links
        sure += 1
    assert found["n"] == 3
    assert found["aer_best_head"] == pytest.approx(1 - 2 * right / (made + sure), abs=1e-4)


@pytest.fixture(scope="module")
def recurrent(toy):
    """A recurrent translator of the same words, with two score functions."""
    torch.manual_seed(2)
    net = Seq2seq(len(toy[1]), 16, 12, "general additive").eval()
    for parameter in net.parameters():
        parameter.data.mul_(4)
    return net, toy[1]


def test_a_recurrent_net_has_one_layer_of_one_head(recurrent, tmp_path):
    net, bpe = recurrent
    pair = Gold(["a", "b", "c"], ["C", "A"], frozenset(), frozenset())
    touch = Intervention(score="additive")
    with torch.inference_mode():
        found = alignment.cross_attention(net, bpe, pair, touch)
        source, target = torch.tensor([[*bpe.ids("a b c"), EOS]]), torch.tensor([[SOS, *bpe.ids("C A")]])
        weights = net.trace(source, target, touch).decoder.look.weights[0, :, :3]
    assert found.shape == (2, 1, 2, 2, 3)
    for head in range(2):
        assert torch.allclose(found[0, 0, head], weights[0:2]), "predicts"
        assert torch.allclose(found[1, 0, head], weights[1:3]), "reads"
    dice = random.Random(2)
    rows = [("abcde", dice.sample("ABCDE", 5), [(dice.randrange(5), j) for j in range(5)]) for _ in range(20)]
    plain, other = (alignment.evaluate(net, bpe, written(tmp_path, rows), t) for t in (None, touch))
    assert plain["aer"] == plain["aer_best_head"] == plain["aer_layer_average"] == plain["best_head"]["aer"]
    assert (plain["best_head"]["layer"], plain["best_head"]["head"], len(plain["layers"])) == (1, 1, 1)
    assert plain["aer"] != other["aer"] and plain["aer_diagonal"] == other["aer_diagonal"]


def test_a_net_without_attention_says_why_there_is_no_rate(recurrent, tmp_path):
    net = Seq2seq(len(recurrent[1]), 16, 12, "none").eval()
    found = alignment.evaluate(net, recurrent[1], tmp_path / "not read.tsv")
    assert found == dict(aer=None, no_aer="a net without attention has no weights to align words by")


def test_strange_rows_do_no_harm(toy, tmp_path, capsys):
    net, bpe = toy
    text = (
        "id\ten\tfr\tsure\r\n"
        "1\ta 日本 c\tA 🙂\t0-0\r\n"
        "2\t\u200b b\tB \u200b\t1-0\r\n"
        "\r\n"
        "3\ta b\tA B\t5-0\r\n"
        f"4\t{'a ' * 300}\t{'A ' * 300}\t299-299\r\n"
        "5\t\u200b\t\u200b\t0-0\r\n"
    )
    (tmp_path / "gold.tsv").write_text(text, encoding="utf-8", newline="")
    found = alignment.evaluate(net, bpe, tmp_path / "gold.tsv")
    assert found["alignment_sentences"] == 4 and found["alignment_lines_left_out"] == 2 and found["n"] == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "line 4 is left out: blank" in printed.err
    assert "line 5 is left out: '5-0' links no English to a French word of 2 and 2" in printed.err
    assert printed.err.count("cut to 128 tokens of 301") == 2


def test_a_file_too_small_to_halve_is_an_error(toy, tmp_path):
    with pytest.raises(SystemExit, match="each half, the even rows and the odd ones, must have a sure link"):
        alignment.evaluate(*toy, written(tmp_path, [("ab", "AB", [(0, 0)])]))
