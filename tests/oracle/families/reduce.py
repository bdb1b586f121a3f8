"""Reductions, cumulative sums, segment sums, arg_max."""

import numpy as np

from case import EPSILON, Bound, Draw, Out, operator


def axes_of(draw: Draw, rank: int) -> list[int]:
    """Axes in any order, from the front or the back, at times none or one of them twice."""
    if draw.flip(0.2):
        return list(range(rank))
    axes = [a - rank if draw.flip(0.3) else a for a in range(rank) if draw.flip()]
    if axes and draw.flip(0.1):
        axes.append(axes[0])
    draw.rng.shuffle(axes)
    return [int(a) for a in axes]


@operator("MEAN", kinds="float32 int8 uint8 int16 int32 int64", count=36)
@operator("SUM", kinds="float32 int8 uint8 int16 int32 int64 bool", count=36)
@operator("REDUCE_PROD", kinds="float32 int8 int16 int32 int64")
@operator("REDUCE_MAX", "REDUCE_MIN", kinds="float32 int8 uint8 int16 int32 int64 bool")
@operator("REDUCE_ANY", "REDUCE_ALL", kinds="bool")
def reduce(draw: Draw) -> None:
    shape = draw.shape(1, 6, empty=False)
    values = draw.values(draw.kind, shape)
    terms = int(np.prod(shape))
    if draw.operator == "REDUCE_PROD":
        if draw.kind == "float32":
            values = draw.values("float32", shape, 0.7, 1.3)
            draw.bound = Bound(ulps=2 * terms)
        elif draw.kind in ("int32", "int64"):
            values = draw.values(draw.kind, shape, -2, 2)
    elif draw.kind == "float32" and draw.operator in ("SUM", "MEAN"):
        draw.bound = Bound.sum(terms, float(np.abs(values).sum()) / (terms if draw.operator == "MEAN" else 1) + EPSILON)
    quantization = draw.quantization(draw.kind)
    same = draw.operator in ("REDUCE_MAX", "REDUCE_MIN") or draw.flip(0.3)
    x = draw.graph.input(draw.kind, values, quantization)
    axes = axes_of(draw, len(shape))
    draw.may_resize = False
    p = draw.graph.either("int32", np.asarray(axes[0] if len(axes) == 1 and draw.flip() else axes, np.int32), None, 0.8)
    if draw.operator == "SUM" and draw.kind in ("int8", "int16"):
        draw.ask = ("tensorflow-normal",) if draw.kind == "int8" else ("litert-normal",)
        draw.bound = Bound(steps=1 if draw.kind == "int16" else 0)
        draw.note = "the reference kernel does not rescale and lets sums overflow, the one that TensorFlow Lite runs otherwise does not"
    out = quantization if same else draw.quantization(draw.kind)
    draw.graph.op(draw.operator, [x, p], Out(draw.kind, out), ReducerOptions={"keep_dims": draw.flip()})


@operator("ARG_MAX", "ARG_MIN", kinds="float32 int8 uint8 int32 bool")
def arg_max_min(draw: Draw) -> None:
    shape = draw.shape(1, 5, empty=False)
    values = draw.values(draw.kind, shape) if draw.flip() or draw.kind == "bool" else np.round(draw.values(draw.kind, shape, 0, 4))
    x = draw.graph.input(draw.kind, values, draw.quantization(draw.kind))
    kind = draw.pick(["int32", "int64"])
    axis = draw.graph.either(draw.pick(["int32", "int64"]), draw.axis(len(shape)) if draw.flip() else [draw.axis(len(shape))], None, 0.8)
    draw.may_resize = False
    name = "ArgMaxOptions" if draw.operator == "ARG_MAX" else "ArgMinOptions"
    draw.graph.op(draw.operator, [x, axis], kind, **{name: {"output_type": kind.upper()}})


@operator("CUMSUM", kinds="float32 int32 int64")
def cumsum(draw: Draw) -> None:
    shape = draw.shape(1, 5)
    values = draw.values(draw.kind, shape)
    if draw.kind == "float32":
        draw.bound = Bound.sum(max((1, *shape)), float(np.abs(values).sum()))
    axis = draw.graph.either("int32", draw.axis(len(shape)), None, 0.8)
    inputs = [draw.graph.input(draw.kind, values), axis]
    draw.may_resize = False
    draw.graph.op("CUMSUM", inputs, draw.kind, CumsumOptions={"exclusive": draw.flip(), "reverse": draw.flip()})


@operator("SEGMENT_SUM", kinds="float32 int32")
def segment_sum(draw: Draw) -> None:
    shape = draw.shape(1, 4, empty=False)
    ids = np.sort(draw.rng.integers(0, max(1, shape[0] // 2), shape[0]))
    values = draw.values(draw.kind, shape)
    if draw.kind == "float32":
        draw.bound = Bound.sum(shape[0], float(np.abs(values).max()) * shape[0])
    draw.may_resize = False
    draw.graph.op("SEGMENT_SUM", [draw.graph.input(draw.kind, values), draw.graph.either("int32", ids)], draw.kind, SegmentSumOptions={})
