"""The tab of all heads without a browser: tiles and windows are the net's weights, however long the text is."""

import numpy as np
import pytest

import pretrained
from figures.compare.all import ROOM
from figures.wire import share_bytes
from models.source import source
from nets.tiles import edges
from tests.pages import ROOT, asked, drawn, opened, typed, whatever_is_typed
from tests.test_compare_two import weights
from tests.test_lesson_code import printed
from ui.compare import all as tab

PAGE = "compare"
STUDENT = "I am a student."
LONG = "The animal did not cross the street because it was too tired. " * 16
GPT, CROSS = "gpt-en/decoder/2/3", "translate-en-fr/cross/2/2"


@pytest.fixture(scope="module")
def page():
    """One visitor for what leaves nothing behind."""
    return opened(PAGE)


def shown(page, text: str = STUDENT, **ask):
    return drawn(asked(typed(page, text), PAGE, show="all", **ask))


def every(model: str, side: str, text: str) -> np.ndarray:
    """All weights of a stack, as the model itself gives them."""
    net = source(model)
    return {one.side: one for one in net.read(text, net.write(text))}[side].weights.numpy()


def pooled(A: np.ndarray, most: int) -> np.ndarray:
    """Each tile by the cells that it covers."""
    rows, columns = (edges(n, most) for n in A.shape[-2:])
    return np.array([[A[..., a:b, c:d].max((-2, -1)) for c, d in zip(columns, columns[1:], strict=False)]
                     for a, b in zip(rows, rows[1:], strict=False)]).transpose(2, 3, 0, 1)  # fmt: skip


