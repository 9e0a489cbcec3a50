"""BertViz and CircuitsVis, fetched once through pip and npm into a folder that git ignores, and their pages with every
script on this machine."""

import importlib
import subprocess
import sys
import tarfile
from pathlib import Path
from types import ModuleType

from torch import Tensor

from benchmarks.tools import CannotMeasure

VENDOR = Path(__file__).parent / ".vendor"
PYTHON_PACKAGES = (
    ["bertviz==1.4.1", "--no-deps"],  # asks for much more than it imports
    ["ipython==9.6.0"],
    ["circuitsvis==1.43.3", "--no-deps"],  # asks for the torch that is here
    ["importlib-metadata==9.0.1"],
)
SCRIPTS = {
    "d3@5.7.0": ("package/dist/d3.min.js", "https://cdnjs.cloudflare.com/ajax/libs/d3/5.7.0/d3.min"),
    "requirejs@2.3.6": ("package/require.js", "https://cdnjs.cloudflare.com/ajax/libs/require.js/2.3.6/require.min"),
    "jquery@2.1.4": ("package/dist/jquery.min.js", "https://cdnjs.cloudflare.com/ajax/libs/jquery/2.0.0/jquery.min"),
}
"""npm package to the file in it, and the address BertViz loads it from. npm has jQuery 2.1.4, not 2.0.0."""


def bertviz() -> ModuleType:
    """The package. Raises CannotMeasure when it, or one of its scripts, is not here and cannot be fetched."""
    return vendored("bertviz")


def circuitsvis() -> ModuleType:
    """The part of the package that draws attention. Raises CannotMeasure like ``bertviz``."""
    return vendored("circuitsvis.attention")


def vendored(module: str) -> ModuleType:
    """A module of the rivals, after fetching them if the folder does not hold just these versions."""
    stamp, wanted = VENDOR / "complete", repr((PYTHON_PACKAGES, SCRIPTS))
    if not stamp.exists() or stamp.read_text() != wanted:
        VENDOR.mkdir(exist_ok=True)
        for what in PYTHON_PACKAGES:
            fetch([sys.executable, "-m", "pip", "install", "--quiet", "--upgrade", "--target", str(VENDOR), *what])
        for package, (member, _) in SCRIPTS.items():
            fetch(["npm", "pack", "--silent", package])
            name, version = package.split("@")
            with tarfile.open(VENDOR / f"{name}-{version}.tgz") as tar:
                (VENDOR / f"{name}.js").write_bytes(tar.extractfile(member).read())
        stamp.write_text(wanted)
    if str(VENDOR) not in sys.path:
        sys.path.append(str(VENDOR))
    return importlib.import_module(module)


def fetch(command: list[str]) -> None:
    try:
        subprocess.run(command, check=True, cwd=VENDOR, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise CannotMeasure(f"BertViz's scripts come through {command[0]}, which is not installed") from error
    except subprocess.CalledProcessError as error:
        raise CannotMeasure(f"{' '.join(command)} failed: {error.stderr[-500:]}") from error


def page(view: str = "model_view", **attention: list[Tensor] | list[str]) -> bytes:
    """BertViz's model view, or ``head_view``, as a page: its own HTML, with the addresses of its scripts changed to
    copies beside it.

    The arguments are those of ``bertviz.model_view``.
    """
    how = {"display_mode": "light"} if view == "model_view" else {}
    html = getattr(bertviz(), view)(**attention, **how, html_action="return").data
    for package, (_, address) in SCRIPTS.items():
        html = html.replace(address, f"/vendor/{package.split('@')[0]}")
    if "//cdnjs" in html:
        raise CannotMeasure("BertViz's page still asks for scripts from a server")
    return ("<!doctype html><meta charset=utf-8><body>" + html).encode()


def circuits_page(view: str, weights: Tensor, tokens: list[str]) -> bytes:
    """CircuitsVis's ``attention_patterns`` or ``attention_heads`` of weights (head, query, key) as a page, with its own
    bundled script inside, as it gives it where there is no network."""
    html = getattr(circuitsvis(), view)(attention=weights, tokens=tokens).local_src
    return ("<!doctype html><meta charset=utf-8><body>" + html).encode()
