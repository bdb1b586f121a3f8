"""Operators with state, or that run other subgraphs: variables, hash tables, IF, WHILE."""

import numpy as np

from case import Draw, Out, operator


@operator("VAR_HANDLE", "ASSIGN_VARIABLE", "READ_VARIABLE", kinds="float32 float16 int8 uint8 int16 int32 uint32 int64 bool complex64")
def variables(draw: Draw) -> None:
    """Assigns an input to a variable and reads it, in several runs."""
    shape = draw.shape(0, 4, empty=False)
    quantization = draw.quantization(draw.kind)
    options = {"container": "", "shared_name": draw.pick(["v", "state"])}
    handle = draw.graph.op("VAR_HANDLE", [], "resource", VarHandleOptions=options)[0]
    value = draw.graph.input(draw.kind, draw.wide_values(draw.kind, shape), quantization)
    draw.graph.op("ASSIGN_VARIABLE", [handle, value], [])
    again = draw.graph.op("VAR_HANDLE", [], "resource", VarHandleOptions=options)[0]
    draw.graph.op("READ_VARIABLE", [again], Out(draw.kind, quantization))
    draw.runs = [[draw.wide_values(draw.kind, shape)]]
    draw.may_resize = False


@operator("CALL_ONCE", kinds="float32 int32 int64")
def call_once(draw: Draw) -> None:
    """A subgraph initializes a variable at the first run; each run adds to it."""
    shape = draw.shape(0, 3, empty=False)
    options = {"container": "", "shared_name": "sum"}
    init = draw.graph.branch()
    handle = init.op("VAR_HANDLE", [], "resource", VarHandleOptions=options)[0]
    init.op("ASSIGN_VARIABLE", [handle, init.constant(draw.kind, draw.values(draw.kind, shape))], [])
    init.outputs = []
    draw.graph.op("CALL_ONCE", [], [], CallOnceOptions={"init_subgraph_index": 1})
    handle = draw.graph.op("VAR_HANDLE", [], "resource", VarHandleOptions=options)[0]
    old = draw.graph.op("READ_VARIABLE", [handle], draw.kind)[0]
    draw.graph.tensors[old]["shape"] = list(shape)
    new = draw.graph.op("ADD", [old, draw.graph.input(draw.kind, draw.values(draw.kind, shape))], draw.kind, AddOptions={})[0]
    draw.graph.op("ASSIGN_VARIABLE", [handle, new], [])
    draw.graph.outputs = [new]
    draw.runs = [[draw.values(draw.kind, shape)] for _ in range(2)]
    draw.may_resize = False


@operator("HASHTABLE", "HASHTABLE_IMPORT", "HASHTABLE_FIND", "HASHTABLE_SIZE", kinds="string*int64 int64*string")
def hashtable(draw: Draw) -> None:
    """Fills a table, then looks keys up, of which some are missing, or asks for its size."""
    key, _, value = draw.kind.partition("*")
    count = draw.int(1, 12)
    keys = np.array([b"key%d" % i for i in range(count)], object) if key == "string" else np.arange(count) * 7 - 20
    init, graph = draw.graph.branch(), draw.graph
    options = {"table_id": draw.int(1, 99), "key_dtype": key.upper(), "value_dtype": value.upper()}
    table = init.op("HASHTABLE", [], "resource", HashtableOptions=options)[0]
    init.op("HASHTABLE_IMPORT", [table, init.constant(key, keys), init.constant(value, draw.values(value, (count,)))], [])
    init.outputs = []
    graph.op("CALL_ONCE", [], [], CallOnceOptions={"init_subgraph_index": 1})
    table = graph.op("HASHTABLE", [], "resource", HashtableOptions=options)[0]
    wanted = draw.rng.integers(0, count, draw.shape(1, 2, 20, empty=False))
    missing = draw.rng.random(wanted.shape) < 0.3
    asked = np.where(missing, np.array(b"nothing" if key == "string" else 1000, keys.dtype), keys[wanted])
    if draw.operator == "HASHTABLE_SIZE":
        size = graph.op("HASHTABLE_SIZE", [table], "int64")
        found = graph.op("HASHTABLE_FIND", [table, graph.input(key, asked), graph.constant(value, draw.values(value, (1,)))], value)
        graph.outputs = size + found
    else:
        graph.op("HASHTABLE_FIND", [table, graph.input(key, asked), graph.constant(value, draw.values(value, (1,)))], value)
    draw.may_resize = False


@operator("IF", kinds="float32 int32 int64")
def if_(draw: Draw) -> None:
    shape = draw.shape(0, 4, empty=False)
    for name in ("ADD", "MUL"):
        branch = draw.graph.branch()
        a, b = (branch.tensor(draw.kind, shape) for _ in range(2))
        branch.inputs = [a, b]
        branch.op(name, [a, b], draw.kind, **{f"{name.title()}Options": {}})
        if name == "MUL" and draw.flip():
            branch.op("NEG", branch.outputs, draw.kind)
    condition = draw.graph.input("bool", draw.flip())
    inputs = [draw.graph.input(draw.kind, draw.values(draw.kind, shape)) for _ in range(2)]
    out = draw.graph.op("IF", [condition, *inputs], draw.kind, IfOptions={"then_subgraph_index": 1, "else_subgraph_index": 2})
    draw.graph.tensors[out[0]]["shape"] = list(shape)
    draw.runs = [[np.array(not draw.graph.values[0]), *draw.graph.values[1:]]]
    draw.may_resize = False


@operator("WHILE", kinds="float32 int32 int64")
def while_(draw: Draw) -> None:
    """Adds or joins to a tensor until a counter is used up; joining changes the shape in every iteration."""
    grows = draw.flip(0.4)
    shape = draw.shape(1, 3, empty=False)
    condition, body = draw.graph.branch(), draw.graph.branch()
    for graph in (condition, body):
        graph.inputs = [graph.tensor("int32", ()), graph.tensor(draw.kind, shape)]
        if grows:
            graph.tensors[graph.inputs[1]]["shape_signature"] = [-1, *shape[1:]]
    condition.op("LESS", [condition.inputs[0], condition.constant("int32", draw.int(0, 6))], "bool")
    counter = body.op("ADD", [body.inputs[0], body.constant("int32", draw.int(1, 2))], "int32", AddOptions={})
    step = body.constant(draw.kind, draw.values(draw.kind, shape))
    if grows:
        state = body.op("CONCATENATION", [body.inputs[1], step], draw.kind, ConcatenationOptions={"axis": 0})
    else:
        state = body.op("ADD", [body.inputs[1], step], draw.kind, AddOptions={})
    body.outputs = counter + state
    inputs = [draw.graph.input("int32", 0), draw.graph.input(draw.kind, draw.values(draw.kind, shape))]
    outputs = draw.graph.op("WHILE", inputs, ["int32", draw.kind], WhileOptions={"cond_subgraph_index": 1, "body_subgraph_index": 2})
    for tensor, dims in zip(outputs, ((), shape)):
        draw.graph.tensors[tensor]["shape"] = list(dims)
    draw.may_resize = False
