"""The live picture of the first page: two rows of tokens, joined by cross-attention (see ui/web/glance.js)."""

from collections.abc import Mapping, Sequence

from figures.transformer import Token
from figures.wire import pack
from nets.quantity import Quantity


def glance(
    text: str, source: Sequence[Token], written: Sequence[Token], trace: Mapping[str, Quantity], layer: int,
    written_ids: Sequence[int], title: str, note: str, words: Mapping[str, object],
) -> bytes:  # fmt: skip
    """The tokens of both sides and the cross-attention of a layer (from 1), averaged over heads, (written, source)."""
    weights = trace["decoder.layers.cross.weights"].at(batch=0, layer=layer - 1).values.mean(axis=0)
    header = {
        "text": text,
        "source": [token.wire() for token in source],
        "written": [token.wire() for token in written],
        "written_ids": list(written_ids),
        "selected": f"cross.{layer}.1",
        "touch": "Intervention()",
        "translation": title,
        "note": note,
        "words": dict(words),
    }
    return pack(header, {"weights": weights[: len(written)]})
