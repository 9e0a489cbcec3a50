"""From a family to a folder of ``pretrained/``: fit every seed, keep the best by the validation part, write a card."""

from dataclasses import asdict, replace
from pathlib import Path
from statistics import fmean, stdev

import pretrained
from training.task import Fitted, Task


def as_shipped(fitted: Fitted) -> None:
    """Round the weights to half precision: a model is measured as it is shipped."""
    fitted.net.load_state_dict({key: value.half() for key, value in fitted.net.state_dict().items()})
    fitted.net.eval().requires_grad_(False)


def spread(scores: list[dict]) -> dict:
    """Mean and standard deviation over the seeds, of every number that differs between them.

    >>> spread([dict(accuracy=0.5, n=4), dict(accuracy=1.0, n=4)])
    {'accuracy_mean': 0.75, 'accuracy_sd': 0.3536}
    """
    result = {}
    for key, first in scores[0].items():
        if isinstance(first, float):
            values = [score[key] for score in scores]
            result[f"{key}_mean"] = round(fmean(values), 4)
            result[f"{key}_sd"] = round(stdev(values), 4) if len(values) > 1 else 0.0
    return result


def produce(task: Task, cell: str, folder: Path, work: Path, root: Path, epochs: float | None, threads: int) -> Path:
    """Train, measure and write ``task.name``-``cell``."""
    parts = task.parts(folder)
    recipe = replace(task.recipe, epochs=epochs) if epochs else task.recipe
    runs: list[tuple[int, dict, Fitted]] = []
    for seed in task.seeds:
        fitted = task.fit(parts, cell, replace(recipe, seed=seed), work / f"seed-{seed}")
        as_shipped(fitted)
        measured = {
            part: task.score(fitted.net, fitted.tokenizer, fitted.labels, examples)
            for part, examples in parts.items()
            if part != "train" and examples
        }
        print(f"{task.name}-{cell} seed {seed}: {measured}", flush=True)
        runs.append((seed, measured, fitted))
    sign = -1 if task.less else 1
    best = max(range(len(runs)), key=lambda i: sign * runs[i][1]["valid"][task.measure]) if len(runs) > 1 else 0
    seed, measured, fitted = runs[best]
    states, sample = task.states(fitted, parts)
    metrics = (
        measured["test"] | {part: score for part, score in measured.items() if part != "test"} | dict(runs=len(runs))
    )
    if len(runs) > 1:
        metrics |= spread([one["test"] for _, one, _ in runs])
        metrics["seeds"] = [
            dict(seed=number, valid=one["valid"][task.measure]) | one["test"] for number, one, _ in runs
        ]
    name, source = f"{task.name}-{cell}", task.source
    evaluate = f"python -m training evaluate {name} --data"
    card = dict(
        kwargs=fitted.kwargs,
        tokenizer=task.tokenizer_story(fitted.tokenizer),
        labels=fitted.labels,
        data=asdict(source) | dict(sizes={part: len(examples) for part, examples in parts.items()}),
        licence=f"MIT for the weights, which were learnt from data under {source.licence}: credit {source.credit}",
        metrics=metrics,
        seed=seed,
        command=f"python -m training train {name} --data DIR" + (f" --epochs {epochs:g}" if epochs else ""),
        evaluation=source.first.format(f"{evaluate} FILE")
        if source.first
        else f"{evaluate} DIR/{source.name}/{source.files['test']}",
        recipe=asdict(replace(recipe, seed=seed)),
        training=dict(
            steps=fitted.run.step,
            seconds=round(sum(one.run.seconds for _, _, one in runs)),
            device="cpu",
            threads=threads,
        ),
        curve=[{key: float(f"{value:.4g}") for key, value in point.items()} for point in fitted.run.curve],
    )
    return pretrained.save(name, fitted.net, fitted.tokenizer, card, root, states, sample)


def evaluate(task: Task, model: pretrained.Model, file: Path) -> dict:
    """The metrics of a shipped model on a file in the format of its data set."""
    labels = model.card["labels"]
    examples, left_out = task.read(file, labels)
    return task.score(model.net, model.tokenizer, labels, examples) | dict(data=file.name, lines_left_out=left_out)
