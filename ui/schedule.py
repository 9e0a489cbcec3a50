"""The page on learning rates: what the viewer set the sliders to, and the runs that the cards tell of."""

from dataclasses import asdict, dataclass
from functools import lru_cache

import streamlit as st
import torch

import pretrained
from figures.schedule import Run, Scene, schedule
from nets.schedules import SCHEDULES
from nets.schedules import schedule as rates
from pretrained import BrokenModel
from ui.classified import codes, labels
from ui.memory import number
from ui.run import TRANSLATOR, load
from ui.words import language, word

POINTS = 320
"""At how many steps the curves are drawn, and at the end of the warm-up: more than a screen shows apart."""
BOUNDS = {"d_model": (16, 4096), "warmup": (1, 20_000), "total": (100, 100_000), "peak": (-5.0, -1.0)}
"""How far each slider goes; ``peak`` is the power of ten of η."""
COLUMNS = ("step", "rate", "loss")
"""What a card tells of a run at each of some steps; most tell ``valid`` too, the figure it was watched by."""
WATCHED = {"translate": "loss", "seq2seq": "loss", "chars": "loss", "gpt": "loss", "bert": "loss", "entities": "f1"}
"""What a family was watched by while it trained; accuracy where nothing is said."""


@dataclass(frozen=True)
class Asked:
    """The sliders, and the run that is shown. At first they are those of the Transformer's paper."""

    d_model: int = 512
    warmup: int = 4000
    total: int = 20_000
    peak: float = -3.15
    model: str = TRANSLATOR


def asked_for(ask: dict) -> Asked:
    """What the picture asks for, else what the address says; whatever makes no sense is as at first."""
    first = asdict(Asked())
    view = {name: st.query_params.get(name) for name in first} | ask
    numbers = {name: number(view[name], *BOUNDS[name], first[name]) for name in BOUNDS}
    return Asked(**numbers, model=view["model"] if view["model"] in pretrained.names() else TRANSLATOR)


def run_of(name: str) -> Run | None:
    """How a model was trained, None when its card does not tell. Raises BrokenModel."""
    card = load(name).card
    curve, recipe, kwargs = card.get("curve") or [], card.get("recipe") or {}, card["kwargs"]
    peak = recipe.get("peak_rate", recipe.get("rate"))
    told = [key for key in (*COLUMNS, "valid") if curve and all(key in point for point in curve)]
    if peak is None or not {*COLUMNS} <= {*told}:
        return None
    columns = {"valid": ()} | {key: [point[key] for point in curve] for key in told}
    width = kwargs.get("d_model", kwargs.get("d_word", 0))
    watched = WATCHED.get(name.split("-")[0], "accuracy") if "valid" in told else "loss"
    return Run(name, **columns, watched=watched, warmup=recipe.get("warmup", 0), peak=peak, d_model=width)


@lru_cache
def words(lang: str) -> dict:
    """Every label inside the pictures, in one language, and the code they show."""
    return labels("schedule", lang) | {"code": codes("schedule")}


def blob(ask: dict) -> bytes:
    """The live picture."""
    wanted = asked_for(ask)
    warmup = min(wanted.warmup, wanted.total)
    t = torch.cat([torch.linspace(1, wanted.total, POINTS).round(), torch.tensor([float(warmup)])]).unique()
    how = dict(d_model=wanted.d_model, peak=10**wanted.peak, warmup=warmup, total=wanted.total)
    curves = {name: rates(name, t, **how).numpy() for name in SCHEDULES}
    notice, run = "", None
    try:
        run = run_of(wanted.model)
        notice = "" if run else word("schedule.untold", model=wanted.model)
    except BrokenModel as error:
        notice = word("app.broken", message=error)
    names = pretrained.names()
    return schedule(Scene(t.numpy(), curves, run, names, words(language()), asdict(wanted), notice))
