"""What a head is for, told by its row of the score board; the first role that fits is its own.

    positional   for some offset k, the strongest key of at least 90 % of the queries lies k places on
    induction    prefix matching: the low end of its interval is at least 0.1 above the high end of the untrained net's
    syntactic    finds a relation of grammar at least 10 points more often than the best fixed offset does, on sentences
                 that neither was chosen on
    alignment    links words with an error rate at least 10 points below that of the diagonal, on pairs that nothing was
                 chosen on
    rare         at least half of the queries look at the rarest token most
    sink         at least half of the attention goes to special tokens
    none         nothing of these

Sources: Voita et al. 2019, Analyzing Multi-Head Self-Attention, sections 5.1 and 5.2 (positional, syntactic, rare);
Olsson et al. 2022 (induction); Clark et al. 2019, section 3.2 (special tokens as a place to look at when there is
nothing to find). They give the first bound and that of grammar; 0.1 above untrained, 10 points below the diagonal, and
the halves are ours.
"""

from collections.abc import Mapping

ROLES = ("positional", "induction", "syntactic", "alignment", "rare", "sink", "none")
POSITIONAL, MARGIN, HALF = 0.9, 0.1, 0.5


def role(row: Mapping) -> str:
    """The role of a row, whose numbers may be None or missing.

    >>> role({"strongest_at": 0.93, "found": 0.9, "offset_finds": 0.2}), role({"found": 0.5, "offset_finds": 0.45})
    ('positional', 'none')
    """

    def above(value: str, bound: str, margin: float) -> bool:
        low, high = row.get(bound), row.get(value)
        return low is not None and high is not None and round(high - low, 4) >= margin

    def reaches(name: str, bound: float) -> bool:
        return (row.get(name) or 0.0) >= bound

    fits = dict(
        positional=reaches("strongest_at", POSITIONAL),
        induction=above("prefix_matching_low", "prefix_matching_untrained_high", MARGIN),
        syntactic=above("found", "offset_finds", MARGIN),
        alignment=above("aer_diagonal", "aer", MARGIN),
        rare=reaches("rare", HALF),
        sink=reaches("special", HALF),
        none=True,
    )
    return next(name for name in ROLES if fits[name])
