"""Graphs of two to eight operators, where ours fuses, shares memory and overwrites operands."""

from __future__ import annotations

import dataclasses
from typing import Callable, Optional

import numpy as np

from case import Bound, Draw, Out, Quantization, operator


@dataclasses.dataclass
class Value:
    tensor: int
    shape: tuple[int, ...]
    quantization: Optional[Quantization]


class Net:
    """A graph of images [n, h, w, c] that grows by one operator at a time."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw
        shape = (draw.int(1, 2), draw.int(4, 12), draw.int(4, 12), draw.int(1, 12))
        quantization = self.quantization()
        values = draw.values(draw.kind, shape, *((-1, 1) if draw.kind == "float32" else ()))
        self.values = [Value(draw.graph.input(draw.kind, values, quantization), shape, quantization)]

    @property
    def last(self) -> Value:
        return self.values[-1]

    def quantization(self, scale: float = 0.02) -> Optional[Quantization]:
        if self.draw.kind == "float32":
            return None
        return Quantization.of(scale * self.draw.rng.uniform(0.5, 2), self.draw.int(-30, 30))

    def add(self, name: str, inputs: list[int], shape: tuple[int, ...], quantization: Optional[Quantization], **options) -> None:
        made = self.draw.graph.op(name, inputs, Out(self.draw.kind, quantization), **options)[0]
        self.draw.graph.tensors[made]["shape"] = [int(d) for d in shape]
        self.values.append(Value(made, shape, quantization))

    def weights(self, shape: tuple[int, ...], axis: int) -> tuple[int, int]:
        """Weights and bias for the last value."""
        draw, size = self.draw, shape[axis]
        if draw.kind == "float32":
            limit = 1.5 / np.prod(shape[1:]) ** 0.5
            w = draw.graph.constant("float32", draw.values("float32", shape, -limit, limit))
            return w, draw.graph.constant("float32", draw.values("float32", (size,), -0.5, 0.5))
        scales = tuple(float(np.float32(s)) for s in draw.rng.uniform(0.002, 0.01, size))
        x = self.last.quantization.scale[0]
        w = draw.graph.constant("int8", np.maximum(draw.values("int8", shape), -127), Quantization(scales, (0,) * size, axis))
        bias = Quantization(tuple(float(np.float32(x * s)) for s in scales), (0,) * size)
        return w, draw.graph.constant("int32", draw.rng.integers(-2000, 2000, size), bias)

    # Steps. Each returns whether the last value allowed it.

    def convolution(self) -> bool:
        n, h, w, c = self.last.shape
        kernel, stride, filters = self.draw.pick([1, 1, 3]), self.draw.pick([1, 1, 2]), self.draw.int(1, 20)
        out = (n, -(-h // stride), -(-w // stride), filters)
        options = {"padding": "SAME", "stride_h": stride, "stride_w": stride, **self.draw.activation(("RELU", "RELU6"))}
        tensors = [self.last.tensor, *self.weights((filters, kernel, kernel, c), 0)]
        self.add("CONV_2D", tensors, out, self.quantization(0.05), Conv2DOptions=options)
        return True

    def depthwise(self) -> bool:
        n, h, w, c = self.last.shape
        stride = self.draw.pick([1, 2])
        out = (n, -(-h // stride), -(-w // stride), c)
        options = {
            "padding": "SAME",
            "stride_h": stride,
            "stride_w": stride,
            "depth_multiplier": 1,
            **self.draw.activation(("RELU", "RELU6")),
        }
        self.add(
            "DEPTHWISE_CONV_2D",
            [self.last.tensor, *self.weights((1, 3, 3, c), 3)],
            out,
            self.quantization(0.05),
            DepthwiseConv2DOptions=options,
        )
        return True

    def pad(self) -> bool:
        amounts = [[0, 0], [self.draw.int(0, 2), self.draw.int(0, 2)], [self.draw.int(0, 2), self.draw.int(0, 2)], [0, 0]]
        shape = tuple(d + sum(a) for d, a in zip(self.last.shape, amounts))
        last = self.last
        self.add("PAD", [last.tensor, self.draw.graph.constant("int32", np.array(amounts, np.int32))], shape, last.quantization)
        # What padding is for: a convolution without any of its own.
        n, h, w, c = shape
        if h >= 3 and w >= 3:
            filters = self.draw.int(1, 9)
            options = {"padding": "VALID", "stride_h": 1, "stride_w": 1, **self.draw.activation(("RELU",))}
            tensors = [self.last.tensor, *self.weights((filters, 3, 3, c), 0)]
            self.add("CONV_2D", tensors, (n, h - 2, w - 2, filters), self.quantization(0.05), Conv2DOptions=options)
        return True

    def activation(self) -> bool:
        name = self.draw.pick(["RELU", "RELU6", "LOGISTIC", "TANH", "HARD_SWISH"])
        prescribed = {"LOGISTIC": (1 / 256, -128), "TANH": (1 / 128, 0)}
        quantization = Quantization.of(*prescribed[name]) if self.last.quantization and name in prescribed else self.quantization()
        self.add(name, [self.last.tensor], self.last.shape, quantization)
        return True

    def binary(self) -> bool:
        """With an earlier value of the same shape, or one that broadcasts, or a constant."""
        name = self.draw.pick(["ADD", "ADD", "MUL", "SUB"])
        others = [v for v in self.values[:-1] if v.shape == self.last.shape or v.shape == (self.last.shape[0], 1, 1, self.last.shape[3])]
        if others and self.draw.flip(0.8):
            other = self.draw.pick(others).tensor
        else:
            values = self.draw.values(self.draw.kind, self.last.shape[3:], *((-1, 1) if self.draw.kind == "float32" else ()))
            other = self.draw.graph.constant(self.draw.kind, values, self.quantization())
        operands = [self.last.tensor, other][:: self.draw.pick([1, -1])]
        options = {f"{name.title()}Options": self.draw.activation(("RELU", "RELU6"), 0.6)}
        self.add(name, operands, self.last.shape, self.quantization(0.03), **options)
        return True

    def concatenation(self) -> bool:
        same = [v for v in self.values if v.shape[:3] == self.last.shape[:3] and v.quantization == self.last.quantization]
        parts = [self.last, *(v for v in same if v is not self.last)][:3]
        shape = (*self.last.shape[:3], sum(v.shape[3] for v in parts))
        self.add("CONCATENATION", [v.tensor for v in parts], shape, self.last.quantization, ConcatenationOptions={"axis": -1})
        return True

    def pool(self) -> bool:
        n, h, w, c = self.last.shape
        if h < 2 or w < 2:
            return False
        options = {"padding": "VALID", "stride_h": 2, "stride_w": 2, "filter_height": 2, "filter_width": 2}
        name = self.draw.pick(["AVERAGE_POOL_2D", "MAX_POOL_2D"])
        self.add(name, [self.last.tensor], (n, h // 2, w // 2, c), self.last.quantization, Pool2DOptions=options)
        return True

    def squeeze_excite(self) -> bool:
        """The mean of each channel, through a gate, times the channel."""
        whole = self.last
        n, _, _, c = whole.shape
        axes = self.draw.graph.constant("int32", np.array([1, 2], np.int32))
        self.add("MEAN", [whole.tensor, axes], (n, 1, 1, c), self.quantization(), ReducerOptions={"keep_dims": True})
        tensors = [self.last.tensor, *self.weights((c, 1, 1, c), 0)]
        options = {"padding": "SAME", "stride_h": 1, "stride_w": 1}
        self.add("CONV_2D", tensors, (n, 1, 1, c), self.quantization(0.05), Conv2DOptions=options)
        self.add("LOGISTIC", [self.last.tensor], (n, 1, 1, c), Quantization.of(1 / 256, -128) if whole.quantization else None)
        self.add("MUL", [whole.tensor, self.last.tensor], whole.shape, self.quantization(), MulOptions={})
        return True

    def views(self) -> bool:
        """There and back again, by shapes that share memory."""
        n, h, w, c = self.last.shape
        for shape in ((n, h * w, c), (n, h, w, c)):
            target = self.draw.graph.constant("int32", np.array(shape, np.int32))
            self.add("RESHAPE", [self.last.tensor, target], shape, self.last.quantization, ReshapeOptions={"new_shape": list(shape)})
        return True

    def classify(self) -> None:
        n, features = self.last.shape[0], int(np.prod(self.last.shape[1:]))
        target = self.draw.graph.constant("int32", np.array([n, features], np.int32))
        self.add("RESHAPE", [self.last.tensor, target], (n, features), self.last.quantization, ReshapeOptions={"new_shape": [n, features]})
        units = self.draw.int(2, 9)
        if self.draw.kind == "float32":
            limit = 1.5 / features**0.5
            weights = self.draw.graph.constant("float32", self.draw.values("float32", (units, features), -limit, limit))
        else:
            weights = self.draw.graph.constant(
                "int8", np.maximum(self.draw.values("int8", (units, features)), -127), Quantization.of(0.004)
            )
        self.add("FULLY_CONNECTED", [self.last.tensor, weights, -1], (n, units), self.quantization(0.05), FullyConnectedOptions={})
        self.add(
            "SOFTMAX",
            [self.last.tensor],
            (n, units),
            self.last.quantization and Quantization.of(1 / 256, -128),
            SoftmaxOptions={"beta": 1.0},
        )


@operator("GRAPH", kinds="float32 int8", count=150)
def graph(draw: Draw) -> None:
    net = Net(draw)
    steps: list[Callable[[], bool]] = [
        net.convolution, net.depthwise, net.pad, net.activation, net.activation, net.binary, net.binary,
        net.concatenation, net.pool, net.squeeze_excite, net.views,
    ]  # fmt: skip
    for _ in range(draw.int(2, 5)):
        draw.pick(steps)()
    if draw.flip(0.3):
        net.classify()
    # At times a value inside is an output too.
    if draw.flip(0.3):
        draw.graph.outputs = [draw.pick(net.values[1:]).tensor, *draw.graph.outputs]
    draw.runs = [list(draw.graph.values)]
    draw.may_resize = False
    draw.bound = Bound(ulps=4, relative=2e-5)
