"""What every family of recurrent nets has in common: parts of its data, a way to fit one cell, and a score."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path

from torch import Tensor, nn

from training.checkpoints import Run
from training.loop import Recipe


@dataclass(frozen=True)
class Source:
    """Where the data of a family is from, for its card. ``credit`` must go wherever the weights go.

    ``first`` makes the file to evaluate on, where the set has none; {} is the command that measures on it.
    """

    name: str
    files: dict[str, str]
    split: str
    source: str
    licence: str
    credit: str
    first: str = ""


@dataclass
class Fitted:
    """A trained net, what it reads, the names of its outputs in order of ids, and how the run went."""

    net: nn.Module
    tokenizer: object
    labels: list[str]
    kwargs: dict
    run: Run


@dataclass(frozen=True)
class Task(ABC):
    """A family: the same data, tokenizer, size and recipe for three cells.

    ``measure`` is the metric that picks the best of the ``seeds`` on the validation part; the less the better where
    ``less`` is true.
    """

    name: str
    source: Source
    recipe: Recipe
    seeds: tuple[int, ...] = (1,)
    measure: str = "accuracy"
    less: bool = False

    @abstractmethod
    def parts(self, folder: Path) -> dict[str, list]:
        """The examples to train, to choose (``valid``) and to report by (``test``), of the folder that --data names.

        Further parts are reported too, under their names.
        """

    @abstractmethod
    def fit(self, parts: dict[str, list], cell: str, recipe: Recipe, work: Path) -> Fitted:
        """Train one net."""

    @abstractmethod
    def read(self, file: Path, labels: list[str]) -> tuple[list, int]:
        """The examples of a file in the set's own format, and the number of lines left out."""

    @abstractmethod
    def score(self, net: nn.Module, tokenizer, labels: list[str], examples: list) -> dict:
        """The metrics of a net: ``measure``, ``n``, and what else is worth knowing."""

    @abstractmethod
    def states(self, fitted: Fitted, parts: dict[str, list]) -> tuple[dict[str, Tensor], list[str]]:
        """What ``training.states`` keeps, and the texts that may be kept with it."""

    def tokenizer_story(self, tokenizer) -> str:
        """The tokenizer in words, for the card."""
        return f"{type(tokenizer).__name__}, {len(tokenizer)} tokens, learnt from the training part, tokenizer.json"
