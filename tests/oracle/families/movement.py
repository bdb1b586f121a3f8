"""Operators that move elements and compute nothing: slices, joins, transpositions, padding, gathering."""

import numpy as np

from case import Draw, Out, operator

ALL = "float32 int8 uint8 int16 int32 int64 bool"
# Types that some operators take besides.
WIDE = "float16 float64 uint16 uint32 uint64 complex64"
WIDEST = WIDE + " complex128"


def source(draw: Draw, shape, constant: float = 0.0):
    """The tensor whose elements move, and the specification of outputs with the same type and quantization."""
    quantization = draw.quantization(draw.kind) if draw.flip(0.7) else None
    return draw.graph.either(draw.kind, draw.wide_values(draw.kind, shape), quantization, constant), Out(draw.kind, quantization)


def parameter(draw: Draw, values, kind: str = "int32", constant: float = 0.7) -> int:
    """A tensor of indices, sizes or axes: a constant or, at times, an input."""
    draw.may_resize = False
    return draw.graph.either(kind, np.asarray(values, dtype=kind), None, constant)


@operator("RESHAPE", kinds=ALL + " string")
@operator("RESHAPE", kinds=WIDEST, count=20)
def reshape(draw: Draw) -> None:
    shape = draw.shape(0, 6)
    x, out = source(draw, shape)
    size = int(np.prod(shape, dtype=np.int64))
    dims = []
    for _ in range(draw.int(0, 5)):
        divisors = [d for d in range(1, 9) if size and size % d == 0] or [1]
        dims.append(draw.pick(divisors))
        size //= dims[-1]
    dims.append(size)
    draw.rng.shuffle(dims)
    target = [int(d) for d in dims]
    if size and draw.flip(0.5):
        target[draw.int(0, len(target) - 1)] = -1
    way = draw.pick(["constant", "options", "input"])
    if way == "options":
        draw.graph.op("RESHAPE", [x], out, ReshapeOptions={"new_shape": target})
    else:
        p = parameter(draw, target, constant=1.0 if way == "constant" else 0.0)
        draw.graph.op("RESHAPE", [x, p], out, **({"ReshapeOptions": {"new_shape": target}} if draw.flip() else {}))


@operator("SQUEEZE", kinds=ALL + " string")
@operator("SQUEEZE", kinds=WIDEST, count=20)
def squeeze(draw: Draw) -> None:
    shape = list(draw.shape(0, 6))
    for _ in range(draw.int(0, 8 - len(shape) if len(shape) > 5 else 3)):
        shape.insert(draw.int(0, len(shape)), 1)
    ones = [i for i, d in enumerate(shape) if d == 1]
    axes = [i - len(shape) if draw.flip(0.4) else i for i in ones if draw.flip(0.6)]
    x, out = source(draw, shape)
    draw.may_resize = False
    draw.graph.op("SQUEEZE", [x], out, SqueezeOptions={"squeeze_dims": axes})


@operator("EXPAND_DIMS", kinds=ALL + " string")
@operator("EXPAND_DIMS", kinds=WIDEST, count=20)
def expand_dims(draw: Draw) -> None:
    shape = draw.shape(0, 6)
    x, out = source(draw, shape)
    axis = draw.int(-len(shape) - 1, len(shape))
    p = parameter(draw, axis if draw.flip() else [axis], draw.pick(["int32", "int64"]))
    draw.graph.op("EXPAND_DIMS", [x, p], out, ExpandDimsOptions={})


@operator("SHAPE", "RANK", kinds=ALL + " string")
@operator("SHAPE", "RANK", kinds=WIDEST, count=20)
def shape_of(draw: Draw) -> None:
    x, _ = source(draw, draw.shape(0, 8))
    kind = draw.pick(["int32", "int64"]) if draw.operator == "SHAPE" else "int32"
    options = {"ShapeOptions": {"out_type": kind.upper()}} if draw.operator == "SHAPE" else {}
    draw.graph.op(draw.operator, [x], kind, **options)


