"""Between floats and quantized types."""

import numpy as np

from case import Draw, Out, Quantization, operator

SMALL = ("int8", "uint8", "int16")


@operator(
    "QUANTIZE",
    kinds="float32*int8 float32*uint8 float32*int16 int8*int8 int8*uint8 int8*int16 uint8*int8 uint8*uint8 int16*int16 int16*int8",
)
def quantize(draw: Draw) -> None:
    source, _, target = draw.kind.partition("*")
    shape = draw.shape(0, 5)
    per_channel = source == "float32" and target != "uint8" and len(shape) > 0 and 0 not in shape and draw.flip(0.25)
    out = draw.quantization(target)
    if per_channel:
        axis = draw.int(0, len(shape) - 1)
        scales = tuple(float(np.float32(s)) for s in draw.rng.uniform(0.01, 0.1, shape[axis]))
        out = Quantization(scales, (0,) * shape[axis], axis)
    values = draw.values(source, shape)
    if source == "float32" and draw.flip(0.3):  # on the border between two steps
        values = ((np.round(values) + 0.5) * np.float32(out.scale[0])).astype(np.float32)
    draw.graph.op("QUANTIZE", [draw.graph.input(source, values, draw.quantization(source))], Out(target, out), QuantizeOptions={})


@operator("DEQUANTIZE", kinds="int8 uint8 int16 float16")
def dequantize(draw: Draw) -> None:
    shape = draw.shape(0, 5)
    values = draw.values(draw.kind, shape)
    quantization = draw.quantization(draw.kind)
    if draw.kind == "int8" and shape and 0 not in shape and draw.flip(0.25):
        axis = draw.int(0, len(shape) - 1)
        scales = tuple(float(np.float32(s)) for s in draw.rng.uniform(0.01, 0.1, shape[axis]))
        quantization = Quantization(scales, (0,) * shape[axis], axis)
    constant = draw.flip(0.3)
    x = (draw.graph.constant if constant else draw.graph.input)(draw.kind, values, quantization)
    if constant:
        draw.graph.input("float32", 1.0)
    draw.graph.op("DEQUANTIZE", [x], "float32", DequantizeOptions={})
