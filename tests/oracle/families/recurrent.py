"""LSTM and its relatives, whose state lasts from run to run."""

import dataclasses
from typing import Optional

import numpy as np

from case import Bound, Draw, Out, Quantization, operator


@dataclasses.dataclass
class Cell:
    """What an LSTM is made of."""

    batch: int
    input: int
    cells: int
    output: int
    coupled: bool  # the input gate is 1 - forget gate
    peephole: bool
    projection: bool
    layer_norm: bool

    @staticmethod
    def of(draw: Draw) -> "Cell":
        cells = draw.int(1, draw.pick([4, 20]))
        projection = draw.flip(0.4)
        output = draw.int(1, 8) if projection else cells
        return Cell(draw.int(1, 3), draw.int(1, 9), cells, output, draw.flip(0.3), draw.flip(0.4), projection, draw.flip(0.3))


class Weights:
    """The optional inputs 1 to 23 of a full LSTM, in the type of the case."""

    def __init__(self, draw: Draw, cell: Cell) -> None:
        self.draw, self.cell = draw, cell
        _, _, weight = draw.kind.partition("*")
        self.integer = draw.kind == "int8"
        self.weight = weight or draw.kind

    def matrix(self, rows: int, columns: int, present: bool = True) -> int:
        if not present:
            return -1
        draw = self.draw
        if self.weight == "float32":
            return draw.graph.constant("float32", draw.values("float32", (rows, columns), -0.6, 0.6))
        values = np.maximum(draw.values("int8", (rows, columns)), -127)
        return draw.graph.constant("int8", values, Quantization.of(draw.rng.uniform(0.002, 0.008)))

    def vector(self, size: int, present: bool, kind: str, scale: float, low: float = -0.5, high: float = 0.5) -> int:
        """Of floats, or of `kind` with a scale in an integer LSTM."""
        if not present:
            return -1
        draw = self.draw
        values = draw.rng.uniform(low, high, size)
        if not self.integer:
            return draw.graph.constant("float32", values.astype(np.float32))
        info = np.iinfo(kind)
        return draw.graph.constant(kind, np.clip(np.round(values / scale), info.min, info.max).astype(kind), Quantization.of(scale))

    def peephole(self, present: bool) -> int:
        """Of the type that the matrices have where the inputs are floats."""
        if present and self.weight == "int8" and not self.integer:
            return self.draw.graph.constant("int8", self.draw.values("int8", (self.cell.cells,)), Quantization.of(0.004))
        return self.vector(self.cell.cells, present, "int16", 2.0**-15)

    def inputs(self, hidden: Optional[Quantization], cell_state: Optional[Quantization], x_scale: float) -> list[int]:
        c = self.cell
        gate = [not c.coupled, True, True, True]
        tensors = [self.matrix(c.cells, c.input, g) for g in gate]
        tensors += [self.matrix(c.cells, c.output, g) for g in gate]
        tensors += [self.peephole(c.peephole and g) for g in (not c.coupled, True, True)]
        tensors += [self.vector(c.cells, g, "int32", 0.005 * x_scale) for g in gate]
        tensors.append(self.matrix(c.output, c.cells, c.projection))
        tensors.append(self.vector(c.output, c.projection and self.draw.flip(), "int32", 0.005 / 128))
        kinds = ("int8", "int16") if self.integer else ("float32", "float32")
        tensors.append(self.draw.graph.variable(kinds[0], (c.batch, c.output), hidden))
        tensors.append(self.draw.graph.variable(kinds[1], (c.batch, c.cells), cell_state))
        if c.layer_norm:
            tensors += [self.vector(c.cells, g, "int16", 2.0**-15, 0.2, 0.9) for g in gate]
        return tensors