@operator("TRANSPOSE", kinds=ALL)
@operator("TRANSPOSE", kinds=WIDE, count=20)
def transpose(draw: Draw) -> None:
    shape = draw.shape(1, 6)
    x, out = source(draw, shape)
    permutation = draw.rng.permutation(len(shape))
    if draw.flip(0.3):
        permutation = permutation - len(shape) * (draw.rng.random(len(shape)) < 0.5)
    draw.graph.op("TRANSPOSE", [x, parameter(draw, permutation)], out, TransposeOptions={})


@operator("CONCATENATION", kinds="float32 float16 int8 uint8 int16 int32 uint32 int64 bool", count=30)
def concatenation(draw: Draw) -> None:
    shape = list(draw.shape(1, 5))
    axis = draw.axis(len(shape))
    same = draw.kind == "int16" or draw.flip()
    quantization = draw.quantization(draw.kind)
    inputs = []
    for _ in range(draw.int(1, 5)):
        shape[axis] = draw.int(0 if draw.flip(0.1) else 1, 6)
        values = draw.values(draw.kind, shape)
        q = quantization if same or draw.kind == "int8" else draw.quantization(draw.kind)
        inputs.append(draw.graph.either(draw.kind, values, q, 0.2))
    draw.may_resize = len(draw.graph.inputs) > 0
    if not draw.graph.inputs:
        draw.graph.input("float32", 1.0)
    draw.graph.op("CONCATENATION", inputs, Out(draw.kind, quantization), ConcatenationOptions={"axis": axis})


@operator("SLICE", kinds=ALL + " string", count=30)
@operator("SLICE", kinds=WIDE, count=20)
def slice_(draw: Draw) -> None:
    shape = draw.shape(1, 5)
    begin = [draw.int(0, d) if draw.flip(0.2) else draw.int(0, max(0, d - 1)) for d in shape]
    size = [-1 if draw.flip(0.3) else draw.int(0 if draw.flip(0.1) else min(1, d - b), d - b) for b, d in zip(begin, shape)]
    x, out = source(draw, shape)
    kind = draw.pick(["int32", "int64"])
    draw.graph.op("SLICE", [x, parameter(draw, begin, kind), parameter(draw, size, kind)], out, SliceOptions={})


@operator("STRIDED_SLICE", kinds=ALL + " string", count=40)
@operator("STRIDED_SLICE", kinds=WIDE, count=20)
def strided_slice(draw: Draw) -> None:
    shape = draw.shape(1, 5)
    rank = len(shape)
    entries = draw.int(1, rank)  # of begin, end, strides: some for dimensions, perhaps an ellipsis and new axes
    masks = dict.fromkeys(("begin_mask", "end_mask", "ellipsis_mask", "new_axis_mask", "shrink_axis_mask"), 0)
    begin, end, strides = [], [], []
    dims = list(shape)
    ellipsis = draw.int(0, entries - 1) if draw.flip(0.25) else -1
    added = {i for i in range(entries) if draw.flip(0.12)} if rank < 5 and draw.flip(0.4) else set()
    # The dimension that an entry speaks of; only entries before the ellipsis and after it are told apart.
    behind = rank - len([i for i in range(entries) if i > ellipsis >= 0 and i not in added])
    dim = 0
    for i in range(entries):
        bit = 1 << i
        if i == ellipsis:
            masks["ellipsis_mask"] |= bit
            begin.append(0), end.append(0), strides.append(1)
            dim = behind
            continue
        if i in added:
            masks["new_axis_mask"] |= bit
            begin.append(draw.int(-2, 2)), end.append(draw.int(-2, 2)), strides.append(1)
            continue
        size = dims[min(dim, rank - 1)]
        dim += 1
        if size and draw.flip(0.15):
            masks["shrink_axis_mask"] |= bit
            at = draw.int(-size, size - 1)
            begin.append(at), end.append(at + 1), strides.append(1)
            continue
        stride = draw.pick([1, 1, 2, 3, -1, -2])
        begin.append(draw.int(-size - 2, size + 1)), end.append(draw.int(-size - 2, size + 2)), strides.append(stride)
        if draw.flip(0.3):
            masks["begin_mask"] |= bit
        if draw.flip(0.3):
            masks["end_mask"] |= bit
    x, out = source(draw, shape)
    parameters = [parameter(draw, p) for p in (begin, end, strides)]
    draw.graph.op("STRIDED_SLICE", [x, *parameters], out, StridedSliceOptions=masks)


