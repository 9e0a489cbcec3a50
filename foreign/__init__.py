"""Any Transformer you have: a Hugging Face checkpoint, or a torch module with ``nn.MultiheadAttention`` in it.

    folder.inspect(path)         what lies there, and whether it may and can be read; nothing is loaded
    download.fetch(name, into)   the same by name, where there is a network
    checkpoint.load(path)        the net, by Hugging Face's own code
    reading.read(net, text)      tokens, and every attention weight as a ``Quantity``, under the paths of our own nets
    asking.ask(net, text)        what it foretells, under an intervention on its heads
    intervening.changed(net, …)  a pass with heads gated, or values left out
    inside.inside(net, given)    A, V and W_O of every head; ``rewritten`` and ``zeroing``: what becomes of it without
    modules.attend(module, …)    the weights of a module of yours

This room alone knows ``transformers``, which ``foreign/requirements.txt`` installs; the app runs without it. Only
``safetensors`` and JSON are loaded, never a pickle, and no code that comes with a checkpoint is run.
"""

import os
import tomllib
from functools import lru_cache, partial
from pathlib import Path

os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")  # nobody is told what is looked at

ABOUT = "How much of each value a query takes: each row sums to 1."
"""What is said of every attention weight here."""


SENTENCES = Path(__file__).parent / "sentences.toml"
"""What is said where something is not read, in every language."""


class CannotRead(ValueError):
    """A checkpoint, or what belongs to one, that is not read.

    ``reason`` is a name in sentences.toml, where one sentence says why, and what helps; ``values`` stand in its braces.
    As a string it is English, for the command line.

    >>> str(CannotRead("no_task", architecture="BertModel"))
    'a BertModel foretells no words'
    """

    def __init__(self, reason: str, **values: object):
        self.reason, self.values = reason, {name: str(value) for name, value in values.items()}
        super().__init__(self.said("en"))

    def said(self, language: str) -> str:
        """The sentence in a language. Raises KeyError for one that sentences.toml does not have."""
        return sentences()[self.reason][language].format(**self.values)

    def __reduce__(self):  # it travels between processes
        return partial(CannotRead, self.reason, **self.values), ()


@lru_cache
def sentences() -> dict[str, dict[str, str]]:
    """The catalogue, ``{reason: {"en": …, "ko": …}}``."""
    return tomllib.loads(SENTENCES.read_text(encoding="utf-8"))
