"""The STABLEHLO operators, and what goes with them: bits, windows, segments, updates."""

from __future__ import annotations

import numpy as np

from case import Bound, Draw, operator

INTEGERS = "int8 int16 int32 int64"
UNSIGNED = "uint8 uint16 uint32 uint64"


@operator("STABLEHLO_ADD", "STABLEHLO_MULTIPLY", "STABLEHLO_MAXIMUM", "STABLEHLO_MINIMUM", kinds="float32 int16 int32 int64")
@operator("STABLEHLO_AND", kinds="int8 int16 int32 int64 bool")
@operator("STABLEHLO_SHIFT_LEFT", kinds="int8 int16 int32")
def elementwise(draw: Draw) -> None:
    shape = draw.shape(1, 5)
    a, b = draw.values(draw.kind, shape), draw.values(draw.kind, shape)
    options = {}
    if draw.operator == "STABLEHLO_SHIFT_LEFT":
        b = draw.values(draw.kind, shape, 0, 6)
        options = {"StablehloShiftLeftOptions": {}}
    if draw.operator in ("STABLEHLO_ADD", "STABLEHLO_MULTIPLY") and draw.kind == "int16":
        a, b = (v // 256 for v in (a, b))
    draw.graph.op(draw.operator, [draw.graph.input(draw.kind, a), draw.graph.input(draw.kind, b)], draw.kind, **options)


@operator("BITWISE_XOR", "RIGHT_SHIFT", kinds="int8 uint8 int16 uint16 int32 uint32")
def bitwise(draw: Draw) -> None:
    shapes = draw.broadcast(4)
    a = draw.wide_values(draw.kind, shapes[0])
    b = draw.wide_values(draw.kind, shapes[1])
    if draw.operator == "RIGHT_SHIFT":
        b = draw.values(draw.kind, shapes[1], 0, 8 * np.dtype(draw.kind).itemsize - 1)
    options = {"BITWISE_XOR": {"BitwiseXorOptions": {}}, "RIGHT_SHIFT": {"RightShiftOptions": {}}}[draw.operator]
    draw.graph.op(draw.operator, [draw.graph.input(draw.kind, a), draw.graph.input(draw.kind, b)], draw.kind, **options)


@operator("ATAN2", kinds="float32 float64 float16")
def atan2(draw: Draw) -> None:
    shape = draw.shape(0, 5)
    draw.bound = Bound(ulps=4)
    draw.graph.op("ATAN2", [draw.graph.input(draw.kind, draw.values(draw.kind, shape)) for _ in range(2)], draw.kind, ATan2Options={})


@operator("BITCAST", kinds="float32 int8 uint8 int16 int32 uint32 int64")
def bitcast(draw: Draw) -> None:
    width = np.dtype(draw.kind).itemsize
    target = draw.pick([k for k in ("float32", "int8", "uint8", "int16", "int32", "uint32", "int64") if k != draw.kind])
    shape = list(draw.shape(1, 4))
    if np.dtype(target).itemsize > width:
        shape.append(np.dtype(target).itemsize // width)
    values = draw.values(draw.kind, shape)
    if target == "float32":  # nothing that is not a number
        values = np.ascontiguousarray(draw.rng.standard_normal(int(np.prod(shape)) * width // 4 + 1).astype(np.float32))
        values = values.view(np.uint8)[: int(np.prod(shape)) * width].view(draw.kind).reshape(shape)
    draw.graph.op("BITCAST", [draw.graph.input(draw.kind, values)], target, BitcastOptions={})


@operator("UNSORTED_SEGMENT_SUM", "UNSORTED_SEGMENT_PROD", "UNSORTED_SEGMENT_MAX", "UNSORTED_SEGMENT_MIN", kinds="float32 int32")
def unsorted_segment(draw: Draw) -> None:
    shape = draw.shape(1, 4, 200, empty=False)
    count = draw.int(1, 6)
    ids = draw.rng.integers(0, count, shape[: draw.int(1, len(shape))] if draw.flip(0.3) else shape[:1])
    values = draw.values(draw.kind, shape, *((0.6, 1.4) if draw.kind == "float32" else (-2, 2)))
    inputs = [draw.graph.input(draw.kind, values), draw.graph.either("int32", ids), draw.graph.either("int32", count, None, 0.7)]
    draw.may_resize = False
    draw.bound = Bound(ulps=2 * shape[0], absolute=1e-6)
    draw.graph.op(draw.operator, inputs, draw.kind)


@operator("DYNAMIC_UPDATE_SLICE", kinds="float32 float16 int8 uint8 int32 int64 bool")
def dynamic_update_slice(draw: Draw) -> None:
    shape = draw.shape(1, 5, empty=False)
    update = tuple(draw.int(1, d) for d in shape)
    quantization = draw.quantization(draw.kind)
    start = [draw.int(-2, d + 1) for d in shape]
    inputs = [draw.graph.input(draw.kind, draw.values(draw.kind, s), quantization) for s in (shape, update)]
    inputs.append(draw.graph.either(kind := draw.pick(["int32", "int64"]), np.array(start, kind), None, 0.4))
    draw.may_resize = False
    draw.graph.op("DYNAMIC_UPDATE_SLICE", inputs, draw.kind, DynamicUpdateSliceOptions={})


@operator("DILATE", kinds="float32 int8 uint8 int16 int32 int64")
def dilate(draw: Draw) -> None:
    shape = draw.shape(1, 5, 60, empty=False)
    factors = draw.graph.constant("int32", np.array([draw.int(1, 3) for _ in shape]))
    inputs = [
        draw.graph.input(draw.kind, draw.values(draw.kind, shape)),
        factors,
        draw.graph.either(draw.kind, draw.values(draw.kind, ()), None, 0.7),
    ]
    draw.may_resize = False
    draw.graph.op("DILATE", inputs, draw.kind, DilateOptions={})


@operator("STABLEHLO_PAD", kinds="float32 int8 int16 int32 int64")
def pad(draw: Draw) -> None:
    shape = draw.shape(1, 4, 100, empty=False)
    options = {
        "edge_padding_low": [draw.int(-1 if d > 2 else 0, 3) for d in shape],
        "edge_padding_high": [draw.int(-1 if d > 2 else 0, 3) for d in shape],
        "interior_padding": [draw.int(0, 2) for _ in shape],
    }
    inputs = [
        draw.graph.input(draw.kind, draw.values(draw.kind, shape)),
        draw.graph.either(draw.kind, draw.values(draw.kind, ()), None, 0.7),
    ]
    draw.may_resize = False
    draw.graph.op("STABLEHLO_PAD", inputs, draw.kind, StablehloPadOptions=options)


@operator("REDUCE_WINDOW", kinds="float32 int8 int16 int32 int64 bool")
def reduce_window(draw: Draw) -> None:
    shape = draw.shape(1, 4, 200, empty=False)
    window = [draw.int(1, min(d, 3)) for d in shape]
    dilations = [draw.int(1, 2) if (w - 1) * 2 < d else 1 for w, d in zip(window, shape)]
    function = draw.pick(["ALL", "ANY"] if draw.kind == "bool" else ["ADD", "MUL", "MINIMUM", "MAXIMUM"])
    values = draw.values(draw.kind, shape) if draw.kind == "bool" else draw.values(draw.kind, shape, -2, 2)
    neutral = {"ALL": True, "ANY": False, "ADD": 0, "MUL": 1, "MINIMUM": 3, "MAXIMUM": -3}[function]
    lists = (window, [draw.int(1, 2) for _ in shape], dilations)
    inputs = [draw.graph.input(draw.kind, values), draw.graph.constant(draw.kind, np.array(neutral, draw.kind))]
    inputs += [draw.graph.constant("int64", np.array(v)) for v in lists]
    draw.may_resize = False
    draw.bound = Bound(ulps=16, absolute=1e-5)
    draw.graph.op("REDUCE_WINDOW", inputs, draw.kind, ReduceWindowOptions={"reduce_function": function})


def combination(draw: Draw, name: str) -> None:
    """A subgraph of two scalars."""
    branch = draw.graph.branch()
    branch.inputs = [branch.tensor(draw.kind, ()) for _ in range(2)]
    branch.op(name, branch.inputs, draw.kind)


@operator("STABLEHLO_REDUCE_WINDOW", kinds="float32 int8 int16 int32 int64")
def stablehlo_reduce_window(draw: Draw) -> None:
    shape = draw.shape(1, 4, 100, empty=False)
    window = [draw.int(1, min(d, 3)) for d in shape]
    name = draw.pick(["STABLEHLO_ADD", "STABLEHLO_MULTIPLY", "STABLEHLO_MAXIMUM", "STABLEHLO_MINIMUM"])
    combination(draw, name)
    options = {
        "window_dimensions": window,
        "window_strides": [draw.int(1, 2) for _ in shape],
        "base_dilations": [draw.int(1, 2) for _ in shape],
        "window_dilations": [1 for _ in shape],
        "padding": [draw.int(0, 1) for _ in shape for _ in range(2)],
        "body_subgraph_index": 1,
    }
    neutral = {"STABLEHLO_ADD": 0, "STABLEHLO_MULTIPLY": 1, "STABLEHLO_MAXIMUM": -3, "STABLEHLO_MINIMUM": 3}[name]
    inputs = [
        draw.graph.input(draw.kind, draw.values(draw.kind, shape, -2, 2)),
        draw.graph.constant(draw.kind, np.array(neutral, draw.kind)),
    ]
    draw.may_resize = False
    draw.bound = Bound(ulps=16, absolute=1e-5)
    draw.graph.op("STABLEHLO_REDUCE_WINDOW", inputs, draw.kind, StablehloReduceWindowOptions=options)


@operator("STABLEHLO_GATHER", kinds="float32 int8 uint8 int16 int32 int64 bool")
def gather(draw: Draw) -> None:
    """Slices of some rows: indices name the first dimensions."""
    shape = draw.shape(1, 4, 200, empty=False)
    named = draw.int(1, len(shape))
    places = tuple(draw.int(1, 3) for _ in range(draw.int(1, 2)))
    indices = np.stack([draw.rng.integers(0, shape[k] + 1, places) for k in range(named)], axis=-1)
    sizes = [1 if k < named else draw.int(1, d) for k, d in enumerate(shape)]
    options = {
        "offset_dims": list(range(len(places), len(places) + len(shape) - named)),
        "collapsed_slice_dims": list(range(named)),
        "start_index_map": list(range(named)),
        "index_vector_dim": len(places),
        "slice_sizes": sizes,
        "indices_are_sorted": False,
    }
    inputs = [
        draw.graph.input(draw.kind, draw.values(draw.kind, shape)),
        draw.graph.either(kind := draw.pick(["int32", "int64"]), indices.astype(kind)),
    ]
    draw.may_resize = False
    made = draw.graph.op("STABLEHLO_GATHER", inputs, draw.kind, StablehloGatherOptions=options)
    # TensorFlow Lite takes the result's shape from the file.
    draw.graph.tensors[made[0]]["shape"] = [*places, *sizes[named:]]


@operator("STABLEHLO_SCATTER", kinds="float32 int8 uint8 int16 int32 int64")
def scatter(draw: Draw) -> None:
    """Rows into a tensor, joined with what is there."""
    shape = draw.shape(1, 3, 100, empty=False)
    count = draw.int(1, 4)
    name = draw.pick(["STABLEHLO_ADD", "STABLEHLO_MULTIPLY", "STABLEHLO_MAXIMUM", "STABLEHLO_MINIMUM"])
    combination(draw, name)
    options = {
        "indices_are_sorted": False,
        "update_window_dims": list(range(1, len(shape))),
        "inserted_window_dims": [0],
        "scatter_dims_to_operand_dims": [0],
        "index_vector_dim": 1,
        "unique_indices": False,
        "update_computation_subgraph_index": 1,
    }
    inputs = [
        draw.graph.input(draw.kind, draw.values(draw.kind, shape, -3, 3) if draw.kind != "uint8" else draw.values(draw.kind, shape, 0, 5)),
        draw.graph.input(kind := draw.pick(["int32", "int64"]), draw.rng.integers(0, shape[0], (count, 1)).astype(kind)),
        draw.graph.input(draw.kind, draw.values(draw.kind, (count, *shape[1:]), 0, 3)),
    ]
    draw.may_resize = False
    draw.bound = Bound(ulps=8, absolute=1e-5)
    draw.graph.op("STABLEHLO_SCATTER", inputs, draw.kind, StablehloScatterOptions=options)


@operator("STABLEHLO_RNG_BIT_GENERATOR", kinds="int32 uint32 int64 uint64", count=30)
def rng_bit_generator(draw: Draw) -> None:
    algorithm = draw.pick(["DEFAULT", "PHILOX", "THREEFRY"])
    words = 2 if algorithm == "THREEFRY" else draw.pick([2, 3])
    state = draw.rng.integers(0, 2**63, words).astype(np.uint64)
    outputs = draw.graph.op("STABLEHLO_RNG_BIT_GENERATOR", [draw.graph.input("uint64", state)], ["uint64", draw.kind],
                            StablehloRngBitGeneratorOptions={"algorithm": algorithm})  # fmt: skip
    draw.graph.tensors[outputs[0]]["shape"] = [words]
    draw.graph.tensors[outputs[1]]["shape"] = list(draw.shape(1, 3, 60, empty=False))
    draw.may_resize = False


@operator("STABLEHLO_COMPOSITE", kinds="float32 int32")
def composite(draw: Draw) -> None:
    shape = draw.shape(1, 4, empty=False)
    branch = draw.graph.branch()
    branch.inputs = [branch.tensor(draw.kind, shape) for _ in range(2)]
    inner = branch.op("ADD", branch.inputs, draw.kind, AddOptions={})
    branch.tensors[inner[0]]["shape"] = list(shape)
    branch.op("MUL", [inner[0], branch.inputs[1]], draw.kind, MulOptions={})
    branch.tensors[branch.outputs[0]]["shape"] = list(shape)
    inputs = [draw.graph.input(draw.kind, draw.values(draw.kind, shape)) for _ in range(2)]
    draw.may_resize = False
    made = draw.graph.op(
        "STABLEHLO_COMPOSITE", inputs, draw.kind, StableHLOCompositeOptions={"name": "sum.product", "decomposition_subgraph_index": 1}
    )
    draw.graph.tensors[made[0]]["shape"] = list(shape)


@operator("STABLEHLO_CASE", kinds="float32 int32")
def case(draw: Draw) -> None:
    shape = draw.shape(1, 3, empty=False)
    for name in ("ADD", "MUL", "SUB")[: draw.int(2, 3)]:
        branch = draw.graph.branch()
        branch.inputs = [branch.tensor(draw.kind, shape) for _ in range(2)]
        branch.op(name, branch.inputs, draw.kind, **{f"{name.title()}Options": {}})
        branch.tensors[branch.outputs[0]]["shape"] = list(shape)
    count = len(draw.graph.branches)
    inputs = [
        draw.graph.input("int32", draw.int(0, count - 1)),
        *(draw.graph.input(draw.kind, draw.values(draw.kind, shape)) for _ in range(2)),
    ]
    options = {"branch_subgraph_indices": list(range(1, count + 1))}
    draw.may_resize = False
    made = draw.graph.op("STABLEHLO_CASE", inputs, draw.kind, StablehloCaseOptions=options)
    draw.graph.tensors[made[0]]["shape"] = list(shape)
