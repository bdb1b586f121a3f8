"""Operators of one or two tensors, element by element, with broadcasting."""

from __future__ import annotations

import numpy as np

from case import Bound, Draw, Out, Quantization, operator

QUANTIZED = ("int8", "uint8", "int16")
HALVES = ("float16", "bfloat16")


def given(draw: Draw, values: np.ndarray, quantization=None, constant: bool = False) -> int:
    """A tensor of the case's type; bfloat16, which NumPy does not have, is made from float32 in the model."""
    make = draw.graph.constant if constant else draw.graph.input
    if draw.kind == "bfloat16":
        return draw.graph.op("CAST", [make("float32", values)], "bfloat16")[0]
    return make(draw.kind, values, quantization)


def op(draw: Draw, inputs: list[int], out: str | Out, **options) -> None:
    """The case's operator; a bfloat16 result is made float32."""
    made = draw.graph.op(draw.operator, inputs, out, **options)
    if out == "bfloat16":
        draw.graph.op("CAST", made, "float32")


def two(draw: Draw, a: np.ndarray, b: np.ndarray, quantizations=(None, None)) -> list[int]:
    """Two operands, at most one of them a constant."""
    constant = draw.pick([None, None, 0, 1])
    return [given(draw, v, q, constant == i) for i, (v, q) in enumerate(zip((a, b), quantizations))]


def above_rank_limit(draw: Draw, f) -> bool:
    """Every eighth case broadcasts over more dimensions than TensorFlow Lite's kernels do; NumPy says what comes out."""
    if draw.number % 8 != 7 or draw.kind in (*QUANTIZED, "bfloat16"):
        return False
    whole = tuple(draw.int(1, 3) for _ in range(draw.int(7, 8)))
    a, b = (draw.values(draw.kind, tuple(d if draw.flip(0.6) else 1 for d in whole)) for _ in range(2))
    if draw.kind in ("int32", "int64") and draw.operator in ("DIV", "FLOOR_DIV", "FLOOR_MOD"):
        b = np.where(b == 0, 3, b).astype(b.dtype)
    draw.may_resize = False
    draw.graph.op(draw.operator, two(draw, a, b), "bool" if draw.operator in COMPARISONS else draw.kind)
    draw.expected = [np.asarray(f(a, b))]
    if draw.kind == "complex64":
        draw.bound = Bound(absolute=1e-6)
    return True


@operator("ADD", "SUB", "MUL", kinds="float32 int8 uint8 int16 int32 int64", count=36)
@operator("MUL", kinds="uint32 complex64")
@operator("ADD", "MUL", kinds="float16")
def add_sub_mul(draw: Draw) -> None:
    if above_rank_limit(draw, {"ADD": np.add, "SUB": np.subtract, "MUL": np.multiply}[draw.operator]):
        return
    shapes = draw.broadcast(5)
    quantizations = [draw.quantization(draw.kind) for _ in range(3)]
    options = {} if draw.kind == "complex64" else draw.activation()
    if draw.kind == "int16":
        # Scales that are powers of two have a path of their own, where the result's is the larger one; it ends TensorFlow Lite's process
        # when it is to broadcast.
        powers = draw.flip(0.4) and shapes[0] == shapes[1]
        if powers:
            scales = [2.0 ** draw.int(-14, -8) for _ in range(2)]
            quantizations = [Quantization.of(s) for s in (*scales, max(scales))]
        if draw.operator != "MUL":
            options["pot_scale_int16"] = powers
    operands = two(draw, *(draw.values(draw.kind, s) for s in shapes), quantizations)
    draw.graph.op(draw.operator, operands, Out(draw.kind, quantizations[2]), **{f"{draw.operator.title()}Options": options})


def quotients_fit(a: np.ndarray, b: np.ndarray, quantizations) -> bool:
    """Whether the shifts of all quantized quotients are between 0 and 31 bits to the right."""
    (sa, za), (sb, zb), (so, _) = ((q.scale[0], q.zero_point[0]) for q in quantizations)
    x, y = a.astype(np.int64) - za, b.astype(np.int64) - zb
    x = np.where(y < 0, -x, x)
    x = np.where(x < 0, ~x, x)
    headroom = np.where(x == 0, 31, 30 - np.floor(np.log2(np.maximum(x, 1))))
    shift = np.frexp(sa / (sb * so))[1] - np.floor(np.log2(np.abs(y))) - headroom
    return bool(((shift <= 0) & (shift >= -31)).all())


