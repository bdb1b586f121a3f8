"""Writes .tflite files from plain dictionaries, with src/model/schema.fbs as the only description of the format.

    schema = Schema.load()
    data = schema.encode("Model", {"version": 3, "subgraphs": [{"tensors": [...]}]})

A table is a dictionary of its fields, an enumerator its name or number, a union a pair (name of the table, dictionary). Fields that are
left out are absent in the file.
"""

from __future__ import annotations

import dataclasses
import functools
import pathlib
import re
import struct
from typing import Any, Union

SCHEMA = pathlib.Path(__file__).resolve().parents[2] / "src/model/schema.fbs"

# struct's letter for each scalar of the schema language.
SCALARS = {
    "byte": "b", "ubyte": "B", "bool": "?", "short": "h", "ushort": "H", "int": "i", "int32": "i", "uint": "I",
    "long": "q", "ulong": "Q", "float": "f", "double": "d",
}  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Field:
    name: str
    type: str  # of the elements, for a vector
    is_vector: bool
    slot: int
    align: int  # of a vector's elements, at least


@dataclasses.dataclass(frozen=True)
class Enum:
    scalar: str
    values: dict[str, int]


class Schema:
    def __init__(self, text: str) -> None:
        self.enums: dict[str, Enum] = {}
        self.unions: dict[str, list[str]] = {}
        self.tables: dict[str, dict[str, Field]] = {}
        text = re.sub(r"//.*", "", text)
        for name, scalar, body in re.findall(r"enum (\w+) : (\w+) \{(.*?)\}", text, re.DOTALL):
            self.enums[name] = Enum(SCALARS[scalar], {k: int(v) for k, v in re.findall(r"(\w+) = (\d+)", body)})
        for name, body in re.findall(r"union (\w+) \{(.*?)\}", text, re.DOTALL):
            self.unions[name] = re.findall(r"\w+", body)
        for name, body in re.findall(r"table (\w+) \{(.*?)\}", text, re.DOTALL):
            self.tables[name] = {}
            slot = 0
            for field, is_vector, type_name, rest in re.findall(r"(\w+): (\[?)(\w+)\]?([^;]*);", body):
                align = re.search(r"force_align: (\d+)", rest)
                slot += type_name in self.unions  # a union's type takes a slot before its value
                self.tables[name][field] = Field(field, type_name, bool(is_vector), slot, int(align[1]) if align else 1)
                slot += 1

    @staticmethod
    @functools.cache
    def load() -> Schema:
        return Schema(SCHEMA.read_text())

    def encode(self, table: str, value: dict[str, Any], identifier: bytes = b"TFL3") -> bytes:
        """The bytes of a file with `value` as root table."""
        out = bytearray(8)
        out[4:8] = identifier
        struct.pack_into("<I", out, 0, _Encoder(self, out).table(table, value))
        return bytes(out)

    def scalar(self, type_name: str) -> str:
        """struct's letter for a scalar or enum, "" for anything else."""
        return SCALARS.get(type_name) or (self.enums[type_name].scalar if type_name in self.enums else "")

    def number(self, type_name: str, value: Any) -> Union[int, float, bool]:
        return self.enums[type_name].values[value] if isinstance(value, str) else value


class _Encoder:
    """Appends to a buffer from front to back: a table, then what it points to."""

    def __init__(self, schema: Schema, out: bytearray) -> None:
        self.schema, self.out = schema, out

    def pad(self, align: int, ahead: int = 0) -> None:
        """Zeros until the position `ahead` bytes further is aligned."""
        self.out.extend(b"\0" * (-(len(self.out) + ahead) % align))

    def table(self, table: str, value: dict[str, Any]) -> int:
        fields = self.schema.tables[table]
        slots: dict[int, tuple[str, Any]] = {}  # slot -> struct's letter and number, or "" and what is written later
        for name, content in value.items():
            field = fields[name]
            if field.type in self.schema.unions:
                member, content = content
                slots[field.slot - 1] = ("B", 1 + self.schema.unions[field.type].index(member))
                slots[field.slot] = ("", (member, content, False, 1))
            elif not field.is_vector and self.schema.scalar(field.type):
                slots[field.slot] = (self.schema.scalar(field.type), self.schema.number(field.type, content))
            else:
                slots[field.slot] = ("", (field.type, content, field.is_vector, field.align))
        # Widest first, so that nothing is padded after the offset of the vtable, 4 bytes before a multiple of 8.
        order = sorted(slots, key=lambda s: -struct.calcsize(slots[s][0] or "I"))
        places: dict[int, int] = {}
        size = 4
        for slot in order:
            width = struct.calcsize(slots[slot][0] or "I")
            size += -(size - 4) % width
            places[slot] = size
            size += width
        vtable = [places.get(slot, 0) for slot in range(max(slots, default=-1) + 1)]
        self.pad(8, 2 * len(vtable) + 4 + 4)
        start = len(self.out) + 2 * len(vtable) + 4
        self.out += struct.pack(f"<{len(vtable) + 2}Hi", 2 * len(vtable) + 4, size, *vtable, start - len(self.out))
        self.out.extend(b"\0" * (size - 4))
        for slot, (letter, content) in slots.items():
            if letter:
                struct.pack_into("<" + letter, self.out, start + places[slot], content)
            else:
                at = start + places[slot]
                struct.pack_into("<I", self.out, at, self.child(*content) - at)
        return start

    def child(self, type_name: str, content: Any, is_vector: bool, align: int) -> int:
        if not is_vector:
            return self.text(content) if type_name == "string" else self.table(type_name, content)
        letter = self.schema.scalar(type_name)
        if letter:
            width = struct.calcsize(letter)
            self.pad(max(4, width, align), 4)
            start = len(self.out)
            if isinstance(content, bytes):
                self.out += struct.pack("<I", len(content) // width) + content
            else:
                numbers = [self.schema.number(type_name, c) for c in content]
                self.out += struct.pack(f"<I{len(numbers)}{letter}", len(numbers), *numbers)
            return start
        self.pad(4)
        start = len(self.out)
        self.out += struct.pack(f"<I{len(content)}I", len(content), *[0] * len(content))
        for i, element in enumerate(content):
            at = start + 4 + 4 * i
            struct.pack_into("<I", self.out, at, self.child(type_name, element, False, 1) - at)
        return start

    def text(self, content: Union[str, bytes]) -> int:
        data = content.encode() if isinstance(content, str) else content
        self.pad(4)
        start = len(self.out)
        self.out += struct.pack("<I", len(data)) + data + b"\0"
        return start
