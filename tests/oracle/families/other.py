"""Operators that belong to no family: look-ups, matrices, boxes, hashing, text, audio, randomness."""

from __future__ import annotations

import numpy as np

from case import Bound, Draw, Out, Quantization, operator
from flex import encode_map

NUMBERS = "float32 int8 uint8 int16 int32 int64"


@operator("ADD_N", kinds="float32 int32")
def add_n(draw: Draw) -> None:
    shape = draw.shape(0, 5)
    inputs = [draw.graph.input(draw.kind, draw.values(draw.kind, shape)) for _ in range(draw.int(2, 6))]
    draw.bound = Bound(absolute=1e-5)
    draw.graph.op("ADD_N", inputs, draw.kind, AddNOptions={})


@operator("BUCKETIZE", kinds="float32 float64 int32 int64")
def bucketize(draw: Draw) -> None:
    boundaries = np.unique(np.round(draw.rng.uniform(-20, 20, draw.int(1, 9)) * 2) / 2)
    values = np.round(draw.rng.uniform(-25, 25, draw.shape(0, 4)) * 2) / 2
    options = {"boundaries": [float(b) for b in boundaries]}
    draw.graph.op("BUCKETIZE", [draw.graph.input(draw.kind, values.astype(draw.kind))], "int32", BucketizeOptions=options)


@operator("FAKE_QUANT", kinds="float32", count=36)
def fake_quant(draw: Draw) -> None:
    low, high = draw.pick([(-6.0, 6.0), (0.0, 6.0), (-1.0, 0.5), (-3.3, 7.1), (0.5, 2.0), (-4.0, -1.0)])
    options = {"min": low, "max": high, "num_bits": draw.int(2, 16), "narrow_range": False}
    draw.graph.op(
        "FAKE_QUANT", [draw.graph.input("float32", draw.values("float32", draw.shape(0, 5)))], "float32", FakeQuantOptions=options
    )


@operator("MATRIX_DIAG", kinds=NUMBERS)
def matrix_diag(draw: Draw) -> None:
    x = draw.graph.input(draw.kind, draw.values(draw.kind, draw.shape(1, 4, 60, empty=False)))
    draw.graph.op("MATRIX_DIAG", [x], draw.kind, MatrixDiagOptions={})


@operator("MATRIX_SET_DIAG", kinds=NUMBERS)
def matrix_set_diag(draw: Draw) -> None:
    shape = draw.shape(2, 4, 200, empty=False)
    x = draw.graph.input(draw.kind, draw.values(draw.kind, shape))
    diagonal = draw.graph.input(draw.kind, draw.values(draw.kind, (*shape[:-2], min(shape[-2:]))))
    draw.graph.op("MATRIX_SET_DIAG", [x, diagonal], draw.kind, MatrixSetDiagOptions={})


@operator("REVERSE_SEQUENCE", kinds="float32 uint8 int16 int32 int64")
def reverse_sequence(draw: Draw) -> None:
    shape = draw.shape(2, 5, empty=False)
    batch, seq = (int(i) for i in draw.rng.permutation(len(shape))[:2])
    lengths = draw.rng.integers(0, shape[seq] + 1, shape[batch])
    x = draw.graph.input(draw.kind, draw.values(draw.kind, shape))
    tensors = [x, draw.graph.either(kind := draw.pick(["int32", "int64"]), lengths.astype(kind))]
    draw.may_resize = False
    draw.graph.op("REVERSE_SEQUENCE", tensors, draw.kind, ReverseSequenceOptions={"seq_dim": seq, "batch_dim": batch})


@operator("SPARSE_TO_DENSE", kinds="float32 int8 uint8 int32 int64")
def sparse_to_dense(draw: Draw) -> None:
    shape = draw.shape(1, 4, 200, empty=False)
    count = draw.int(1, 6)
    indices = np.stack([draw.rng.integers(0, d, count) for d in shape], axis=-1)
    values = draw.values(draw.kind, () if draw.flip(0.3) else (count,))
    if len(shape) == 1 and draw.flip():
        indices = indices[:, 0]
    kind = draw.pick(["int32", "int64"])
    draw.may_resize = False
    inputs = [
        draw.graph.either(kind, indices.astype(kind)),
        draw.graph.either(kind, np.array(shape, kind), None, 0.7),
        draw.graph.input(draw.kind, values),
        draw.graph.either(draw.kind, draw.values(draw.kind, ()), None, 0.7),
    ]
    draw.graph.op("SPARSE_TO_DENSE", inputs, draw.kind, SparseToDenseOptions={"validate_indices": False})