@operator("DIV", kinds="float32 int8 uint8 int16 int32")
def div(draw: Draw) -> None:
    if above_rank_limit(draw, np.divide if draw.kind == "float32" else lambda a, b: np.trunc(a / b).astype(np.int32)):
        return
    shapes = draw.broadcast(5)
    for _ in range(200):
        a, b = (draw.values(draw.kind, s) for s in shapes)
        quantizations = [draw.quantization(draw.kind) for _ in range(3)]
        zero = quantizations[1].zero_point[0] if quantizations[1] else 0
        if draw.kind != "float32":
            b = np.where(b == zero, zero + 1 if zero < 100 else zero - 1, b).astype(b.dtype)
        if draw.kind not in QUANTIZED or quotients_fit(a, b, quantizations):
            break
    else:
        draw.known = "a quotient that is shifted left, or by more than 31 bits, is undefined in TensorFlow Lite"
    draw.graph.op("DIV", two(draw, a, b, quantizations), Out(draw.kind, quantizations[2]), DivOptions=draw.activation())


@operator("FLOOR_DIV", kinds="float32 int8 int16 int32 int64")
@operator("FLOOR_MOD", kinds="float32 int8 int16 int32 int64")
def floor_div_mod(draw: Draw) -> None:
    if above_rank_limit(draw, np.floor_divide if draw.operator == "FLOOR_DIV" else np.mod):
        return
    a, b = (draw.values(draw.kind, s) for s in draw.broadcast(4))
    if draw.kind != "float32":
        b = np.where((b == 0) | (b == -1), 3, b).astype(b.dtype)
    if draw.operator == "FLOOR_DIV" and draw.kind == "int64":
        draw.expected = [np.floor_divide(a, b)]
        draw.may_resize = False
    draw.graph.op(draw.operator, two(draw, a, b), draw.kind)


@operator("MAXIMUM", "MINIMUM", kinds="float32 float16 bfloat16 int8 uint8 int16 int32 int64")
def maximum_minimum(draw: Draw) -> None:
    if above_rank_limit(draw, np.maximum if draw.operator == "MAXIMUM" else np.minimum):
        return
    quantization = draw.quantization(draw.kind)
    operands = two(draw, *(draw.values(draw.kind, s) for s in draw.broadcast(4)), (quantization, quantization))
    op(draw, operands, draw.kind if quantization is None else Out(draw.kind, quantization), MaximumMinimumOptions={})


@operator("POW", kinds="float32 int32")
def power(draw: Draw) -> None:
    a, b = draw.broadcast(4)
    if draw.kind == "float32":
        base, exponent = draw.values("float32", a, 0.05, 8), draw.values("float32", b, -4, 4)
        if draw.flip(0.3):  # whole exponents of negative numbers
            base, exponent = draw.values("float32", a), np.round(exponent).astype(np.float32)
    else:
        base, exponent = draw.values("int32", a, -6, 6), draw.values("int32", b, 0, 7)
    draw.graph.op("POW", two(draw, base, exponent), draw.kind, PowOptions={})


@operator("SQUARED_DIFFERENCE", kinds="float32 int8 int32")
def squared_difference(draw: Draw) -> None:
    if above_rank_limit(draw, lambda a, b: (a - b) * (a - b)):
        return
    quantizations = [draw.quantization(draw.kind) for _ in range(3)]
    operands = two(draw, *(draw.values(draw.kind, s) for s in draw.broadcast(4)), quantizations)
    draw.graph.op("SQUARED_DIFFERENCE", operands, Out(draw.kind, quantizations[2]), SquaredDifferenceOptions={})


COMPARISONS = {
    "EQUAL": np.equal,
    "NOT_EQUAL": np.not_equal,
    "LESS": np.less,
    "LESS_EQUAL": np.less_equal,
    "GREATER": np.greater,
    "GREATER_EQUAL": np.greater_equal,
}


