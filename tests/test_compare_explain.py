"""The tab of explanations without a browser: each number is its formula's, whatever is typed; its lesson is true."""

from functools import cache

import numpy as np
import pytest
import torch

import pretrained
from models.checkpoints import loaded
from models.explaining import METHODS, SCOPES, Where, agreement, ours, undefined
from models.explaining_checkpoints import explained as foreign
from models.known import GIVEN
from models.source import source
from nets.bert import BERT
from tests.foreign.small import write
from tests.pages import ROOT, asked, drawn, opened, typed, whatever_is_typed
from tests.test_lesson_code import printed
from text.bpe import BPE, SPECIAL
from ui.compare import explain

PAGE = "compare"
CODE = ROOT / "lessons" / "code" / "compare"
STUDENT = "I am a student."
TIRED = "The animal did not cross the street because it was too tired."
LONG = "He went to the market because he had no bread, and he came back with two fish, a coat, and a very old book."
GPT, ENCODER, CROSS = "gpt-en/decoder/2/3", "translate-en-fr/encoder/3/1", "translate-en-fr/cross/2/5"


@pytest.fixture(scope="module")
def page():
    """One visitor for what leaves nothing behind."""
    return opened(PAGE)


def shown(page, text: str = STUDENT, **ask):
    return drawn(asked(typed(page, text), PAGE, show="explain", **ask))


@cache
def explained(a: str, text: str):
    name, side, _, _ = a.rsplit("/", 3)
    model = pretrained.load(name)
    with torch.no_grad():
        return ours(model.net, model.tokenizer, side, text, source(name).write(text) or "", explain.LIMIT)


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("a", [GPT, ENCODER, CROSS])
@torch.no_grad()
def test_every_row_is_its_formulas(page, a, scope):
    header, arrays = shown(page, a=a, scope=scope, row=3)
    found = explained(a, STUDENT)
    layer, head = (int(part) - 1 for part in a.split("/")[2:])
    assert header["queries"] == [piece.text for piece in found.queries] and header["query"] == 2
    assert header["keys"] == [piece.text for piece in found.keys] and not header["pending"]
    assert np.array_equal(arrays["visible"], found.visible)
    rows = []
    for k, method in enumerate(METHODS):
        if header["why"][method]:
            assert header["why"][method] == found.why_not(method, scope) and np.isnan(arrays["row"][k]).all()
            rows.append(torch.full((1, len(found.keys)), torch.nan))
        else:
            rows.append(found.values(method, Where(scope, layer, head, 2)))
            np.testing.assert_allclose(arrays["row"][k], rows[-1][0], atol=1e-4, rtol=1e-3)
    wanted = agreement(torch.tensor(arrays["row"])[:, None], found.visible[2:3])
    np.testing.assert_allclose(arrays["tau"], wanted.tau, atol=1e-6)
    np.testing.assert_allclose(arrays["rho"], wanted.rho, atol=1e-6)
    assert header["said"][0] == found.said[2][0] and header["said"][1] == pytest.approx(found.said[2][1], abs=1e-3)


def test_maps_hold_the_rows(page):
    header, arrays = shown(page, a=CROSS, scope="layer", row=2, **{"as": "maps"})
    if header["pending"]:
        header, arrays = shown(page, a=CROSS, scope="layer", row=2, now=header["name"], **{"as": "maps"})
    assert header["maps"] and arrays["maps"].shape == (6, len(header["queries"]), len(header["keys"]))
    assert np.array_equal(arrays["maps"][:, 1], arrays["row"])
    _, one = shown(page, a=CROSS, scope="layer", row=2)
    np.testing.assert_allclose(one["row"], arrays["row"], atol=1e-4, rtol=1e-3)
    found = agreement(torch.tensor(arrays["maps"]), torch.tensor(arrays["visible"]).bool())
    np.testing.assert_allclose(arrays["tau"], found.tau, atol=1e-6)


