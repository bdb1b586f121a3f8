"""Custom operators written in Python.

    import numpy as np
    from goldcrest import lite

    def infer(inputs, options):                  # shapes of the outputs
        return [inputs[0].shape]

    def evaluate(inputs, options):               # their values
        return [np.sin(inputs[0])]

    sin = lite.CustomOperator("Sin", evaluate, infer)
    interpreter = lite.Interpreter("model.tflite", custom_op_registerers=[sin])

or, for every interpreter made afterwards, lite.register_custom_op("Sin", evaluate, infer).
"""

from __future__ import annotations

import threading
from typing import Any, Callable, NamedTuple, Optional, Sequence, Union

import numpy as np

from goldcrest.lite import tensors


class TensorSpec(NamedTuple):
    """What `infer` is told of an input: its shape and type, and its value where that is known before a run (a constant)."""

    shape: tuple[int, ...]
    dtype: Any
    value: Optional[np.ndarray] = None


Shape = Sequence[int]
Infer = Callable[[list[Optional[TensorSpec]], bytes], Sequence[Optional[Shape]]]
Evaluate = Callable[[list[Optional[np.ndarray]], bytes], Union[np.ndarray, Sequence[Any]]]


class CustomOperator:
    """A custom operator for Interpreter(custom_op_registerers=[...]).

    Args:
      name: the operator's name in the model.
      evaluate: called as evaluate(inputs, options) in each run; `inputs` are read-only arrays (None for one left out), `options` the
        operator's bytes in the model. Returns an array for each output, or the only one by itself, of the output's type in the model.
      infer: called as infer(inputs, options) when tensors are allocated; `inputs` are TensorSpec (or None). Returns the shape of each
        output, None for one that only `evaluate` knows. Without `infer` none is known before.
      version: the version in the model.

    Both are called with Python's lock held, on the thread that calls allocate_tensors or invoke. What they raise becomes a
    RuntimeError of that call.
    """

    def __init__(self, name: str, evaluate: Evaluate, infer: Optional[Infer] = None, version: int = 1) -> None:
        if not isinstance(name, str) or not name:
            raise TypeError("name should be a str that is not empty")
        if not callable(evaluate) or not (infer is None or callable(infer)):
            raise TypeError("evaluate and infer should be callable")
        self.name = name
        self.version = int(version)
        self._evaluate = evaluate
        self._infer = infer

    # For the extension module: types by number, values as bytes.

    def _shapes(self, inputs: list[Any], outputs: int, options: bytes) -> list[Optional[list[int]]]:
        if self._infer is None:
            return [None] * outputs
        specs = [None if i is None else TensorSpec(i[1], tensors.dtype_of(i[0]), _array(*i)) for i in inputs]
        shapes = list(self._infer(specs, options))
        if len(shapes) != outputs:
            raise ValueError(f"infer gave {len(shapes)} shapes; the operator has {outputs} outputs")
        return [None if shape is None else [int(d) for d in shape] for shape in shapes]

    def _results(self, inputs: list[Any], outputs: list[Any], options: bytes) -> list[tuple[list[int], bytes]]:
        results = self._evaluate([None if i is None else _array(*i) for i in inputs], options)
        if isinstance(results, np.ndarray) or np.isscalar(results):
            results = [results]
        results = list(results)
        if len(results) != len(outputs):
            raise ValueError(f"evaluate gave {len(results)} values; the operator has {len(outputs)} outputs")
        packed = []
        for k, (result, (type_number, _)) in enumerate(zip(results, outputs)):
            array = np.asarray(result)
            try:
                packed.append((list(array.shape), tensors.pack(array, type_number)))
            except ValueError as e:
                raise ValueError(f"output {k}: {e}") from None
        return packed


def _array(type_number: int, shape: tuple[int, ...], value: Optional[bytes]) -> Optional[np.ndarray]:
    return None if value is None else tensors.unpack(value, type_number, shape)


_registered: dict[tuple[str, int], CustomOperator] = {}
_lock = threading.Lock()


def register_custom_op(name: str, evaluate: Evaluate, infer: Optional[Infer] = None, version: int = 1) -> CustomOperator:
    """Makes a CustomOperator known to every interpreter made afterwards; one of the same name and version replaces it."""
    op = CustomOperator(name, evaluate, infer, version)
    with _lock:
        _registered[name, op.version] = op
    return op


def registered() -> list[CustomOperator]:
    with _lock:
        return list(_registered.values())