def close(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether weights are the same but for rounding: the page keeps its nets' weights in another order."""
    return one.shape == other.shape and np.allclose(one, other, atol=1e-5)


def alike(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether bytes are the same but for the last one."""
    return one.shape == other.shape and np.abs(one.astype(int) - other).max() <= 1


def test_at_first_the_whole_map_of_a_short_sentence_is_in_the_window(open_page):
    header, arrays = drawn(open_page(PAGE, show="all", text=STUDENT))
    A = every("gpt-en", "decoder", STUDENT)
    assert header["show"] == "all" and header["state"]["window"] == "1.1.32" and header["head"] == [0, 0]
    assert alike(arrays["tiles"], share_bytes(A)), "so few tokens have a tile each"
    assert close(arrays["window"], A[0, 0]) and arrays["window"].dtype == np.float32
    assert header["queries"] == header["keys"] == [piece.text for piece in weights(GPT, STUDENT)[1]]
    assert header["notice"] == ""


@pytest.mark.parametrize("window", ["1.1.8", "100.50.32", "999.999.64", "1.30.16"])
def test_tiles_and_window_of_a_long_text_are_the_nets(page, window):
    header, arrays = shown(page, LONG, a=GPT, window=window)
    A = every("gpt-en", "decoder", LONG)
    n, (query, key, size) = A.shape[-1], map(int, window.split("."))
    assert n > 200 and arrays["tiles"].shape == (*A.shape[:2], 64, 64)
    assert alike(arrays["tiles"], share_bytes(pooled(A, 64)))
    first, begin = (min(start - 1, n - size) for start in (query, key))
    assert header["window"] == [first, begin] and header["head"] == [1, 2]
    assert close(arrays["window"], A[1, 2, first : first + size, begin : begin + size])


def test_the_strongest_weight_and_the_places_of_every_head(page):
    _, arrays = shown(page, LONG, a=GPT)
    A = every("gpt-en", "decoder", LONG).astype(float)
    assert np.allclose(arrays["strongest"], A[..., 1:, :].max((-2, -1))), "the first query has no choice"
    for layer, head in np.ndindex(A.shape[:2]):
        q, k = arrays["where"][layer, head]
        assert q > 0 and A[layer, head, q, k] == pytest.approx(arrays["strongest"][layer, head])
        own = A[layer, head]
        n = len(own)
        wanted = [
            np.mean([own[i, i - 1] for i in range(1, n)]),
            np.mean([own[i, i] for i in range(n)]),
            0.0,
            np.mean(own[:, 0]),
        ]
        assert np.allclose(arrays["places"][:, layer, head], wanted, atol=1e-5)


def test_cross_attention_has_other_rows_than_columns(page):
    header, arrays = shown(page, a=CROSS)
    A, queries, keys = weights(CROSS, STUDENT)
    assert header["side"] == "cross" and close(arrays["window"], A)
    assert (len(header["queries"]), len(header["keys"])) == (len(queries), len(keys)) == A.shape
    assert np.isnan(arrays["places"][:3]).all(), "no place is shared by two texts"


@pytest.mark.parametrize(
    "bad", ["", "x", "1.1", "1.1.1.1", "-1.2.8", "9" * 30, "1.1.1e3", "٣.1.8", "<b>", "0.0.0", "1.1.999"]
)
def test_nonsense_in_an_address_is_as_at_first_or_at_the_bound(open_page, bad):
    header, arrays = drawn(open_page(PAGE, show="all", text=STUDENT, window=bad, a=bad))
    assert header["show"] == "all" and arrays["window"].shape[0] <= 64
    assert header["state"]["window"].split(".")[:2] == ["1", "1"]


@pytest.mark.parametrize("nonsense", [5, None, [], {}, "x", -1, 1e9, True])
def test_nonsense_from_the_browser_does_no_harm(page, nonsense):
    header, _ = shown(page, window=nonsense, n=nonsense, a=nonsense)
    assert header["show"] == "all" and header["state"]["window"] == "1.1.32"


@whatever_is_typed(3)
def test_whatever_is_typed_is_drawn(page, text):
    header, arrays = shown(page, text, a=GPT, window="1.1.32")
    assert header["text"] == text and len(header["queries"]) <= 256
    assert arrays["tiles"].max() == 255 and np.isfinite(arrays["window"]).all()


def test_a_text_beyond_the_model_says_so(page):
    header, _ = shown(page, LONG * 2, a=GPT)
    assert "256" in header["notice"] and len(header["queries"]) == 256
    assert header["room"]["tokens"] == header["room"]["limit"] == 256


def test_a_text_that_does_not_fit_is_refused_before_it_is_read(page, monkeypatch):
    shapes = source("gpt-en").shapes["decoder"]
    monkeypatch.setattr("ui.compare.room.free", lambda: 2 * 3 * 4 * shapes[0] * shapes[1] * 100**2)
    monkeypatch.setattr("ui.compare.all.read", lambda *_: pytest.fail("it was read"))
    header, arrays = shown(page, LONG + "again", a=GPT)
    end = header["room"]["end"]  # by the free memory rounded down
    assert 95 <= end <= 100 and f"{end} tokens" in header["notice"] and "MB" in header["notice"]
    assert arrays["window"].size == 0 and arrays["tiles"].shape == (*shapes, 0, 0)
    monkeypatch.undo()
    assert not shown(page, STUDENT, a=GPT)[0]["notice"], "the page goes on"


@pytest.mark.parametrize("show", ["live", "explain"])
def test_no_tab_reads_a_text_that_does_not_fit(open_page, monkeypatch, show):
    monkeypatch.setattr("ui.compare.room.free", lambda: 100_000)
    app = open_page(PAGE, show=show, text=f"{LONG} in {show}", a=GPT, b=GPT)
    assert not app.exception and "Nothing was read" in app.error[0].value


def test_a_moved_window_reads_nothing_again(page, monkeypatch):
    shown(page, LONG, a=GPT, window="1.1.8")
    monkeypatch.setattr("ui.compare.all.tiles", lambda *_: pytest.fail("tiles were made again"))
    header, _ = shown(page, LONG, a="gpt-en/decoder/4/1", window="50.50.8")
    assert header["window"] == [49, 49] and header["head"] == [3, 0]


def test_144_heads_of_512_tokens_are_drawn_from_one_megabyte(tmp_path, monkeypatch):
    hf = pytest.importorskip("transformers")
    from tests.foreign.small import ENDS, tokenizer

    sizes = dict(vocab_size=200, n_embd=24, n_layer=12, n_head=12, n_positions=512)
    for made in (hf.GPT2LMHeadModel(hf.GPT2Config(**sizes, **ENDS)), tokenizer()):
        made.save_pretrained(tmp_path / "wide")
    monkeypatch.setenv("UNROLLED_MODELS", str(tmp_path))
    page = opened(PAGE, show="all", a="hf:wide/decoder/12/12", window="300.290.64", text="the animal " * 400)
    header, arrays = drawn(page)
    assert arrays["tiles"].shape == (12, 12, 64, 64) and arrays["tiles"].nbytes <= ROOM
    assert len(header["queries"]) == 512 and header["window"] == [299, 289] and arrays["window"].shape == (64, 64)
    assert "512" in header["notice"]
    stack = tab.read("hf:wide", "the animal " * 400).stacks["decoder"].weights
    assert np.array_equal(arrays["tiles"], share_bytes(pooled(stack, 64)))
    assert np.array_equal(arrays["window"], stack[11, 11, 299:363, 289:353])


def test_the_code_prints_the_greatest_weight_of_a_tile():
    code = (ROOT / "lessons" / "code" / PAGE / "tiles.py").read_text(encoding="utf-8")
    assert printed(code) == pytest.approx(weights("gpt-en/decoder/1/1", STUDENT)[0][:4, :4].max())
    first = next(line for line in code.splitlines() if line.startswith("text, "))
    other = first.split(" = ")[0] + f' = "{STUDENT}", "translate-en-fr", "cross", 2, 2, [2, 3], [1, 2]'
    assert printed(code.replace(first, other)) == pytest.approx(weights(CROSS, STUDENT)[0][1:3, :2].max(), rel=1e-5)
    assert len([line for line in code.splitlines() if line and not line.startswith(("import", "from"))]) <= 10


def test_a_broken_model_is_named(open_page, monkeypatch):
    def broken(*_):
        raise pretrained.BrokenModel("weights.safetensors is missing")

    monkeypatch.setattr("ui.compare.all.opened", broken)
    app = open_page(PAGE, show="all", text="a text that nobody read")
    assert not app.exception and "weights.safetensors is missing" in app.error[0].value