def test_what_is_costly_waits_for_a_pause_and_is_then_kept(page):
    header, arrays = shown(page, LONG, a=GPT)
    assert header["pending"] and len(header["keys"]) > explain.AT_ONCE["rows"]
    assert [m for m in METHODS if header["why"][m] == "pending"] == ["zeroing", "gradient", "ablation"]
    assert np.isfinite(arrays["row"][:3]).all() and np.isnan(arrays["row"][3:]).all()
    other, _ = shown(page, LONG, a=GPT, now="another")
    assert other["pending"]
    header, arrays = shown(page, LONG, a=GPT, now=header["name"])
    assert not header["pending"] and np.isfinite(arrays["row"]).all()
    assert not shown(page, LONG, a=GPT)[0]["pending"], "it is kept"


def test_maps_of_long_texts_are_not_all_drawn(page):
    header, arrays = shown(page, LONG * 2, a=GPT, **{"as": "maps"})
    assert header["limit"] < len(header["keys"]) and not header["pending"]
    assert {header["why"][m] for m in METHODS[3:]} == {"too_many"} and np.isfinite(arrays["maps"][:3]).all()


def test_without_a_choice_it_is_where_the_last_word_is_next(page):
    header, _ = shown(page, TIRED, a=GPT)
    assert header["queries"][header["query"]] == header["queries"][-3]


def test_a_masked_model_is_asked_about_what_it_cannot_see():
    bpe = BPE.train(["I am a student. You are a teacher."] * 3, 80, more=("<mask>",))
    torch.manual_seed(0)
    net = BERT(len(bpe), d_model=16, heads=2, d_ff=16, layers=2).eval().requires_grad_(False)
    ids = []
    for hide in (-1, 2):
        found = ours(net, bpe, "encoder", STUDENT, "", 64, hide)
        ids.append(found.way.inputs[0, 2])
        assert found.keys[2].text != "<mask>" and found.visible.all()
    mask = net.embed(torch.tensor([[0, 0, len(SPECIAL)]])).out[0, 2]
    assert not torch.equal(ids[0], ids[1]) and torch.equal(ids[1], mask)


LINK = {"a": CROSS, "scope": "head", "as": "maps", "row": "2", "hide": "0"}


def test_a_link_brings_the_view_back(open_page):
    header, _ = drawn(open_page(PAGE, text=STUDENT, show="explain", **LINK))
    assert header["show"] == "explain" and header["text"] == STUDENT
    assert {name: str(header["state"][name]) for name in LINK} == LINK


@pytest.mark.parametrize("bad", ["", "ten", "1e9", "-5", "NaN", "<script>", "9" * 30, "٣"])
def test_nonsense_in_an_address_is_as_at_first_or_at_the_bound(open_page, bad):
    header, arrays = drawn(open_page(PAGE, text=STUDENT, show="explain", **dict.fromkeys([*LINK, "now"], bad)))
    assert header["scope"] == "layer" and not header["maps"] and np.isfinite(arrays["row"]).all()


@pytest.mark.parametrize("nonsense", [5, None, [], {}, -1, 1e9, True])
def test_nonsense_from_the_browser_does_no_harm(page, nonsense):
    header, _ = shown(page, **dict.fromkeys([*LINK, "n", "now"], nonsense))
    assert header["show"] == "explain" and header["scope"] == "layer"


@whatever_is_typed(1)
def test_whatever_is_typed_is_drawn(page, text):
    header, arrays = shown(page, text, a=CROSS)
    assert header["text"] == text and 0 < len(header["keys"]) <= explain.LIMIT
    assert np.isfinite(arrays["row"][:3]).all()


def test_a_long_text_is_cut_and_says_so(page):
    header, _ = shown(page, "one two three " * 100, a=GPT)
    assert str(explain.LIMIT) in header["notice"] and len(header["keys"]) == explain.LIMIT
    assert not shown(page, STUDENT, a=GPT)[0]["notice"]


FILES = {
    "weight": "weights", "norm": "norms", "rollout": "rollout", "zeroing": "zeroing", "gradient": "saliency",
    "ablation": "leaving_out",
}  # fmt: skip


