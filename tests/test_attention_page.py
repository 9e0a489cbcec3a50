"""Attention by hand without a browser: every number is torch's, every link comes back, and nothing typed breaks it."""

import numpy as np
import pytest
import torch
from torch.nn.functional import scaled_dot_product_attention

from figures.attention import STEPS
from tests.pages import ROOT, asked, drawn, opened, titles, typed, whatever_is_typed
from tests.test_lesson_code import printed
from ui.attention import MASKS, MATRICES, PAD, PLAIN, TOKENS, WIDTHS, mask_of, written
from ui.lesson import sections

PAGE = "attention"
CODE = ROOT / "lessons" / "code" / PAGE
UNBOUNDED = ("masks.masked", "softmax.powers", "softmax.sums")


@pytest.fixture(scope="module")
def page():
    """One visitor for what leaves nothing behind."""
    return opened(PAGE)


def tensors(arrays: dict, *names: str) -> list[torch.Tensor]:
    return [torch.tensor(arrays[name], dtype=torch.float64) for name in names]


def test_at_first_the_numbers_are_those_of_the_lesson(open_page):
    header, arrays = drawn(open_page(PAGE))
    assert header["text"] == "the cat sleeps" and header["tokens"] == ["the", "cat", "sleeps"]
    assert header["state"] == header["first"] and header["state"]["step"] == "basis"
    assert header["state"]["d"] == 2 and arrays["basis.v"].tolist() == [[1, 0], [0, 1]]
    assert arrays["basis.coefficients"].tolist() == [2, 1] and arrays["basis.out"].tolist() == [2, 1]
    assert arrays["linear.scores"].tolist() == [[1, 1.5, 2.5], [1, -0.5, 0.5], [2, 1, 3]]
    assert arrays["linear.out"].tolist() == [[3, 4], [3, 0], [6, 4]]
    assert arrays["softmax.weights"][0, 2] == pytest.approx(0.63, abs=0.005)
    assert arrays["search.cosine"][1] == pytest.approx(1) and arrays["search.scores"].argmax() == 2


QUERY = {
    2: dict(W_Q="0.5_2~-1_1", W_K="1_-2~0_0.5"),
    3: dict(d=3, W_Q="0.5_2_1~-1_1_0~0_0_2", W_V2="1_2_3~4_5_6~7_8_9"),
    4: dict(d=4, W_K="1_-2~0_0.5", W_O="0_1_0_1~1_1_1_1", W_O2="1_0_0_-3"),
}
"""Matrices that are written, in part or in whole."""


@pytest.mark.parametrize("d", WIDTHS)
def test_every_step_is_torchs_attention_of_the_matrices_that_are_shown(page, d):
    query = dict(tau=0.5, mask="both", other="a b c d", d=2, sources="cross") | QUERY[d]
    _, arrays = drawn(asked(typed(page, "one two three four"), PAGE, **query))
    X, Y, P, W_Q, W_K, W_V = tensors(arrays, "X", "Y", "P", "W_Q", "W_K", "W_V")
    W_Q2, W_K2, W_V2, W_O, W_O2 = tensors(arrays, "W_Q2", "W_K2", "W_V2", "W_O", "W_O2")
    mask = torch.tensor(arrays["masks.mask"] == 1)
    assert X.shape == Y.shape == (4, d) and P.shape == (5, d) and (P[-1] == 0).all()
    assert all(W.shape == (d, d) for W in (W_Q, W_K, W_V, W_Q2, W_K2, W_V2, W_O, W_O2))

    def torchs(x, y, scale=1 / (d**0.5 * 0.5), mask=None, Q=W_Q, K=W_K, V=W_V):
        return scaled_dot_product_attention(x @ Q, y @ K, y @ V, attn_mask=mask, scale=scale)

    def same(name, wanted):
        assert np.allclose(arrays[name], wanted, atol=1e-5), name

    same("linear.out", (X @ W_Q) @ (X @ W_K).T @ (X @ W_V))
    same("softmax.out", torchs(X, X, 1.0))
    same("scaled.out", torchs(X, X))
    same("cross.out", torchs(X, Y))
    same("masks.out", torchs(P, P, mask=mask))
    same("search.out", torchs(tensors(arrays, "q")[0], X, Q=torch.eye(d, dtype=X.dtype))[0])
    heads = [torchs(X, X), torchs(X, X, Q=W_Q2, K=W_K2, V=W_V2)]
    same("heads.context", torch.stack(heads))
    same("heads.out", torch.cat(heads, dim=-1) @ torch.cat([W_O, W_O2]))
    _, arrays = drawn(asked(page, PAGE, **query | {"sources": "self"}))
    assert np.array_equal(arrays["cross.weights"], arrays["scaled.weights"])


