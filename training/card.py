"""The card of a translator: what it is, what it learnt from, how good it is, and the two commands that show it."""

from dataclasses import asdict
from pathlib import Path

from training import data
from training.checkpoints import Run
from training.translate import NAME, Recipe


def card(recipe: Recipe, run: Run, metrics: dict, folder: Path, device: str, threads: int) -> dict:
    """Everything on the card but net and checksum, which ``pretrained.save`` adds. ``folder`` is that of ``--data``."""
    tatoeba = folder / data.TATOEBA
    train, valid = (data.pairs(tatoeba / file) for file in ("train.tsv.gz", "valid.tsv"))
    return dict(
        kwargs=recipe.net(),
        tokenizer=f"byte-pair encoding, one vocabulary of {recipe.vocab} tokens for both languages, tokenizer.json",
        data=dict(
            name=data.TATOEBA,
            train=dict(file="train.tsv.gz", pairs=len(train)),
            valid=dict(file="valid.tsv", pairs=len(valid), sentences=len(data.grouped(valid))),
            split="by connected components: no English and no French sentence is in two splits",
            source="tatoeba.org through www.manythings.org/anki, release of 2019-04-07",
            licence="CC BY 2.0 FR",
        ),
        licence="MIT for the weights, which were learnt from sentences under CC BY 2.0 FR: "
        "credit www.manythings.org/anki and tatoeba.org",
        metrics=metrics | dict(runs=1),
        seed=recipe.seed,
        command=f"python -m training train {NAME} --data DIR --epochs {recipe.epochs:g}",
        evaluation=f"python -m training evaluate {NAME} --beam {metrics['beam']} --pairs DIR/{data.TATOEBA}/valid.tsv "
        f"--alignments DIR/{data.ALIBI}/en-fr.tsv",
        recipe=asdict(recipe),
        training=dict(steps=run.step, seconds=round(run.seconds), device=device, threads=threads),
        curve=[{key: float(f"{value:.4g}") for key, value in point.items()} for point in run.curve],
    )