@operator("SPLIT", kinds="float32 int8 uint8 int16 int32 int64")
def split(draw: Draw) -> None:
    shape = list(draw.shape(1, 5))
    axis, parts = draw.axis(len(shape)), draw.int(1, 5)
    shape[axis] *= parts
    x, out = source(draw, shape)
    draw.graph.op("SPLIT", [parameter(draw, axis if draw.flip() else [axis]), x], [out] * parts, SplitOptions={"num_splits": parts})


@operator("SPLIT_V", kinds="float32 int8 uint8 int16 int32 int64")
def split_v(draw: Draw) -> None:
    shape = list(draw.shape(1, 5))
    axis = draw.axis(len(shape))
    sizes = [draw.int(0 if draw.flip(0.2) else 1, 4) for _ in range(draw.int(1, 5))]
    shape[axis] = sum(sizes)
    if draw.flip(0.4):
        sizes[draw.int(0, len(sizes) - 1)] = -1
    x, out = source(draw, shape)
    p = parameter(draw, sizes, draw.pick(["int32", "int64"]))
    draw.graph.op("SPLIT_V", [x, p, parameter(draw, axis)], [out] * len(sizes), SplitVOptions={"num_splits": len(sizes)})


@operator("PACK", kinds="float32 int8 uint8 int16 int32 uint32 int64")
def pack(draw: Draw) -> None:
    shape = draw.shape(0, 5)
    quantization = draw.quantization(draw.kind)
    count = draw.int(1, 5)
    inputs = [draw.graph.input(draw.kind, draw.wide_values(draw.kind, shape), quantization) for _ in range(count)]
    axis = draw.int(-len(shape) - 1, len(shape))
    draw.graph.op("PACK", inputs, Out(draw.kind, quantization), PackOptions={"values_count": count, "axis": axis})


@operator("UNPACK", kinds="float32 float16 int8 uint8 int16 int32 bool")
def unpack(draw: Draw) -> None:
    shape = list(draw.shape(1, 5, empty=False))
    axis = draw.axis(len(shape))
    shape[axis] = draw.int(1, 5)
    x, out = source(draw, shape)
    draw.graph.op("UNPACK", [x], [out] * shape[axis], UnpackOptions={"num": shape[axis], "axis": axis})


@operator("TILE", kinds=ALL + " string")
@operator("TILE", kinds=WIDE, count=20)
def tile(draw: Draw) -> None:
    shape = draw.shape(1, 5, 100)
    x, out = source(draw, shape)
    multiples = [draw.int(0 if draw.flip(0.1) else 1, 3) for _ in shape]
    draw.graph.op("TILE", [x, parameter(draw, multiples, draw.pick(["int32", "int64"]))], out, TileOptions={})


@operator("PAD", kinds=ALL + " float16")
@operator("PADV2", kinds="float32 float16 bool int8 uint8 int16 int32 int64")
def pad(draw: Draw) -> None:
    shape = draw.shape(1, 5, 200)
    x, out = source(draw, shape)
    inputs = [x, parameter(draw, [[draw.int(0, 3) * draw.flip(0.7), draw.int(0, 3)] for _ in shape], draw.pick(["int32", "int64"]))]
    if draw.operator == "PADV2":
        inputs.append(draw.graph.either(draw.kind, draw.values(draw.kind, draw.pick([(), (1,)])), out.quantization, 0.7))
    draw.graph.op(draw.operator, inputs, out)


