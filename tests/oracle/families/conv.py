"""Convolutions, pooling, matrix products: everything with weights, and windows."""

from typing import Optional

import numpy as np

from case import Bound, Draw, Out, Quantization, operator

ACTIVATIONS = ("RELU", "RELU6", "RELU_N1_TO_1")


def weights(
    draw: Draw, kind: str, shape: tuple[int, ...], axis: Optional[int], scale: float = 0.02
) -> tuple[np.ndarray, Optional[Quantization]]:
    """Values of weights and their parameters: per channel of `axis`, or for all where it is None."""
    if kind == "float32":
        return draw.values(kind, shape, -1, 1), None
    values = draw.values(kind, shape)
    if kind == "uint8":
        return values, Quantization.of(scale, draw.int(100, 150))
    if kind == "int8":
        values = np.maximum(values, -127)
    if axis is None:
        return values, Quantization.of(scale)
    scales = draw.rng.uniform(0.5, 1.5, shape[axis]).astype(np.float32) * np.float32(scale)
    return values, Quantization(tuple(map(float, scales)), (0,) * shape[axis], axis)


def bias(
    draw: Draw, kind: str, size: int, x: Optional[Quantization], w: Optional[Quantization], wide: bool = False, none: float = 0.25
) -> int:
    """A bias, or -1 for none. Its scale is the product of the others', for each channel."""
    if draw.flip(none):
        return -1
    if kind == "float32":
        return draw.graph.constant("float32", draw.values("float32", (size,)))
    scales = tuple(float(np.float32(x.scale[0]) * np.float32(s)) for s in w.scale)
    values = draw.rng.integers(-3000, 3000, size)
    return draw.graph.constant("int64" if wide else "int32", values, Quantization(scales, (0,) * len(scales)))


def int8_bytes(draw: Draw, shape: tuple[int, ...]) -> np.ndarray:
    """What UINT8 weights under float inputs hold: bytes of int8 numbers; without -128, which TensorFlow Lite takes for 128 on x86."""
    return np.maximum(draw.values("int8", shape), -127).view(np.uint8)


def parts(kind: str) -> tuple[str, str]:
    """Types of the data and of the weights."""
    data, _, weight = kind.partition("*")
    return data, weight or data


def out_quantization(draw: Draw, kind: str, terms: int) -> Optional[Quantization]:
    """So that most results of a sum of `terms` products fall into the range."""
    return draw.quantization(kind, 0.02 * max(terms, 1) ** 0.5 * draw.rng.uniform(0.5, 2)) if kind != "float32" else None


def input_quantization(draw: Draw, kind: str) -> Optional[Quantization]:
    return draw.quantization(kind, draw.rng.uniform(0.005, 0.03))


def float_bound(draw: Draw, data: str, weight: str, terms: int, x: np.ndarray, w: np.ndarray, scale: float = 1.0) -> None:
    if data == "float32":
        magnitude = (
            terms * float(np.abs(x).mean() if x.size else 1) * float(np.abs(w.astype(np.float64)).mean() if w.size else 1) * scale * 2
        )
        draw.bound = Bound.sum(terms, magnitude + 10)


