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

os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")  # nobody is told what is looked at

ABOUT = "How much of each value a query takes: each row sums to 1."
"""What is said of every attention weight here."""


class CannotRead(ValueError):
    """A checkpoint that is not read. The message is one sentence that says why, and what helps."""
