"""The tab on what one vector holds: both nets translate the first 1, 2, … words of the sentence."""

from collections import OrderedDict
from functools import lru_cache

import torch

from figures.sections.prefixes import Row, side_by_side, spaced
from nets.decoding import Decoding, decode
from nets.free import greedy_each_by_attention, laid_out
from nets.prefixes import prefixes
from nets.trace import freeze
from pretrained import Model
from text.bpe import EOS, PAD
from text.french import elide
from ui.run import NETS, STEPS, TRANSLATOR, Reading, load
from ui.sections.choosing import MODEL, words_of

KEYS = ()
MOST = 24
"""The most prefixes that are shown."""
KEPT = 4000
"""So many prefixes of any net are remembered: while somebody types at the end, only the last one is new."""
Ids = tuple[int, ...]
_rows: OrderedDict[tuple[str, Ids], Row | Ids] = OrderedDict()
"""What is known of the ids of a prefix, by the name of the net; touched by the thread of the nets alone."""


def section(
    asking: dict, text: str, first: Reading, second: Reading, names: tuple[str, str]
) -> tuple[dict, dict]:  # fmt: skip
    """Header and arrays of all prefixes. Raises BrokenModel."""
    pieces = [piece for piece in first.source if piece.word >= 0]
    ends = list({piece.word: k + 1 for k, piece in enumerate(pieces)}.values())
    shown = [ends[n - 1] for n in spaced(len(ends), MOST)]
    header = {
        "state": {},
        "names": list(names),
        "counted": spaced(len(ends), MOST),
        "tokens": shown,
        "prefixes": [text[: pieces[end - 1].end] for end in shown],
        "from": [pieces[before].start for before in [0, *shown][: len(shown)]],
        "shortened": len(ends) > MOST,
    }
    if not shown:
        return header, {}
    sources = tuple(tuple(piece.id for piece in first.source[:end]) + (EOS,) for end in shown)
    models = [load(MODEL.format(name)) for name in names]
    given, nets = NETS.submit(read, load(TRANSLATOR), models, sources).result()
    bpe = models[0].tokenizer
    header |= {
        "given": [elide(bpe.text(ids)) for ids in given],
        "written": [[elide(bpe.text(row.tokens)) for row in rows] for rows in nets],
        "counts": [len(ids) for ids in given],
        "ids": [list(ids) for ids in given],
        "pieces": [[piece.text for piece in bpe.pieces_of(ids)] for ids in given],
    }
    return header, side_by_side(nets)


def read(teacher: Model, models: list[Model], sources: tuple[Ids, ...]) -> tuple[list[Ids], list[list[Row]]]:
    """The Transformer's translation of each source, and what each net makes of it; on the thread of the nets."""
    with torch.inference_mode():
        before = [_rows[key] for one in sources if (key := (teacher.name, one)) in _rows]
        given = known(teacher.name, sources, lambda new: translations(teacher, new, before[-1] if before else ()))
        said = dict(zip(sources, given, strict=True))
        return given, [
            known(m.name, sources, lambda new, m=m: rows(m, new, [said[one] for one in new])) for m in models
        ]


def known(name: str, sources: tuple[Ids, ...], find) -> list:
    """What a net makes of each source; ``find`` is asked, once, for those that are not remembered."""
    if new := [one for one in dict.fromkeys(sources) if (name, one) not in _rows]:
        _rows.update(((name, one), row) for one, row in zip(new, find(new), strict=True))
    found = [_rows[name, one] for one in sources]
    for one in sources:
        _rows.move_to_end((name, one))
    while len(_rows) > KEPT:
        _rows.popitem(last=False)
    return found


def translations(model: Model, sources: list[Ids], draft: Ids) -> list[Ids]:
    """What the Transformer writes of each source, greedily; ``draft``, a guess for a single one, only saves time."""
    if len(sources) == 1:
        how = Decoding(max_steps=STEPS)
        return [tuple(decode(model.net, torch.tensor([sources[0]]), how, drafts=[draft]).tokens.tolist())]
    return [tuple(row) for row in greedy_each_by_attention(model.net, laid_out(sources, PAD), STEPS)]


def rows(model: Model, sources: list[Ids], given: list[Ids]) -> list[Row]:
    """What a recurrent net makes of each source and of its given translation."""
    trace = freeze(prefixes(model.net, sources, given, STEPS))
    found = []
    for k, ids in enumerate(given):
        tokens, start, losses = (trace[name].at(batch=k).values for name in ("tokens", "start", "losses"))
        found.append(Row(tuple(tokens[tokens != PAD].tolist()), start.copy(), losses[: len(ids)].copy()))
    return found


@lru_cache
def words(lang: str) -> dict:
    """Every label of this tab in one language, and its code."""
    return words_of("prefixes", lang)
