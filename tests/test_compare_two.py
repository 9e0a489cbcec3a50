"""The tab that lays two heads side by side, without a browser: each number is the nets', whatever is typed."""

import math

import numpy as np
import pytest

import pretrained
from models.source import source
from tests.pages import ROOT, asked, drawn, opened, typed, whatever_is_typed
from tests.test_lesson_code import printed
from text.bpe import Piece

PAGE = "compare"
CODE = ROOT / "lessons" / "code" / "compare"
STUDENT = "I am a student."
TIRED = "The animal did not cross the street because it was too tired."
GPT, NEXT = "gpt-en/decoder/2/3", "gpt-en/decoder/3/1"
ENCODER, CROSS = "translate-en-fr/encoder/1/2", "translate-en-fr/cross/2/2"


@pytest.fixture(scope="module")
def page():
    """One visitor for what leaves nothing behind."""
    return opened(PAGE)


def shown(page, text: str = STUDENT, **ask):
    return drawn(asked(typed(page, text), PAGE, show="two", **ask))


def weights(name: str, text: str = STUDENT) -> tuple[np.ndarray, list[Piece], list[Piece]]:
    """A head's weights, queries and keys, as the model itself gives them."""
    model, side, layer, head = name.rsplit("/", 3)
    net = source(model)
    maps = {one.side: one for one in net.read(text, net.write(text))}[side]
    return maps.weights[int(layer) - 1, int(head) - 1].numpy(), maps.queries, maps.keys


def apart(p: np.ndarray, q: np.ndarray) -> float:
    """Jensen-Shannon divergence: the entropy of the middle less the mean of both."""

    def entropy(row: np.ndarray) -> float:
        return -sum(v * math.log(v) for v in row.tolist() if v > 0)

    return entropy((p + q) / 2) - (entropy(p) + entropy(q)) / 2


def test_two_heads_of_one_net_are_compared_by_tokens(page):
    header, arrays = shown(page, a=GPT, b=NEXT)
    (A, queries, keys), (B, _, _) = weights(GPT), weights(NEXT)
    assert np.allclose(arrays["a.weights"], A, atol=1e-6) and np.allclose(arrays["b.weights"], B, atol=1e-6)
    assert header["a"]["rows"] == [p.text for p in queries] and header["a"]["columns"] == [p.text for p in keys]
    assert np.allclose(arrays["compared.difference"], A.astype(float) - B, atol=1e-6)
    D = [apart(p, q) for p, q in zip(A.astype(float), B.astype(float), strict=True)]
    assert np.allclose(arrays["compared.divergence"], D, atol=1e-6)
    assert arrays["compared.total"] == pytest.approx(sum(D), rel=1e-4)
    assert arrays["compared.mean"] == pytest.approx(sum(D) / len(D), rel=1e-4)
    assert header["by"] == "tokens" and header["compared"] and not header["why"]
    assert np.array_equal(arrays["a.seen"], np.tril(np.ones_like(A))), "no token is seen before it is written"


def test_two_nets_meet_in_words(page):
    text = "The unbelievable animal slept."
    header, arrays = shown(page, text, a=GPT, b=ENCODER)
    assert header["by"] == "words" and header["compared"]
    assert header["a"]["rows"] == header["b"]["rows"] == ["The", "unbelievable", "animal", "slept", "."]
    for side, name in (("a", GPT), ("b", ENCODER)):
        A, queries, keys = weights(name, text)
        of = [[k for k, p in enumerate(queries) if p.word == word] for word in range(5)]
        to = [*([k for k, p in enumerate(keys) if p.word == word] for word in range(5)), None]
        to[-1] = [k for k, p in enumerate(keys) if p.word < 0]
        wanted = [[sum(A[i, j] for i in row for j in column) / len(row) for column in to] for row in of]
        assert np.allclose(arrays[f"{side}.weights"], wanted, atol=1e-6) and header[side]["rest"]
        assert np.allclose(arrays[f"{side}.weights"].sum(-1), 1, atol=1e-5)
    assert np.allclose(
        arrays["compared.difference"], arrays["a.weights"].astype(float) - arrays["b.weights"], atol=1e-6
    )
    header, arrays = shown(page, text, a=GPT, b=ENCODER, by="tokens")
    assert header["why"] == "pieces" and not header["compared"]
    assert header["links"]["rows"]["by"] == "words" and header["links"]["rows"]["a"][0] == -1


def test_a_head_is_no_distance_from_itself(page):
    for by in ("tokens", "words"):
        _, arrays = shown(page, a=GPT, b=GPT, by=by)
        assert not arrays["compared.difference"].any() and arrays["compared.total"] < 1e-6
        assert arrays["compared.agreement"] == pytest.approx(1)


@pytest.mark.parametrize(
    ("a", "b", "text2", "why"),
    [
        (GPT, NEXT, "Another one.", "sentences"), (GPT, CROSS, "", "axes"), (ENCODER, CROSS, "", "axes"),
        (CROSS, "translate-en-fr/cross/3/1", "", ""), (CROSS, "translate-en-fr/decoder/3/1", "", "axes"),
        (GPT, NEXT, "i AM  a student .", ""),
    ],
)  # fmt: skip
def test_what_cannot_be_compared_says_why(page, a, b, text2, why):
    header, arrays = shown(page, a=a, b=b, text2=text2)
    assert header["why"] == why and header["compared"] is not bool(why)
    assert ("compared.divergence" in arrays) is not bool(why)
    assert header["words"][f"why_{why}"] if why else header["links"]["rows"]["by"] != "places"
    if why == "sentences":
        assert np.allclose(arrays["b.weights"], weights(b, text2)[0], atol=1e-6)
        assert header["links"]["rows"] == dict(by="places", a=[*range(6)], b=[*range(4)])