@operator("LESS", "GREATER", kinds="bfloat16")
@operator("EQUAL", "NOT_EQUAL", kinds="float32 float16 int8 uint8 int16 int32 uint32 int64 bool string")
@operator("LESS", "LESS_EQUAL", "GREATER", "GREATER_EQUAL", kinds="float32 float16 int8 uint8 int16 int32 uint32 int64")
def comparison(draw: Draw) -> None:
    if draw.kind != "string" and above_rank_limit(draw, COMPARISONS[draw.operator]):
        return
    quantizations = [draw.quantization(draw.kind) for _ in range(2)]
    a, b = (draw.values(draw.kind, s) if draw.kind in ("bool", "string") else draw.values(draw.kind, s, 0, 5) for s in draw.broadcast(4))
    if draw.kind in HALVES or draw.kind == "float32":
        a, b = np.round(a), np.round(b)
    elif draw.kind == "uint32":  # documented by newer versions, refused by the two that are asked
        draw.expected = [COMPARISONS[draw.operator](a, b)]
        draw.may_resize = False
    elif draw.kind in QUANTIZED and draw.flip(0.7):
        a, b = (draw.values(draw.kind, v.shape) for v in (a, b))
    draw.graph.op(draw.operator, two(draw, a, b, quantizations), "bool")


@operator("LOGICAL_AND", "LOGICAL_OR", kinds="bool")
def logical(draw: Draw) -> None:
    if above_rank_limit(draw, np.logical_and if draw.operator == "LOGICAL_AND" else np.logical_or):
        return
    draw.graph.op(draw.operator, two(draw, *(draw.values("bool", s) for s in draw.broadcast(4))), "bool")


# Range of a float input, and whether the output's parameters are the input's, for operators of one tensor.
UNARY = {
    "ABS": (-9, 9),
    "CEIL": (-9, 9),
    "COS": (-30, 30),
    "EXP": (-20, 20),
    "FLOOR": (-9, 9),
    "LOG": (0.001, 50),
    "NEG": (-9, 9),
    "ROUND": (-9, 9),
    "RSQRT": (0.001, 50),
    "SIGN": (-2, 2),
    "SIN": (-30, 30),
    "SQRT": (0, 50),
    "SQUARE": (-9, 9),
    "ELU": (-9, 9),
    "HARD_SWISH": (-9, 9),
    "LOGISTIC": (-20, 20),
    "TANH": (-9, 9),
    "RELU": (-9, 9),
    "RELU6": (-9, 9),
    "RELU_0_TO_1": (-2, 2),
    "RELU_N1_TO_1": (-2, 2),
}
# Output parameters that an operator prescribes: (scale, zero point) by type.
PRESCRIBED = {
    "LOGISTIC": {"int8": (1 / 256, -128), "uint8": (1 / 256, 0), "int16": (1 / 32768, 0)},
    "TANH": {"int8": (1 / 128, 0), "uint8": (1 / 128, 128), "int16": (1 / 32768, 0)},
}