@operator("CONV_2D", kinds="float32 int8 uint8 int16*int8 float32*int8 int8*int4 int16*int4 float32*int4 float32*uint8", count=60)
def conv_2d(draw: Draw) -> None:
    data, weight = parts(draw.kind)
    hybrid = data == "float32" and weight != "float32"
    groups = draw.pick([1, 1, 1, 2, 3]) if weight == data or data == "int16" else 1
    if data == "uint8":
        groups = 1
    depth, filters = draw.int(1, draw.pick([4, 20])), draw.int(1, draw.pick([5, 36]))
    kh, kw = draw.pick([(1, 1), (3, 3), (draw.int(1, 5), draw.int(1, 5))])
    dh, dw = (1, 1) if draw.flip(0.7) else (draw.int(1, 3), draw.int(1, 3))
    sh, sw = (1, 1) if draw.flip(0.5) else (draw.int(1, 3), draw.int(1, 3))
    padding = draw.pick(["SAME", "VALID"])
    need = ((kh - 1) * dh + 1, (kw - 1) * dw + 1) if padding == "VALID" else (1, 1)
    shape = (draw.int(1, 3), draw.int(need[0], need[0] + 9), draw.int(need[1], need[1] + 9), depth * groups)
    xq = input_quantization(draw, data)
    x = draw.values(data, shape)
    w, wq = weights(draw, weight, (filters * groups, kh, kw, depth), None if weight == "uint8" or draw.flip(0.2) else 0)
    if hybrid and weight == "uint8":
        w = int8_bytes(draw, w.shape)
    terms = kh * kw * depth
    inputs = [draw.graph.input(data, x, xq), draw.graph.constant(weight, w, wq)]
    wide = data == "int16" and draw.flip(0.7)
    inputs.append(bias(draw, data, filters * groups, xq, wq, wide, none=0))
    float_bound(draw, data, weight, terms, x, w, 0.03 if hybrid else 1.0)
    fields = {
        "padding": padding,
        "stride_h": sh,
        "stride_w": sw,
        "dilation_h_factor": dh,
        "dilation_w_factor": dw,
        **draw.activation(ACTIVATIONS),
    }
    if data == "int16":
        fields["quantized_bias_type"] = "INT64" if wide else "INT32"
    draw.graph.op("CONV_2D", inputs, Out(data, out_quantization(draw, data, terms)), Conv2DOptions=fields)


@operator("DEPTHWISE_CONV_2D", kinds="float32 int8 uint8 int16*int8 float32*int8 int8*int4", count=60)
def depthwise_conv_2d(draw: Draw) -> None:
    data, weight = parts(draw.kind)
    depth, multiplier = draw.int(1, draw.pick([5, 40])), draw.pick([1, 1, 1, 2, 3])
    kh, kw = draw.pick([(3, 3), (5, 5), (draw.int(1, 5), draw.int(1, 5))])
    dh, dw = (1, 1) if draw.flip(0.7) else (draw.int(1, 3), draw.int(1, 3))
    sh, sw = (1, 1) if draw.flip(0.5) else (draw.int(1, 3), draw.int(1, 3))
    padding = draw.pick(["SAME", "VALID"])
    need = ((kh - 1) * dh + 1, (kw - 1) * dw + 1) if padding == "VALID" else (1, 1)
    x = draw.values(data, (draw.int(1, 2), draw.int(need[0], need[0] + 9), draw.int(need[1], need[1] + 9), depth))
    xq = input_quantization(draw, data)
    per_channel = 3 if data == "float32" or not (weight == "uint8" or draw.flip(0.2)) else None
    w, wq = weights(draw, weight, (1, kh, kw, depth * multiplier), per_channel)
    inputs = [draw.graph.input(data, x, xq), draw.graph.constant(weight, w, wq)]
    inputs.append(bias(draw, data, depth * multiplier, xq, wq, wide=data == "int16"))
    if inputs[-1] < 0:
        inputs.pop()
    float_bound(draw, data, weight, kh * kw, x, w, 0.03 if weight != data else 1.0)
    fields = {
        "padding": padding,
        "stride_h": sh,
        "stride_w": sw,
        "dilation_h_factor": dh,
        "dilation_w_factor": dw,
        "depth_multiplier": multiplier,
    }
    out = Out(data, out_quantization(draw, data, kh * kw))
    draw.graph.op("DEPTHWISE_CONV_2D", inputs, out, DepthwiseConv2DOptions={**fields, **draw.activation(ACTIVATIONS)})