@pytest.mark.parametrize("d", WIDTHS)
def test_another_size_keeps_what_was_written_and_fills_the_rest(page, d):
    typed(page, "a b")
    header, arrays = drawn(asked(page, PAGE, d=d, W_Q="7_8~9_6", X="5_4~3_2", q="-1_-2"))
    assert arrays["W_Q"][:2, :2].tolist() == [[7, 8], [9, 6]] and arrays["q"][0, :2].tolist() == [-1, -2]
    assert arrays["W_Q"].shape == (d, d) and arrays["X"].shape == (2, d) and header["state"]["d"] == d
    assert arrays["W_Q"][:, 2:].tolist() == [row[2:d] for row in MATRICES["W_Q"][:d]]
    first = header["first"]
    assert first["d"] == 2 and first["W_K"] == header["state"]["W_K"], "what is as at first is not kept in the address"


@pytest.mark.parametrize("d", WIDTHS)
def test_a_basis_gives_the_vector_back_as_long_as_it_is_orthonormal(page, d):
    _, arrays = drawn(asked(page, PAGE, step="basis", d=d, angle=30, q="2_1_3_-1"))
    x, v = arrays["q"][0], arrays["basis.v"]
    assert np.allclose(v @ v.T, np.eye(d), atol=1e-6) and np.allclose(arrays["basis.products"], np.eye(d), atol=1e-6)
    assert np.allclose(arrays["basis.out"], x, atol=1e-6)
    header, arrays = drawn(asked(page, PAGE, step="basis", d=d, angle=30, q="2_1_3_-1", v="1_1~0_2"))
    v = arrays["basis.v"]
    assert v[:2, :2].tolist() == [[1, 1], [0, 2]] and header["state"]["v"].startswith("1_1")
    assert np.allclose(arrays["basis.products"], v @ v.T) and np.allclose(arrays["basis.coefficients"], v @ x)
    assert np.allclose(arrays["basis.out"], (v @ x) @ v) and not np.allclose(arrays["basis.out"], x)


def test_a_link_brings_the_view_back(open_page):
    link = dict(
        text="a b", step="masks", X="1_2~3.5_-4", W_O="1_1~1_1", W_O2="2_2~2_2", angle="36.869898", tau="0.5",
        mask="110011001", other="un deux", sources="self", q="-1.5_2", v="1_1~0_2",
    )  # fmt: skip
    header, arrays = drawn(open_page(PAGE, **link))
    assert {name: header["state"][name] for name in link if name not in ("text", "angle", "tau")} == {
        name: value for name, value in link.items() if name not in ("text", "angle", "tau")
    }
    assert header["state"]["angle"] == 36.869898 and header["state"]["tau"] == 0.5
    assert arrays["X"].tolist() == [[1, 2], [3.5, -4]]
    assert arrays["masks.mask"].tolist() == [[1, 1, 0], [0, 1, 1], [0, 0, 1]]


@pytest.mark.parametrize(
    "bad", ["", "ten", "1e9", "NaN", "<script>", "9" * 30, "_" * 40, "~~~", "1_2_3_4_5_6_7_8_9_10_11"]
)
def test_nonsense_in_an_address_is_as_at_first_or_at_the_bound(open_page, bad):
    header, arrays = drawn(open_page(PAGE, **dict.fromkeys((*MATRICES, *PLAIN, "step", "cell"), bad)))
    state = header["state"]
    assert state["step"] == "basis" and state["mask"] == "ahead" and state["sources"] == "cross"
    assert 0.1 <= state["tau"] <= 5 and -180 <= state["angle"] <= 180 and state["d"] in WIDTHS
    assert all(np.isfinite(values).all() for name, values in arrays.items() if name not in UNBOUNDED)
    assert all(np.abs(arrays[name]).max() <= 99 for name in MATRICES)


def test_a_matrix_is_read_as_it_was_meant():
    first = [[1.0, 2.0], [3.0, 4.0]]
    assert written("5_6~7_8", first) == "5_6~7_8"
    assert written("5~7_8_9~9", first) == "5_2~7_8"
    assert written("~6", first) == "1_2~6_4"
    assert written("5_6~7_8", first[:1]) == "5_6"
    assert written("-0_0.1234~-200_x", first) == "0_0.123~-99_4"
    assert written("nan_1e308~inf_ ", first) == written(None, first) == written(7, first) == "1_2~3_4"


@pytest.mark.parametrize("tokens", range(2, TOKENS + 2))
def test_the_masks_are_what_their_names_say(tokens):
    ahead, padding, both, window, none = (mask_of(name, tokens) for name in MASKS)
    places = range(tokens)
    assert ahead.tolist() == [[j <= i for j in places] for i in places]
    assert padding.tolist() == [[j < tokens - 1 for j in places] for _ in places]
    assert both.tolist() == (ahead & padding).tolist() and none.all()
    assert window.tolist() == [[abs(i - j) <= 1 for j in places] for i in places]
    cells = "".join(str(int(cell)) for cell in window.flatten())
    assert torch.equal(mask_of(cells, tokens), window)


