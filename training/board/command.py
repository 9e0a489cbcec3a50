"""``python -m training heads``: what the command line says, done."""

import argparse
from pathlib import Path

from training.board import job, report


def add(verbs) -> argparse.ArgumentParser:
    """The verb, among the others of ``python -m training``."""
    heads = verbs.add_parser("heads", help="the score board of a model's heads over a corpus, one row a head")
    heads.add_argument("name", metavar="NAME", help="one of our models, or the folder of a Hugging Face checkpoint")
    heads.add_argument("--text", type=Path, required=True, help="a sentence a line, pairs with a tab, or CoNLL-U")
    heads.add_argument("--importance", action="store_true", help="ablate each head too (our nets; a pass a head)")
    heads.add_argument("--out", type=Path, help="a file to write, .csv or .json (JSON to the screen)")
    heads.add_argument("--work", type=Path, help="where a stopped job goes on from (runs/heads-NAME)")
    heads.add_argument("--ray", metavar="N|ADDRESS", help="spread over N workers here, or over a Ray cluster")
    return heads


def run(chosen: argparse.Namespace) -> None:
    """Compute the score board, or go on with it, and write it."""
    name = Path(chosen.name).name if Path(chosen.name).is_dir() else chosen.name
    work = chosen.work or Path("runs") / f"heads-{name}"
    whole = job.run(job.Job(chosen.name, chosen.text, chosen.root, work, chosen.ray, chosen.importance))
    sources = job.opened(chosen.name, chosen.root)
    table = report.rows(whole, sources)
    if chosen.out and chosen.out.suffix == ".csv":
        found = report.as_csv(table)
    else:
        found = report.as_json(name, chosen.text.name, whole, table)
    if chosen.out:
        chosen.out.write_text(found, encoding="utf-8")
        print(f"written: {chosen.out}")
    else:
        print(found)
