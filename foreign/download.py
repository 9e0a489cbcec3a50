"""A checkpoint by its name on the Hugging Face hub: fetched when somebody asks for it, and never otherwise.

How large it is is asked first, and compared with the memory and the disk that are free. Only its configuration, its
tokenizer and ``safetensors`` are fetched, without anyone's token; what cannot be read here is refused before its
weights are on their way. ``HF_ENDPOINT`` names another hub, as everywhere.
"""

import os
import re
import shutil
from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path

import psutil
from huggingface_hub import HfApi, ModelInfo, hf_hub_download
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    HFValidationError,
    HTTPError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
)
from tqdm import tqdm

from foreign import CannotRead
from foreign.folder import PICKLES, SPARE, configuration, giga

Progress = Callable[[int, int], None]
"""Called with the bytes that are here, and all there are."""
SMALL = (
    "config.json", "generation_config.json", "preprocessor_config.json", "tokenizer*.json", "special_tokens_map.json",
    "added_tokens.json", "vocab*", "merges.txt", "*.model", "*.spm", "*.bpe",
)  # fmt: skip
"""What a checkpoint has beside its weights, at the top of its folder."""
WHOLE, PARTS = "model.safetensors", ("model.safetensors.index.json", "model-*-of-*.safetensors")
NAME = re.compile(r"[A-Za-z0-9][\w.-]*(/[\w.-]+)?", re.ASCII)
PATIENCE = 10
"""Seconds until a hub that does not answer counts as out of reach."""


def fetch(name: str, into: Path, progress: Progress = lambda done, all: None) -> None:
    """Fetch a checkpoint into an empty folder. ``name`` is that of the hub, say google-bert/bert-base-uncased, or its
    address. Raises CannotRead: without a network, for a name that nobody has, one behind a licence that must be
    accepted, one that holds only pickles or asks to run its own code, and one that fits into neither memory nor disk.
    """
    name = hub_name(name)
    try:
        info = HfApi(endpoint=endpoint()).model_info(name, files_metadata=True, timeout=PATIENCE, token=False)
        sizes = chosen(name, info)
        fits(name, info, sizes, into)
        bar = reporting(progress, sum(sizes.values()))
        for file in sorted(sizes, key=lambda file: (file != "config.json", sizes[file])):
            hf_hub_download(
                name, file, local_dir=into, revision=info.sha, token=False, endpoint=endpoint(), tqdm_class=bar
            )
            if file == "config.json":
                configuration(into)
    except CannotRead:
        raise
    except GatedRepoError:
        raise gated(name) from None
    except RepositoryNotFoundError:
        raise CannotRead("no_such_name", name=repr(name)) from None
    except HFValidationError as error:
        raise CannotRead("refused_name", name=repr(name), error=error) from None
    except OfflineModeIsEnabled:
        raise CannotRead("offline") from None
    except HfHubHTTPError as error:
        raise CannotRead("hub_error", code=error.response.status_code) from None
    except ValueError as error:
        raise CannotRead("no_hub", error=error) from error
    except (HTTPError, OSError) as error:  # every failure of a connection, a timeout, a full disk
        raise CannotRead("not_fetched", name=name, error=type(error).__name__) from error
    shutil.rmtree(into / ".cache", ignore_errors=True)


def hub_name(text: str) -> str:
    """A model's name on the hub, of that or of its address there. Raises CannotRead.

    >>> hub_name(" https://huggingface.co/google-bert/bert-base-uncased/tree/main ")
    'google-bert/bert-base-uncased'
    """
    name = re.sub(r"^(https?://)?[\w.-]+\.co/", "", text.strip()).strip("/").removesuffix("/tree/main")
    if not NAME.fullmatch(name):
        raise CannotRead("odd_name", name=repr(text))
    return name


def endpoint() -> str | None:
    """Another hub than the usual one, where the environment names it."""
    return os.environ.get("HF_ENDPOINT") or None


def chosen(name: str, info: ModelInfo) -> dict[str, int]:
    """The files that are fetched, and their bytes. Raises CannotRead for a model that cannot be read here."""
    if info.gated:
        raise gated(name)
    there = {file.rfilename: file.size or 0 for file in info.siblings or () if "/" not in file.rfilename}
    weights = [WHOLE] if WHOLE in there else [file for file in there if any(fnmatch(file, part) for part in PARTS)]
    if "config.json" not in there:
        raise CannotRead("no_transformer", name=name)
    if not weights:
        pickled = any(fnmatch(file, pattern) for file in there for pattern in PICKLES)
        raise CannotRead("pickle_hub" if pickled else "no_weights_hub", name=name)
    small = [file for file in there if any(fnmatch(file, pattern) for pattern in SMALL)]
    return {file: there[file] for file in {*small, *weights}}


def fits(name: str, info: ModelInfo, sizes: dict[str, int], into: Path) -> None:
    """Raises CannotRead for a model that is larger than the memory or the disk that is free. Where the hub does not
    count its numbers, its file is taken to hold them in single precision."""
    size = sum(sizes.values())
    count = info.safetensors.total if info.safetensors else size / 4
    for reason, needed, free in (
        ("memory_hub", round(4 * count * SPARE), psutil.virtual_memory().available),
        ("disk_hub", size, shutil.disk_usage(into).free),
    ):
        if needed > free:
            raise CannotRead(reason, name=name, needed=giga(needed), free=giga(free))


def gated(name: str) -> CannotRead:
    return CannotRead("gated", name=name)


def reporting(progress: Progress, total: int) -> type[tqdm]:
    """A progress bar that draws nothing and tells ``progress`` of all files together."""
    done = 0

    class Bar(tqdm):
        def __init__(self, *rest, **named):
            super().__init__(*rest, **named | {"disable": True})

        def update(self, n=1):
            nonlocal done
            done = max(0, done + int(n or 0))
            progress(min(done, total), total)

    return Bar
