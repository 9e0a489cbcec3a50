"""The score board over a whole corpus: piece by piece, resumable, in bounded memory, here or on a Ray cluster.

Every piece gives its own sums, and they are added in the order of the corpus: so the result is the same, to the last
bit, whether a run was stopped and gone on with, and however many machines read the pieces.
"""

import hashlib
import os
import time
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from foreign import CannotRead
from models.maps import Maps, Source
from models.measures import apart, measured, places
from models.source import source
from nets.importance import by_ablation, by_gradient
from pretrained import BrokenModel
from training.board.corpus import PIECE, Text, frequencies, pieces
from training.board.relations import related
from training.board.tally import Mean, Tally

NETS = ("trained", "untrained")
COUNTS = {"found": "seen", "hits": "queries"}
"""What is counted, and of how many."""
EVERY = 20.0
"""Seconds between two savings."""


@dataclass(frozen=True)
class Job:
    """What is measured.

    root is where our models are; ray: None, or a number of local workers, or the address of a cluster; work is the
    folder that a run goes on from; importance: of how many texts, from the first, each head's gradient is taken and
    each head ablated, which takes a pass for each; more: files that go on from text.
    """

    name: str
    text: Path
    root: Path
    work: Path
    ray: str | None = None
    importance: int = 0
    more: tuple[Path, ...] = ()

    @property
    def files(self) -> tuple[Path, ...]:
        """The corpus."""
        return self.text, *self.more

    def mark(self) -> str:
        """What a saved state must agree with: the model's name, and the corpus by its size and its beginning."""
        marks = [f"{self.name} {PIECE} {self.importance}"]
        for file in self.files:
            with file.open("rb") as opened:
                beginning = hashlib.sha256(opened.read(1_000_000)).hexdigest()
            marks.append(f"{file.stat().st_size} {beginning}")
        return " ".join(marks)


class Reader:
    """Both nets, the trained one and the same with random weights, and how rare tokens are."""

    def __init__(self, name: str, root: Path, counts: Counter[int], importance: int = 0):
        torch.set_num_threads(1)
        self.sources = opened(name, root)
        self.counts, self.importance = counts, importance
        if importance and not self.sources["trained"].loss:
            raise SystemExit(f"{name} tells no loss: the importance of its heads cannot be measured")

    def tally(self, texts: tuple[Text, ...]) -> Tally:
        """The sums of a piece. Both nets read the same target: what the corpus says, or what the trained net writes.

        What is chosen on the even texts is told of the odd ones."""
        found: dict[str, list[tuple[int, np.ndarray]]] = {}
        for text in texts:
            target = text.target or self.sources["trained"].write(text.text)
            for net, reader in self.sources.items():
                for maps in reader.read(text.text, target):
                    for name, values in self.values(net, maps, text).items():
                        found.setdefault(f"{net}.{maps.side}.{name}", []).append((text.number, values))
                for name, values in self.matters(reader, text, target).items():
                    found.setdefault(f"{net}.{name}", []).append((text.number, values))
        means = {}
        stacks = {name: np.stack([values for _, values in parts]) for name, parts in found.items()}
        for name, values in stacks.items():
            numbers, stack = [number for number, _ in found[name]], name.rpartition(".")[0]
            if name.endswith((".measures", ".gradient", ".ablation")):
                means[name] = Mean.of(values, numbers)
            elif name.endswith((".found", ".hits")):
                of = stacks[f"{stack}.{COUNTS[name.rpartition('.')[2]]}"]
                means[name] = Mean.ratio(values, of[..., None, None], numbers)
            elif name.endswith(".found_even"):
                means[name] = Mean.bare(values, stacks[f"{stack}.seen_even"][..., None, None])
            elif name.endswith((".away", ".away_even")):
                means[name] = Mean.bare(values, stacks[name.replace(".away", ".seen")][..., None])
            elif name.endswith(".apart"):
                means[name] = Mean.bare(values, np.ones((len(values), 1, 1)))
        return Tally(means, len(texts))

    def matters(self, reader: Source, text: Text, target: str | None) -> dict[str, np.ndarray]:
        """How much each head of a net matters to a text and its target, where that is wanted."""
        if text.number >= self.importance:
            return {}
        kinds = dict(gradient=by_gradient, ablation=by_ablation)
        return {
            f"{side}.{kind}": values.numpy().astype(float)
            for kind, measure in kinds.items()
            for side, values in measure(reader.loss(text.text, target), reader.shapes).items()
        }

    def values(self, net: str, maps: Maps, text: Text) -> dict[str, np.ndarray]:
        """What a text says of the heads of a stack; how far apart they are is told of the trained net alone."""
        found = dict(measures=measured(maps, self.counts).numpy())
        found |= dict(apart=apart(maps).numpy()) if net == "trained" else {}
        if maps.side != "cross":
            found |= {name: values.double().numpy() for name, values in places(maps).items()}
        reads = "encoder" if "encoder" in self.sources[net].shapes else "decoder"  # the stack that reads the text
        if text.tree and maps.side == reads and (net == "trained" or text.number % 2):
            half = "" if text.number % 2 else "_even"
            found |= {name + half: values for name, values in related(maps, text.tree).items()}
        return found


