"""More dimensions than TensorFlow Lite's kernels take, up to eight, where the operator itself sets no limit. NumPy says what comes out."""

from __future__ import annotations

import numpy as np

from case import Draw, operator


def tall(draw: Draw, low: int = 7) -> np.ndarray:
    return draw.values("float32", tuple(draw.int(1, 3) for _ in range(draw.int(low, 8))))


def expect(draw: Draw, values: np.ndarray) -> None:
    draw.may_resize = False
    draw.expected = [np.ascontiguousarray(values)]


def pairs(draw: Draw, x: np.ndarray) -> np.ndarray:
    return draw.rng.integers(0, 2, (x.ndim, 2)).astype(np.int32)


@operator("TRANSPOSE", "PAD", "PADV2", "SLICE", "STRIDED_SLICE", "TILE", "MIRROR_PAD", "REVERSE_V2", kinds="float32(rank7to8)", count=20)
def movement(draw: Draw) -> None:
    x, graph, name = tall(draw), draw.graph, draw.operator
    source = graph.input("float32", x)

    def parameters(*arrays) -> list[int]:
        return [source, *(graph.constant("int32", np.asarray(a, np.int32)) for a in arrays)]

    if name == "TRANSPOSE":
        permutation = draw.rng.permutation(x.ndim)
        graph.op(name, parameters(permutation), "float32")
        expect(draw, x.transpose(permutation))
    elif name in ("PAD", "PADV2"):
        amounts = pairs(draw, x)
        tensors = parameters(amounts) + ([graph.constant("float32", np.float32(2.5))] if name == "PADV2" else [])
        graph.op(name, tensors, "float32")
        expect(draw, np.pad(x, amounts, constant_values=2.5 if name == "PADV2" else 0))
    elif name == "SLICE":
        begin = [draw.int(0, d - 1) for d in x.shape]
        size = [draw.int(1, d - b) for b, d in zip(begin, x.shape)]
        graph.op(name, parameters(begin, size), "float32")
        expect(draw, x[tuple(slice(b, b + s) for b, s in zip(begin, size))])
    elif name == "STRIDED_SLICE":
        strides = [draw.pick([1, 2, -1]) for _ in x.shape]
        begin = [0 if s > 0 else d - 1 for s, d in zip(strides, x.shape)]
        end = [d if s > 0 else -d - 1 for s, d in zip(strides, x.shape)]
        graph.op(name, parameters(begin, end, strides), "float32", StridedSliceOptions={})
        expect(draw, x[tuple(slice(None, None, s) for s in strides)])
    elif name == "TILE":
        multiples = [draw.int(1, 2) for _ in x.shape]
        graph.op(name, parameters(multiples), "float32")
        expect(draw, np.tile(x, multiples))
    elif name == "MIRROR_PAD":
        amounts = pairs(draw, x)
        graph.op(name, parameters(amounts), "float32", MirrorPadOptions={"mode": "SYMMETRIC"})
        expect(draw, np.pad(x, amounts, mode="symmetric"))
    else:
        axis = draw.int(0, x.ndim - 1)
        graph.op(name, parameters([axis]), "float32")
        expect(draw, np.flip(x, axis))


@operator("SUM", "MEAN", "REDUCE_MAX", "REDUCE_MIN", kinds="float32(rank7to8)", count=20)
def reduce(draw: Draw) -> None:
    x = np.round(tall(draw) * 4) / 4  # sums without rounding
    axes = tuple(int(a) for a in range(x.ndim) if draw.flip()) or (0,)
    keep = draw.flip()
    inputs = [draw.graph.input("float32", x), draw.graph.constant("int32", np.array(axes, np.int32))]
    draw.graph.op(draw.operator, inputs, "float32", ReducerOptions={"keep_dims": keep})
    f = {"SUM": np.sum, "MEAN": np.mean, "REDUCE_MAX": np.max, "REDUCE_MIN": np.min}[draw.operator]
    expect(draw, np.asarray(f(x.astype(np.float64), axis=axes, keepdims=keep), np.float32))


@operator("CONCATENATION", "PACK", "GATHER", "SPLIT", "SELECT_V2", "ONE_HOT", "CUMSUM", "ARG_MAX", kinds="float32(rank7to8)", count=20)
def joining(draw: Draw) -> None:
    x, graph, name = tall(draw), draw.graph, draw.operator
    axis = draw.int(0, x.ndim - 1)
    if name == "CONCATENATION":
        graph.op(name, [graph.input("float32", x), graph.input("float32", -x)], "float32", ConcatenationOptions={"axis": axis})
        expect(draw, np.concatenate([x, -x], axis))
    elif name == "PACK":
        x = x.reshape(x.shape[1:] if x.shape[0] == 1 else (-1, *x.shape[2:]))
        axis = min(axis, x.ndim)
        graph.op(name, [graph.input("float32", x), graph.input("float32", -x)], "float32", PackOptions={"values_count": 2, "axis": axis})
        expect(draw, np.stack([x, -x], axis))
    elif name == "GATHER":
        indices = draw.rng.integers(0, x.shape[axis], 3).astype(np.int32)
        graph.op(name, [graph.input("float32", x), graph.input("int32", indices)], "float32", GatherOptions={"axis": axis})
        expect(draw, np.take(x, indices, axis))
    elif name == "SPLIT":
        x = np.concatenate([x, x + 1], axis)
        graph.op(
            name, [graph.constant("int32", np.int32(axis)), graph.input("float32", x)], ["float32"] * 2, SplitOptions={"num_splits": 2}
        )
        expect(draw, x)
        draw.expected = [np.ascontiguousarray(p) for p in np.split(x, 2, axis)]
    elif name == "SELECT_V2":
        condition = draw.values("bool", tuple(d if draw.flip() else 1 for d in x.shape))
        graph.op(name, [graph.input("bool", condition), graph.input("float32", x), graph.input("float32", np.float32(7))], "float32")
        expect(draw, np.where(condition, x, np.float32(7)))
    elif name == "ONE_HOT":
        indices = draw.rng.integers(0, 3, tuple(draw.int(1, 2) for _ in range(7))).astype(np.int32)
        tensors = [
            graph.input("int32", indices),
            *(graph.constant(k, v) for k, v in (("int32", np.int32(3)), ("float32", np.float32(1)), ("float32", np.float32(0)))),
        ]
        graph.op(name, tensors, "float32", OneHotOptions={"axis": -1})
        expect(draw, np.eye(3, dtype=np.float32)[indices])
    elif name == "CUMSUM":
        x = np.round(x * 4) / 4
        graph.op(name, [graph.input("float32", x), graph.constant("int32", np.int32(axis))], "float32", CumsumOptions={})
        expect(draw, np.cumsum(x, axis, dtype=np.float32))
    else:
        graph.op(
            name, [graph.input("float32", x), graph.constant("int32", np.int32(axis))], "int64", ArgMaxOptions={"output_type": "INT64"}
        )
        expect(draw, np.argmax(x, axis))
