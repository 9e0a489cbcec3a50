"""The wire form of a live picture: u32 header length, JSON header, raw arrays; each padded to 4 bytes."""

import json
import struct

import numpy as np

CODES = {"float32": "f4", "uint8": "u1", "int32": "i4"}


def pack(header: dict, arrays: dict[str, np.ndarray]) -> bytes:
    """One blob of a header and named arrays (float32, uint8 or int32; float64 and integers are narrowed).

    The header gains ``arrays``: name to dtype code, shape and byte offset behind the header.
    """
    parts, index, offset = [], {}, 0
    for name, array in arrays.items():
        array = np.asarray(array, dtype=narrow(array.dtype), order="C")
        raw = array.tobytes()
        raw += b"\0" * (-len(raw) % 4)
        index[name] = [CODES[array.dtype.name], array.shape, offset]
        parts.append(raw)
        offset += len(raw)
    encoded = json.dumps(header | {"arrays": index}, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "replace"
    )
    encoded += b" " * (-len(encoded) % 4)
    return b"".join([struct.pack("<I", len(encoded)), encoded, *parts])


def unpack(blob: bytes) -> tuple[dict, dict[str, np.ndarray]]:
    """What ``pack`` packed. Raises ValueError for anything else."""
    if len(blob) < 4 or 4 + (length := struct.unpack_from("<I", blob)[0]) > len(blob):
        raise ValueError("no picture: the blob is shorter than its header says")
    header = json.loads(blob[4 : 4 + length])
    types = {code: np.dtype(name) for name, code in CODES.items()}
    arrays = {}
    for name, (code, shape, offset) in header.pop("arrays").items():
        count = int(np.prod(shape))
        arrays[name] = np.frombuffer(blob, types[code], count, 4 + length + offset).reshape(shape)
    return header, arrays


def narrow(dtype: np.dtype) -> str:
    """The wire type of an array's type."""
    if dtype == np.uint8:
        return "uint8"
    return "int32" if dtype.kind in "iub" else "float32"


def share_bytes(weights: np.ndarray) -> np.ndarray:
    """Weights in [0, 1] as uint8 of their square roots: small shares stay visible.

    Row sums of 512 weights stay within 1 %, but for rows of equal weights (all are rounded the same way: within 9 %).
    """
    return np.sqrt(np.clip(weights, 0.0, 1.0) * 65025.0).round().astype(np.uint8)
