"""Data sets with no author, in the format of each set, and recipes small enough to train on them in a second."""

import random
from dataclasses import replace
from pathlib import Path

from training import families
from training.task import Task

GOOD, BAD = ("lovely", "great", "fine"), ("awful", "poor", "dull")
FILMS = ("film", "story", "song", "day")
TAGS = {"the": "DET", "a": "DET", "dog": "NOUN", "Rex": "PROPN", "sees": "VERB", "bites": "VERB", ".": "PUNCT"}
SHAPES = dict(vocab=60, d_model=8, units=8, epochs=2, batch=8, every=10, warmup=4, averaged=2)
SMALL = {
    "sentiment-ko": SHAPES,
    "sentiment-en": SHAPES,
    "spam-en": SHAPES,
    "tagger-en": dict(d_word=6, d_letter=4, letter_units=4, units=6, epochs=2, batch=8, every=5, warmup=2, averaged=2),
    "tagger-ko": dict(d_word=6, d_letter=4, letter_units=4, units=6, epochs=1, batch=8, every=5, warmup=2, averaged=2),
    "entities-en": dict(
        d_word=6, d_letter=4, letter_units=4, units=6, epochs=1, batch=8, every=5, warmup=2, averaged=2
    ),
    "chars-en": dict(d_model=6, units=8, layers=2, batch=4, window=16, epochs=2, every=10, warmup=4, averaged=2),
    "chars-ko": dict(d_model=6, units=8, batch=2, window=8, epochs=1, every=10, warmup=4, averaged=2, at_least=1),
    "recall": dict(d_model=4, units=6, batch=4, steps=6, longest=5, epochs=2, every=5, warmup=2, averaged=2),
}


def small(name: str) -> Task:
    """A family with a recipe that runs in a second, and at most two seeds."""
    task = families.FAMILIES[name]
    more = dict(held_out=8) if getattr(task, "held_out", 0) else {}
    return replace(task, recipe=replace(task.recipe, **SMALL[name]), seeds=task.seeds[:2], **more)


def opinions(dice: random.Random, n: int) -> list[tuple[str, int]]:
    rows = []
    for number in range(n):
        label = dice.randrange(2)
        words = dice.choice(GOOD if label else BAD), dice.choice(FILMS)
        rows.append((f"{number} a {words[0]} {words[1]}, really", label))
    return rows


def sentences(dice: random.Random, n: int) -> list[list[tuple[str, str]]]:
    result = []
    for _ in range(n):
        words = [dice.choice(("the", "a")), "dog", dice.choice(("sees", "bites")), "Rex", "."]
        result.append([(word, TAGS[word]) for word in words])
    return result


def conllu(rows: list[list[tuple[str, str]]]) -> str:
    blocks = []
    for number, row in enumerate(rows):
        lines = [f"# sent_id = {number}", f"# text = {' '.join(word for word, _ in row)}"]
        lines += [f"{i}\t{word}\t{word}\t{tag}" + "\t_" * 6 for i, (word, tag) in enumerate(row, 1)]
        blocks.append("\n".join(lines) + "\n\n")
    return "".join(blocks)


def write(folder: Path) -> None:
    """Every set, below the folder that --data names, uncompressed where the reader does not mind."""
    dice = random.Random(0)

    def put(name: str, text: str) -> None:
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        if path.suffix == ".gz":
            import gzip

            with gzip.open(path, "wt", encoding="utf-8", newline="\n") as file:
                file.write(text)
        else:
            path.write_text(text, encoding="utf-8")

    def rows(n: int) -> str:
        return "".join(f"{i}\t{text}\t{label}\n" for i, (text, label) in enumerate(opinions(dice, n)))

    for name, n in (("train.tsv.gz", 60), ("train_extra.tsv.gz", 20), ("ratings_test.txt.gz", 30)):
        put(f"nsmc/{name}", "id\tdocument\tlabel\n" + rows(n))
    for name, n in (("train.tsv.gz", 60), ("dev.tsv", 20), ("test.tsv", 20)):
        put(f"goemotions/{name}", "".join(f"{text}\t{(3, 17)[label]}\tx\n" for text, label in opinions(dice, n)))
    for name, n in (("train.tsv", 60), ("test.tsv", 20)):
        put(f"sms-spam/{name}", "label\ttext\n" + "".join(f"{('ham', 'spam')[b]}\t{a}\n" for a, b in opinions(dice, n)))
    for name, code in (("ud-english-ewt", "en_ewt"), ("ud-korean-gsd", "ko_gsd")):
        for part, n in (("train", 40), ("dev", 10), ("test", 10)):
            put(f"{name}/{code}-ud-{part}.conllu.gz", conllu(sentences(dice, n)))
    for part, n in (("train", 40), ("dev", 10), ("test", 10)):
        marked = [[(word, "B-person" if word == "Rex" else "O") for word, _ in row] for row in sentences(dice, n)]
        put(f"wnut17/{part}.conll", "".join("".join(f"{w}\t{t}\n" for w, t in row) + "\n" for row in marked))
    lines = [" ".join(word for word, _ in row) for row in sentences(dice, 100)]
    put("lm-tinyshakespeare/input.txt", "\n".join(lines) + "\n")
    stories = families.FAMILIES["chars-ko"]
    for name in (*stories.files, stories.test):
        put(f"lm-korean-shorts/{name}", "나는 간다. 너는 온다.\n" * 12)
