"""``python -m training heads`` and ``boards``: what the command line says, done."""

import argparse
import hashlib
from pathlib import Path
from tempfile import TemporaryDirectory

import torch

import pretrained
from models import known
from models.boards import BOARD
from nets.transformer import EncoderDecoder
from training.board import aligned, job, lost, report, sample
from training.board.corpus import frequencies, texts
from training.board.examples import examples

EVERY_TEXT = 10**12
IMPORTANT, TRANSLATED = 32, 100
"""Of the shipped boards: of how many texts heads are ablated, and of how many sentences each translates."""


def add(verbs) -> list[argparse.ArgumentParser]:
    """Both verbs, among the others of ``python -m training``."""
    heads = verbs.add_parser("heads", help="the score board of a model's heads over a corpus, one row a head")
    heads.add_argument("name", metavar="NAME", help="one of our models, or the folder of a Hugging Face checkpoint")
    heads.add_argument(
        "--text", type=Path, nargs="+", required=True, help="a sentence a line, pairs with a tab, or CoNLL-U"
    )
    heads.add_argument(
        "--importance", type=int, nargs="?", default=0, const=EVERY_TEXT, metavar="N",
        help="ablate each head too, on the first N texts or on all (a pass for each head of two nets)",
    )  # fmt: skip
    heads.add_argument("--alignments", type=Path, help="id, en, fr, sure, possible: each head's alignment error rate")
    heads.add_argument(
        "--bleu", type=int, default=0, metavar="N",
        help="translate N sentences without each head; 100 take about 0.7 s a head on one core",
    )  # fmt: skip
    heads.add_argument("--out", type=Path, help="a file to write, .csv or .json (JSON to the screen)")
    heads.add_argument("--work", type=Path, help="where a stopped job goes on from (runs/heads-NAME)")
    heads.add_argument("--ray", metavar="N|ADDRESS", help="spread over N workers here, or over a Ray cluster")
    boards = verbs.add_parser("boards", help=f"measure our models' heads on the shipped sample; writes {BOARD} to each")
    boards.add_argument("names", metavar="NAME", nargs="*", help="which models (all that have heads)")
    boards.add_argument("--data", type=Path, help="make the sample anew from the folder of the data sets")
    return [heads, boards]


def board(wanted: job.Job, alignments: Path | None = None, bleu: int = 0) -> dict:
    """The whole board. Raises SystemExit for what cannot be measured of this model."""
    name = Path(wanted.name).name if Path(wanted.name).is_dir() else wanted.name
    whole, sources = job.run(wanted), job.opened(wanted.name, wanted.root)
    extra: dict[tuple, dict] = {}
    made = dict(model=name, sha256=checksum(wanted), texts=whole.texts, text=[file.name for file in wanted.files])
    made |= dict(importance_texts=min(wanted.importance, whole.texts)) if wanted.importance else {}
    if alignments or bleu:
        model = translator(wanted)
        if bleu:
            sentences = [(text.text, text.target) for text in texts(wanted.files) if text.target]
            drops, on = lost.lost(model.net, model.tokenizer, sentences, bleu, sources["trained"].shapes)
            extra = {head: report.cells("bleu_lost", values) for head, values in drops.items()}
            made |= on
        if alignments:
            nets = {"trained": model.net, "untrained": untrained(model)}
            found = aligned.alignment(sources, nets, model.tokenizer, alignments)
            extra |= {head: extra.get(head, {}) | row for head, row in found.items()}
            made |= dict(alignments=alignments.name)
    table = report.rows(whole, sources, extra)
    counts = frequencies(wanted.files, sources["trained"].tokens)
    sentences = examples(sources["trained"], wanted.files, counts, table)
    apart = report.divergences(whole)
    return made | dict(heads=table, sentences=sentences, maps=report.maps(apart), divergences=apart)


def checksum(wanted: job.Job) -> str | None:
    """Of the weights that were measured; of a checkpoint, of the first file of weights."""
    folder = wanted.root / wanted.name if wanted.name in pretrained.names(wanted.root) else Path(wanted.name)
    files = sorted(folder.glob("*.safetensors"))
    return hashlib.sha256(files[0].read_bytes()).hexdigest() if files else None


def translator(wanted: job.Job) -> pretrained.Model:
    """Our encoder-decoder. Raises SystemExit for anything else."""
    if wanted.name in pretrained.names(wanted.root):
        model = pretrained.load(wanted.name, wanted.root)
        if isinstance(model.net, EncoderDecoder):
            return model
    raise SystemExit(f"{wanted.name} is not one of our translators: --alignments and --bleu are for these")


def untrained(model: pretrained.Model) -> EncoderDecoder:
    """The same net with the random weights of ``models.source``."""
    torch.manual_seed(0)
    return type(model.net)(**model.card["kwargs"]).eval().requires_grad_(False)


def run(chosen: argparse.Namespace) -> None:
    """Compute the score board, or go on with it, and write it."""
    name = Path(chosen.name).name if Path(chosen.name).is_dir() else chosen.name
    work = chosen.work or Path("runs") / f"heads-{name}"
    first, *more = chosen.text
    wanted = job.Job(chosen.name, first, chosen.root, work, chosen.ray, chosen.importance, tuple(more))
    found = board(wanted, chosen.alignments, chosen.bleu)
    written = report.as_csv(found["heads"]) if chosen.out and chosen.out.suffix == ".csv" else report.as_json(found)
    if chosen.out:
        chosen.out.write_text(written, encoding="utf-8")
        print(f"written: {chosen.out}")
    else:
        print(written)


def boards(chosen: argparse.Namespace) -> None:
    """The boards that the page shows: of our models, on the shipped sample."""
    if chosen.data:
        sample.write(chosen.data)
    there = pretrained.names(chosen.root)
    for name in chosen.names or [name for name in known.OURS if name in there]:
        print(f"written: {shipped(name, chosen.root)}", flush=True)


def shipped(name: str, root: Path) -> Path:
    """Measure one of our models, and write its board into its folder."""
    if name not in pretrained.names(root):
        raise SystemExit(f"there is no model {name!r} in {root.name}/: there are {', '.join(pretrained.names(root))}")
    translates = isinstance(pretrained.load(name, root).net, EncoderDecoder)
    files = (sample.PAIRS, sample.TREES) if translates else (sample.TREES,)
    more = dict(alignments=sample.ALIGNED, bleu=TRANSLATED) if translates else {}
    with TemporaryDirectory() as work:
        wanted = job.Job(name, files[0], root, Path(work), None, IMPORTANT, files[1:])
        found = board(wanted, **more) | dict(command=f"python -m training boards {name}", data=data_of(files, more))
    file = root / name / BOARD
    file.write_text(report.as_json(found), encoding="utf-8")
    return file


def data_of(files: tuple[Path, ...], more: dict) -> list[str]:
    """Whose sentences they are."""
    return [sample.CREDIT[file.name] for file in (*files, *([more["alignments"]] if more else []))]
