"""Reproduce a folder of ``pretrained/``, and measure it.

python -m training train NAME --data DIR
python -m training evaluate NAME --data FILE
python -m training evaluate translate-en-fr --pairs FILE.tsv --alignments FILE.tsv (so translate-en-fr-*, seq2seq-*)
python -m training make recall --data FILE
python -m training compare word2vec-en-skipgram --data DIR
python -m training heads NAME --text FILE
python -m training boards
"""

import argparse
import json
import os
import sys
from pathlib import Path

import torch

import pretrained
from nets.count import active
from nets.seq2seq import Seq2seq
from nets.seq2seq_trace import Intervention
from nets.transformer import EncoderDecoder
from text.bpe import BPE
from training import (
    alignment,
    bleu,
    data,
    experts,
    families,
    lm,
    lmcard,
    produce,
    recall,
    routing,
    seq2seq,
    translate,
    word2vec_models,
)
from training.board import command
from training.card import card

TRANSLATORS = (translate.NAME, experts.NAME, experts.TWIN, *seq2seq.names())

# glibc gives big arrays back to the system after every step, and faults them in anew: 1.6 times slower
KEEP_MEMORY = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": "100000000000"}


def arguments(argv: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__.splitlines()[0])
    verbs = parser.add_subparsers(dest="verb", required=True)
    train = verbs.add_parser("train", help="train a model, or go on after a kill, measure it, and write its folder")
    evaluate = verbs.add_parser("evaluate", help="print one JSON object with the quality of a model")
    make = verbs.add_parser("make", help="write a test of a made-up task")
    compare = verbs.add_parser("compare", help="print the quality of word vectors beside those of another library")
    for verb in (train, evaluate):
        verb.add_argument(
            "name", choices=[*TRANSLATORS, *lm.NETS, *word2vec_models.names(), *families.names()], metavar="NAME"
        )
        verb.add_argument("--root", type=Path, default=pretrained.HERE, help="where the models are (pretrained/)")
        verb.add_argument("--beam", type=positive, default=4, help="translations that beam search keeps (4)")
        verb.add_argument("--threads", type=positive, default=1, help="threads of the CPU (1)")
    train.add_argument("--data", type=Path, required=True, help="the folder that holds a folder for each data set")
    train.add_argument("--work", type=Path, help="where checkpoints are kept (runs/NAME)")
    train.add_argument("--epochs", type=float, help="how often each example is seen (as the recipe has it)")
    train.add_argument("--ratio", type=share, help=f"of teacher forcing, for {seq2seq.FAMILY}-* (as the recipe has it)")
    train.add_argument("--device", default="cpu", help=f"cpu or cuda, for {translate.NAME}* (cpu)")
    evaluate.add_argument("--data", type=Path, help="a file in the format of the model's data set, gzipped or not")
    evaluate.add_argument("--pairs", type=Path, help="English, tab, French: BLEU and chrF")
    evaluate.add_argument("--alignments", type=Path, help="id, en, fr, sure, possible: alignment error rates")
    make.add_argument("name", choices=[families.RECALL.name])
    make.add_argument("--data", type=Path, required=True, help="the file to write")
    make.add_argument("--seed", type=int, default=recall.TEST, help="what makes it (%(default)s, the card's test)")
    for verb in command.add(verbs):
        verb.add_argument("--root", type=Path, default=pretrained.HERE, help="where the models are (pretrained/)")
    compare.add_argument("name", choices=word2vec_models.names(), metavar="NAME")
    compare.add_argument("--root", type=Path, default=pretrained.HERE, help="where the models are (pretrained/)")
    compare.add_argument("--data", type=Path, required=True, help="the folder that holds a folder for each data set")
    chosen = parser.parse_args(argv)
    if chosen.verb == "evaluate":
        pairs = chosen.pairs or chosen.alignments
        if chosen.name in TRANSLATORS and (chosen.data or not pairs):
            evaluate.error("nothing to measure: name --pairs, --alignments or both")
        if chosen.name not in TRANSLATORS and (pairs or not chosen.data):
            evaluate.error("nothing to measure: name --data")
    if chosen.verb == "train" and chosen.ratio is not None and chosen.name not in seq2seq.names():
        train.error(f"{chosen.name} is always taught by the true tokens: --ratio is for {seq2seq.FAMILY}-*")
    return chosen


def positive(text: str) -> int:
    if (number := int(text)) < 1:
        raise ValueError(text)
    return number


def share(text: str) -> float:
    if not 0 <= (number := float(text)) <= 1:
        raise ValueError(text)
    return number


