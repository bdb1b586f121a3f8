"""Custom operators in Python, and delegates from shared libraries."""

import ctypes.util
import gc
import pathlib
import subprocess

import numpy as np
import pytest

from goldcrest import lite
from goldcrest.lite import CustomOperator, Interpreter, InterpreterWithCustomOps, load_delegate

ROOT = pathlib.Path(__file__).resolve().parents[2]


def twice(inputs, options):
    assert inputs[1] is None and options == b"abc"
    assert not inputs[0].flags.writeable
    return 2 * inputs[0]


def like_input(inputs, options):
    assert inputs[0].dtype == np.float32 and inputs[0].value is None
    return [inputs[0].shape]


def run(interpreter, x):
    interpreter.allocate_tensors()
    interpreter.set_tensor(0, np.array(x, np.float32))
    interpreter.invoke()
    return interpreter.get_tensor(interpreter.get_output_details()[0]["index"])


@pytest.mark.parametrize("infer", [like_input, None])
def test_operator_in_python(models, infer):
    """x [1, 4] -> Twice -> RELU -> y"""
    op = CustomOperator("Twice", twice, infer)
    for interpreter in (
        Interpreter(models / "custom.tflite", custom_op_registerers=[op]),
        InterpreterWithCustomOps(custom_op_registerers=[op], model_path=str(models / "custom.tflite")),
    ):
        np.testing.assert_array_equal(run(interpreter, [[1, -2, 3, -4]]), [[2, 0, 6, 0]])
        interpreter.resize_tensor_input(0, [2, 4])
        np.testing.assert_array_equal(run(interpreter, np.ones((2, 4))), np.full((2, 4), 2))


def test_shape_that_evaluate_decides(models):
    op = CustomOperator("Twice", lambda inputs, options: np.arange(inputs[0][0, 0], dtype=np.float32))
    interpreter = Interpreter(models / "custom.tflite", custom_op_registerers=[op])
    for n in (3, 0, 5):
        np.testing.assert_array_equal(run(interpreter, [[n, 0, 0, 0]]), np.arange(n))


def test_operator_for_every_interpreter(models, monkeypatch):
    monkeypatch.setattr("goldcrest.lite.custom_operator._registered", {})
    lite.register_custom_op("Twice", twice, like_input)
    np.testing.assert_array_equal(run(Interpreter(models / "custom.tflite"), [[1, 2, 3, 4]]), [[2, 4, 6, 8]])


@pytest.mark.parametrize(
    "evaluate, said",
    [
        (lambda i, o: 1 / 0, "Twice: ZeroDivisionError: division by zero"),
        (lambda i, o: [i[0], i[0]], "evaluate gave 2 values; the operator has 1 outputs"),
        (lambda i, o: i[0].astype(np.float64), "output 0: got float64, the model has FLOAT32"),
        (lambda i, o: i[0][:, :2], "an output has another number of bytes than its shape"),
        (lambda i, o: None, "got object|not iterable"),
    ],
)
def test_what_evaluate_raises_is_the_error(models, evaluate, said):
    interpreter = Interpreter(models / "custom.tflite", custom_op_registerers=[CustomOperator("Twice", evaluate, like_input)])
    interpreter.allocate_tensors()
    with pytest.raises(RuntimeError, match=rf"({said})[\s\S]*Node number 0 \(Twice\) failed to invoke") as failure:
        interpreter.invoke()
    if "Zero" in said:
        assert isinstance(failure.value.__cause__, ZeroDivisionError)


@pytest.mark.parametrize("infer", [lambda i, o: [], lambda i, o: [[-1]], lambda i, o: [["x"]], lambda i, o: [[1] * 9]])
def test_what_infer_raises_is_the_error(models, infer):
    interpreter = Interpreter(models / "custom.tflite", custom_op_registerers=[CustomOperator("Twice", twice, infer)])
    with pytest.raises(RuntimeError, match=r"Node number 0 \(Twice\) failed to prepare"):
        interpreter.allocate_tensors()
    with pytest.raises(RuntimeError, match="not ready"):
        interpreter.invoke()


def test_registerers_are_checked(models):
    path = str(models / "custom.tflite")
    with pytest.raises(ValueError, match="Looking up symbol 'NoSuchFunction' failed with error"):
        InterpreterWithCustomOps(custom_op_registerers=["NoSuchFunction"], model_path=path)
    with pytest.raises(TypeError):
        InterpreterWithCustomOps(custom_op_registerers=[3], model_path=path)
    with pytest.raises(TypeError):
        CustomOperator("", twice)
    addresses = []
    InterpreterWithCustomOps(custom_op_registerers=[addresses.append], model_path=path)
    assert isinstance(addresses[0], int) and addresses[0] != 0


