"""The page on learning rates in the gallery."""

import torch

from figures.schedule import Run, Scene, schedule
from nets import schedules
from ui.schedule import words


def schedule_picture(lang: str) -> bytes:
    """Two rules and a made-up run."""
    t = torch.tensor([1.0, 5.0, 10.0, 20.0])
    how = dict(d_model=4, peak=0.1, warmup=5, total=20)
    run = Run("<b>made</b> up", [5, 10, 20], [0.1, 0.05, 0.0], [3.0, 2.0, 1.5], [0.4, 0.6, 0.7], "accuracy", 5, 0.1, 4)
    rates = {name: schedules.schedule(name, t, **how).numpy() for name in ("paper", "cosine")}
    return schedule(Scene(t.numpy(), rates, run, [run.name], words(lang), dict(how, model=run.name)))