def test_a_painted_mask_of_another_sentence_is_forgotten(page):
    header, _ = drawn(asked(typed(page, "a b c"), PAGE, mask="0" * 16))
    assert header["state"]["mask"] == "0" * 16
    header, arrays = drawn(typed(page, "a b c d"))
    assert header["state"]["mask"] == "ahead" and arrays["masks.mask"].shape == (5, 5)


def test_a_row_that_sees_nothing_has_no_weights(page):
    _, arrays = drawn(asked(typed(page, "a b c"), PAGE, mask="1" * 4 + "0" * 4 + "1" * 8))
    assert arrays["masks.weights"][1].tolist() == [0, 0, 0, 0] and arrays["masks.out"][1].tolist() == [0, 0]
    assert arrays["masks.weights"][[0, 2, 3]].sum(-1) == pytest.approx(1)


def test_words_are_the_tokens_and_the_first_six_count(page):
    asked(page, PAGE)
    header, arrays = drawn(typed(page, "one two three four five six seven"))
    assert header["tokens"] == ["one", "two", "three", "four", "five", "six"] and "6" in header["notice"]
    assert arrays["X"].shape == (6, 2) and header["padded"][-1] == PAD
    header, _ = drawn(typed(page, "one two"))
    assert not header["notice"]
    header, arrays = drawn(typed(page, "one"))
    assert arrays["scaled.weights"].tolist() == [[1]]
    header, arrays = drawn(typed(page, ""))
    assert header["tokens"] == ["x₁", "x₂", "x₃"] and arrays["X"].shape == (3, 2)


@whatever_is_typed(10)
def test_whatever_is_typed_is_answered(page, text):
    header, arrays = drawn(typed(page, text))
    assert header["text"] == text
    count = len(header["tokens"])
    assert 1 <= count <= TOKENS and arrays["heads.weights"].shape == (2, count, count)
    assert np.allclose(arrays["scaled.weights"].sum(-1), 1)


@pytest.mark.parametrize("other", ["", " ", "<b>x</b> 😀", "a " * 90])
def test_whatever_answers_is_answered(page, other):
    header, arrays = drawn(asked(typed(page, "a b"), PAGE, other=other))
    assert len(header["others"]) == arrays["cross.weights"].shape[1] >= 1
    assert np.allclose(arrays["cross.weights"].sum(-1), 1)


@pytest.fixture(scope="module", params=["en", "ko"])
def in_both(request):
    return request.param, opened(PAGE, lang=request.param)


@pytest.mark.parametrize("step", STEPS)
def test_the_lesson_of_the_step_is_shown_with_its_question(in_both, step):
    lang, app = in_both
    asked(app, PAGE, step=step)
    found, shown = sections(PAGE, lang), [element.value for element in app.markdown]
    assert shown[:2] == [f"#### {found[name][0]}\n\n{found[name][1]}" for name in ("see", step)]
    assert found[step][1].split("\n\n")[-1].startswith({"en": "**Question.**", "ko": "**질문.**"}[lang])
    assert titles(app) == [found[f"{step}-answer"][0]]


def test_the_lesson_has_an_answer_for_every_step():
    assert list(sections(PAGE, "en")) == ["see", *(part for step in STEPS for part in (step, f"{step}-answer"))]


PRINTED = {
    "basis": lambda arrays: 2 * 0.8 + 1 * 0.6,
    "linear": lambda arrays: arrays["linear.scores"][0, 0],
    "softmax": lambda arrays: arrays["softmax.weights"][0, 0],
    "scaled": lambda arrays: arrays["scaled.weights"][0, 0],
    "search": lambda arrays: arrays["search.cosine"][0],
    "cross": lambda arrays: arrays["cross.weights"][0, 0],
    "masks": lambda arrays: arrays["masks.weights"][1, 0],
    "heads": lambda arrays: arrays["heads.weights"][0, 0, 0],
}


@pytest.mark.parametrize("step", STEPS)
def test_the_code_is_short_and_prints_the_number_of_the_picture(page, step):
    _, arrays = drawn(asked(typed(page, "the cat sleeps"), PAGE))
    code = (CODE / f"{step}.py").read_text(encoding="utf-8")
    assert printed(code) == pytest.approx(float(PRINTED[step](arrays)), rel=1e-4)
    lines = [line for line in code.splitlines() if line and not line.startswith(("import", "from"))]
    assert len(lines) <= 10
