"""The page on kinds of sequence task without a browser: every kind, every net, whatever is typed or asked for."""

import numpy as np
import pytest
import torch

import pretrained
from nets.decoding import Decoding
from nets.generation import generate, heard
from nets.trace import freeze
from tests.pages import asked, drawn, typed
from tests.test_lesson_code import printed
from text.examples import EXAMPLES
from ui.lesson import sections
from ui.tasks import CODE, FAMILIES, STEPS, Choice, fraction, whole
from ui.words import look_up

LIVE = {kind: families for kind, families in FAMILIES.items() if families}
ALL = [(kind, family) for kind, families in LIVE.items() for family in families]
ODD = ["", " ", "a", "x " * 5000, "<b>$x$</b>", "שלום עולם", "😀👩‍🔬", "e\u0301" * 40, "\x00\x07\x1b", "\n\n", "한ㄱ"]


@pytest.mark.parametrize(("lang", "family"), [("en", "sentiment-en"), ("ko", "sentiment-ko")])
def test_it_opens_with_an_example_of_the_screens_language(open_page, lang, family):
    header, _ = drawn(open_page("tasks", lang=lang))
    assert (header["kind"], header["family"], header["text"]) == ("many-to-one", family, EXAMPLES[family][0])
    assert header["words"]["kind_aligned"] == look_up("tasks.kind_aligned", lang)


@pytest.mark.parametrize(("kind", "family"), ALL)
@pytest.mark.parametrize("cell", ["rnn", "lstm", "gru"])
def test_a_link_opens_every_net_as_it_is_wired(open_page, kind, family, cell):
    header, arrays = drawn(open_page("tasks", kind=kind, model=family, cell=cell))
    assert (header["kind"], header["family"], header["cell"]) == (kind, family, cell)
    card = pretrained.load(f"{family}-{cell}").card
    wiring, kwargs = header["wiring"], card["kwargs"]
    assert wiring["layers"] == kwargs.get("layers", 1) and wiring["units"] == kwargs["units"]
    assert wiring["bidirectional"] == (card["net"] == "Tagger" or kwargs.get("bidirectional", False))
    assert wiring["pooling"] == (kwargs.get("pooling", "last") if card["net"] == "Classifier" else "")
    assert header["labels"] == card["labels"]
    assert arrays["forward"].shape == (wiring["layers"], len(header["tokens"]))
    assert arrays["out"].sum() == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize(
    ("text", "kind", "family"),
    [
        ("재미있다", "many-to-one", "sentiment-ko"),
        ("nice", "many-to-one", "sentiment-en"),
        ("나는 간다", "aligned", "tagger-ko"),
        ("I go", "aligned", "tagger-en"),
        ("ㄱ", "one-to-many", "chars-ko"),
        ("R", "one-to-many", "chars-en"),
    ],
)
def test_the_text_chooses_a_net_of_its_language_until_one_is_chosen(open_page, text, kind, family):
    app = open_page("tasks", kind=kind, text=text)
    assert drawn(app)[0]["family"] == family
    other = next(f for f in FAMILIES[kind] if f != family)
    assert drawn(asked(app, "tasks", kind=kind, model=other))[0]["family"] == other
    assert drawn(asked(app, "tasks", kind=kind, model="chars-xx"))[0]["family"] == family


@pytest.mark.parametrize("kind", [*LIVE, "encoder-decoder"])
def test_whatever_is_typed_is_answered(open_page, kind):
    app = open_page("tasks", kind=kind)
    for text in ODD:
        header, _ = drawn(typed(app, text))
        assert header["text"] == text
        assert (header["notice"] != "") >= (len(text) > 2000 and kind != "encoder-decoder")


@pytest.mark.parametrize("kind", LIVE)
def test_empty_text_has_no_answer(open_page, kind):
    header, arrays = drawn(open_page("tasks", kind=kind, text=""))
    assert header["length"] == 0 and header["step"] == -1 and "out" not in arrays


