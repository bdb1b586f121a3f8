"""Tensors as NumPy knows them: element types, details dictionaries, copies in and out."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from goldcrest._native import TYPE_NAMES, Memory, NativeInterpreter

# NumPy's class for each type, by the model format's numbers. NumPy has no type of 2 or 4 bits, no bfloat16 and no 8-bit float: values
# narrower than a byte come as a byte each, the others as the bits they are.
_DTYPES: dict[str, Any] = {
    "FLOAT32": np.float32,
    "FLOAT16": np.float16,
    "INT32": np.int32,
    "UINT8": np.uint8,
    "INT64": np.int64,
    "STRING": np.bytes_,
    "BOOL": np.bool_,
    "INT16": np.int16,
    "COMPLEX64": np.complex64,
    "INT8": np.int8,
    "FLOAT64": np.float64,
    "COMPLEX128": np.complex128,
    "UINT64": np.uint64,
    "RESOURCE": np.object_,
    "VARIANT": np.object_,
    "UINT32": np.uint32,
    "UINT16": np.uint16,
    "INT4": np.int8,
    "BFLOAT16": np.uint16,
    "INT2": np.int8,
    "UINT4": np.uint8,
    "FLOAT8_E4M3FN": np.uint8,
    "FLOAT8_E5M2": np.uint8,
}
_NARROW = {"INT4": (4, True), "UINT4": (4, False), "INT2": (2, True)}
_NAMES_OF_DTYPES = {np.dtype(d): n for n, d in reversed(list(_DTYPES.items())) if n not in ("STRING", "RESOURCE", "VARIANT")}


def dtype_of(type_number: int) -> Any:
    return _DTYPES[TYPE_NAMES[type_number]]


def details(native: NativeInterpreter, index: int, subgraph: int) -> dict[str, Any]:
    """What get_input_details and its kin say of a tensor."""
    name, type_number, shape, signature = native.facts(index, subgraph)
    scales, zero_points, dimension, block_size = native.quantization(index, subgraph)
    sparsity = native.sparsity(index, subgraph)
    if sparsity:
        sparsity = {
            "traversal_order": np.array(sparsity["traversal_order"], np.int32),
            "block_map": np.array(sparsity["block_map"], np.int32),
            "dim_metadata": [
                {k: np.array(v, np.int32) if isinstance(v, list) else v for k, v in d.items()} for d in sparsity["dim_metadata"]
            ],
        }
    return {
        "name": name,
        "index": index,
        "shape": np.array(shape, np.int32),
        "shape_signature": np.array(signature, np.int32),
        "dtype": dtype_of(type_number),
        "quantization": (scales[0], zero_points[0]) if len(scales) == 1 else (0.0, 0),
        "quantization_parameters": {
            "scales": np.array(scales, np.float32),
            "zero_points": np.array(zero_points, np.int32),
            "quantized_dimension": dimension,
            "block_size": block_size,
        },
        "sparsity_parameters": sparsity,
    }


def _type_name_of(value: np.ndarray) -> str:
    if value.dtype.kind in "SUO":
        return "STRING"
    return _NAMES_OF_DTYPES.get(value.dtype.newbyteorder("="), "NOTYPE")


def type_number_of(value: np.ndarray) -> int:
    """The number in the model format of an array's type; ValueError where it has none."""
    name = _type_name_of(value)
    if name not in TYPE_NAMES:
        raise ValueError(f"arrays of {value.dtype} have no type in a model")
    return TYPE_NAMES.index(name)


def _to_bytes(item: Any) -> bytes:
    if isinstance(item, bytes):
        return item
    if isinstance(item, str):
        return item.encode()
    raise ValueError(f"Cannot set tensor: a string tensor takes bytes and str, not {type(item).__name__}")


def _narrow(value: np.ndarray, bits: int) -> np.ndarray:
    """Packs integers of a byte each, the first in the lowest bits."""
    per_byte = 8 // bits
    flat = value.ravel().view(np.uint8) & ((1 << bits) - 1)
    flat = np.concatenate([flat, np.zeros(-flat.size % per_byte, np.uint8)]).reshape(-1, per_byte)
    return np.bitwise_or.reduce(flat << (np.arange(per_byte, dtype=np.uint8) * bits), axis=1).astype(np.uint8)


def _widen(packed: np.ndarray, count: int, bits: int, signed: bool) -> np.ndarray:
    per_byte = 8 // bits
    flat = ((packed[:, None] >> (np.arange(per_byte, dtype=np.uint8) * bits)) & ((1 << bits) - 1)).ravel()[:count]
    if not signed:
        return flat.astype(np.uint8)
    return (((flat.astype(np.int16) ^ (1 << (bits - 1))) - (1 << (bits - 1)))).astype(np.int8)


def unpack(data: bytes, type_number: int, shape: tuple[int, ...]) -> np.ndarray:
    """An array of a tensor's bytes, read-only; strings as an array of bytes objects."""
    type_name = TYPE_NAMES[type_number]
    if type_name == "STRING":
        result = np.empty(shape, dtype=object)
        count = int.from_bytes(data[:4], sys.byteorder) if data else 0
        offsets = np.frombuffer(data, np.int32, count + 1, 4) if data else np.zeros(1, np.int32)
        if count != result.size:
            raise ValueError(f"the tensor holds {count} strings, its shape is {list(shape)}")
        result.ravel()[:] = [data[a:b] for a, b in zip(offsets[:-1], offsets[1:])]
        return result
    if not data:
        return np.empty(shape, dtype_of(type_number))
    flat = np.frombuffer(data, np.uint8)
    if type_name in _NARROW:
        bits, signed = _NARROW[type_name]
        return _widen(flat, int(np.prod(shape, dtype=np.int64)), bits, signed).reshape(shape)
    return flat.view(dtype_of(type_number)).reshape(shape)


