"""From a run to what the Transformer page shows: labels, notices and alarms in the chosen language."""

from functools import lru_cache
from pathlib import Path

from figures.parameters import parameters_figure
from figures.transformer import BELOW, STAGES, Scene, Token, leak, transformer
from nets.count import parameters
from nets.transformer import AS_TRAINED, SIDES
from text.bpe import EOS, PAD, SOS, Piece
from ui.controls import restored
from ui.notice import notice
from ui.run import TRANSLATOR, Reading, Settings, load, translate
from ui.words import language, look_up, word

CODE = Path(__file__).parent.parent / "lessons" / "code"
"""What a reader may run to get a number of a picture."""
PLAIN = [
    "layer",
    "head",
    "mean",
    "query",
    "key",
    "queries",
    "keys",
    "weight",
    "kind",
    "strongest_query",
    "strongest_key",
    "token",
    "probability",
    "alternatives",
    "forced",
    "step",
    "hypothesis",
    "parent",
    "symbol",
    "each_key",
    "mask",
    "merge",
    "special",
    "threshold",
    "restore",
    "restore_one",
    "ablate",
    "ablated",
    "options",
    "heads_title",
    "heads_note",
    "lines_title",
    "lines_note",
    "translation",
    "translation_note",
    "empty",
    "take_away",
    "png",
    "svg",
    "html",
    "csv",
    "copy_link",
    "strongest",
    "show_code",
    "code_note",
    "copy",
    "close",
    "stack_encoder",
    "stack_decoder",
    "unit",
    "note_mean",
    "note_merge",
    "note_special",
    "note_threshold",
]
STOPS = [
    "resid_pre",
    "norm1.out",
    "attn.out",
    "resid_mid",
    "norm2.out",
    "cross.out",
    "resid_cross",
    "norm3.out",
    "ffn.hidden",
    "ffn.out",
    "out",
]


@lru_cache
def words(lang: str) -> dict:
    """Every label inside the pictures, in one language."""

    def say(key: str) -> str:
        return look_up(f"picture.{key}", lang)

    source, target = say("source_axis"), say("target_axis")
    return {
        **{name: say(name) for name in (*PLAIN, *SIDES, *STAGES)},
        "axes": {"encoder": (source, source), "decoder": (target, target), "cross": (target, source)},
        "notes": {stage: say(f"note_{stage}") for stage in STAGES},
        "below": {section: say(f"below_{section}") for section in BELOW},
        "below_notes": {section: say(f"below_{section}_note") for section in BELOW},
        "stops": {stop: say("stop_" + stop.replace(".", "_")) for stop in STOPS},
        "sides": {"source": source, "target": target},
        "code": {path.stem: path.read_text(encoding="utf-8") for path in sorted(CODE.glob("*.py"))},
        "parts": {part: say(f"part_{part}") for part in ("tokens", "positions", "out")},
    }


@lru_cache
def vocabulary(name: str) -> list[str]:
    """What each id of a model's vocabulary looks like on the screen."""
    bpe = load(name).tokenizer
    return [bpe.pieces_of([i])[0].text for i in range(len(bpe))]


def parameter_map():
    """Where the translator's parameters are, as a figure in the chosen language."""
    names = ("all", "embedding", "encoder", "decoder", "layer", "attn", "cross", "ffn", "norm")
    return parameters_figure(parameters(load(TRANSLATOR).net), {name: word(f"parameters.{name}") for name in names})


def token(piece: Piece) -> Token:
    return Token(piece.text, piece.word, piece.id in (PAD, SOS, EOS))


def drawn(settings: Settings, selected: str, below: str, text: str) -> bytes:
    """The live picture of a text. Raises BrokenModel."""
    return blob(translate(text, settings), settings, selected, below)


def blob(reading: Reading, settings: Settings, selected: str, below: str) -> bytes:
    """The live picture of a run."""
    scene = Scene(
        text=reading.text,
        source=[token(piece) for piece in reading.source],
        target=[token(piece) for piece in reading.target],
        written=[token(piece) for piece in reading.written],
        written_ids=[piece.id for piece in reading.written],
        forced=reading.forced,
        translation=reading.translation,
        trace=reading.trace,
        search=reading.search,
        vocabulary=vocabulary(TRANSLATOR),
        words=words(language()),
        temperature=settings.temperature,
        ablated=settings.ablated,
        touch="Intervention()" if settings.touch() == AS_TRAINED else repr(settings.touch()),
        restored=restored(),
        notice=notice(reading),
        alarm="" if settings.look_ahead else word("picture.leak", share=f"{leak(reading.trace):.0%}"),
    )
    return transformer(scene, selected, below)
