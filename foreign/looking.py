"""A picture through a vision Transformer: its tokens are square patches, row by row, after <cls>."""

import numpy as np
import torch
from PIL import Image

from foreign import CannotRead
from foreign.checkpoint import Checkpoint, sees
from foreign.folder import document
from foreign.reading import Reading, attentions
from text.bpe import Piece

EVEN = [0.5, 0.5, 0.5]
"""Mean and deviation of each colour where the checkpoint does not say by which it was trained."""


def look(checkpoint: Checkpoint, picture: Image.Image) -> Reading:
    """The patches of a picture and every attention weight between them. A patch is called ``row,column``, from 1.

    Raises CannotRead for a net that reads texts.
    """
    if not sees(checkpoint.net):
        raise CannotRead("texts", name=checkpoint.name)
    config = checkpoint.net.config
    side, patch = config.image_size, config.patch_size
    pixels = np.asarray(picture.convert("RGB").resize((side, side)), np.float32) / 255
    mean, deviation = (np.array(values, np.float32) for values in colours(checkpoint))
    with torch.inference_mode():
        values = torch.from_numpy((pixels - mean) / deviation).permute(2, 0, 1)[None]
        trace = attentions(checkpoint, {"pixel_values": values})
    across = side // patch
    count = trace["encoder.layers.attn.weights"].values.shape[-1]
    first = count - across**2
    names = [f"<{name}>" for name in ("cls", "distilled")[:first]]
    names += [f"{place // across + 1},{place % across + 1}" for place in range(across**2)]
    return Reading(
        [Piece(i, name, i, i + 1, i - first if i >= first else -1) for i, name in enumerate(names)], [], trace
    )


def colours(checkpoint: Checkpoint) -> tuple[list[float], list[float]]:
    """Mean and deviation of the colours that the net was trained on, by the file beside its weights."""
    file = checkpoint.facts.folder / "preprocessor_config.json"
    said = document(file) if file.exists() else {}
    return said.get("image_mean", EVEN), said.get("image_std", EVEN)