@operator("ABS", kinds="float32 int8 int16 int32")
@operator("CEIL", "SQUARE", kinds="float32")
@operator("COS", "SIN", kinds="float32 float16")
@operator("FLOOR", "ROUND", kinds="float32 float16 bfloat16")
@operator("SQRT", kinds="float32 int8 int16")
@operator("EXP", "LOG", kinds="float32 int8 int16")
@operator("NEG", kinds="float32 float16 bfloat16 int8 int16 int32 int64")
@operator("RSQRT", kinds="float32 int8 int16")
@operator("SIGN", kinds="float32 float64 int32")
@operator("ELU", kinds="float32 int8")
@operator("HARD_SWISH", kinds="float32 int8 uint8")
@operator("LOGISTIC", "TANH", kinds="float32 float16 bfloat16 int8 uint8 int16")
@operator("RELU", "RELU6", kinds="float32 int8 uint8 int16")
@operator("RELU_0_TO_1", "RELU_N1_TO_1", kinds="float32 int8 uint8")
def unary(draw: Draw) -> None:
    low, high = UNARY[draw.operator]
    shape = draw.shape(0, 6)
    if draw.kind in HALVES or draw.kind in ("float32", "float64"):
        values = draw.values(draw.kind, shape, low, high)
        if draw.number % 8 == 3 and draw.kind not in HALVES:
            values = draw.wide_values(draw.kind, shape)
        if draw.operator in ("ROUND", "CEIL", "FLOOR") and draw.flip():
            values = np.round(values * 2).astype(values.dtype) / 2
        quantizations = [None, None]
    else:
        values = draw.values(draw.kind, shape)
        scale = float(np.exp(draw.rng.uniform(np.log(0.004), np.log(0.1))))
        quantizations = [draw.quantization(draw.kind, scale), draw.quantization(draw.kind)]
        if draw.operator in ("LOG", "RSQRT", "SQRT") and quantizations[0]:
            low_zero = np.iinfo(draw.kind).min if draw.kind != "int16" else 0
            quantizations[0] = Quantization.of(quantizations[0].scale[0], low_zero)
            values = np.maximum(values, low_zero + 1)
        if draw.operator in PRESCRIBED and draw.kind in PRESCRIBED[draw.operator]:
            scale, zero = PRESCRIBED[draw.operator][draw.kind]
            quantizations[1] = Quantization.of(scale, zero)
            if draw.kind == "int16" and draw.flip():
                quantizations[0] = Quantization.of(2.0 ** draw.int(-14, -9))
        if draw.operator == "ABS" and draw.kind == "int32":
            quantizations = [None, None]
    source = given(draw, values, quantizations[0])
    if draw.operator == "TANH":
        draw.bound = Bound(ulps=4)  # three units, as its kernel says, and one of the oracle
    if draw.operator == "RELU6":
        draw.known = "NaN stays NaN, as in all other activations; TensorFlow Lite's RELU6 gives 0"
    if draw.operator == "LOGISTIC":  # below -9 TensorFlow Lite's reference is exp(x), which is as far from 1 / (1 + exp(-x))
        draw.bound = Bound(absolute=2e-8)
        if draw.kind in HALVES:  # LiteRT rounds after each step
            draw.bound = Bound(ulps=4) if draw.kind == "float16" else Bound(ulps=2**17)
    op(draw, [source], draw.kind if quantizations[1] is None else Out(draw.kind, quantizations[1]))


@operator("ZEROS_LIKE", kinds="float32 int32 int64")
@operator("LOGICAL_NOT", kinds="bool")
def same_type(draw: Draw) -> None:
    draw.graph.op(draw.operator, [draw.graph.input(draw.kind, draw.values(draw.kind, draw.shape(0, 8)))], draw.kind)


@operator("GELU", kinds="float32 float16 int8 uint8 int16")
def gelu(draw: Draw) -> None:
    shape = draw.shape(0, 5)
    values = draw.values(draw.kind, shape, -6, 6) if draw.kind.startswith("float") else draw.values(draw.kind, shape)
    source = draw.graph.input(draw.kind, values, draw.quantization(draw.kind, draw.rng.uniform(0.01, 0.06)))
    draw.bound = Bound(absolute=1e-6 if draw.kind == "float32" else 2e-3)  # the sum inside cancels for negative numbers
    draw.graph.op("GELU", [source], Out(draw.kind, draw.quantization(draw.kind)), GeluOptions={"approximate": draw.flip()})


@operator("LEAKY_RELU", kinds="float32 int8 uint8 int16")
def leaky_relu(draw: Draw) -> None:
    source = draw.graph.input(draw.kind, draw.values(draw.kind, draw.shape(0, 5)), draw.quantization(draw.kind))
    alpha = draw.pick([0.0, 0.01, 0.2, 1.0, 1.5, -0.3])
    draw.graph.op("LEAKY_RELU", [source], Out(draw.kind, draw.quantization(draw.kind)), LeakyReluOptions={"alpha": alpha})


@operator("PRELU", kinds="float32 int8 uint8")
def prelu(draw: Draw) -> None:
    shape = draw.shape(1, 4)
    slopes = draw.pick([shape[-1:], (1,) * (len(shape) - 1) + shape[-1:], shape, (1,)])
    source = draw.graph.input(draw.kind, draw.values(draw.kind, shape), draw.quantization(draw.kind))
    slope = draw.graph.either(draw.kind, draw.values(draw.kind, slopes), draw.quantization(draw.kind), 0.8)
    draw.graph.op("PRELU", [source, slope], Out(draw.kind, draw.quantization(draw.kind)))