def lstm_model(draw: Draw, shape_of, table: str, fields: dict, name: str) -> None:
    cell = Cell.of(draw)
    integer = draw.kind == "int8"
    if integer and cell.peephole and cell.projection:
        cell.output = min(cell.output, cell.cells)
        draw.known = "TensorFlow Lite adds peepholes to as many cells as there are outputs only, and with other cells' weights"
    hidden = Quantization.of(draw.rng.uniform(0.004, 0.01), draw.int(-20, 20)) if integer else None
    cell_state = Quantization.of(2.0 ** draw.int(-14, -11)) if integer else None
    xq = Quantization.of(draw.rng.uniform(0.005, 0.02), draw.int(-30, 30)) if integer else None
    shape = shape_of(cell)
    kind = "int8" if integer else "float32"
    x = draw.graph.input(kind, draw.values(kind, shape, *(() if integer else (-1, 1))), xq)
    tensors = Weights(draw, cell).inputs(hidden, cell_state, xq.scale[0] if integer else 1.0)
    intermediates = []
    if integer:
        scales = [2.0**-12 * draw.rng.uniform(0.5, 2) for _ in range(4)]
        intermediates = [draw.graph.tensor("int16", (), Quantization.of(s)) for s in scales]
        intermediates.append(draw.graph.tensor("int8", (), Quantization.of(draw.rng.uniform(0.004, 0.01), draw.int(-20, 20))))
    fields["cell_clip"] = draw.pick([0.0, 0.0, 0.5, 3.0])
    fields["proj_clip"] = draw.pick([0.0, 0.0, 0.4]) if cell.projection else 0.0
    fields["fused_activation_function"] = "TANH"
    if "*" in draw.kind:
        fields["asymmetric_quantize_inputs"] = draw.flip()
    draw.graph.op(name, [x, *tensors], Out(kind, hidden), intermediates=intermediates, **{table: fields})
    draw.runs = [[draw.values(kind, shape, *(() if integer else (-1, 1)))] for _ in range(2)]
    # States are fed back, so what rounding does to one step grows over the steps.
    draw.bound = Bound(ulps=64, absolute=2e-5 if draw.kind == "float32" else 2e-3)
    draw.may_resize = False


@operator("UNIDIRECTIONAL_SEQUENCE_LSTM", kinds="float32 float32*int8 int8", count=40)
def sequence_lstm(draw: Draw) -> None:
    time_major, steps = draw.flip(), draw.int(1, 5)
    lstm_model(
        draw,
        lambda c: (steps, c.batch, c.input) if time_major else (c.batch, steps, c.input),
        "UnidirectionalSequenceLSTMOptions",
        {"time_major": time_major},
        "UNIDIRECTIONAL_SEQUENCE_LSTM",
    )


@operator("LSTM", kinds="float32 float32*int8 int8", count=40)
def lstm(draw: Draw) -> None:
    lstm_model(draw, lambda c: (c.batch, c.input), "LSTMOptions", {"kernel_type": "FULL"}, "LSTM")


@operator("LSTM", kinds="float32(basic) uint8(basic)")
def basic_lstm(draw: Draw) -> None:
    """The kernel of early models: one matrix for all gates, the states handed in and out."""
    batch, inputs, cells = draw.int(1, 3), draw.int(1, 10), draw.int(1, 8)
    if draw.kind.startswith("uint8"):
        inputs, cells = 8 * draw.int(1, 2), 8 * draw.int(1, 2)  # what its kernel asks for
        activation, state = Quantization.of(1 / 128, 128), Quantization.of(1 / 2048)
        wq = Quantization.of(draw.rng.uniform(0.004, 0.012), draw.int(110, 140))
        graph = draw.graph
        tensors = [graph.input("uint8", draw.values("uint8", (batch, inputs)), activation)]
        tensors.append(graph.input("uint8", draw.values("uint8", (batch, cells)), activation))
        tensors.append(graph.constant("uint8", draw.values("uint8", (4 * cells, inputs + cells)), wq))
        bias = Quantization.of(wq.scale[0] / 128)
        tensors.append(graph.constant("int32", draw.values("int32", (4 * cells,)), bias))
        tensors.append(graph.input("int16", draw.values("int16", (batch, cells)), state))
        outputs = [Out("uint8", activation), Out("int16", state), Out("uint8", activation), Out("int16", Quantization.of(1 / 4096))]
    else:
        graph = draw.graph
        tensors = [graph.input("float32", draw.values("float32", s, -1, 1)) for s in ((batch, inputs), (batch, cells))]
        tensors.append(graph.constant("float32", draw.values("float32", (4 * cells, inputs + cells), -0.5, 0.5)))
        tensors.append(graph.constant("float32", draw.values("float32", (4 * cells,), -0.5, 0.5)))
        tensors.append(graph.input("float32", draw.values("float32", (batch, cells), -1, 1)))
        outputs = [Out("float32")] * 4
    fields = {"kernel_type": "BASIC", "fused_activation_function": "TANH", "cell_clip": 0.0, "proj_clip": 0.0}
    made = graph.op("LSTM", tensors, outputs, LSTMOptions=fields)
    graph.outputs = made[:2]
    draw.bound = Bound(ulps=16, absolute=1e-6)
    draw.may_resize = False