@operator("HASHTABLE_LOOKUP", kinds="float32 int8 int32 string")
def hashtable_lookup(draw: Draw) -> None:
    keys = np.unique(draw.rng.integers(-20, 20, draw.int(1, 12)))
    shape = (len(keys),) if draw.kind == "string" else (len(keys), *draw.shape(1, 2, 20, empty=False))
    wanted = draw.rng.integers(-20, 20, draw.int(1, 10))
    wanted = np.where(draw.rng.random(wanted.shape) < 0.6, draw.rng.choice(keys, wanted.shape), wanted)
    inputs = [
        draw.graph.input("int32", wanted),
        draw.graph.either("int32", keys),
        draw.graph.either(draw.kind, draw.values(draw.kind, shape)),
    ]
    draw.may_resize = False
    draw.graph.op("HASHTABLE_LOOKUP", inputs, [draw.kind, "uint8"])


@operator("EMBEDDING_LOOKUP_SPARSE", kinds="float32", count=36)
def embedding_lookup_sparse(draw: Draw) -> None:
    rows, columns = draw.int(1, 5), draw.int(1, 4)
    cells = sorted((r, c) for r in range(rows) for c in range(columns) if draw.flip()) or [(0, 0)]
    table = draw.values("float32", (draw.int(2, 9), *draw.shape(1, 2, 20, empty=False)), 0.1, 2)
    inputs = [
        draw.graph.input("int32", draw.rng.integers(0, len(table), len(cells))),
        draw.graph.input("int32", np.array(cells)),
        draw.graph.input("int32", np.array([rows, columns])),
        draw.graph.input("float32", draw.values("float32", (len(cells),), 0.1, 2)),
        draw.graph.input("float32", table),
    ]
    draw.may_resize = False
    draw.bound = Bound(ulps=8, absolute=1e-6)
    options = {"combiner": draw.pick(["SUM", "MEAN", "SQRTN"])}
    draw.graph.op("EMBEDDING_LOOKUP_SPARSE", inputs, "float32", EmbeddingLookupSparseOptions=options)


@operator("LSH_PROJECTION", kinds="float32 int32 int64 uint8")
def lsh_projection(draw: Draw) -> None:
    functions, bits = draw.int(1, 6), draw.int(1, 20)
    items = draw.values(draw.kind, (draw.int(1, 6), *draw.shape(0, 2, 12, empty=False)))
    inputs = [
        draw.graph.either("float32", draw.values("float32", (functions, bits), -3, 3)),
        draw.graph.input(draw.kind, items),
    ]
    if draw.flip():
        inputs.append(draw.graph.input("float32", draw.values("float32", (len(items),), 0.1, 2)))
    draw.may_resize = False
    draw.graph.op("LSH_PROJECTION", inputs, "int32", LSHProjectionOptions={"type": draw.pick(["SPARSE", "DENSE"])})


@operator("SKIP_GRAM", kinds="string")
def skip_gram(draw: Draw) -> None:
    words = [draw.pick(["the", "quick", "brown", "goldcrest", "flies", "a"]) for _ in range(draw.int(0, 7))]
    text = draw.pick([" ", "  "]).join(words)
    options = {"ngram_size": draw.int(1, 4), "max_skip_size": draw.int(0, 3), "include_all_ngrams": draw.flip()}
    draw.may_resize = False
    draw.graph.op("SKIP_GRAM", [draw.graph.input("string", np.array([text.encode()], object))], "string", SkipGramOptions=options)


