"""The tab that goes through the decoding step by step: one net, one step, every sum with its terms."""

from functools import lru_cache

import torch

from figures.sections.steps import log_sum, parts_of, step_arrays
from nets.quantity import Quantity
from nets.seq2seq_terms import combine_terms, score_terms
from nets.trace import freeze
from text.bpe import EOS, SOS
from ui.run import NETS, Reading, load
from ui.sections.choosing import MODEL, SIDES, side_of, wanted, whole, words_of

KEYS = ("net", "t")
"""What may be asked for, each with "steps_" before it."""


def section(asking: dict, text: str, first: Reading, second: Reading, names: tuple[str, str]) -> tuple[dict, dict]:
    """Header and arrays of the chosen step. Raises BrokenModel."""
    which, place = wanted(asking, "steps_net"), whole(wanted(asking, "steps_t"), 1, 999, 1)
    side = side_of(which, names)
    name, reading = names[side], (first, second)[side]
    t = min(place, len(reading.target))
    header = {
        "state": {"steps_net": which if which in SIDES else "", "steps_t": place},
        "names": list(names),
        "side": side,
        "net": name,
        "t": t,
        "steps": len(reading.written),
        "source": [[piece.text, piece.id in (SOS, EOS)] for piece in reading.source],
        "read": reading.target[t - 1].text,
        "ids": [piece.id for piece in reading.written],
        "parts": list(parts_of(name)),
    }
    if not reading.written:
        return header, {}
    chosen = reading.written[t - 1].id
    arrays = step_arrays(reading.trace, terms(name, reading, t - 1), t - 1, chosen)
    bpe = load(MODEL.format(name)).tokenizer
    header |= {
        "chosen": arrays["top"].tolist().index(chosen),
        "top": [piece.text for piece in bpe.pieces_of(arrays["top"].tolist())],
        "log_sum": log_sum(reading.trace, t - 1),
    }
    return header, arrays


def terms(name: str, reading: Reading, t: int) -> dict[str, Quantity]:
    """What the sums of step t, counted from 0, are made of: the factors of the score and the parts of h̃_t."""
    net = load(MODEL.format(name)).net

    def take_apart() -> dict[str, Quantity]:
        def at(path: str, **where: int) -> torch.Tensor:
            return torch.tensor(reading.trace[path].at(batch=0, **where).values)

        with torch.inference_mode():
            s = at("decoder.cell.h", time=t)
            if not net.attentions:
                return combined(freeze(combine_terms(net, s, None)))
            query = at("decoder.look.query", query=t)
            score = freeze(score_terms(net.scores[net.attentions[0]], query, at("encoder.out")))
            context = at("decoder.look.context", query=t)
            return {name: score[name] for name in score} | combined(freeze(combine_terms(net, s, context)))

    return NETS.submit(take_apart).result()


def combined(parts) -> dict[str, Quantity]:
    return {f"combine_{name}": parts[name] for name in parts}


@lru_cache
def words(lang: str) -> dict:
    """Every label of this tab in one language, and its code."""
    found = words_of("steps", lang)
    groups = {"parts": "part_", "keys": "key_"}
    return found | {
        group: {name.removeprefix(start): label for name, label in found.items() if name.startswith(start)}
        for group, start in groups.items()
    }