@operator("MIRROR_PAD", kinds=ALL)
@operator("MIRROR_PAD", kinds=WIDE, count=20)
def mirror_pad(draw: Draw) -> None:
    shape = tuple(max(2, d) for d in draw.shape(1, 5, 100, empty=False))
    mode = draw.pick(["REFLECT", "SYMMETRIC"])
    most = [d - (mode == "REFLECT") for d in shape]
    x, out = source(draw, shape)
    p = parameter(draw, [[draw.int(0, min(3, m)), draw.int(0, min(3, m))] for m in most], draw.pick(["int32", "int64"]))
    draw.graph.op("MIRROR_PAD", [x, p], out, MirrorPadOptions={"mode": mode})


@operator("REVERSE_V2", kinds="float32 float16 int8 uint8 int16 int32 int64 bool")
def reverse_v2(draw: Draw) -> None:
    shape = draw.shape(1, 5, empty=False)
    x, out = source(draw, shape)
    first, length = draw.int(0, len(shape) - 1), draw.int(1, len(shape))
    axes = list(range(first, min(len(shape), first + length)))
    draw.rng.shuffle(axes)
    if draw.flip(0.3):
        axes = [a - len(shape) for a in axes]
    draw.graph.op("REVERSE_V2", [x, parameter(draw, axes)], out, ReverseV2Options={})


@operator("GATHER", kinds=ALL + " string float16", count=30)
def gather(draw: Draw) -> None:
    shape = draw.shape(1, 5 if draw.kind != "string" else 1, empty=False)
    batch_dims = draw.int(0, len(shape) - 1) if draw.flip(0.3) and draw.kind != "string" else 0
    axis = draw.int(batch_dims, len(shape) - 1) if draw.kind != "string" else 0
    indices_shape = (*shape[:batch_dims], *draw.shape(0, 2, 30, least=1))
    indices = draw.rng.integers(0, shape[axis], indices_shape)
    x, out = source(draw, shape, 0.3)
    options = {"axis": axis - len(shape) if draw.flip(0.3) else axis, "batch_dims": batch_dims}
    draw.graph.op("GATHER", [x, parameter(draw, indices, draw.pick(["int32", "int64", "int16"]), 0.3)], out, GatherOptions=options)
    if not draw.graph.inputs:
        draw.graph.input("float32", 1.0)


@operator("GATHER_ND", kinds="float32 float16 int8 uint8 int16 int32 int64 bool string")
def gather_nd(draw: Draw) -> None:
    shape = draw.shape(1, 5, empty=False)
    depth = draw.int(1, len(shape))
    outer = draw.shape(0, 2, 20)
    indices = np.stack([draw.rng.integers(0, d, outer) for d in shape[:depth]], axis=-1)
    x, out = source(draw, shape)
    draw.graph.op("GATHER_ND", [x, parameter(draw, indices, draw.pick(["int32", "int64", "int16"]), 0.3)], out, GatherNdOptions={})


@operator("SCATTER_ND", kinds="float32 int8 uint8 int32 int64 bool")
def scatter_nd(draw: Draw) -> None:
    shape = draw.shape(1, 4, empty=False)
    depth = draw.int(1, len(shape))
    outer = draw.shape(1, 2, 20, empty=False)
    indices = np.stack([draw.rng.integers(0, d, outer) for d in shape[:depth]], axis=-1)
    updates = draw.graph.input(
        draw.kind, draw.values(draw.kind, (*outer, *shape[depth:]), *((0, 5) if draw.kind in ("int8", "uint8") else ()))
    )
    inputs = [parameter(draw, indices, constant=0.4), updates, parameter(draw, shape)]
    draw.graph.op("SCATTER_ND", inputs, draw.kind, ScatterNdOptions={})


@operator("BATCH_TO_SPACE_ND", "SPACE_TO_BATCH_ND", kinds=ALL, count=30)
@operator("BATCH_TO_SPACE_ND", "SPACE_TO_BATCH_ND", kinds=WIDE, count=20)
def batch_space(draw: Draw) -> None:
    spatial = draw.int(1, 2)
    blocks = [draw.int(1, 3) for _ in range(spatial)]
    if draw.operator == "SPACE_TO_BATCH_ND":
        sizes, trims = [], []
        for b in blocks:
            whole, before, after = b * draw.int(1, 4), draw.int(0, 2), draw.int(0, 2)
            while whole - before - after < 1:
                whole += b
            sizes.append(whole - before - after), trims.append([before, after])
        batch = draw.int(1, 3)
    else:
        sizes, trims = [], []
        for b in blocks:
            size = draw.int(1, 4)
            before = draw.int(0, min(2, size * b - 1))
            sizes.append(size), trims.append([before, draw.int(0, min(2, size * b - 1 - before))])
        batch = draw.int(1, 3) * int(np.prod(blocks))
    x, out = source(draw, (batch, *sizes, draw.int(1, 9)))
    draw.graph.op(draw.operator, [x, parameter(draw, blocks), parameter(draw, trims)], out)