def rnn_cell(draw: Draw, inputs: int, units: int) -> list[int]:
    """Weights for the input and for the state before, and the bias."""
    weights = Weights(draw, Cell(1, inputs, units, units, False, False, False, False))
    bias = draw.graph.constant("float32", draw.values("float32", (units,), -0.5, 0.5))
    return [weights.matrix(units, inputs), weights.matrix(units, units), bias]


def recurrent_fields(draw: Draw, **fields) -> dict:
    activation = draw.pick(["NONE", "RELU", "RELU6", "TANH"] if draw.operator.endswith("RNN") else ["NONE", "RELU"])
    fields |= {"fused_activation_function": activation}
    if "*" in draw.kind:
        fields["asymmetric_quantize_inputs"] = draw.flip()
    return fields


def run_again(draw: Draw) -> None:
    """Twice more, from the state that the first run leaves."""
    draw.runs = [[draw.values("float32", v.shape, -1, 1) for v in draw.graph.values] for _ in range(2)]
    draw.bound = Bound(ulps=64, absolute=2e-5 if draw.kind == "float32" else 2e-3)
    draw.may_resize = False


@operator("RNN", "UNIDIRECTIONAL_SEQUENCE_RNN", kinds="float32 float32*int8", count=30)
def rnn(draw: Draw) -> None:
    batch, inputs, units, steps = draw.int(1, 3), draw.int(1, 12), draw.int(1, 12), draw.int(1, 5)
    one_step, time_major = draw.operator == "RNN", draw.flip()
    shape = (batch, inputs) if one_step else (steps, batch, inputs) if time_major else (batch, steps, inputs)
    x = draw.graph.input("float32", draw.values("float32", shape, -1, 1))
    tensors = [x, *rnn_cell(draw, inputs, units), draw.graph.variable("float32", (batch, units))]
    run_again(draw)
    if one_step:
        draw.graph.op("RNN", tensors, "float32", RNNOptions=recurrent_fields(draw))
    else:
        draw.graph.op(draw.operator, tensors, "float32", SequenceRNNOptions=recurrent_fields(draw, time_major=time_major))


def auxiliary(draw: Draw, tensors: list[int], shape: tuple[int, ...], rows: list[int]) -> None:
    """A second input, where drawn: the backward cell's own, or, with weights of `rows` rows each, one of both cells beside the first."""
    way = draw.pick(["none", "none", "own", "beside"])
    if way == "none":
        tensors += [-1] * (1 + len(rows))
        return
    # As wide as the first: TensorFlow Lite steps through both by that width.
    tensors.append(draw.graph.input("float32", draw.values("float32", shape, -1, 1)))
    weights = Weights(draw, Cell(1, shape[-1], 1, 1, False, False, False, False))
    tensors += [weights.matrix(n, shape[-1], way == "beside" and n > 0) for n in rows]


def sequence(draw: Draw, inputs: int, steps: int, merge: bool) -> tuple[int, bool, tuple[int, ...]]:
    """The batch, whether time comes first, and the shape of the input."""
    batch, time_major = draw.int(1, 3), draw.flip()
    # TensorFlow Lite mixes up several sequences where the outputs are merged: it writes past the end, or takes other sequences' states.
    if merge and (("*" in draw.kind and time_major) if draw.operator.endswith("RNN") else not time_major):
        batch = 1
    return batch, time_major, (steps, batch, inputs) if time_major else (batch, steps, inputs)