def measure(net: EncoderDecoder | Seq2seq, bpe: BPE, pairs: Path | None, alignments: Path | None, beam: int) -> dict:
    """The metrics of a translator on the files that are named. A net with several score functions, which translates by
    the first of them, is measured with each, in brief."""
    result = bleu.evaluate(net, bpe, pairs, beam) if pairs else {}
    result |= alignment.evaluate(net, bpe, alignments) if alignments else {}
    result |= routing.evaluate(net, bpe, pairs) if pairs and routing.mixtures(net) else {}
    if isinstance(net, Seq2seq) and len(net.attentions) > 1:
        first, *others = net.attentions
        result["by_score"] = {first: {key: result[key] for key in ("bleu", "aer") if key in result}}
        result["by_score"] |= {name: brief(net, bpe, pairs, alignments, beam, name) for name in others}
    return result


def brief(net: Seq2seq, bpe: BPE, pairs: Path | None, alignments: Path | None, beam: int, score: str) -> dict:
    """BLEU and alignment error rate of a net that looks back with one of its score functions."""
    touch = Intervention(score=score)
    result = dict(bleu=bleu.evaluate(net, bpe, pairs, beam, touch, texts=False)["bleu"]) if pairs else {}
    return result | (dict(aer=alignment.evaluate(net, bpe, alignments, touch)["aer"]) if alignments else {})


def train_translator(chosen: argparse.Namespace, work: Path) -> Path:
    recipe: translate.Recipe | seq2seq.Recipe
    more = {}
    given = {key: value for key in ("epochs", "ratio") if (value := getattr(chosen, key)) is not None}
    if chosen.name == translate.NAME:
        recipe = translate.Recipe(**given)
        net, bpe, run = translate.train(chosen.data, work, recipe, chosen.device)
    elif chosen.name in (experts.NAME, experts.TWIN):
        recipe = experts.recipe_of(chosen.name, **given)
        net, bpe, run = experts.train(chosen.data, work, recipe, chosen.device)
        more = dict(parameters=sum(p.numel() for p in net.parameters()), active_parameters=active(net))
    else:
        recipe = seq2seq.recipe_of(chosen.name, **given)
        net, bpe, run = seq2seq.train(chosen.data, work, recipe)
    net.load_state_dict({key: value.half() for key, value in net.state_dict().items()})  # measured as it is shipped
    files = chosen.data / data.TATOEBA / "valid.tsv", chosen.data / data.ALIBI / "en-fr.tsv"
    metrics = measure(net, bpe, *files, chosen.beam)
    whole = card(chosen.name, recipe, run, metrics, chosen.data, chosen.device, chosen.threads)
    return pretrained.save(chosen.name, net, bpe, whole | more, chosen.root)


def train(chosen: argparse.Namespace) -> None:
    work = chosen.work or Path("runs") / chosen.name
    if chosen.name in TRANSLATORS:
        folder = train_translator(chosen, work)
    elif chosen.name in lm.NETS:
        folder = lmcard.produce(chosen.name, chosen.data, work, chosen.root, chosen.epochs, chosen.threads)
    elif chosen.name in word2vec_models.names():
        folder = word2vec_models.produce(chosen.name, chosen.data, work, chosen.root, chosen.epochs, chosen.threads)
    else:
        task, cell = families.find(chosen.name)
        folder = produce.produce(task, cell, chosen.data, work, chosen.root, chosen.epochs, chosen.threads)
    print(f"written: {folder}")


def evaluate(chosen: argparse.Namespace) -> None:
    try:
        model = pretrained.load(chosen.name, chosen.root)
    except pretrained.BrokenModel as error:
        raise SystemExit(str(error)) from error
    if chosen.name in TRANSLATORS:
        metrics = measure(model.net, model.tokenizer, chosen.pairs, chosen.alignments, chosen.beam)
    elif chosen.name in lm.NETS:
        metrics = lmcard.measure(model.net, model.tokenizer, chosen.data)
    elif chosen.name in word2vec_models.names():
        metrics = word2vec_models.evaluate(model, chosen.data)
    else:
        metrics = produce.evaluate(families.find(chosen.name)[0], model, chosen.data)
    print(json.dumps(dict(model=chosen.name) | metrics, ensure_ascii=False, allow_nan=False, indent=1))


def compare(chosen: argparse.Namespace) -> None:
    print(json.dumps(word2vec_models.compare(chosen.name, chosen.root, chosen.data), allow_nan=False, indent=1))


def make(chosen: argparse.Namespace) -> None:
    recall.write(chosen.data, chosen.seed)


def main(argv: list[str] | None = None) -> None:
    chosen = arguments(argv)
    torch.set_num_threads(getattr(chosen, "threads", 1))
    verbs = {"train": train, "evaluate": evaluate, "make": make, "compare": compare}
    (verbs | {"heads": command.run, "boards": command.boards})[chosen.verb](chosen)


if __name__ == "__main__":
    if sys.platform == "linux" and "train" in sys.argv[1:2] and not KEEP_MEMORY.keys() & os.environ.keys():
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], os.environ | KEEP_MEMORY)
    main()
