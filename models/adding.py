"""A checkpoint added on the page: files that were uploaded, a folder that was named, or a name on the hub.

What comes from outside is written into a folder of its own, looked at before it is kept, and never replaces another.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from foreign import CannotRead
from models import known

BOUND = 8 * 10**9
"""Bytes that kept models may take on the disk, all together."""
WELCOME = (".json", ".safetensors", ".txt", ".model", ".spm", ".bpe", ".vocab")
"""The ends of files that a checkpoint is read from; others are left where they are."""
NEEDED, PIP = ("transformers", "huggingface_hub", "psutil"), "pip install -r foreign/requirements.txt"


def ready() -> str | None:
    """What must be installed before any checkpoint can be read, None when it is."""
    return None if all(map(find_spec, NEEDED)) else PIP


def uploaded(files: Iterable[tuple[str, BinaryIO]]) -> str:
    """Keep the files of a folder, each with its path as the browser tells it. Returns the model's name.

    Only what lies beside the config.json that is highest up is kept. Raises CannotRead.
    """
    there = {path: file for name, file in files if (path := plain(name)).suffix in WELCOME}
    config = min((path for path in there if path.name == "config.json"), key=lambda path: len(path.parts), default=None)
    if config is None:
        raise CannotRead("no_config")
    folder = fresh()
    try:
        for path, file in there.items():
            if path.parent == config.parent:
                with (folder / path.name).open("wb") as out:
                    shutil.copyfileobj(file, out)
        return keep(folder, config.parent.name or "uploaded")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def plain(name: str) -> PurePosixPath:
    """A path as browsers tell it, which leads nowhere else. Raises CannotRead for one that tries to."""
    path = PurePosixPath(name)
    odd = "\\" in name or ":" in name or not name.isprintable()
    if odd or path.is_absolute() or ".." in path.parts or not path.name:
        raise CannotRead("odd_file", name=repr(name))
    return path


def fetched(name: str, progress: Callable[[int, int], None]) -> str:
    """Fetch a checkpoint by its name on the hub, and keep it. Returns the model's name. Raises CannotRead."""
    from foreign.download import fetch, hub_name

    folder, named = fresh(), hub_name(name)
    try:
        fetch(named, folder, progress)
        return keep(folder, named)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def pointed(path: str) -> str:
    """Take in the folder of a checkpoint on this machine, as it lies. Returns the model's name. Raises CannotRead."""
    from foreign.folder import inspect

    try:
        folder = Path(path.strip()).expanduser().resolve()
        inspect(folder)
    except (OSError, ValueError, RuntimeError) as error:
        if isinstance(error, CannotRead):
            raise
        raise CannotRead("no_folder", path=repr(path)) from error
    if folder not in known.folders().values():
        known.pointed.append(folder)
    return known.name_of(folder)


def fresh() -> Path:
    """An empty folder on the store's disk, for a model that is still on its way; see ``keep``."""
    known.store().mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix=".new-", dir=known.store()))


def keep(folder: Path, name: str) -> str:
    """Check a folder made by ``fresh`` and keep it under a name, or under that name with a number. The same model is
    kept once. Returns what it is called. Raises CannotRead for one that cannot be read."""
    from foreign.folder import inspect

    called = known.tidy(name)
    try:
        inspect(folder)
    except CannotRead as error:
        raise CannotRead(error.reason, **renamed(error.values, folder, called)) from error
    room(size([folder]))
    place, number = known.store() / called, 1
    while place.exists() and not holds(place, folder):
        number += 1
        place = known.store() / f"{called}-{number}"
    if not place.exists():
        folder.rename(place)
    return known.name_of(place)


def renamed(values: dict[str, str], folder: Path, called: str) -> dict[str, str]:
    """What was said of a folder on its way, with the name that people know."""
    return {key: value.replace(str(folder), called).replace(folder.name, called) for key, value in values.items()}


def holds(kept: Path, folder: Path) -> bool:
    """Whether a kept model has all files of a folder; a score board may have come to it since."""
    return all(alike(kept / file.name, file) for file in folder.iterdir())


def alike(one: Path, other: Path, step: int = 1 << 20) -> bool:
    """Whether two files are the same, byte by byte."""
    if not one.exists() or one.stat().st_size != other.stat().st_size:
        return False
    with one.open("rb") as a, other.open("rb") as b:
        while part := a.read(step):
            if part != b.read(step):
                return False
    return True


def room(count: int) -> None:
    """Remove the oldest models of the store until ``count`` bytes more fit in. Raises CannotRead when they never do."""
    if count > BOUND:
        raise CannotRead("too_much", needed=f"{count / 1e9:.1f}", most=f"{BOUND / 1e9:.0f}")
    kept = sorted(known.inside(known.store()), key=lambda folder: folder.stat().st_mtime)
    while kept and size(kept) + count > BOUND:
        shutil.rmtree(kept.pop(0), ignore_errors=True)


def size(places: Iterable[Path]) -> int:
    """Bytes of the files in folders."""
    return sum(file.stat().st_size for place in places for file in place.rglob("*") if file.is_file())