def compile_library(command, *source):
    try:
        subprocess.run([command, "-shared", "-fPIC", "-w", "-I", str(ROOT / "include"), *map(str, source)], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip(f"no {command}")


def test_operator_registered_by_a_library(models, tmp_path):
    source, library = tmp_path / "thrice.cc", tmp_path / "thrice.so"
    source.write_text("""
#include "tensorflow/lite/mutable_op_resolver.h"
static TfLiteStatus Prepare(TfLiteContext* c, TfLiteNode* n) {
  const TfLiteIntArray* dims = c->tensors[n->inputs->data[0]].dims;
  return c->ResizeTensorExplicit(c, &c->tensors[n->outputs->data[0]], dims->size, dims->data);
}
static TfLiteStatus Invoke(TfLiteContext* c, TfLiteNode* n) {
  const TfLiteTensor& in = c->tensors[n->inputs->data[0]];
  for (size_t i = 0; i < in.bytes / 4; ++i) c->tensors[n->outputs->data[0]].data.f[i] = 3 * in.data.f[i];
  return kTfLiteOk;
}
extern "C" void RegisterThrice(tflite::MutableOpResolver* resolver) {
  static TfLiteRegistration registration = {nullptr, nullptr, Prepare, Invoke};
  resolver->AddCustom("Twice", &registration);
}
""")
    compile_library("c++", "-std=c++17", source, "-o", library)
    function = ctypes.CDLL(str(library), ctypes.RTLD_GLOBAL).RegisterThrice
    function.argtypes, function.restype = [ctypes.c_void_p], None
    for registerer in (function, "RegisterThrice"):
        interpreter = InterpreterWithCustomOps(custom_op_registerers=[registerer], model_path=str(models / "custom.tflite"))
        np.testing.assert_array_equal(run(interpreter, [[1, -2, 3, -4]]), [[3, 0, 9, 0]])


# Delegates. The plug-in takes ADD nodes (bindings/c/testing/add_plugin.c); sums.tflite is x + 1 -> RELU -> + x -> + (x + 1).


@pytest.fixture(scope="session")
def plugin(tmp_path_factory):
    library = tmp_path_factory.mktemp("plugin") / "add_plugin.so"
    compile_library("cc", "-o", library, ROOT / "bindings/c/testing/add_plugin.c")
    return str(library)


def test_delegate_takes_nodes(models, plugin):
    interpreter = Interpreter(models / "sums.tflite", experimental_delegates=[load_delegate(plugin, {"name": "Vendor"})])
    gc.collect()  # the interpreter keeps its delegates
    assert [op["op_name"] for op in interpreter._get_ops_details()] == ["ADD", "RELU", "ADD", "ADD", "DELEGATE", "DELEGATE"]
    np.testing.assert_array_equal(run(interpreter, [[1, -2, 3, -4]]), [[5, -3, 11, -7]])
    interpreter.resize_tensor_input(0, [2, 4])
    np.testing.assert_array_equal(run(interpreter, [[1, -2, 3, -4], [0, 0, 0, 0]]), [[5, -3, 11, -7], [2, 2, 2, 2]])


def test_delegate_that_cannot_prepare(models, plugin):
    with pytest.raises(RuntimeError, match="told to fail"):
        Interpreter(models / "sums.tflite", experimental_delegates=[load_delegate(plugin, {"fail_prepare": 1})])


def test_load_delegate_says_what_is_wrong(plugin, models):
    with pytest.raises(ValueError, match=r"Failed to load delegate from .*add_plugin.so\ntold to make no delegate"):
        load_delegate(plugin, {"fail": True})
    with pytest.raises(OSError):
        load_delegate("/no/such/library.so")
    with pytest.raises(AttributeError):
        load_delegate(ctypes.util.find_library("m") or "libm.so.6")
    with pytest.raises(ValueError, match="not what load_delegate returns"):
        Interpreter(models / "sums.tflite", experimental_delegates=[object()])


# Shapes of tensors that are no inputs.


def test_resize_of_other_tensors(models):
    interpreter = Interpreter(models / "plain.tflite")  # x [2] -> RELU -> y; a variable of 3 and a constant
    interpreter.allocate_tensors()
    interpreter.resize_tensor_input(4, [5])
    with pytest.raises(RuntimeError, match="not ready"):
        interpreter.invoke()
    interpreter.allocate_tensors()
    assert interpreter.get_tensor_details()[4]["shape"].tolist() == [5]
    interpreter.resize_tensor_input(1, [7])  # computed: follows from x
    interpreter.allocate_tensors()
    assert interpreter.get_tensor_details()[1]["shape"].tolist() == [2]
    with pytest.raises(RuntimeError, match="Attempting to resize a fixed-size tensor"):
        interpreter.resize_tensor_input(5, [1])
    with pytest.raises(RuntimeError):
        interpreter.resize_tensor_input(99, [1])
    with pytest.raises(RuntimeError, match="BytesRequired number of elements overflowed"):
        interpreter.resize_tensor_input(4, [-1])
