"""Runs cases with one interpreter in a process of its own, which may crash: python worker.py ENGINE.

ENGINE is tensorflow or litert, both with their reference kernels, tensorflow-normal or litert-normal, with the kernels that they use
otherwise (a few operators have no reference), or goldcrest. Each message, in both directions, is its length (four bytes) and a pickle.
To the worker: (model, runs, shapes, ways), where `ways` are pairs (threads, preserve_all_tensors), one result each. From it: a list of
results, each ("ok", outputs of all runs) or ("refused", message); and one message, None, when it is ready.
"""

from __future__ import annotations

import os
import pickle
import struct
import sys
from typing import Any, BinaryIO, Optional

import numpy as np


def send(stream: BinaryIO, message: Any) -> None:
    data = pickle.dumps(message, protocol=5)
    stream.write(struct.pack("<I", len(data)) + data)
    stream.flush()


def receive(stream: BinaryIO) -> Any:
    """The next message; EOFError when there is none."""
    head = stream.read(4)
    if len(head) < 4:
        raise EOFError
    data = stream.read(struct.unpack("<I", head)[0])
    return pickle.loads(data)


def load(engine: str) -> Any:
    """A function that makes an interpreter of (model, threads, preserve_all_tensors)."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    if engine == "goldcrest":
        from goldcrest.lite import Interpreter

        return lambda model, threads, keep: Interpreter(model_content=model, num_threads=threads, experimental_preserve_all_tensors=keep)
    package, _, normal = engine.partition("-")
    if package == "tensorflow":
        import tensorflow as tf

        lite, types = tf.lite, tf.lite.experimental
    else:
        from ai_edge_litert import interpreter as lite

        types = lite
    resolver = types.OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES if normal else types.OpResolverType.BUILTIN_REF
    return lambda model, threads, keep: lite.Interpreter(
        model_content=model,
        num_threads=threads,
        experimental_preserve_all_tensors=keep,
        experimental_op_resolver_type=resolver,
    )


def get(interpreter: Any, detail: dict[str, Any]) -> np.ndarray:
    shape = tuple(interpreter._get_tensor_shape(detail["index"])) if hasattr(interpreter, "_get_tensor_shape") else None
    try:
        return interpreter.get_tensor(detail["index"])
    except ValueError:
        # TensorFlow's package gives no empty arrays.
        shape = (
            tuple(next(d for d in interpreter.get_output_details() if d["index"] == detail["index"])["shape"]) if shape is None else shape
        )
        if 0 in shape:
            return np.zeros(shape, detail["dtype"])
        raise


def run(make: Any, model: bytes, runs: list[list[np.ndarray]], shapes: Optional[list[tuple[int, ...]]], way: tuple[int, bool]) -> tuple:
    try:
        interpreter = make(model, *way)
        details = interpreter.get_input_details()
        for detail, shape in zip(details, shapes or []):
            interpreter.resize_tensor_input(detail["index"], shape)
        interpreter.allocate_tensors()
        results = []
        for values in runs:
            for detail, value in zip(details, values):
                if value.size or value.dtype == object:
                    interpreter.set_tensor(detail["index"], value)
            interpreter.invoke()
            results.append([np.array(get(interpreter, d)) for d in interpreter.get_output_details()])
        return "ok", results
    except (RuntimeError, ValueError, TypeError, MemoryError) as error:
        return "refused", f"{type(error).__name__}: {error}"


def main() -> None:
    # What libraries print must not come between our messages.
    source, sink = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    make = load(sys.argv[1])
    send(sink, None)
    while True:
        try:
            model, runs, shapes, ways = receive(source)
        except EOFError:
            return
        send(sink, [run(make, model, runs, shapes, way) for way in ways])


if __name__ == "__main__":
    main()
