"""Puts a model together, operator by operator, with the values it is to be run with.

    graph = Graph(rng)
    a = graph.input("float32", rng.standard_normal((2, 3)))
    b = graph.constant("float32", np.ones(3))
    graph.op("ADD", [a, b], "float32", AddOptions={"fused_activation_function": "RELU"})
    data = graph.encode()

Types are written as NumPy writes them, with int4, bfloat16, string and resource beside. Outputs of operators have no shape in the file:
both interpreters compute it. The last operator's outputs are the model's, unless `outputs` is set.
"""

from __future__ import annotations

import dataclasses
from typing import Any, Optional, Sequence, Union

import numpy as np

from schema import Schema


@dataclasses.dataclass(frozen=True)
class Quantization:
    """real = scale * (stored - zero_point), for the whole tensor or for each index of `axis`."""

    scale: tuple[float, ...]
    zero_point: tuple[int, ...]
    axis: int = 0

    @staticmethod
    def of(scale: float, zero_point: int = 0) -> Quantization:
        return Quantization((float(np.float32(scale)),), (int(zero_point),))


@dataclasses.dataclass(frozen=True)
class Out:
    """An output of an operator."""

    type: str
    quantization: Optional[Quantization] = None


def pack_strings(values: np.ndarray) -> bytes:
    """The format's tensors of strings: their number, the offset of each and of the end, then the bytes, with offsets from the start."""
    texts = [v if isinstance(v, bytes) else v.encode() for v in np.asarray(values, dtype=object).reshape(-1)]
    offsets = np.cumsum([4 * (len(texts) + 2)] + [len(t) for t in texts])
    return np.array([len(texts), *offsets], dtype="<i4").tobytes() + b"".join(texts)


def pack_bits(values: np.ndarray, bits: int) -> bytes:
    """Several small integers a byte, the first in the lowest bits."""
    per_byte = 8 // bits
    flat = np.asarray(values).reshape(-1).astype(np.int64) & ((1 << bits) - 1)
    flat = np.pad(flat, (0, -len(flat) % per_byte)).reshape(-1, per_byte)
    return (flat << (bits * np.arange(per_byte))).sum(axis=1).astype(np.uint8).tobytes()


def stored(kind: str, values: np.ndarray) -> bytes:
    if kind == "string":
        return pack_strings(values)
    if kind in ("int4", "uint4"):
        return pack_bits(values, 4)
    if kind == "int2":
        return pack_bits(values, 2)
    if kind == "bfloat16":
        return (np.asarray(values, np.float32).view(np.uint32) >> 16).astype("<u2").tobytes()
    return np.ascontiguousarray(values, dtype=kind).tobytes()


class Graph:
    """One subgraph; `branches` holds further ones, numbered from 1 on, which share its buffers and operator codes."""

    def __init__(self, rng: np.random.Generator, parent: Optional[Graph] = None) -> None:
        self.rng = rng
        self.root = parent.root if parent else self
        self.tensors: list[dict[str, Any]] = []
        self.operators: list[dict[str, Any]] = []
        self.inputs: list[int] = []
        self.outputs: list[int] = []
        self.values: list[np.ndarray] = []  # of the inputs
        if parent is None:
            self.branches: list[Graph] = []
            self.codes: list[dict[str, Any]] = []
            self.buffers: list[bytes] = [b""]

    def branch(self) -> Graph:
        graph = Graph(self.rng, self)
        self.root.branches.append(graph)
        return graph

    def tensor(self, kind: str, shape: Sequence[int] = (), quantization: Optional[Quantization] = None, **fields: Any) -> int:
        entry: dict[str, Any] = {"type": kind.upper(), "shape": [int(d) for d in shape], "name": f"t{len(self.tensors)}", **fields}
        if quantization:
            entry["quantization"] = {
                "scale": quantization.scale,
                "zero_point": quantization.zero_point,
                "quantized_dimension": quantization.axis,
            }
        self.tensors.append(entry)
        return len(self.tensors) - 1

    def input(self, kind: str, values: Any, quantization: Optional[Quantization] = None) -> int:
        """A tensor that the caller fills, here with `values`."""
        values = np.asarray(values, dtype=object if kind == "string" else kind)
        if kind == "string" and values.ndim == 0:  # TensorFlow's package hands the pointer over as text
            return self.constant(kind, values, quantization)
        self.inputs.append(self.tensor(kind, values.shape, quantization))
        self.values.append(values)
        return self.inputs[-1]

    def constant(self, kind: str, values: Any, quantization: Optional[Quantization] = None) -> int:
        values = np.asarray(values)
        self.root.buffers.append(stored(kind, values))
        return self.tensor(kind, values.shape, quantization, buffer=len(self.root.buffers) - 1)

    def either(self, kind: str, values: Any, quantization: Optional[Quantization] = None, constant: float = 0.5) -> int:
        """A constant or an input, by chance."""
        make = self.constant if self.rng.random() < constant else self.input
        return make(kind, values, quantization)

    def variable(self, kind: str, shape: Sequence[int], quantization: Optional[Quantization] = None) -> int:
        return self.tensor(kind, shape, quantization, is_variable=True)

    def op(
        self,
        name: str,
        inputs: Sequence[int],
        outputs: Union[str, Out, Sequence[Union[str, Out]]],
        version: int = 1,
        intermediates: Sequence[int] = (),
        custom: Optional[tuple[str, bytes]] = None,
        **options: dict[str, Any],
    ) -> list[int]:
        """Adds an operator. `options`: none or one table of the format, by its name. `custom`: name and options of a custom one."""
        made = []
        for out in [outputs] if isinstance(outputs, (str, Out)) else outputs:
            out = Out(out) if isinstance(out, str) else out
            made.append(self.tensor(out.type, (), out.quantization))
        entry: dict[str, Any] = {"inputs": [int(i) for i in inputs], "outputs": made}
        number = Schema.load().enums["BuiltinOperator"].values[name]
        code = {"deprecated_builtin_code": min(number, 127), "version": version, "builtin_code": number}
        if custom:
            code["custom_code"], entry["custom_options"] = custom
        if code not in self.root.codes:
            self.root.codes.append(code)
        entry["opcode_index"] = self.root.codes.index(code)
        for table, fields in options.items():
            union = "builtin_options" if table in Schema.load().unions["BuiltinOptions"] else "builtin_options_2"
            entry[union] = (table, fields)
        if intermediates:
            entry["intermediates"] = list(intermediates)
        self.operators.append(entry)
        self.outputs = made
        return made

    def encode(self, dynamic: bool = False) -> bytes:
        """The file. dynamic: the inputs' shapes are open there, each dimension 1 until it is resized."""
        graphs = []
        for graph in [self, *self.branches]:
            tensors = [dict(t) for t in graph.tensors]
            if dynamic and graph is self:
                for i in graph.inputs:
                    rank = len(tensors[i]["shape"])
                    tensors[i].update(shape=[1] * rank, shape_signature=[-1] * rank)
            graphs.append({"tensors": tensors, "inputs": graph.inputs, "outputs": graph.outputs, "operators": graph.operators})
        return Schema.load().encode(
            "Model",
            {
                "version": 3,
                "operator_codes": self.codes,
                "subgraphs": graphs,
                "buffers": [{"data": b} if b else {} for b in self.buffers],
            },
        )
