"""Checkpoints: what a run needs to go on after a kill, and the mean of the last ones (Vaswani et al. 2017, 6.1)."""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

import torch
from torch import Tensor


@dataclass
class Run:
    """Where a run stands: steps taken, batches ``done`` in this ``epoch``, seconds spent, and its curve so far."""

    step: int = 0
    epoch: int = 0
    done: int = 0
    seconds: float = 0.0
    curve: list[dict] = field(default_factory=list)


def checkpoints(work: Path) -> list[Path]:
    """The checkpoints in a folder, oldest first."""
    return sorted(work.glob("step-*.pt"))


def keep(work: Path, net, optimiser, run: Run, count: int) -> None:
    """Write a checkpoint, whole or not at all, and forget all but the newest ``count``."""
    state = dict(net=net.state_dict(), optimiser=optimiser.state_dict(), run=json.dumps(asdict(run)))
    half_written = work / "writing"
    torch.save(state, half_written)
    os.replace(half_written, work / f"step-{run.step:07d}.pt")
    for old in checkpoints(work)[:-count]:
        old.unlink()


def resume(work: Path, net, optimiser) -> Run:
    """Fill net and optimiser from the newest checkpoint, if there is one.

    Raises SystemExit when the checkpoint is of a net with other shapes.
    """
    files = checkpoints(work)
    if not files:
        return Run()
    state = torch.load(files[-1], weights_only=True, map_location="cpu")
    try:
        net.load_state_dict(state["net"])
    except RuntimeError as error:
        raise SystemExit(f"{files[-1]} is of another recipe: choose another --work, or remove the folder") from error
    optimiser.load_state_dict(state["optimiser"])
    return Run(**json.loads(state["run"]))


def mean_of(files: list[Path]) -> dict[str, Tensor]:
    """The mean of the weights in several checkpoints."""
    total: dict[str, Tensor] = {}
    for file in files:
        for key, value in torch.load(file, weights_only=True, map_location="cpu")["net"].items():
            total[key] = total.get(key, 0) + value / len(files)
    return total