@operator("SPACE_TO_DEPTH", "DEPTH_TO_SPACE", kinds="float32 int8 uint8 int32 int64")
def space_depth(draw: Draw) -> None:
    block = draw.int(1, 4)
    n, h, w, c = (draw.int(1, 4) for _ in range(4))
    shape = (n, h * block, w * block, c) if draw.operator == "SPACE_TO_DEPTH" else (n, h, w, c * block * block)
    x, out = source(draw, shape)
    name = "SpaceToDepthOptions" if draw.operator == "SPACE_TO_DEPTH" else "DepthToSpaceOptions"
    draw.may_resize = True
    draw.graph.op(draw.operator, [x], out, **{name: {"block_size": block}})


@operator("SELECT", kinds=ALL)
@operator("SELECT", kinds=WIDE, count=20)
def select(draw: Draw) -> None:
    shape = draw.shape(0, 5)
    condition = draw.pick([shape, shape[:1], ()]) if draw.kind != "bool" else shape
    quantization = draw.quantization(draw.kind)
    c = draw.graph.either("bool", draw.values("bool", condition), None, 0.2)
    a, b = (draw.graph.either(draw.kind, draw.wide_values(draw.kind, shape), quantization, 0.2) for _ in range(2))
    if not draw.graph.inputs:
        draw.graph.input("float32", 1.0)
    # Of single elements the result has the shape that the file gives it.
    made = draw.graph.op("SELECT", [c, a, b], Out(draw.kind, quantization), SelectOptions={})
    draw.graph.tensors[made[0]]["shape"] = list(shape)


@operator("SELECT_V2", kinds=ALL)
@operator("SELECT_V2", kinds=WIDE, count=20)
def select_v2(draw: Draw) -> None:
    whole = draw.shape(0, 4)
    shapes = [tuple(d if draw.flip(0.7) else 1 for d in whole)[draw.int(0, len(whole)) if draw.flip(0.3) else 0 :] for _ in range(3)]
    quantization = draw.quantization(draw.kind)
    c = draw.graph.either("bool", draw.values("bool", shapes[0]), None, 0.2)
    a, b = (draw.graph.either(draw.kind, draw.wide_values(draw.kind, s), quantization, 0.2) for s in shapes[1:])
    if not draw.graph.inputs:
        draw.graph.input("float32", 1.0)
    made = draw.graph.op("SELECT_V2", [c, a, b], Out(draw.kind, quantization), SelectV2Options={})
    draw.graph.tensors[made[0]]["shape"] = list(np.broadcast_shapes(*shapes))


@operator("WHERE", kinds="bool float32 int8 uint8 int32 int64 uint32")
def where(draw: Draw) -> None:
    values = draw.values(draw.kind, draw.shape(1, 5))
    values = np.where(draw.rng.random(values.shape) < 0.5, values, np.zeros_like(values))
    draw.graph.op("WHERE", [draw.graph.input(draw.kind, values)], "int64", WhereOptions={})


@operator("BROADCAST_TO", kinds=ALL)
@operator("BROADCAST_TO", kinds=WIDEST, count=20)
def broadcast_to(draw: Draw) -> None:
    whole = draw.shape(1, 8, 300)
    shape = tuple(d if draw.flip(0.6) else 1 for d in whole)[draw.int(0, len(whole)) if draw.flip(0.4) else 0 :]
    x, out = source(draw, shape)
    draw.graph.op("BROADCAST_TO", [x, parameter(draw, whole, draw.pick(["int32", "int64"]))], out, version=2, BroadcastToOptions={})