@operator("NON_MAX_SUPPRESSION_V4", "NON_MAX_SUPPRESSION_V5", kinds="float32", count=60)
def non_max_suppression(draw: Draw) -> None:
    count = draw.int(1, 30)
    corner = draw.rng.uniform(0, 10, (count, 2))
    boxes = np.concatenate([corner, corner + draw.rng.uniform(0.5, 5, (count, 2))], axis=1)
    if draw.flip(0.3):  # corners the other way around
        boxes = boxes[:, [2, 3, 0, 1]]
    scores = np.round(draw.rng.random(count), draw.pick([1, 6]))
    graph = draw.graph
    inputs = [
        graph.input("float32", boxes.astype(np.float32)),
        graph.input("float32", scores.astype(np.float32)),
        graph.either("int32", draw.int(0 if draw.flip(0.1) else 1, count + 3), None, 0.7),
        graph.either("float32", draw.pick([0.0, 0.3, 0.5, 0.9, 1.0]), None, 0.7),
        graph.either("float32", draw.pick([-1.0, 0.0, 0.2, 0.6]), None, 0.7),
    ]
    draw.may_resize = False
    if draw.operator == "NON_MAX_SUPPRESSION_V4":
        graph.op(draw.operator, inputs, ["int32", "int32"], NonMaxSuppressionV4Options={})
    else:
        inputs.append(graph.either("float32", draw.pick([0.0, 0.0, 0.3, 0.7]), None, 0.7))
        draw.bound = Bound(ulps=8)
        graph.op(draw.operator, inputs, ["int32", "float32", "int32"], NonMaxSuppressionV5Options={})


@operator("RANDOM_UNIFORM", "RANDOM_STANDARD_NORMAL", kinds="float32")
def random(draw: Draw) -> None:
    options = {"seed": draw.int(1, 2**40), "seed2": draw.int(0, 2**40)}
    shape = draw.graph.either("int32", np.array(draw.shape(1, 4)), None, 0.5)
    draw.runs = [list(draw.graph.values)]  # the stream goes on
    draw.may_resize = False
    if draw.operator == "RANDOM_STANDARD_NORMAL":
        draw.bound = Bound(ulps=8, absolute=1e-6)
    draw.graph.op(draw.operator, [shape], "float32", RandomOptions=options)


@operator("MULTINOMIAL", kinds="int32 int64")
def multinomial(draw: Draw) -> None:
    options = {"seed": draw.int(1, 2**40), "seed2": draw.int(0, 2**40)}
    logits = draw.graph.input("float32", draw.values("float32", (draw.int(1, 4), draw.int(1, 9)), -3, 3))
    count = draw.graph.either("int32", draw.int(1, 20), None, 0.6)
    draw.runs = [list(draw.graph.values)]
    draw.may_resize = False
    draw.graph.op("MULTINOMIAL", [logits, count], draw.kind, RandomOptions=options)


@operator("DENSIFY", kinds="float32 int8")
def densify(draw: Draw) -> None:
    """A matrix with compressed rows, made dense and added to an input."""
    rows, columns = draw.int(1, 9), draw.int(1, 9)
    dense = np.where(draw.rng.random((rows, columns)) < 0.4, draw.values(draw.kind, (rows, columns)), np.zeros(1, draw.kind))
    dense[0, 0] = 1
    segments = np.concatenate([[0], np.cumsum((dense != 0).sum(axis=1))])
    quantization = draw.quantization(draw.kind)
    stored = draw.graph.constant(draw.kind, dense[dense != 0], quantization)
    draw.graph.tensors[stored]["shape"] = [rows, columns]
    draw.graph.tensors[stored]["sparsity"] = {
        "traversal_order": [0, 1],
        "block_map": [],
        "dim_metadata": [
            {"format": "DENSE", "dense_size": rows},
            {
                "format": "SPARSE_CSR",
                "array_segments": ("Int32Vector", {"values": [int(s) for s in segments]}),
                "array_indices": ("Int32Vector", {"values": [int(i) for i in np.nonzero(dense)[1]]}),
            },
        ],
    }
    made = draw.graph.op("DENSIFY", [stored], Out(draw.kind, quantization), DensifyOptions={})[0]
    draw.graph.tensors[made]["shape"] = [rows, columns]
    x = draw.graph.input(draw.kind, draw.values(draw.kind, (rows, columns)), quantization)
    draw.may_resize = False
    draw.graph.op("MAXIMUM", [x, made], Out(draw.kind, quantization), MaximumMinimumOptions={})


def custom(draw: Draw, name: str, inputs: list[int], outputs, options: dict) -> list[int]:
    draw.may_resize = False
    return draw.graph.op("CUSTOM", inputs, outputs, custom=(name, encode_map(options)))


@operator("NumericVerify", kinds="int8 uint8 int16")
def numeric_verify(draw: Draw) -> None:
    shape = draw.shape(1, 4, empty=False)
    quantization = draw.quantization(draw.kind)
    stored = draw.values(draw.kind, shape)
    real = (stored.astype(np.float32) - quantization.zero_point[0]) * np.float32(quantization.scale[0])
    inputs = [
        draw.graph.input(draw.kind, stored, quantization),
        draw.graph.input("float32", real + draw.values("float32", shape, -0.01, 0.01)),
    ]
    draw.bound = Bound(absolute=1e-5 * max(1.0, float(np.abs(real).max())))
    custom(draw, "NumericVerify", inputs, "float32", {"tolerance": 5.0, "log_if_failed": False})