@pytest.mark.parametrize("method", METHODS)
def test_the_code_prints_the_number_of_the_picture(page, method):
    code, before = (CODE / f"{FILES[method]}.py").read_text(encoding="utf-8"), "text, target, model, side, layer"
    first = next(line for line in code.splitlines() if line.startswith(before))
    for a, scope, row, key in ((GPT, "head", 4, 2), (ENCODER, "layer", 2, 3), (CROSS, "net", 3, 2)):
        name, side, layer, head = a.split("/")
        scope = "layer" if undefined(method, scope) else scope
        header, arrays = shown(page, a=a, scope=scope, row=row)
        given = (STUDENT, header["target"], name, side, int(layer), int(head), row, key, -1, scope)
        names = first.split(" = ")[0]
        found = printed(code.replace(first, f"{names} = {', '.join(map(repr, given))}"))
        wanted = float(arrays["row"][METHODS.index(method), key - 1])
        assert found == pytest.approx(wanted, rel=2e-3, abs=1e-5), (a, scope)


@pytest.mark.parametrize("kind", ["tau", "rho"])
def test_the_code_of_the_ranks_prints_theirs(page, kind):
    _, arrays = shown(page, a=CROSS, row=3)
    code = (CODE / "ranks.py").read_text(encoding="utf-8")
    lists = [arrays["row"][k].tolist() for k in (0, 5)]
    code = code.replace('"", [0.5, 0.2, 0.3], [0.1, 0.4, 0.2], "tau"', f'"", {lists[0]}, {lists[1]}, "{kind}"')
    assert printed(code) == pytest.approx(float(arrays[kind][0, 5]), abs=1e-6)


SENTENCES = [
    TIRED, STUDENT, "She gave him the book yesterday.", "We have never been to Paris before.",
    "When I was a child, my father used to take me to the park every Sunday if the weather was good.",
]  # fmt: skip


@torch.no_grad()
def test_what_the_lesson_says():
    def agreed(side: str, *methods: str) -> list[float]:
        """τ_b of the first method with each other, in the mean over queries and layers."""
        found = []
        for text in SENTENCES:
            one = explained(f"translate-en-fr/{side}/1/1", text)
            for layer in range(3):
                where = [Where("layer", layer, 0)] * len(methods)
                values = torch.stack([one.values(method, at) for method, at in zip(methods, where, strict=True)])
                found += [agreement(values[:, i : i + 1], one.visible[i : i + 1]).tau for i in range(len(one.visible))]
        return torch.stack(found).nanmean(0)[0, 1:].tolist()

    assert agreed("cross", "weight", "norm", "ablation") == pytest.approx([0.92, 0.61], abs=0.02)
    assert agreed("cross", "norm", "zeroing") == pytest.approx([0.98], abs=0.01)
    assert agreed("encoder", "weight", "ablation") == pytest.approx([0.09], abs=0.02)
    shares = []
    for text in SENTENCES:
        one = explained("translate-en-fr/decoder/2/1", text)
        values = [one.values(method, Where("layer", 1, 0)) for method in ("weight", "norm", "zeroing")]
        shares.append(torch.stack([(v / v.sum(-1, keepdim=True))[:, 0].nanmean() for v in values]))
    assert torch.stack(shares).mean(0).tolist() == pytest.approx([0.33, 0.24, 0.18], abs=0.01)


def test_a_checkpoint_is_explained(tmp_path, monkeypatch):
    monkeypatch.setenv(GIVEN, str(write("bert", tmp_path)))
    page = opened(PAGE, a="hf:bert/encoder/2/3", text="I am a student.", show="explain", row="2")
    header, arrays = drawn(page)
    assert header["model"] == "hf:bert" and not header["ours"] and header["hides"] and header["hidden"] == 1
    assert not any(header["why"].values()) and np.isfinite(arrays["row"]).all()
    kept = loaded(tmp_path / "bert")
    with torch.no_grad():
        found = foreign(kept, "encoder", "I am a student.", "", explain.LIMIT, 1)
        for k, method in enumerate(METHODS):
            wanted = found.values(method, Where("layer", 1, 2, 1))[0]
            np.testing.assert_allclose(arrays["row"][k], wanted, atol=1e-5, err_msg=method)
