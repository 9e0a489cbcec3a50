"""The sentences that the shipped score boards are measured on, so that anyone can measure them again.

trees.conllu   sentences of UD English-EWT with their trees, from the part that no model here was trained on
pairs.tsv      English-French pairs of Tatoeba, from the validation set, every French of an English sentence
aligned.tsv    English-French pairs with links between words, made by people

``python -m training boards --data DIR`` writes them; the same folder always gives the same files.
"""

import random
import re
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

from training import data
from training.seemly import is_seemly

HERE = Path(__file__).parent / "sample"
TREES, PAIRS, ALIGNED = HERE / "trees.conllu", HERE / "pairs.tsv", HERE / "aligned.tsv"
MANY = {TREES.name: 300, PAIRS.name: 200, ALIGNED.name: 160}
"""How many sentences each file has; of the pairs, how many English ones."""
CREDIT = {
    TREES.name: "UD English-EWT (Silveira et al. 2014 and its contributors), CC BY-SA 4.0",
    PAIRS.name: "tatoeba.org through www.manythings.org/anki, CC BY 2.0 FR",
    ALIGNED.name: "Xu and Yvon 2016, AlibiWordAlignments, CC BY-SA 4.0",
}
"""Whose sentences they are."""
SHORTEST, LONGEST = 5, 22
"""Words of a sentence."""
SEED = 0
GRIM = re.compile(
    r"bomb|terror|murder|dead|death|attack|insurg|militia|troops|weapon|iraq|iran|qaeda|hamas|nuke|fallujah|sharon"
    r"|palest|interrog|arrest|blast|blood|\bwar\b|guerre|confess|pervert|idiot|linger|dealer|smok|cigar|love life"
    r"|firangs|enron",
    re.IGNORECASE,
)
"""Newsgroups of 2004 speak of little else."""
CLEAN = re.compile(r"[A-Z][A-Za-z ',;:-]*[.!?]")
"""Whole sentences: they begin with a capital and end with a stop, and hold no numbers, addresses or signatures."""


def some(found: Sequence, many: int) -> list:
    """So many, by the seed, in the order in which they came."""
    places = sorted(random.Random(SEED).sample(range(len(found)), min(many, len(found))))
    return [found[place] for place in places]


def fits(words: Sequence[str]) -> bool:
    text = " ".join(words)
    right = SHORTEST <= len(words) <= LONGEST and len(set(words)) > 3 and CLEAN.fullmatch(text)
    return bool(right) and is_seemly(text) and not GRIM.search(text)


def trees(file: Path) -> str:
    """Sentences of a CoNLL-U file: number, form, UPOS, head and relation of each word, the rest left out."""
    sentences, words = [], []
    for cells in chain(data.rows(file), [[""]]):
        if len(cells) == 10 and cells[0].isdecimal():
            words.append(cells)
        elif words and not any(map(str.strip, cells)):
            sentences.append(words)
            words = []
    kept = some([one for one in sentences if fits([cells[1] for cells in one])], MANY[TREES.name])
    lines = [
        ["\t".join(c if k in (0, 1, 3, 6, 7) else "_" for k, c in enumerate(cells)) for cells in one] for one in kept
    ]
    return "\n\n".join("\n".join(one) for one in lines) + "\n\n"


def pairs(file: Path) -> str:
    groups = [(en, fr) for en, fr in data.grouped(data.pairs(file)).items() if fits(en.split())]
    return "".join(f"{en}\t{one}\n" for en, fr in some(groups, MANY[PAIRS.name]) for one in fr)


def aligned(file: Path) -> str:
    head, *lines = data.rows(file)
    places = head.index("en"), head.index("fr")
    short = [line for line in lines if all(SHORTEST <= len(line[k].split()) <= 2 * LONGEST for k in places)]
    return "".join("\t".join(line) + "\n" for line in [head, *some(short, MANY[ALIGNED.name])])


def write(folder: Path, out: Path = HERE) -> None:
    """All three, from the folder that holds a folder for each data set."""
    out.mkdir(exist_ok=True)
    made = {
        TREES.name: trees(folder / "ud-english-ewt" / "en_ewt-ud-dev.conllu.gz"),
        PAIRS.name: pairs(folder / data.TATOEBA / "valid.tsv"),
        ALIGNED.name: aligned(folder / data.ALIBI / "en-fr.tsv"),
    }
    for name, text in made.items():
        (out / name).write_text(text, encoding="utf-8")