@operator("BIDIRECTIONAL_SEQUENCE_RNN", kinds="float32 float32*int8", count=36)
def bidirectional_rnn(draw: Draw) -> None:
    inputs, units, merge = draw.int(1, 9), [draw.int(1, 9), draw.int(1, 9)], draw.flip()
    batch, time_major, shape = sequence(draw, inputs, draw.int(1, 5), merge)
    tensors = [draw.graph.input("float32", draw.values("float32", shape, -1, 1))]
    for n in units:
        tensors += [*rnn_cell(draw, inputs, n), draw.graph.variable("float32", (batch, n))]
    auxiliary(draw, tensors, shape, units)
    run_again(draw)
    fields = recurrent_fields(draw, time_major=time_major, merge_outputs=merge)
    draw.graph.op(draw.operator, tensors, ["float32"] * (1 if merge else 2), BidirectionalSequenceRNNOptions=fields)


@operator("BIDIRECTIONAL_SEQUENCE_LSTM", kinds="float32 float32*int8", count=36)
def bidirectional_lstm(draw: Draw) -> None:
    inputs, merge = draw.int(1, 8), draw.flip()
    batch, time_major, shape = sequence(draw, inputs, draw.int(1, 4), merge)
    tensors = [draw.graph.input("float32", draw.values("float32", shape, -1, 1))]
    states: list[int] = []
    # TensorFlow Lite asks for as many cells in both directions.
    cells, projection = draw.int(1, 9), draw.flip(0.4)
    output = draw.int(1, 6) if projection else cells
    rows: list[int] = []
    for _ in range(2):
        cell = Cell(batch, inputs, cells, output, draw.flip(0.3), draw.flip(0.4), projection, False)
        # Weights and biases, projection; the states of both cells come after.
        parts = Weights(draw, cell).inputs(None, None, 1.0)
        tensors += parts[:17]
        states += parts[17:19]
        rows += [0 if cell.coupled else cells, cells, cells, cells]
    tensors += states
    auxiliary(draw, tensors, shape, rows)
    run_again(draw)
    fields = {"cell_clip": draw.pick([0.0, 1.0]), "proj_clip": draw.pick([0.0, 0.4]) if projection else 0.0}
    fields = recurrent_fields(draw, merge_outputs=merge, time_major=time_major, **fields) | {"fused_activation_function": "TANH"}
    draw.graph.op(draw.operator, tensors, ["float32"] * (1 if merge else 2), BidirectionalSequenceLSTMOptions=fields)


@operator("SVDF", kinds="float32 float32*int8 int8", count=30)
def svdf(draw: Draw) -> None:
    batch, inputs, units, rank, memory = draw.int(1, 3), draw.int(1, 12), draw.int(1, 8), draw.int(1, 3), draw.int(1, 7)
    filters, graph = units * rank, draw.graph
    fields = recurrent_fields(draw, rank=rank)
    shape = (batch, inputs)
    if draw.kind == "int8":
        xq, fq, tq, sq = (Quantization.of(s) for s in (0.02, 0.005, 0.0002, 0.0005))
        out = Out("int8", Quantization.of(0.03, draw.int(-20, 20)))
        x = graph.input("int8", draw.values("int8", shape), xq)
        tensors = [x, graph.constant("int8", draw.values("int8", (filters, inputs)), fq)]
        tensors.append(graph.constant("int16", draw.values("int16", (filters, memory), -4000, 4000), tq))
        scale = Quantization.of(tq.scale[0] * sq.scale[0])
        tensors.append(graph.constant("int32", draw.values("int32", (units,)), scale) if draw.flip() else -1)
        tensors.append(graph.variable("int16", (batch, filters * memory), sq))
        fields["fused_activation_function"] = "RELU"
        draw.runs = [[draw.values("int8", shape)] for _ in range(4)]
        draw.may_resize = False
    else:
        x = graph.input("float32", draw.values("float32", shape, -1, 1))
        weights = Weights(draw, Cell(1, 1, 1, 1, False, False, False, False))
        tensors = [x, weights.matrix(filters, inputs), weights.matrix(filters, memory)]
        tensors.append(graph.constant("float32", draw.values("float32", (units,))) if draw.flip() else -1)
        tensors.append(graph.variable("float32", (batch, filters * memory)))
        out = Out("float32")
        run_again(draw)
    graph.op("SVDF", tensors, out, SVDFOptions=fields)
