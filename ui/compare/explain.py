"""Six explanations side by side: what a token is said to give another, by weights, norms, rollout, value zeroing,
gradients, and by leaving it out."""

import zlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from time import perf_counter

import torch

from figures.compare.explain import explain
from models import known
from models.explaining import COSTLY, METHODS, SCOPES, SIGNED, Explainer, Where, agreement, ours
from nets.bert import BERT
from ui.block.choosing import one_of
from ui.classified import labels
from ui.compare.choosing import Head, head_of
from ui.compare.reading import CHARACTERS, read
from ui.kept import Kept
from ui.memory import number
from ui.run import NETS, load
from ui.words import word

CODE = Path(__file__).parent.parent.parent / "lessons" / "code" / "compare"
FILES = ("weights", "norms", "rollout", "zeroing", "saliency", "leaving_out", "ranks")
LIMIT = 64
"""The most tokens that are read here: what is run again grows with their square, or faster."""
AT_ONCE = {"rows": 16, "maps": 8}
"""Up to so many tokens, all is computed at every key; beyond, what is costly waits until nobody types."""
MAPS = 32
"""The most tokens of which all queries are explained by costly methods."""
KEPT = Kept(512)


def asked_for(view: Mapping) -> dict:
    """What is asked for, of a mapping that may hold nonsense: ``scope``; ``as``, rows or maps; ``row``, the query from
    1, 0 for one that suits; ``hide``, whether a masked model reads its mask there; and ``now``, the name of a view
    that shall be computed whatever it costs."""
    now = view.get("now")
    return {
        "scope": one_of(view.get("scope"), SCOPES, "layer"),
        "as": one_of(view.get("as"), tuple(AT_ONCE), "rows"),
        "row": number(view.get("row"), 0, LIMIT, 0),
        "hide": one_of(view.get("hide"), ("0", "1"), "1"),
    } | ({"now": now} if isinstance(now, str) else {})


def query_of(row: int, count: int) -> int:
    """The query that is looked at, from 0: the one asked for, else the last but two, where a sentence's last word is
    next, or is being written; of fewer the second, since the first may have one token to look at.

    >>> query_of(2, 9), query_of(12, 9), query_of(0, 9), query_of(0, 2), query_of(0, 1)
    (1, 8, 6, 1, 0)
    """
    return min(row - 1, count - 1) if row else max(min(1, count - 1), count - 3)


def stamp(model: str) -> int:
    """What tells two checkpoints of one name apart, the second having replaced the first. Raises CannotRead."""
    return 0 if model in known.OURS else id(checkpoint_of(model))


def checkpoint_of(model: str):
    """A checkpoint in memory. Raises CannotRead."""
    from models.checkpoints import leaving, loaded

    leaving.add(opened.cache_clear)
    return loaded(known.folder_of(model))


@lru_cache(maxsize=6)
def opened(model: str, side: str, text: str, target: str, hide: int, _stamp: int) -> Explainer:
    """A text in a model. Raises BrokenModel, CannotRead."""
    if model in known.OURS:
        found = load(model)
        given = found.net, found.tokenizer, side, text, target, LIMIT, hide
        return NETS.submit(torch.no_grad()(ours), *given).result()
    from models.explaining_checkpoints import explained

    given = checkpoint_of(model), side, text, target, LIMIT, hide
    return NETS.submit(torch.no_grad()(explained), *given).result()


def hides(model: str) -> bool:
    """Whether a model fills in what is hidden."""
    if model in known.OURS:
        return isinstance(load(model).net, BERT)
    from foreign import asking

    return asking.task(checkpoint_of(model)) == "masked"


def values(explainer: Explainer, key: tuple, method: str, where: Where) -> torch.Tensor:
    """What a method says; kept, and each computed alone, so that another visitor's key may come between."""

    def compute() -> torch.Tensor:
        with torch.no_grad():
            return explainer.values(method, where).float().contiguous()

    return KEPT.get((*key, method, where), lambda: NETS.submit(compute).result())


def section(asked: Mapping, text: str) -> tuple[dict, dict, list[str]]:
    """Header, arrays, and what the reader must know. Raises BrokenModel, CannotRead."""
    head, scope, whole = head_of(asked["a"], asked["a"]), asked["scope"], asked["as"] == "maps"
    text, target = text[:CHARACTERS], read(head.model, text).target
    which = stamp(head.model)
    plain = opened(head.model, head.side, text, target, -1, which)
    query = query_of(asked["row"], len(plain.queries))
    hidden = query if hides(head.model) and asked["hide"] == "1" and query else -1
    explainer = plain if hidden < 0 else opened(head.model, head.side, text, target, hidden, which)
    where = Where(scope, head.layer - 1, head.head - 1, None if whole else query)
    key = (head.model, head.side, text, hidden, which)
    many = max(explainer.visible.shape)
    why = {method: explainer.why_not(method, scope) for method in METHODS}
    if whole and many > MAPS:
        why |= {method: why[method] or "too_many" for method in COSTLY}
    name = f"{zlib.crc32(repr((key[:-1], where)).encode('utf-8', 'replace')):08x}"
    wanted = [method for method in METHODS if not why[method]]
    waits = (many > AT_ONCE[asked["as"]] or explainer.heavy) and asked.get("now") != name
    pending = [method for method in wanted if method in COSTLY and waits and (*key, method, where) not in KEPT]
    start = perf_counter()
    found = {method: values(explainer, key, method, where) for method in wanted if method not in pending}
    took = perf_counter() - start
    why |= dict.fromkeys(pending, "pending")
    agrees = NETS.submit(compared, found, explainer.visible, None if whole else query).result()
    header, arrays = explain(
        {method: found[method].numpy() if method in found else None for method in METHODS}, why,
        explainer.visible.numpy(),
        ([piece.text for piece in explainer.queries], [piece.text for piece in explainer.keys]), query, agrees,
        model=head.model, side=head.side, layer=head.layer, head=head.head, scope=scope, signed=list(SIGNED),
        said=said(explainer, query), all=head.side == "encoder" and bool(target), name=name, pending=bool(pending),
        ms=round(took * 1000), hides=hides(head.model), hidden=hidden, limit=MAPS, target=target,
        own=explainer.queries is explainer.keys, ours=head.model in known.OURS,
    )  # fmt: skip
    return header, arrays, told(head, explainer, text)


def compared(found: Mapping[str, torch.Tensor], visible: torch.Tensor, query: int | None) -> tuple:
    """τ_b and ρ of every two methods, on the thread of the nets."""
    may = visible if query is None else visible[query : query + 1]
    nothing = torch.full(may.shape, torch.nan)
    stacked = torch.stack([found.get(method, nothing) for method in METHODS])
    result = agreement(stacked, may)
    return result.tau.numpy(), result.rho.numpy()


def said(explainer: Explainer, query: int) -> list | None:
    """The token that is asked about and its log-probability, None where a model says nothing."""
    return list(explainer.said[query]) if explainer.said else None


def told(head: Head, explainer: Explainer, text: str) -> list[str]:
    """Whether the beginning alone was read."""
    pieces = explainer.keys if head.side != "decoder" else explainer.queries
    to = max((piece.end for piece in pieces), default=0)
    whole = head.side == "decoder" and "translate" in head.model or not text[to:].strip() or len(pieces) < LIMIT
    return [] if whole else [word("compare_explain.cut", limit=LIMIT, place=to)]


@lru_cache
def words(lang: str) -> dict:
    """Every label of this tab in one language, and its code."""
    code = {name: (CODE / f"{name}.py").read_text(encoding="utf-8") for name in FILES}
    return labels("compare_explain", lang) | {"code": code}
