"""Which models there are to choose from: ours, and the checkpoints that this machine was told of.

A checkpoint is called ``hf:`` and the name of its folder. There are three kinds:

    given at the start    UNROLLED_MODELS: folders of checkpoints, or folders of such folders (``make app MODELS=DIR``)
    pointed at            folders that whoever sits at this machine named on the page, until the server ends
    kept                  uploaded, or fetched by name: below ``store()`` (see ``models.adding``)

A name is only ever looked up among these, so that no address can lead to another folder.
"""

import os
import re
from contextlib import suppress
from itertools import chain, count
from pathlib import Path

import pretrained
from foreign import CannotRead
from foreign.shapes import shapes as stacks
from models.maps import Shapes

OURS = ("gpt-en", "bert-en", "translate-en-fr", "translate-en-fr-experts")
"""Our models with heads of attention, in the order in which they are offered."""
FOREIGN = "hf:"
GIVEN, CACHE = "UNROLLED_MODELS", "UNROLLED_CACHE"
NAMED = re.compile(r"[^\w.-]+")
pointed: list[Path] = []
"""Folders named on the page."""


def names() -> list[str]:
    """Every model to choose from: ours, then the checkpoints."""
    return [name for name in OURS if (pretrained.HERE / name / "card.json").exists()] + foreign()


def foreign() -> list[str]:
    """The checkpoints alone."""
    return list(folders())


def folder_of(name: str) -> Path:
    """Where a model lies. Raises CannotRead for one that is not known here."""
    if name in OURS:
        return pretrained.HERE / name
    found = folders().get(name)
    if found is None:
        raise CannotRead("no_model", name=repr(name), names=", ".join(names()))
    return found


def shapes(name: str) -> Shapes:
    """Layers and heads of a checkpoint's stacks by its configuration alone, for a list to choose from. Raises
    CannotRead."""
    return stacks(folder_of(name))


def shown(name: str) -> str:
    """What a model is called on the page.

    >>> shown("hf:bert-tiny"), shown("gpt-en")
    ('bert-tiny', 'gpt-en')
    """
    return name.removeprefix(FOREIGN)


def folders() -> dict[str, Path]:
    """The folder of each checkpoint by its name; a second one with the same name gets a number behind it."""
    found: dict[str, Path] = {}
    for folder in dict.fromkeys([*given(), *pointed, *inside(store())]):
        plain = FOREIGN + tidy(folder.name)
        name = next(n for n in chain([plain], (f"{plain}-{i}" for i in count(2))) if n not in found)
        found[name] = folder
    return found


def name_of(folder: Path) -> str:
    """What the checkpoint of a folder is called. Raises KeyError for one that is not known here."""
    return {where: name for name, where in folders().items()}[folder]


def given() -> list[Path]:
    """The checkpoints that were named at the start."""
    return [folder for text in os.environ.get(GIVEN, "").split(os.pathsep) if text for folder in inside(Path(text))]


def inside(place: Path) -> list[Path]:
    """A folder that is a checkpoint, or the checkpoints in a folder, in alphabetical order."""
    with suppress(OSError):
        if (place / "config.json").exists():
            return [place.resolve()]
        return sorted(path for path in place.iterdir() if (path / "config.json").exists() and path.name[0] != ".")
    return []


def store() -> Path:
    """Where models that were added on the page lie."""
    named = os.environ.get(CACHE)
    return (Path(named) if named else Path.home() / ".cache" / "unrolled") / "models"


def tidy(name: str) -> str:
    """A name that can be a folder's, and part of an address.

    >>> tidy("google-bert/bert-tiny"), tidy("../../x y"), tidy("...")
    ('google-bert--bert-tiny', 'x-y', 'model')
    """
    return NAMED.sub("-", name.replace("/", "--")).strip(".-")[:80].strip(".-") or "model"
