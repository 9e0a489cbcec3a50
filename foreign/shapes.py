"""How many layers and heads a checkpoint has, by its configuration alone: nothing is loaded, ``transformers`` least.

Families call these numbers by different names, so this is for a list to choose from; what a loaded net has, it shows.
"""

import json
from pathlib import Path

from foreign import CannotRead

LAYERS = ("num_hidden_layers", "n_layer", "n_layers", "num_layers", "encoder_layers")
HEADS = ("num_attention_heads", "n_head", "n_heads", "num_heads", "encoder_attention_heads")
LAYERS_AFTER = ("decoder_layers", "num_decoder_layers", *LAYERS)
HEADS_AFTER = ("decoder_attention_heads", *HEADS)
CAUSAL = ("ForCausalLM", "GPT2LMHeadModel", "GPT2Model", "OpenAIGPTLMHeadModel", "LlamaModel")
"""Architectures, or their ends, of one side that only looks back."""


def shapes(folder: Path) -> dict[str, tuple[int, int]]:
    """Layers and heads of each side: encoder, decoder, cross. Raises CannotRead for a configuration without them."""
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        one, heads = first(config, LAYERS), first(config, HEADS)
        if config.get("is_encoder_decoder"):
            after = first(config, LAYERS_AFTER), first(config, HEADS_AFTER)
            return {"encoder": (one, heads), "decoder": after, "cross": after}
        causal = any(str(name).endswith(CAUSAL) for name in config.get("architectures") or ())
        return {"decoder" if causal else "encoder": (one, heads)}
    except (OSError, ValueError, RecursionError, AttributeError, TypeError) as error:
        raise CannotRead("no_shapes", name=folder.name) from error


def first(config: dict, names: tuple[str, ...]) -> int:
    """The first of some numbers that a configuration has. Raises ValueError where it has none."""
    for name in names:
        if isinstance(value := config.get(name), int) and 0 < value < 10_000:
            return value
    raise ValueError(names[0])