@pytest.mark.parametrize("kind", LIVE)
def test_a_step_is_shown_and_the_newest_when_there_is_none_such(open_page, kind):
    app = open_page("tasks", kind=kind, step="2")
    assert drawn(app)[0]["step"] == 1 and drawn(app)[0]["pinned"]
    header, _ = drawn(asked(app, "tasks", kind=kind, step=None))
    assert header["step"] == header["prompt"] - 1 and not header["pinned"]
    header, _ = drawn(asked(app, "tasks", kind=kind, step=9999))
    assert header["step"] == header["length"] - 1


def test_a_unit_colours_the_boxes(open_page):
    text = "not bad at all"
    header, arrays = drawn(open_page("tasks", text=text, unit="3", cell="gru"))
    model = pretrained.load(f"{header['family']}-gru")
    with torch.inference_mode():
        h = model.net.trace(torch.tensor([model.tokenizer.ids(text)])).rnn.layers[0].h[0]
    assert np.allclose(arrays["forward"][0], h[:, 2], atol=1e-5)
    too_many, _ = drawn(open_page("tasks", text=text, unit="9999"))
    assert too_many["unit"] == too_many["wiring"]["units"]


def test_the_text_is_continued_by_all_three_nets_with_the_same_dice(open_page):
    how = dict(temperature="0.7", top_k="5", seed="3")
    header, _ = drawn(open_page("tasks", kind="one-to-many", model="chars-en", text="ROMEO:", **how))
    for cell in header["cells"]:
        model = pretrained.load(f"chars-en-{cell}")
        with torch.inference_mode():
            sampling = Decoding("sample", temperature=0.7, top_k=5, seed=3, max_steps=STEPS)
            prompt = torch.tensor([model.tokenizer.ids("ROMEO:")])
            run = generate(model.net, heard(freeze(model.net.trace(prompt))), sampling)
        assert header["texts"][cell] == [model.card["labels"][i] for i in run.tokens.tolist()]
    assert [t["text"] for t in header["tokens"]] == [*"ROMEO:", *header["texts"]["lstm"]]
    again, _ = drawn(open_page("tasks", kind="one-to-many", model="chars-en", text="ROMEO:", **how | {"seed": "4"}))
    assert again["texts"] != header["texts"]


@pytest.mark.parametrize("temperature", ["0.1", "2.0"])
def test_temperature_bends_what_is_drawn_from(open_page, temperature):
    _, arrays = drawn(open_page("tasks", kind="one-to-many", text="To be", temperature=temperature))
    p, q = arrays["out"].astype(float), arrays["considered"]
    bent = np.exp((np.log(p) - np.log(p).max()) / float(temperature))
    assert np.allclose(bent / bent.sum(), q, atol=1e-4)
    assert (q.max() > p.max()) == (temperature == "0.1")


def test_the_kind_that_is_only_drawn_has_a_door_to_where_it_is_live(open_page):
    app = open_page("tasks", kind="encoder-decoder", text="Hello")
    header, _ = drawn(app)
    assert header["family"] == "" and [t["text"] for t in header["tokens"]] == ["Hello"]
    links = [element.proto.page for element in app.get("page_link")]
    assert "transformer" in links
    assert not open_page("tasks").get("page_link")


@pytest.mark.parametrize(
    "ask",
    [
        dict(kind=5, model=["x"], cell=None, step="x", unit=-1, temperature="hot", top_k=1e9, seed={}),
        dict(kind="many-to-one", step=True, unit=1.5, temperature=-3),
        dict(temperature="nan", seed="1e5", top_k="٣"),
    ],
)
def test_an_odd_question_counts_as_none(open_page, ask):
    header, _ = drawn(asked(open_page("tasks"), "tasks", **ask))
    assert header["kind"] == "many-to-one" and header["state"]["seed"] == 0 and header["state"]["top_k"] == 0


def test_numbers_are_read_with_care():
    assert [whole(v, 0, 50) for v in ("7", 7, "51", "-1", "", None, 1.5, "٣", True)] == [7, 7] + [None] * 7
    assert [fraction(v, 0.1, 2.0, 1.0) for v in ("0.75", 9, "0", "", "nan", None, 0.31)] == [
        0.8, 2.0, 0.1, 1.0, 1.0, 1.0, 0.3,
    ]  # fmt: skip
    assert Choice() == Choice(kind="many-to-one", cell="lstm")