def opened(name: str, root: Path) -> dict[str, Source]:
    """A model, and the same untrained. Raises SystemExit when it cannot be read."""
    try:
        return {net: source(name, root, untrained=net == "untrained") for net in NETS}
    except (CannotRead, BrokenModel) as error:
        raise SystemExit(str(error)) from error


def run(job: Job) -> Tally:
    """The whole corpus. Raises SystemExit for a file without texts, and for a state of another job in ``work``."""
    job.work.mkdir(parents=True, exist_ok=True)
    state, done, whole = job.work / "state.npz", 0, Tally()
    if state.exists():
        done, whole = resume(state, job)
    total = sum(1 for _ in pieces(job.files))
    if not total:
        raise SystemExit(f"{job.text} holds no text: a sentence a line, pairs divided by a tab, or CoNLL-U")
    counts = frequencies(job.files, opened(job.name, job.root)["trained"].tokens)
    saved = time.monotonic()
    with (
        tqdm(total=total, initial=done, unit="piece", desc=job.name) as bar,
        closing(tallies(job, counts, done)) as found,
    ):
        for tally in found:
            whole, done = whole + tally, done + 1
            bar.update()
            if time.monotonic() - saved > EVERY or done == total:
                keep(state, job, done, whole)
                saved = time.monotonic()
    return whole


def tallies(job: Job, counts: Counter[int], done: int) -> Iterator[Tally]:
    """The sums of the pieces that are still to do, in order."""
    if job.ray is not None:
        yield from spread(job, counts, done)
        return
    reader = Reader(job.name, job.root, counts, job.importance)
    for texts in pieces(job.files, done):
        yield reader.tally(texts)


def spread(job: Job, counts: Counter[int], done: int) -> Iterator[Tally]:
    """The same on a Ray cluster; no more pieces wait than there are workers, so that memory stays level."""
    try:
        import ray
    except ImportError as error:
        raise SystemExit("to spread a job over machines: pip install -r training/board/requirements.txt") from error
    workers = int(job.ray) if job.ray.isdecimal() else None
    where = dict(num_cpus=workers, include_dashboard=False) if workers else dict(address=job.ray)
    here = os.pathsep.join([str(Path.cwd()), os.environ.get("PYTHONPATH", "")])
    ray.init(**where, log_to_driver=False, runtime_env=dict(env_vars=dict(PYTHONPATH=here)))
    try:
        kind = ray.remote(num_cpus=1)(Reader)
        count = workers or max(1, int(ray.cluster_resources().get("CPU", 1)))
        readers = [kind.remote(job.name, job.root, counts, job.importance) for _ in range(count)]
        waiting: deque = deque()
        for number, texts in enumerate(pieces(job.files, done)):
            if len(waiting) == 2 * count:
                yield ray.get(waiting.popleft())
            waiting.append(readers[number % count].tally.remote(texts))
        while waiting:
            yield ray.get(waiting.popleft())
    finally:
        ray.shutdown()


def keep(file: Path, job: Job, done: int, whole: Tally) -> None:
    """Write the state, all of it or none."""
    half_written = file.with_suffix(".writing.npz")
    np.savez(half_written, mark=np.array(job.mark()), done=np.array(done), **whole.arrays())
    os.replace(half_written, file)


def resume(file: Path, job: Job) -> tuple[int, Tally]:
    """How many pieces are done, and their sums. Raises SystemExit for the state of another job."""
    with np.load(file, allow_pickle=False) as found:
        if str(found["mark"]) != job.mark():
            raise SystemExit(f"{file} belongs to another model or corpus: remove it, or name another folder by --work")
        arrays = {name: found[name] for name in found.files if name not in ("mark", "done")}
        return int(found["done"]), Tally.from_arrays(arrays)