@operator("SOFTMAX", kinds="float32 float16 int8 uint8 int16 int8*int16 uint8*int16")
def softmax(draw: Draw) -> None:
    kind, _, out = draw.kind.partition("*")
    out = out or kind
    prescribed = {"int8": (1 / 256, -128), "uint8": (1 / 256, 0), "int16": (1 / 32768, 0)}
    source = draw.graph.input(kind, draw.values(kind, draw.shape(1, 4)), draw.quantization(kind))
    quantization = None if kind.startswith("float") else Quantization.of(*prescribed[out])
    draw.bound = Bound(ulps=8, absolute=1e-7)
    draw.graph.op("SOFTMAX", [source], Out(out, quantization), SoftmaxOptions={"beta": draw.pick([1.0, 1.0, 0.5, 2.0, 0.1])})


@operator("LOG_SOFTMAX", kinds="float32 int8 uint8")
def log_softmax(draw: Draw) -> None:
    source = draw.graph.input(draw.kind, draw.values(draw.kind, draw.shape(1, 4)), draw.quantization(draw.kind))
    draw.bound = Bound(ulps=8, absolute=2e-6)
    quantization = None if draw.kind == "float32" else Quantization.of(16 / 256, 127 if draw.kind == "int8" else 255)
    draw.graph.op("LOG_SOFTMAX", [source], Out(draw.kind, quantization), LogSoftmaxOptions={})


@operator("L2_NORMALIZATION", kinds="float32 int8 uint8")
def l2_normalization(draw: Draw) -> None:
    source = draw.graph.input(draw.kind, draw.values(draw.kind, draw.shape(1, 4)), draw.quantization(draw.kind))
    quantization = None if draw.kind == "float32" else Quantization.of(1 / 128, 0 if draw.kind == "int8" else 128)
    draw.bound = Bound(ulps=8, absolute=1e-6)
    draw.graph.op("L2_NORMALIZATION", [source], Out(draw.kind, quantization), L2NormOptions={})


@operator("LOCAL_RESPONSE_NORMALIZATION", kinds="float32")
def local_response_normalization(draw: Draw) -> None:
    source = draw.graph.input("float32", draw.values("float32", draw.shape(4, 4)))
    fields = {
        "radius": draw.int(0, 6),
        "bias": draw.pick([1.0, 2.0, 0.5]),
        "alpha": draw.pick([1.0, 1e-4, 0.3]),
        "beta": draw.pick([0.5, 0.75, 1.0]),
    }
    draw.bound = Bound(ulps=16, absolute=1e-6)
    draw.ask = ("tensorflow-normal",)
    draw.note = "the reference kernel leaves out the last neighbour, the one that TensorFlow Lite runs otherwise does not"
    draw.graph.op("LOCAL_RESPONSE_NORMALIZATION", [source], "float32", LocalResponseNormalizationOptions=fields)


@operator("REAL", "IMAG", "COMPLEX_ABS", kinds="complex64")
def complex_parts(draw: Draw) -> None:
    draw.graph.op(draw.operator, [draw.graph.input("complex64", draw.values("complex64", draw.shape(0, 5)))], "float32")


NUMBERS = ("float32", "float16", "float64", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "bool", "complex64")


@operator("CAST", kinds=" ".join(NUMBERS), count=6 * (len(NUMBERS) - 1))
def cast(draw: Draw) -> None:
    """From the type that the case is named after to each other one in turn."""
    source = draw.kind
    target = [n for n in NUMBERS if n != source][draw.number % (len(NUMBERS) - 1)]
    shape = draw.shape(0, 6)
    # Numbers that the target cannot hold are undefined in TensorFlow Lite.
    values = draw.values(source, shape) if source in ("bool", "complex64") else draw.values(source, shape, 0, 120)
    if source == "complex64":
        values = np.abs(values.real) * 40 + 1j * values.imag
    elif np.dtype(source).kind == "f" and np.dtype(target).kind in "ifc":
        values = values * draw.pick([-1, 1])
    fields = {"CastOptions": {"in_data_type": source.upper(), "out_data_type": target.upper()}} if draw.flip(0.8) else {}
    draw.graph.op("CAST", [draw.graph.input(source, np.asarray(values).astype(source))], target, **fields)
