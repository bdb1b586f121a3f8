"""Quantization of .tflite files; goldcrest.quantize is its public name."""

import os

import numpy as np

from goldcrest import _native
from goldcrest.lite.tensors import type_number_of

# In the order of the engine's own numbers.
_SCHEMES = ("dynamic", "float16", "int8", "int16x8", "int4")


def _values(sample, index):
    """(signature, [(name, type number, shape, bytes)]) of a sample: a list by position, a dict by name, or (signature key, dict)."""
    signature = ""
    if isinstance(sample, tuple) and len(sample) == 2 and isinstance(sample[0], str):
        signature, sample = sample
    if isinstance(sample, dict):
        named = list(sample.items())
    elif isinstance(sample, (list, tuple)):
        named = [("", value) for value in sample]
    else:
        raise TypeError(f"sample {index} is {type(sample).__name__}; expected a list, a dict or (signature key, dict)")
    values = []
    for name, value in named:
        array = np.asarray(value)
        values.append((name, type_number_of(array), list(array.shape), np.ascontiguousarray(array).tobytes()))
    return signature, values


def quantize_content(content, *, scheme, samples=None, strict=False, input_type=np.float32, output_type=np.float32, per_channel=True,
                     keep_float=(), effort=0):
    """The quantized file. Raises what the samples' generator raises; RuntimeError with the engine's reason."""
    options = {
        "scheme": _SCHEMES.index(scheme),
        "strict": bool(strict),
        "input_type": type_number_of(np.empty(0, np.dtype(input_type))),
        "output_type": type_number_of(np.empty(0, np.dtype(output_type))),
        "per_channel": bool(per_channel),
        "keep_float": list(keep_float),
        "effort": int(effort),
    }
    source = None if samples is None else (_values(sample, i) for i, sample in enumerate(samples))
    quantized, message, raised = _native.quantize(content, options, source)
    if raised is not None:
        raise raised
    if quantized is None:
        raise RuntimeError(message)
    return quantized


def quantize(model, output=None, *, scheme="int8", representative_dataset=None, strict=False, input_type=np.float32, output_type=np.float32,
             per_channel=True, keep_float=(), effort=0):
    """Quantizes a float .tflite model, given as a path or as bytes.

    `scheme` is "dynamic", "float16", "int8", "int16x8" or "int4". The integer schemes need `representative_dataset`, a function that gives
    samples of the inputs: lists by position, dicts by name, or (signature key, dict). `strict` refuses operators that cannot be integer;
    `keep_float` names outputs of operators that stay float; `effort` is 0 to 3. Returns the file's bytes, or writes them to `output`, which
    is replaced whole or not at all.
    """
    if scheme not in _SCHEMES:
        raise ValueError(f"scheme {scheme!r}; expected one of {', '.join(_SCHEMES)}")
    if isinstance(model, (bytes, bytearray, memoryview)):
        content = bytes(model)
    else:
        with open(model, "rb") as file:
            content = file.read()
    samples = None
    if representative_dataset is not None:
        samples = getattr(representative_dataset, "input_gen", representative_dataset)()
    quantized = quantize_content(content, scheme=scheme, samples=samples, strict=strict, input_type=input_type, output_type=output_type,
                                 per_channel=per_channel, keep_float=keep_float, effort=effort)
    if output is None:
        return quantized
    temporary = f"{os.fspath(output)}.{os.getpid()}.part"
    try:
        with open(temporary, "wb") as file:
            file.write(quantized)
        os.replace(temporary, output)
    finally:
        if os.path.exists(temporary):
            os.unlink(temporary)
    return None