@operator("TRANSPOSE_CONV", kinds="float32 int8 uint8 int16*int8 float32*int8", count=40)
def transpose_conv(draw: Draw) -> None:
    data, weight = parts(draw.kind)
    depth, filters = draw.int(1, draw.pick([4, 17])), draw.int(1, draw.pick([5, 18]))
    kh, kw, sh, sw = draw.int(1, 4), draw.int(1, 4), draw.int(1, 3), draw.int(1, 3)
    padding = draw.pick(["SAME", "VALID"])
    n, oh, ow = draw.int(1, 2), draw.int(kh, kh + 8), draw.int(kw, kw + 8)
    if padding == "SAME":
        h, w_ = -(-oh // sh), -(-ow // sw)
    else:
        h, w_ = (oh - kh) // sh + 1, (ow - kw) // sw + 1
    xq = input_quantization(draw, data)
    x = draw.values(data, (n, h, w_, depth))
    w, wq = weights(draw, weight, (filters, kh, kw, depth), None if weight == "uint8" or draw.flip(0.2) else 0)
    terms = kh * kw * depth
    size = draw.graph.either("int32", np.array([n, oh, ow, filters]), None, 0.7)
    inputs = [size, draw.graph.constant(weight, w, wq), draw.graph.input(data, x, xq)]
    b = bias(draw, data, filters, xq, wq, wide=data == "int16")
    if b >= 0:
        inputs.append(b)
    draw.may_resize = False
    float_bound(draw, data, weight, terms, x, w)
    fields = {"padding": padding, "stride_h": sh, "stride_w": sw, **draw.activation(ACTIVATIONS, 0.7)}
    draw.graph.op("TRANSPOSE_CONV", inputs, Out(data, out_quantization(draw, data, terms)), TransposeConvOptions=fields)


@operator("CONV_3D", "CONV_3D_TRANSPOSE", kinds="float32")
def conv_3d(draw: Draw) -> None:
    transposed = draw.operator == "CONV_3D_TRANSPOSE"
    kernel = [draw.int(1, 3) for _ in range(3)]
    strides = [draw.int(1, 2) for _ in range(3)]
    dilations = [1, 1, 1] if transposed or draw.flip(0.6) else [draw.int(1, 2) for _ in range(3)]
    padding = draw.pick(["SAME", "VALID"])
    depth, filters, n = draw.int(1, 6), draw.int(1, 9), draw.int(1, 2)
    size = [(k - 1) * d + 1 + draw.int(0, 4) for k, d in zip(kernel, dilations)]
    if transposed:
        inner = [-(-s // t) if padding == "SAME" else (s - k) // t + 1 for s, k, t in zip(size, kernel, strides)]
        x = draw.values("float32", (n, *inner, depth))
        w = draw.values("float32", (*kernel, filters, depth), -1, 1)
        inputs = [draw.graph.either("int32", np.array([n, *size, filters]), None, 0.7)]
    else:
        x = draw.values("float32", (n, *size, depth))
        w = draw.values("float32", (*kernel, depth, filters), -1, 1)
        inputs = []
    w_tensor, x_tensor = draw.graph.constant("float32", w), draw.graph.input("float32", x)
    inputs += [w_tensor, x_tensor] if transposed else [x_tensor, w_tensor]
    if draw.flip(0.7):
        inputs.append(draw.graph.constant("float32", draw.values("float32", (filters,))))
    draw.may_resize = False
    float_bound(draw, "float32", "float32", int(np.prod(kernel)) * depth, x, w)
    fields = {f"stride_{a}": s for a, s in zip("dhw", strides)} | {f"dilation_{a}_factor": d for a, d in zip("dhw", dilations)}
    draw.graph.op(draw.operator, inputs, "float32", Conv3DOptions={"padding": padding, **fields, **draw.activation(ACTIVATIONS, 0.7)})


@operator("AVERAGE_POOL_2D", "MAX_POOL_2D", kinds="float32 int8 uint8 int16", count=36)
@operator("L2_POOL_2D", kinds="float32", count=36)
def pool_2d(draw: Draw) -> None:
    fh, fw, sh, sw = draw.int(1, 4), draw.int(1, 4), draw.int(1, 3), draw.int(1, 3)
    padding = draw.pick(["SAME", "VALID"])
    low = (fh, fw) if padding == "VALID" else (1, 1)
    shape = (draw.int(1, 2), draw.int(low[0], low[0] + 8), draw.int(low[1], low[1] + 8), draw.int(1, draw.pick([4, 40])))
    quantization = draw.quantization(draw.kind)
    draw.bound = Bound(ulps=8, absolute=1e-5)
    fields = {
        "padding": padding,
        "stride_h": sh,
        "stride_w": sw,
        "filter_height": fh,
        "filter_width": fw,
        **draw.activation(ACTIVATIONS, 0.7),
    }
    x = draw.graph.input(draw.kind, draw.values(draw.kind, shape), quantization)
    draw.graph.op(draw.operator, [x], Out(draw.kind, quantization), Pool2DOptions=fields)


@operator("FULLY_CONNECTED", kinds="float32 int8 uint8 int16*int8 float32*int8 float32*uint8", count=48)
@operator("FULLY_CONNECTED", kinds="float32*int4 int8*int4 uint8*int16 int8*int2 float32*int2 int16*int4 int16*int2 int16", count=48)
def fully_connected(draw: Draw) -> None:
    data, weight = parts(draw.kind)
    out = data
    if draw.kind == "uint8*int16":
        data, weight, out = "uint8", "uint8", "int16"
    units, depth = draw.int(1, draw.pick([5, 40])), draw.int(1, draw.pick([6, 70]))
    if weight == "int4":
        depth += depth % 2
    outer = draw.pick([(draw.int(1, 9),), (draw.int(1, 3), draw.int(1, 4)), (2, draw.int(1, 3), draw.int(1, 3)), ()])
    if draw.number == 11 and data == "float32" and weight == "float32":
        outer = (0,)
    xq = input_quantization(draw, data)
    x = draw.values(data, (*outer, depth))
    per_channel = weight != "uint8" and draw.flip(0.5)
    w, wq = weights(draw, weight, (units, depth), 0 if per_channel else None)
    if draw.kind == "float32*uint8":
        w, wq = int8_bytes(draw, (units, depth)), Quantization.of(0.02, 128)
    constant = draw.graph.constant if data != weight or draw.flip(0.8) else draw.graph.input
    inputs = [draw.graph.input(data, x, xq), constant(weight, w, wq)]
    wide = data == "int16" and draw.flip(0.7)
    inputs.append(bias(draw, data, units, xq, wq, wide, none=0 if out != data else 0.25))
    if inputs[-1] < 0 and draw.flip():
        inputs.pop()
    if constant == draw.graph.input:
        draw.may_resize = False
    float_bound(draw, data, weight, depth, x, w, 0.03 if weight != data else 1.0)
    fields = {"keep_num_dims": draw.flip(0.6), **draw.activation(ACTIVATIONS)}
    if data != weight and data == "float32":
        fields["asymmetric_quantize_inputs"] = draw.flip()
    if data == "int16":
        fields["quantized_bias_type"] = "INT64" if wide else "INT32"
    if weight == "int2" and data != "float32":
        draw.bound = Bound(steps=1)
        draw.note = "LiteRT, which alone knows the type, rounds products once where TensorFlow rounds twice"
    quantization = out_quantization(draw, out, depth)
    draw.graph.op("FULLY_CONNECTED", inputs, Out(out, quantization), FullyConnectedOptions=fields)


@operator("FULLY_CONNECTED", kinds="uint8*int16(shuffled)")
def shuffled_fully_connected(draw: Draw) -> None:
    """Weights as an early converter stored them: blocks of 4 rows by 16 columns, of INT8 bytes, where zero points are 128."""
    units, depth, batch = 4 * draw.int(1, 6), 16 * draw.int(1, 4), draw.pick([1, 4])
    xq, wq = Quantization.of(draw.rng.uniform(0.005, 0.03), 128), Quantization.of(0.02, 128)
    x = draw.graph.input("uint8", draw.values("uint8", (batch, depth)), xq)
    w = draw.graph.constant("uint8", draw.values("uint8", (units, depth)), wq)
    out = draw.quantization("int16", 0.02 * depth**0.5 * draw.rng.uniform(8, 32))
    fields = {"weights_format": "SHUFFLED4x16INT8", **draw.activation(ACTIVATIONS)}
    inputs = [x, w, bias(draw, "uint8", units, xq, wq, none=0)]
    draw.may_resize = False
    made = draw.graph.op("FULLY_CONNECTED", inputs, [Out("int16", out), Out("uint8", xq)], FullyConnectedOptions=fields)
    # The input, shuffled as the kernel reads it, in memory that the file must make large enough.
    draw.graph.tensors[made[1]]["shape"] = [batch, depth]


@operator("BATCH_MATMUL", kinds="float32 int8 int16 int16*int8 float32*int8", count=40)
def batch_matmul(draw: Draw) -> None:
    data, weight = parts(draw.kind)
    m, n, k = draw.int(1, 12), draw.int(1, draw.pick([5, 33])), draw.int(1, draw.pick([5, 40]))
    batches = draw.broadcast(3, 8) if draw.flip(0.7) else ((), ())
    adj_x, adj_y = draw.flip(0.3), draw.flip(0.3)
    a = draw.values(data, (*batches[0], *((k, m) if adj_x else (m, k))))
    w, wq = weights(draw, weight, (*batches[1], *((n, k) if adj_y else (k, n))), None)
    xq = input_quantization(draw, data)
    if weight == "int16":
        wq = Quantization.of(0.0005)
    left = draw.graph.input(data, a, xq)
    right = draw.graph.either(weight, w, wq, 1.0 if data != weight else 0.4)
    float_bound(draw, data, weight, k, a, w, 0.03 if weight != data else 1.0)
    fields = {"adj_x": adj_x, "adj_y": adj_y}
    rank = max(map(len, batches)) + 2
    if draw.kind == "int16*int8":
        draw.bound = Bound(steps=1)
        draw.ask = ("litert",)
        draw.note = "LiteRT, which alone takes these types, rounds products once where TensorFlow rounds twice"
    elif data != weight or (adj_x and rank > 4):
        draw.ask = ("litert",)
        draw.note = "TensorFlow 2.19 mixes up matrices and the parameters of rows; LiteRT 2.3.0 does so in fewer cases"
    if data != weight and data == "float32" and rank > 3:
        draw.known = "with more than one dimension of batches TensorFlow Lite takes the parameters of other rows"
        fields["asymmetric_quantize_inputs"] = draw.flip()
    draw.graph.op("BATCH_MATMUL", [left, right], Out(data, out_quantization(draw, data, k)), BatchMatMulOptions=fields)


@operator("RESIZE_BILINEAR", "RESIZE_NEAREST_NEIGHBOR", kinds="float32 int8 uint8 int16", count=36)
@operator("RESIZE_NEAREST_NEIGHBOR", kinds="float16 bool uint16 int32 uint32")
def resize(draw: Draw) -> None:
    shape = (draw.int(1, 2), draw.int(1, 9), draw.int(1, 9), draw.int(1, draw.pick([4, 20])))
    target = np.array([draw.int(1, 17), draw.int(1, 17)], np.int32)
    align, half = draw.pick([(False, False), (True, False), (False, True)])
    quantization = draw.quantization(draw.kind)
    x = draw.graph.input(draw.kind, draw.values(draw.kind, shape), quantization)
    size = draw.graph.either("int32", target, None, 0.7)
    draw.may_resize = False
    draw.bound = Bound(ulps=4, absolute=1e-5)
    name = "ResizeBilinearOptions" if draw.operator == "RESIZE_BILINEAR" else "ResizeNearestNeighborOptions"
    draw.graph.op(draw.operator, [x, size], Out(draw.kind, quantization), **{name: {"align_corners": align, "half_pixel_centers": half}})


@operator("RFFT2D", kinds="float32")
def rfft2d(draw: Draw) -> None:
    shape = draw.shape(2, 4, 300, empty=False)
    lengths = np.array([2 ** draw.int(0, 4), 2 ** draw.int(1, 4)], np.int32)
    x = draw.values("float32", shape)
    inputs = [draw.graph.input("float32", x), draw.graph.either("int32", lengths, None, 0.7)]
    draw.may_resize = False
    draw.bound = Bound.sum(16, float(np.abs(x).mean()) * min(256, x.size) + 1)
    draw.graph.op("RFFT2D", inputs, "complex64", Rfft2dOptions={})