@operator("AudioSpectrogram", kinds="float32", count=36)
def audio_spectrogram(draw: Draw) -> None:
    window = draw.int(2, 80)
    samples = draw.values("float32", (window + draw.int(0, 200), draw.int(1, 2)), -1, 1)
    options = {"window_size": window, "stride": draw.int(1, 40), "magnitude_squared": draw.flip()}
    draw.bound = Bound(ulps=64, absolute=1e-4)
    custom(draw, "AudioSpectrogram", [draw.graph.input("float32", samples)], "float32", options)


@operator("Mfcc", kinds="float32", count=36)
def mfcc(draw: Draw) -> None:
    bins = 2 ** draw.int(5, 8) + 1
    spectrogram = draw.graph.input("float32", draw.values("float32", (1, draw.int(1, 4), bins), 0, 40))
    rate = draw.graph.constant("int32", np.array([draw.pick([8000, 16000])]))
    options = {
        "upper_frequency_limit": draw.pick([2000, 3900]),
        "lower_frequency_limit": draw.pick([20, 100]),
        "filterbank_channel_count": draw.int(8, 40),
        "dct_coefficient_count": draw.int(1, 13),
    }
    options["dct_coefficient_count"] = min(options["dct_coefficient_count"], options["filterbank_channel_count"])
    draw.bound = Bound(ulps=32, absolute=1e-4)
    custom(draw, "Mfcc", [spectrogram, rate], "float32", options)


@operator("TFLite_Detection_PostProcess", kinds="float32 uint8", count=40)
def detection_postprocess(draw: Draw) -> None:
    boxes, classes = draw.int(2, 20), draw.int(1, 5)
    background = draw.int(0, 1)
    graph = draw.graph
    anchors = np.concatenate([draw.rng.uniform(0, 1, (boxes, 2)), draw.rng.uniform(0.1, 0.5, (boxes, 2))], axis=1)
    encodings = draw.values("float32", (1, boxes, 4), -1, 1)
    scores = np.round(draw.rng.random((1, boxes, classes + background)), 6).astype(np.float32)
    if draw.kind == "float32":
        inputs = [graph.input("float32", encodings), graph.input("float32", scores), graph.constant("float32", anchors.astype(np.float32))]
    else:
        places = Quantization.of(2 / 255, 128), Quantization.of(1 / 256, 0), Quantization.of(1.5 / 255, 0)
        levels = [
            np.clip(np.round(v / q.scale[0]) + q.zero_point[0], 0, 255).astype(np.uint8)
            for v, q in zip((encodings, scores, anchors), places)
        ]
        inputs = [graph.input("uint8", levels[0], places[0]), graph.input("uint8", levels[1], places[1])]
        inputs.append(graph.constant("uint8", levels[2], places[2]))
    options = {
        "max_detections": draw.int(1, 8),
        "max_classes_per_detection": draw.int(1, classes),
        "detections_per_class": draw.int(1, 8),
        "use_regular_nms": draw.flip(),
        "nms_score_threshold": draw.pick([0.0, 0.3, 0.6]),
        "nms_iou_threshold": draw.pick([0.1, 0.5, 0.6]),
        "num_classes": classes,
        "y_scale": 10.0,
        "x_scale": 10.0,
        "h_scale": 5.0,
        "w_scale": 5.0,
    }
    draw.bound = Bound(ulps=8, absolute=1e-6)
    draw.counted = 3
    custom(draw, "TFLite_Detection_PostProcess", inputs, ["float32"] * 4, options)


@operator("aeq.hadamard_rotation", kinds="float32")
def hadamard_rotation(draw: Draw) -> None:
    size = 2 ** draw.int(1, 5)
    shape = (draw.int(1, 2), draw.int(1, 3), size * draw.int(1, 3))
    x = draw.graph.input("float32", draw.values("float32", shape))
    draw.bound = Bound(ulps=16, absolute=1e-4)
    made = custom(draw, "aeq.hadamard_rotation", [x], "float32", {"hadamard_size": size})
    draw.graph.tensors[made[0]]["shape"] = list(shape)  # LiteRT does not compute it
