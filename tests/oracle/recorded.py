"""What TensorFlow Lite said of a third of the cases, in a small file, for machines that do not have it.

A case is found by a hash of all that goes into it, so that one that is drawn differently (another generator, another NumPy) is not mistaken
for a recorded one. Of outputs that must be equal a hash is kept, of others the shape's hash and some elements:

    file: xz of entries: key (8 bytes), number of outputs (1), then for each: kind (1) and its record
    kind 0: hash (8) of type, shape and bytes
    kind 1: hash (8) of type and shape, then SAMPLES float64 elements, evenly spread
"""

from __future__ import annotations

import dataclasses
import hashlib
import lzma
import pathlib
import struct

import numpy as np

from case import Case
from compare import compare, defined
from engines import key

FILE = pathlib.Path(__file__).with_name("recorded.xz")
SHARE = 1 / 3
SAMPLES = 6


def digest(array: np.ndarray, with_values: bool) -> bytes:
    h = hashlib.sha256(f"{array.dtype} {array.shape}".encode())
    if with_values:
        h.update(repr(array.tolist()).encode() if array.dtype == object else np.ascontiguousarray(array).tobytes())
    return h.digest()[:8]


def samples(array: np.ndarray) -> np.ndarray:
    flat = array.reshape(-1)
    if array.dtype.kind == "c":
        flat = np.stack([flat.real, flat.imag], axis=-1).reshape(-1)
    return flat[np.linspace(0, max(len(flat) - 1, 0), SAMPLES).astype(np.int64)] if flat.size else np.zeros(SAMPLES, flat.dtype)


def is_exact(case: Case, array: np.ndarray) -> bool:
    return array.dtype.kind not in "fc" and case.bound.steps == 0


def save(cases: list[Case], references: list[tuple]) -> None:
    """`references`: (engine, status, outputs of runs) of each case; those without outputs, and known differences, are left out."""
    out = bytearray()
    for case, (_, status, runs) in zip(cases, references):
        if status != "ok" or case.known:
            continue
        arrays = [a for run in runs for a in defined(case, run, run)]
        out += bytes.fromhex(key(case))[:8] + struct.pack("<B", len(arrays))
        for array in arrays:
            exact = is_exact(case, array)
            out += struct.pack("<B", not exact) + digest(array, exact)
            if not exact:
                out += samples(array).astype("<f8").tobytes()
    FILE.write_bytes(lzma.compress(bytes(out), preset=9))


def load() -> dict[bytes, list[tuple[bytes, np.ndarray | None]]]:
    data, at = lzma.decompress(FILE.read_bytes()), 0
    records: dict[bytes, list[tuple[bytes, np.ndarray | None]]] = {}
    while at < len(data):
        name, count = data[at : at + 8], data[at + 8]
        at += 9
        records[name] = []
        for _ in range(count):
            kind, hashed = data[at], data[at + 1 : at + 9]
            at += 9
            elements = np.frombuffer(data, "<f8", SAMPLES, at) if kind else None
            at += 8 * SAMPLES * kind
            records[name].append((hashed, elements))
    return records


def difference(case: Case, record: list[tuple[bytes, np.ndarray | None]], runs: list[list[np.ndarray]]) -> str:
    """What is wrong with the outputs `runs` of a recorded case, or ""."""
    for i, ((hashed, elements), array) in enumerate(zip(record, [a for run in runs for a in defined(case, run, run)], strict=True)):
        if elements is None:
            text = "" if digest(array, True) == hashed else "not the recorded values"
        elif digest(array, False) != hashed:
            text = f"not the recorded type and shape, but {array.dtype} {array.shape}"
        else:
            have = samples(array)
            share = case.bound.relative * float(np.abs(array).max(initial=0)) if case.bound.relative else 0
            bound = dataclasses.replace(case.bound, relative=0, absolute=case.bound.absolute + share)
            text = compare(bound, elements.astype(have.dtype), have)[0]
        if text:
            return f"output {i}: {text}"
    return ""
