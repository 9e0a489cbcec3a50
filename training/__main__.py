"""Reproduce a folder of ``pretrained/``, and measure it.

python -m training train translate-en-fr --data DIR
python -m training evaluate translate-en-fr --pairs FILE.tsv --alignments FILE.tsv
"""

import argparse
import json
import os
import sys
from pathlib import Path

import torch

import pretrained
from nets.transformer import EncoderDecoder
from text.bpe import BPE
from training import alignment, bleu, data, translate
from training.card import card

# glibc gives big arrays back to the system after every step, and faults them in anew: 1.6 times slower
KEEP_MEMORY = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": "100000000000"}


def arguments(argv: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__.splitlines()[0])
    verbs = parser.add_subparsers(dest="verb", required=True)
    train = verbs.add_parser("train", help="train a model, or go on after a kill, measure it, and write its folder")
    evaluate = verbs.add_parser("evaluate", help="print one JSON object with the quality of a model")
    for verb in (train, evaluate):
        verb.add_argument("name", choices=[translate.NAME])
        verb.add_argument("--root", type=Path, default=pretrained.HERE, help="where the models are (pretrained/)")
        verb.add_argument("--beam", type=positive, default=4, help="translations that beam search keeps (4)")
        verb.add_argument("--threads", type=positive, default=1, help="threads of the CPU (1)")
    train.add_argument(
        "--data", type=Path, required=True, help=f"the folder that holds {data.TATOEBA}/ and {data.ALIBI}/"
    )
    train.add_argument("--work", type=Path, help="where checkpoints are kept (runs/NAME)")
    train.add_argument(
        "--epochs", type=float, default=translate.Recipe.epochs, help="how often each pair is seen (%(default)g)"
    )
    train.add_argument("--device", default="cpu", help="cpu or cuda (cpu)")
    evaluate.add_argument("--pairs", type=Path, help="English, tab, French: BLEU and chrF")
    evaluate.add_argument("--alignments", type=Path, help="id, en, fr, sure, possible: alignment error rates")
    chosen = parser.parse_args(argv)
    if chosen.verb == "evaluate" and not (chosen.pairs or chosen.alignments):
        evaluate.error("nothing to measure: name --pairs, --alignments or both")
    return chosen


def positive(text: str) -> int:
    if (number := int(text)) < 1:
        raise ValueError(text)
    return number


def measure(net: EncoderDecoder, bpe: BPE, pairs: Path | None, alignments: Path | None, beam: int) -> dict:
    """The metrics of the files that are named."""
    result = bleu.evaluate(net, bpe, pairs, beam) if pairs else {}
    return result | (alignment.evaluate(net, bpe, alignments) if alignments else {})


def train(chosen: argparse.Namespace) -> None:
    recipe = translate.Recipe(epochs=chosen.epochs)
    net, bpe, run = translate.train(chosen.data, chosen.work or Path("runs") / chosen.name, recipe, chosen.device)
    net.load_state_dict({key: value.half() for key, value in net.state_dict().items()})  # measured as it is shipped
    files = chosen.data / data.TATOEBA / "valid.tsv", chosen.data / data.ALIBI / "en-fr.tsv"
    metrics = measure(net, bpe, *files, chosen.beam)
    whole = card(recipe, run, metrics, chosen.data, chosen.device, chosen.threads)
    print(f"written: {pretrained.save(chosen.name, net, bpe, whole, chosen.root)}")


def evaluate(chosen: argparse.Namespace) -> None:
    try:
        model = pretrained.load(chosen.name, chosen.root)
    except pretrained.BrokenModel as error:
        raise SystemExit(str(error)) from error
    metrics = measure(model.net, model.tokenizer, chosen.pairs, chosen.alignments, chosen.beam)
    print(json.dumps(dict(model=chosen.name) | metrics, ensure_ascii=False, allow_nan=False, indent=1))


def main(argv: list[str] | None = None) -> None:
    chosen = arguments(argv)
    torch.set_num_threads(chosen.threads)
    {"train": train, "evaluate": evaluate}[chosen.verb](chosen)


if __name__ == "__main__":
    if sys.platform == "linux" and "train" in sys.argv[1:2] and not KEEP_MEMORY.keys() & os.environ.keys():
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], os.environ | KEEP_MEMORY)
    main()