@pytest.mark.parametrize("kind", LIVE)
def test_the_code_prints_the_number_of_the_picture(open_page, kind):
    code = (CODE / f"{kind.replace('-', '_')}.py").read_text(encoding="utf-8")
    first = next(line for line in code.splitlines() if line.startswith("text, "))
    names, values = first.split(" = ", 1)
    said = dict(zip(names.split(", "), eval(values), strict=True))
    family, cell = said["name"].rsplit("-", 1)
    link = {name: str(said[name]) for name in ("temperature", "top_k", "seed") if name in said}
    header, arrays = drawn(
        open_page("tasks", kind=kind, model=family, cell=cell, text=said["text"], step=str(said["step"]), **link)
    )
    numbers = arrays["considered" if kind == "one-to-many" else "out"]
    assert printed(code) == pytest.approx(float(numbers[header["labels"].index(said["answer"])]), abs=2e-4)
    assert header["words"]["code"][kind] == code


@pytest.mark.parametrize("family", [family for _, family in ALL])
def test_the_examples_are_read_without_trouble(open_page, family):
    kind = next(kind for kind, families in LIVE.items() if family in families)
    for text in EXAMPLES[family]:
        header, _ = drawn(open_page("tasks", kind=kind, model=family, text=text))
        assert header["length"] > 0


def test_the_lesson_says_what_holds_for_the_nets():
    text = sections("tasks", "en")["many-to-one"][1]
    assert "The nets of this page use the last state." in text
    for family in FAMILIES["many-to-one"]:
        for cell in ("rnn", "lstm", "gru"):
            kwargs = pretrained.load(f"{family}-{cell}").card["kwargs"]
            assert kwargs.get("pooling", "last") == "last" and not kwargs.get("bidirectional", False)


def after_every_word(name: str, text: str) -> np.ndarray:
    """The probability of the second class after every word."""
    model = pretrained.load(name)
    with torch.inference_mode():
        return model.net.trace(torch.tensor([model.tokenizer.ids(text)])).out[0, :, 1].numpy()


@pytest.mark.parametrize("cell", ["lstm", "gru"])
def test_the_korean_example_turns_at_its_last_word(cell):
    out = after_every_word(f"sentiment-ko-{cell}", "재미없을 줄 알았는데 정말 재미있었다")
    assert (out[:-1] < 0.5).all() and out[-1] > 0.5


@pytest.mark.parametrize("cell", ["rnn", "lstm", "gru"])
def test_the_joke_is_no_spam_only_when_it_has_ended(cell):
    out = after_every_word(f"spam-en-{cell}", "You have won! Only joking, it is your brother, call me later")
    assert out[-2] > 0.5 > out[-1]


@pytest.mark.parametrize("cell", ["rnn", "lstm", "gru"])
def test_only_the_right_tells_a_pronoun_from_a_determiner_at_the_first_word(open_page, cell):
    """What the lesson asks to try, and its answer."""
    seen = {}
    for text in ("That is right", "That man is right"):
        header, arrays = drawn(open_page("tasks", kind="aligned", model="tagger-en", cell=cell, text=text, step="1"))
        seen[header["labels"][int(arrays["out"].argmax())]] = arrays
    assert list(seen) == ["PRON", "DET"]
    pronoun, determiner = seen.values()
    assert np.allclose(pronoun["says_forward"], determiner["says_forward"], atol=1e-5)
    assert not np.allclose(pronoun["says_backward"], determiner["says_backward"], atol=0.5)


@pytest.mark.parametrize("cell", ["rnn", "lstm", "gru"])
def test_a_book_is_a_verb_once_and_a_noun_once(open_page, cell):
    header, arrays = drawn(open_page("tasks", kind="aligned", model="tagger-en", cell=cell))
    best = [header["labels"][i] for i in arrays[f"ids_{cell}"][:, 0]]
    assert header["text"] == "We book a room to read a book" and (best[1], best[-1]) == ("VERB", "NOUN")


def test_the_examples_of_the_lesson_are_those_of_the_page():
    text = sections("tasks", "en")["many-to-one"][1]
    assert all(f"`{example}`" in text for example in (EXAMPLES["sentiment-ko"][0], EXAMPLES["spam-en"][3]))
