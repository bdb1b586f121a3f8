"""The same models, the same inputs, TensorFlow Lite's results. Skipped where neither tensorflow nor ai_edge_litert can be imported."""

import os
import re

import numpy as np
import pytest

from goldcrest.lite import Interpreter, OpResolverType

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
try:
    import tensorflow as tf

    reference_lite = tf.lite
except ImportError:
    try:
        from ai_edge_litert import interpreter as reference_lite
    except ImportError:
        reference_lite = None

pytestmark = [
    pytest.mark.skipif(reference_lite is None, reason="neither tensorflow nor ai_edge_litert is installed"),
    pytest.mark.filterwarnings("ignore"),
]

# Far above what float rounding and the order of a sum do to models of this size, far below a mistake.
FLOAT_TOLERANCE = 1e-4
# Huge tensors, which take TensorFlow Lite's reference kernels minutes; and a model whose fate depends on the strings it is given.
LEFT_OUT = {"conv_huge_im2col", "conv3d_huge_im2col", "gather_string"}


def reference(path, **options):
    """TensorFlow Lite with its reference kernels."""
    types = getattr(reference_lite, "experimental", reference_lite)
    return reference_lite.Interpreter(str(path), experimental_op_resolver_type=types.OpResolverType.BUILTIN_REF, **options)


def random_value(detail, rng):
    shape, dtype = detail["shape"], np.dtype(detail["dtype"])
    if dtype == np.bytes_:
        return np.array([b"word%d" % rng.integers(10) for _ in range(int(np.prod(shape)))], dtype=object).reshape(shape)
    if dtype == np.bool_:
        return rng.random(shape) < 0.5
    if dtype.kind in "iu":
        scale = detail["quantization"][0]
        info = np.iinfo(dtype)
        # Plain integers are often counts and indices.
        low, high = (info.min, info.max) if scale else (0, 3)
        return rng.integers(low, high, shape, dtype=dtype, endpoint=True)
    return rng.standard_normal(shape).astype(dtype)


def outputs_of(interpreter, values):
    interpreter.allocate_tensors()
    for detail, value in zip(interpreter.get_input_details(), values):
        interpreter.set_tensor(detail["index"], value)
    interpreter.invoke()
    return [interpreter.get_tensor(d["index"]) for d in interpreter.get_output_details()]


def assert_alike(ours, theirs, steps):
    assert ours.dtype == theirs.dtype and ours.shape == theirs.shape
    if theirs.size == 0 or theirs.dtype == object or theirs.dtype == np.bool_:
        np.testing.assert_array_equal(ours, theirs)
    elif theirs.dtype.kind in "iu":
        np.testing.assert_array_less(np.abs(ours.astype(np.int64) - theirs.astype(np.int64)), steps + 1)
    else:
        magnitude = max(np.abs(theirs[np.isfinite(theirs)]).max(initial=0.0), 1.0)
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=FLOAT_TOLERANCE * magnitude)


def model_names(kind):
    folder = os.path.join(os.path.dirname(__file__), "../../../shared/models", kind)
    return sorted(f[: -len(".tflite")] for f in os.listdir(folder) if f.endswith(".tflite")) if os.path.isdir(folder) else []


def comparable(details):
    """What both say of tensors, as plain values."""
    return [
        {
            **{k: d[k] for k in ("name", "index", "dtype", "quantization")},
            "shape": d["shape"].tolist(),
            "shape_signature": d["shape_signature"].tolist(),
            "scales": d["quantization_parameters"]["scales"].tolist(),
            "zero_points": d["quantization_parameters"]["zero_points"].tolist(),
        }
        for d in details
    ]


@pytest.mark.parametrize("name", [n for n in model_names("small") if n not in LEFT_OUT])
def test_small_models(shared, name):
    path = shared / f"small/{name}.tflite"
    told = re.search(rf"^{re.escape(name)}\.tflite (\w+)", (shared / "small/what_litert_does.txt").read_text(), re.M)
    if told and told[1] != "ran":
        with pytest.raises((ValueError, RuntimeError)):
            interpreter = Interpreter(path)
            interpreter.allocate_tensors()
            interpreter.invoke()
        return
    theirs, ours = reference(path), Interpreter(path)
    assert comparable(ours.get_input_details()) == comparable(theirs.get_input_details())
    assert comparable(ours.get_output_details()) == comparable(theirs.get_output_details())
    assert ours.get_signature_list() == theirs.get_signature_list()
    rng = np.random.default_rng(1)
    values = [random_value(d, rng) for d in theirs.get_input_details()]
    for a, b in zip(outputs_of(ours, values), outputs_of(theirs, values), strict=True):
        assert_alike(a, b, steps=1)


@pytest.mark.parametrize("kind", [OpResolverType.AUTO, OpResolverType.BUILTIN_REF])
@pytest.mark.parametrize("name", ["digits_float", "digits_int8"])
def test_digits(digits, name, kind):
    path = digits / f"{name}.tflite"
    theirs, ours = reference(path), Interpreter(path, experimental_op_resolver_type=kind)
    rng = np.random.default_rng(2)
    for _ in range(20):
        values = [random_value(d, rng) for d in theirs.get_input_details()]
        for a, b in zip(outputs_of(ours, values), outputs_of(theirs, values), strict=True):
            assert_alike(a, b, steps=1)


def test_every_tensor_when_all_are_kept(digits):
    path = digits / "digits_float.tflite"
    theirs = reference(path, experimental_preserve_all_tensors=True)
    ours = Interpreter(path, experimental_preserve_all_tensors=True)
    values = [random_value(d, np.random.default_rng(3)) for d in theirs.get_input_details()]
    outputs_of(ours, values)
    outputs_of(theirs, values)
    for detail in theirs.get_tensor_details():
        try:
            expected = theirs.get_tensor(detail["index"])
        except ValueError:  # TensorFlow Lite made this tensor for itself
            continue
        assert_alike(ours.get_tensor(detail["index"]), expected, steps=1)