@operator("BROADCAST_ARGS", kinds="int32 int64")
def broadcast_args(draw: Draw) -> None:
    a, b = (np.asarray(s, draw.kind) for s in draw.broadcast(6))
    draw.graph.op("BROADCAST_ARGS", [parameter(draw, a, draw.kind, 0.3), draw.graph.input(draw.kind, b)], draw.kind)


@operator("FILL", kinds=ALL + " string")
@operator("FILL", kinds=WIDE, count=20)
def fill(draw: Draw) -> None:
    dims = parameter(draw, draw.shape(0, 6), draw.pick(["int32", "int64"]), 0.5)
    quantization = draw.quantization(draw.kind)
    value = draw.graph.input(draw.kind, draw.wide_values(draw.kind, ()), quantization)
    draw.graph.op("FILL", [dims, value], Out(draw.kind, quantization), FillOptions={})


@operator("ONE_HOT", kinds="float32 int8 uint8 int32 int64 bool")
def one_hot(draw: Draw) -> None:
    shape, depth = draw.shape(0, 4, 60), draw.int(1, 6)
    axis = draw.int(-1, len(shape))
    indices = draw.graph.input(kind := draw.pick(["int32", "int64"]), draw.values(kind, shape, -1, depth))
    on, off = (draw.graph.either(draw.kind, draw.values(draw.kind, ()), None, 0.7) for _ in range(2))
    draw.may_resize = False
    draw.graph.op("ONE_HOT", [indices, parameter(draw, depth), on, off], draw.kind, OneHotOptions={"axis": axis})


@operator("RANGE", kinds="float32 int32 int64")
def range_(draw: Draw) -> None:
    start, delta = draw.int(-20, 20), draw.pick([1, 2, 3, -1, -2])
    limit = start + delta * draw.int(0, 30) + draw.int(0, 1) * (1 if delta > 0 else -1)
    numbers = np.array([start, limit, delta])
    if draw.kind == "float32":
        numbers = numbers * draw.pick([1, 0.5, 0.3])
    draw.graph.op("RANGE", [parameter(draw, n, draw.kind, 0.4) for n in numbers.astype(draw.kind)], draw.kind, RangeOptions={})
    if not draw.graph.inputs:
        draw.graph.input("float32", 1.0)


@operator("EMBEDDING_LOOKUP", kinds=ALL)
@operator("EMBEDDING_LOOKUP", kinds=WIDEST, count=20)
def embedding_lookup(draw: Draw) -> None:
    shape = draw.shape(2, 4, empty=False)
    ids = draw.graph.input("int32", draw.rng.integers(0, shape[0], draw.int(1, 8)))
    quantization = draw.quantization(draw.kind)
    table = draw.graph.either(draw.kind, draw.values(draw.kind, shape), quantization, 0.7)
    draw.graph.op("EMBEDDING_LOOKUP", [ids, table], Out(draw.kind, quantization))


@operator("TOPK_V2", kinds="float32 int8 uint8 int16 int32 int64")
def topk_v2(draw: Draw) -> None:
    shape = draw.shape(1, 4, empty=False)
    k = draw.int(0 if draw.flip(0.1) else 1, shape[-1])
    quantization = draw.quantization(draw.kind)  # without NaN, whose order nothing defines
    x, out = draw.graph.input(draw.kind, draw.values(draw.kind, shape), quantization), Out(draw.kind, quantization)
    draw.graph.op("TOPK_V2", [x, parameter(draw, k)], [out, "int32"], TopKV2Options={})


@operator("UNIQUE", kinds="float32 int8 uint8 int16 int32 int64")
def unique(draw: Draw) -> None:
    values = draw.values(draw.kind, (draw.int(0 if draw.number == 11 else 1, 40),), 0, 6)
    kind = draw.pick(["int32", "int64"])
    draw.graph.op(
        "UNIQUE", [draw.graph.input(draw.kind, np.round(values))], [draw.kind, kind], UniqueOptions={"idx_out_type": kind.upper()}
    )