def pack(value: np.ndarray, type_number: int) -> bytes:
    """A tensor's bytes of an array of its type."""
    expected, found = TYPE_NAMES[type_number], _type_name_of(value)
    if expected == "STRING":
        if found != "STRING":
            raise ValueError(f"got {value.dtype}, the model has STRING")
        strings = [_to_bytes(v) for v in value.ravel().tolist()]
        ends = np.cumsum([4 * (len(strings) + 2)] + [len(s) for s in strings])
        return np.array([len(strings), *ends], np.int32).tobytes() + b"".join(strings)
    if found == "STRING" or value.dtype != np.dtype(dtype_of(type_number)):
        raise ValueError(f"got {value.dtype}, the model has {expected}")
    value = np.ascontiguousarray(value)
    return (_narrow(value, _NARROW[expected][0]) if expected in _NARROW else value).tobytes()


def set_tensor(native: NativeInterpreter, index: int, value: Any, subgraph: int) -> None:
    state = native.state(index, subgraph)
    value = np.asarray(value)
    name, type_number, shape, _ = native.facts(index, subgraph)
    expected, found = TYPE_NAMES[type_number], _type_name_of(value)
    if found != expected and not (found != "STRING" and expected != "STRING" and value.dtype == np.dtype(dtype_of(type_number))):
        raise ValueError(
            f"Cannot set tensor: Got value of type {found} but expected type {expected} for input {index}, name: {name} "
        )
    if value.ndim != len(shape):
        raise ValueError(f"Cannot set tensor: Dimension mismatch. Got {value.ndim} but expected {len(shape)} for input {index}.")
    for k, (got, wanted) in enumerate(zip(value.shape, shape)):
        if got != wanted:
            raise ValueError(
                f"Cannot set tensor: Dimension mismatch. Got {got} but expected {wanted} for dimension {k} of input {index}."
            )
    if state == Memory.CONSTANT:
        raise ValueError(f"Cannot set tensor: tensor {index}, name: {name}, is a constant of the model")
    if expected == "STRING":
        if not native.allocated(subgraph):
            raise ValueError("Cannot set tensor: Tensor is unallocated. Try calling allocate_tensors() first")
        native.set_strings(index, [_to_bytes(v) for v in value.ravel().tolist()], subgraph)
        return
    if state != Memory.READABLE:
        raise ValueError("Cannot set tensor: Tensor is unallocated. Try calling allocate_tensors() first")
    memory = native.bytes(index, subgraph)
    if memory.size == 0:
        return
    if expected in _NARROW:
        memory[:] = _narrow(np.ascontiguousarray(value), _NARROW[expected][0])
    else:
        np.copyto(memory.view(dtype_of(type_number)).reshape(value.shape), value)


def _check_readable(native: NativeInterpreter, index: int, subgraph: int) -> None:
    state = native.state(index, subgraph)
    if state == Memory.UNALLOCATED:
        raise ValueError("Tensor data is null. Run allocate_tensors() first")
    if state == Memory.NOT_KEPT:
        raise ValueError(
            f"Tensor data is null. Tensor {index} is computed inside another operator's step; "
            "Interpreter(..., experimental_preserve_all_tensors=True) keeps it"
        )


def get_tensor(native: NativeInterpreter, index: int, subgraph: int) -> np.ndarray:
    _check_readable(native, index, subgraph)
    _, type_number, shape, _ = native.facts(index, subgraph)
    type_name = TYPE_NAMES[type_number]
    if type_name == "STRING":
        result = np.empty(shape, dtype=object)
        strings = native.strings(index, subgraph)
        if len(strings) != result.size:
            raise ValueError(f"tensor {index} holds {len(strings)} strings, its shape is {list(shape)}")
        result.ravel()[:] = strings
        return result
    if type_name in ("RESOURCE", "VARIANT"):
        raise ValueError(f"tensor {index} is a {type_name}, which has no value outside the model")
    memory = native.bytes(index, subgraph)
    if type_name in _NARROW:
        bits, signed = _NARROW[type_name]
        return _widen(memory, int(np.prod(shape, dtype=np.int64)), bits, signed).reshape(shape)
    if memory.size == 0:
        return np.empty(shape, dtype_of(type_number))
    return memory.view(dtype_of(type_number)).reshape(shape).copy()


def view(native: NativeInterpreter, index: int, subgraph: int) -> tuple[np.ndarray, np.ndarray]:
    """An array over the interpreter's memory, and the array whose life says whether anyone still holds it or a part of it."""
    _check_readable(native, index, subgraph)
    _, type_number, shape, _ = native.facts(index, subgraph)
    type_name = TYPE_NAMES[type_number]
    memory = native.bytes(index, subgraph)
    if type_name in _NARROW or type_name in ("STRING", "RESOURCE", "VARIANT"):
        raise ValueError(f"tensor {index} is {type_name}, which NumPy cannot show in place; use get_tensor")
    if memory.size == 0:
        return np.empty(shape, dtype_of(type_number)), memory
    return memory.view(dtype_of(type_number)).reshape(shape), memory
