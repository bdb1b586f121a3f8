"""Options of custom operators: a FlexBuffer that holds one map from names to integers, floats and booleans."""

from __future__ import annotations

import struct
from typing import Union

# The format's numbers for types; each value is stored with 8 bytes, which the two lowest bits (3) of a packed type say.
INT, FLOAT, MAP, BOOL = 1, 3, 9, 26


def encode_map(values: dict[str, Union[int, float, bool]]) -> bytes:
    out = bytearray()
    places = []
    entries = sorted(values.items())
    for key, _ in entries:
        places.append(len(out))
        out += key.encode() + b"\0"
    out.extend(b"\0" * (-len(out) % 8))
    out += struct.pack("<Q", len(entries))
    keys = len(out)
    for place in places:
        out += struct.pack("<Q", len(out) - place)
    # A map is a vector whose length follows the offset of its keys and their width.
    out += struct.pack("<QQQ", len(out) - keys, 8, len(entries))
    start = len(out)
    types = bytearray()
    for _, value in entries:
        kind = BOOL if isinstance(value, bool) else FLOAT if isinstance(value, float) else INT
        out += struct.pack("<d" if kind == FLOAT else "<q", value)
        types.append(kind << 2 | 3)
    out += types
    out.extend(b"\0" * (-len(out) % 8))
    return bytes(out + struct.pack("<QBB", len(out) - start, MAP << 2 | 3, 8))