def test_what_two_translators_write_may_differ(page):
    text = "The animal did not cross the street because it was too tired and wanted to sleep."
    other = CROSS.replace("translate-en-fr", "translate-en-fr-experts")
    header, _ = shown(page, text, a=CROSS, b=other)
    same = [source(name.split("/")[0]).write(text) for name in (CROSS, other)]
    assert header["why"] == ("" if same[0] == same[1] else "written")
    assert header["links"]["columns"]["by"] == "tokens", "both have read the same"


MAY_LACK = ("compared.rank", "compared.agreement")
"""A row of one key has no rank correlation."""
LINK = dict(a=GPT, b=ENCODER, text2="A dog.", by="words")


def test_a_link_brings_the_view_back(open_page):
    header, _ = drawn(open_page(PAGE, text=STUDENT, show="two", **LINK))
    assert header["text"] == STUDENT and header["state"].items() >= LINK.items() and header["by"] == "words"


@pytest.mark.parametrize("bad", ["", "x", "gpt-en/decoder/99/-1", "<script>", "a/b/c/d", "9" * 40])
def test_nonsense_in_an_address_is_answered(open_page, bad):
    header, arrays = drawn(open_page(PAGE, text=STUDENT, show="two", a=bad, b=bad, by=bad))
    assert header["show"] == "two" and header["state"]["by"] == "" and arrays["a.weights"].size


@pytest.mark.parametrize("nonsense", [5, None, [], {}, -1, 1e9, True])
def test_nonsense_from_the_browser_does_no_harm(page, nonsense):
    header, _ = shown(page, **dict.fromkeys([*LINK, "n"], nonsense))
    assert header["state"]["by"] == ""


@whatever_is_typed(4)
def test_whatever_is_typed_is_drawn(page, text):
    for ask in (dict(a=GPT, b=ENCODER, by=""), dict(a=GPT, b=NEXT, by="words", text2=text)):
        header, arrays = shown(page, text, **{"by": "", "text2": ""} | ask)
        assert header["text"] == text and all(np.isfinite(v).all() for n, v in arrays.items() if n not in MAY_LACK)
        assert header["why"] in ("", "cut", "empty"), text
        for side in "ab":
            rows = arrays[f"{side}.weights"]
            assert rows.shape == (len(header[side]["rows"]), len(header[side]["columns"]))
            assert np.allclose(rows.sum(-1), 1, atol=1e-4)


def test_a_long_text_is_cut_and_says_so(page):
    header, _ = shown(page, "one two three " * 400, a=GPT, b=ENCODER, by="")
    assert "gpt-en" in header["notice"] and "translate-en-fr" in header["notice"]
    assert header["why"] == "cut"


def test_what_does_not_fit_into_memory_is_not_read(page, monkeypatch):
    monkeypatch.setattr("ui.compare.room.free", lambda: 10_000)
    monkeypatch.setattr("ui.compare.two.read", lambda name, text: pytest.fail("it was read"))
    header, arrays = shown(page, "one two three " * 40, a=GPT, b=ENCODER, by="")
    assert header["why"] == "memory" and header["notice"] and not arrays["a.weights"].size


def test_a_broken_model_is_named(open_page, monkeypatch):
    def broken(name, text):
        raise pretrained.BrokenModel("weights.safetensors is missing")

    monkeypatch.setattr("ui.compare.two.read", broken)
    app = open_page(PAGE, show="two")
    assert not app.exception and "weights.safetensors is missing" in app.error[0].value


def test_what_the_lesson_says_of_two_heads_is_so(page):
    first, second = "translate-en-fr/cross/1/3", "translate-en-fr/cross/2/6"
    for text, mean in ((STUDENT, "0.04"), (TIRED, "0.38")):
        assert f"{shown(page, text, a=first, b=second)[1]['compared.mean']:.2f}" == mean
    A, written, keys = weights(first, TIRED)
    ends = {p.text: A[i, -1] for i, p in enumerate(written)}
    assert keys[-1].text == "<eos>" and [f"{ends[article]:.2f}" for article in ("L'", "la")] == ["0.95", "0.78"]
    A, written, _ = weights(first, "The dog saw the cat.")
    assert all(A[i, -1] > 0.97 for i, p in enumerate(written) if p.text in ("Le", "le"))
    B, written, keys = weights(second, TIRED)
    follow = {p.text: keys[B[i].argmax()].text for i, p in enumerate(written)}
    assert (follow["L'"], follow["la"], follow["trop"]) == ("animal", "street", "tired")


@pytest.mark.parametrize("file", ["two", "two_words"])
@pytest.mark.parametrize("part", ["a", "b", "difference", "divergence", "rank"])
def test_the_code_prints_the_number_of_the_picture(page, file, part):
    other = NEXT if file == "two" else ENCODER
    code = (CODE / f"{file}.py").read_text(encoding="utf-8")
    head, tail = code.split("text, text2, a, b, part, query, key = ")
    rest = tail.split("\n", 1)[1]
    given = f"text, text2, a, b, part, query, key = {STUDENT!r}, {STUDENT!r}, {GPT!r}, {other!r}, {part!r}, 4, 2\n"
    _, arrays = shown(page, a=GPT, b=other, by="tokens" if file == "two" else "words")
    values = arrays[f"{part}.weights" if part in "ab" else f"compared.{part}"]
    assert printed(head + given + rest) == pytest.approx(values[3, 1] if values.ndim == 2 else values[3], abs=1e-5)
