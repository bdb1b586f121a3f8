"""goldcrest.lite.Interpreter behaves as tf.lite.Interpreter does. Needs NumPy only."""

import gc
import pathlib
import threading

import numpy as np
import pytest

from goldcrest import lite
from goldcrest.lite import Interpreter, OpResolverType


@pytest.fixture
def tiny(models):
    """x [1, 4] -> RELU -> y -> RESHAPE -> z [2, 2]; outputs z, y."""
    return Interpreter(str(models / "tiny.tflite"))


@pytest.fixture
def ready(tiny):
    tiny.allocate_tensors()
    return tiny


def run(interpreter, x):
    interpreter.set_tensor(0, np.array(x, np.float32))
    interpreter.invoke()
    return interpreter.get_tensor(3)


# The constructor.


@pytest.mark.parametrize("arguments", [{}, {"model_path": ""}, {"model_content": b""}, {"model_path": None, "model_content": None}])
def test_needs_a_model(arguments):
    with pytest.raises(ValueError, match="`model_path` or `model_content` must be specified."):
        Interpreter(**arguments)


def test_takes_one_source_only(models):
    path = models / "tiny.tflite"
    with pytest.raises(ValueError, match="Can't both provide `model_path` and `model_content`"):
        Interpreter(str(path), path.read_bytes())


def test_loads_from_path_object_and_from_bytes(models):
    path = models / "tiny.tflite"
    for interpreter in (Interpreter(path), Interpreter(model_content=path.read_bytes()), Interpreter(model_path=str(path))):
        gc.collect()  # the bytes must stay alive with the interpreter
        interpreter.allocate_tensors()
        np.testing.assert_array_equal(run(interpreter, [[-1, 2, -3, 4]]), [[0, 2], [0, 4]])


@pytest.mark.parametrize("content", ["text", bytearray(b"bytes"), memoryview(b"bytes")])
def test_content_must_be_bytes(content):
    with pytest.raises(TypeError):
        Interpreter(model_content=content)


@pytest.mark.parametrize("path", [1.5, b"model.tflite", ["model.tflite"]])
def test_path_must_be_a_path(path):
    with pytest.raises(TypeError):
        Interpreter(model_path=path)


def test_says_why_a_file_is_no_model(models, tmp_path):
    with pytest.raises(ValueError, match="^Could not open '/no/such/file'."):
        Interpreter("/no/such/file")
    page = tmp_path / "page.tflite"
    page.write_text("<!doctype html><html></html>")
    with pytest.raises(ValueError, match="The model is not a valid Flatbuffer buffer.*HTML"):
        Interpreter(page)
    with pytest.raises(ValueError, match="The model is not a valid Flatbuffer buffer"):
        Interpreter(model_content=(models / "tiny.tflite").read_bytes()[:300])
    with pytest.raises(ValueError, match="No subgraph in the model.\n"):
        Interpreter(models / "no_subgraphs.tflite")


@pytest.mark.parametrize("threads", [np.int32(2), 2.0, "2"])
def test_threads_must_be_an_int(models, threads):
    with pytest.raises(ValueError, match="type of num_threads should be int"):
        Interpreter(models / "tiny.tflite", num_threads=threads)


@pytest.mark.parametrize("threads", [0, -1])
def test_threads_must_be_positive(models, threads):
    with pytest.raises(ValueError, match="num_threads should >= 1"):
        Interpreter(models / "tiny.tflite", num_threads=threads)


def test_resolver_types(models):
    assert [t.value for t in OpResolverType] == [0, 1, 2, 3]
    for kind in OpResolverType:
        interpreter = Interpreter(models / "tiny.tflite", experimental_op_resolver_type=kind)
        interpreter.allocate_tensors()
        run(interpreter, [[1, 2, 3, 4]])
    with pytest.raises(ValueError, match="Unrecognized passed in op resolver type: 7"):
        Interpreter(models / "tiny.tflite", experimental_op_resolver_type=7)


def test_unresolved_custom_operator_shows_at_allocation(models):
    interpreter = Interpreter(models / "custom.tflite")
    with pytest.raises(RuntimeError, match=r"Encountered unresolved custom op: Twice\.[\s\S]*Node number 0 \(Twice\) failed to prepare"):
        interpreter.allocate_tensors()


# Details.


def test_input_and_output_details(tiny):
    (x,) = tiny.get_input_details()
    assert (x["name"], x["index"], x["dtype"]) == ("x", 0, np.float32)
    assert x["shape"].dtype == np.int32 and x["shape"].tolist() == [1, 4]
    assert x["shape_signature"].dtype == np.int32 and x["shape_signature"].tolist() == [-1, 4]
    assert x["quantization"] == (0.0, 0)
    assert x["quantization_parameters"]["scales"].dtype == np.float32 and x["quantization_parameters"]["scales"].size == 0
    assert x["sparsity_parameters"] == {}
    assert [o["name"] for o in tiny.get_output_details()] == ["z", "y"]
    assert len(tiny.get_tensor_details()) == 4


def test_quantization_and_sparsity_details(models):
    details = {d["name"]: d for d in Interpreter(models / "plain.tflite").get_tensor_details()}
    assert details["one_scale"]["quantization"] == (0.5, -3)
    assert details["two_scales"]["quantization"] == (0.0, 0)
    parameters = details["two_scales"]["quantization_parameters"]
    assert parameters["scales"].tolist() == [0.5, 0.25]
    assert parameters["zero_points"].dtype == np.int32 and parameters["zero_points"].tolist() == [0, 0]
    assert parameters["quantized_dimension"] == 1
    sparsity = details["sparse"]["sparsity_parameters"]
    assert sparsity["traversal_order"].tolist() == [0, 1]
    assert sparsity["dim_metadata"][0] == {"format": 0, "dense_size": 2}
    assert sparsity["dim_metadata"][1]["array_indices"].tolist() == [0, 1]
    assert details["y"]["shape_signature"].tolist() == [2]


def test_subgraphs(tiny):
    assert tiny.num_subgraphs() == 1
    for index in (1, -1):
        with pytest.raises(ValueError, match=f"subgraph_index is out of range: {index} for the model, which has 1 subgraphs."):
            tiny.get_tensor_details(index)


def test_operator_details(tiny):
    relu, reshape = tiny._get_ops_details()
    assert (relu["index"], relu["op_name"], relu["inputs"].tolist(), relu["outputs"].tolist()) == (0, "RELU", [0], [1])
    assert reshape["operand_types"] == [np.float32, np.int32]
    with pytest.raises(ValueError, match="Invalid node index"):
        tiny._get_op_details(2)


# Setting and getting.


def test_runs(ready):
    np.testing.assert_array_equal(run(ready, [[-1, 2, -3, 4]]), [[0, 2], [0, 4]])
    np.testing.assert_array_equal(run(ready, np.arange(8, dtype=np.float32)[::2].reshape(1, 4)), [[0, 2], [4, 6]])


def test_set_tensor_checks_type_rank_and_shape(ready):
    with pytest.raises(ValueError, match="Cannot set tensor: Got value of type INT32 but expected type FLOAT32 for input 0, name: x $"):
        ready.set_tensor(0, np.zeros((1, 4), np.int32))
    with pytest.raises(ValueError, match="Cannot set tensor: Got value of type FLOAT64 but expected type FLOAT32"):
        ready.set_tensor(0, [[1.0, 2.0, 3.0, 4.0]])
    for text in ("text", None):
        with pytest.raises(ValueError, match="Cannot set tensor: Got value of type STRING"):
            ready.set_tensor(0, text)
    with pytest.raises(ValueError, match="Cannot set tensor: Got value of type NOTYPE"):
        ready.set_tensor(0, np.zeros((1, 4), "datetime64[s]"))
    with pytest.raises(ValueError, match="Cannot set tensor: Dimension mismatch. Got 1 but expected 2 for input 0."):
        ready.set_tensor(0, np.zeros(4, np.float32))
    with pytest.raises(ValueError, match="Cannot set tensor: Dimension mismatch. Got 5 but expected 4 for dimension 1 of input 0."):
        ready.set_tensor(0, np.zeros((1, 5), np.float32))


def test_before_allocation(tiny):
    with pytest.raises(ValueError, match="Cannot set tensor: Tensor is unallocated. Try calling allocate_tensors"):
        tiny.set_tensor(0, np.zeros((1, 4), np.float32))
    with pytest.raises(ValueError, match="Tensor data is null. Run allocate_tensors"):
        tiny.get_tensor(3)
    with pytest.raises(RuntimeError, match="Invoke called on model that is not ready."):
        tiny.invoke()
    read = tiny.tensor(0)
    with pytest.raises(ValueError, match="Tensor data is null"):
        read()


@pytest.mark.parametrize("index", [4, 1000, -1])
def test_indices_out_of_range(ready, index):
    message = f"Invalid tensor index {index} exceeds max tensor index 4"
    with pytest.raises(ValueError, match=message):
        ready.set_tensor(index, np.zeros((1, 4), np.float32))
    with pytest.raises(ValueError, match=message):
        ready.get_tensor(index)
    with pytest.raises(ValueError, match=message):
        ready.tensor(index)()
    with pytest.raises(ValueError, match="Invalid subgraph index 1 exceeds max subgraph index 1"):
        ready.get_tensor(0, 1)


def test_constants_can_be_read_and_not_written(tiny):
    assert tiny.get_tensor(2).tolist() == [-1, 2]
    tiny.allocate_tensors()
    with pytest.raises(ValueError, match="is a constant of the model"):
        tiny.set_tensor(2, np.array([1, 4], np.int32))
    assert not tiny.tensor(2)().flags.writeable


def test_get_tensor_copies(ready):
    first = run(ready, [[1, 2, 3, 4]])
    run(ready, [[5, 6, 7, 8]])
    np.testing.assert_array_equal(first, [[1, 2], [3, 4]])


def test_variables(models):
    interpreter = Interpreter(models / "plain.tflite")
    interpreter.allocate_tensors()
    interpreter.reset_all_variables()
    np.testing.assert_array_equal(interpreter.get_tensor(4), np.zeros(3, np.float32))


# Views of internal memory.


def test_view_writes_and_reads_in_place(ready):
    ready.tensor(0)()[:] = 3
    ready.invoke()
    assert ready.tensor(3)()[1, 1] == 3


@pytest.mark.parametrize("keep", [lambda a: a, lambda a: a[0], lambda a: a.reshape(-1)[1:], lambda a: memoryview(a), lambda a: a.T[1:]])
def test_held_view_stops_what_would_move_memory(ready, keep):
    held = keep(ready.tensor(0)())
    for call in (ready.invoke, ready.allocate_tensors, lambda: ready.get_signature_runner()(features=np.zeros((2, 4), np.float32))):
        with pytest.raises(RuntimeError, match="There is at least 1 reference to internal data"):
            call()
    del held
    ready.invoke()


def test_view_outlives_the_interpreter(models):
    interpreter = Interpreter(models / "tiny.tflite")
    interpreter.allocate_tensors()
    view = interpreter.tensor(0)()
    view[:] = 7
    del interpreter
    gc.collect()
    assert view.sum() == 28


# Resizing.


def test_resize(ready):
    ready.resize_tensor_input(0, [3, 4])
    assert ready.get_input_details()[0]["shape"].tolist() == [3, 4]
    with pytest.raises(RuntimeError, match="not ready"):
        ready.invoke()
    ready.allocate_tensors()
    assert run(ready, np.ones((3, 4))).shape == (6, 2)
    ready.resize_tensor_input(0, np.array([1.9, 4.2]), strict=True)  # cut to integers, as NumPy does
    ready.allocate_tensors()
    assert run(ready, np.ones((1, 4))).shape == (2, 2)
    ready.resize_tensor_input(0, (0, 4))
    ready.allocate_tensors()
    assert run(ready, np.ones((0, 4))).shape == (0, 2)


def test_resize_refuses(ready):
    with pytest.raises(ValueError, match="Shape should be 1D instead of 2."):
        ready.resize_tensor_input(0, [[1, 4]])
    with pytest.raises(ValueError, match="Shape should be 1D instead of 0."):
        ready.resize_tensor_input(0, 4)
    with pytest.raises(RuntimeError, match="BytesRequired number of elements overflowed."):
        ready.resize_tensor_input(0, [-2, 4])
    with pytest.raises(RuntimeError, match="ResizeInputTensorStrict only allows mutating unknown dimensions identified by -1."):
        ready.resize_tensor_input(0, [1, 5], strict=True)
    with pytest.raises(RuntimeError):
        ready.resize_tensor_input(99, [1, 4])
    np.testing.assert_array_equal(run(ready, [[1, 2, 3, 4]]), [[1, 2], [3, 4]])  # still usable


def test_shape_signature_of_a_model_without_one_follows(models):
    interpreter = Interpreter(models / "plain.tflite")
    interpreter.resize_tensor_input(0, [7])
    assert interpreter.get_input_details()[0]["shape_signature"].tolist() == [7]


# Strings.


def test_strings(models):
    interpreter = Interpreter(models / "strings.tflite")
    assert interpreter.get_input_details()[0]["dtype"] is np.bytes_
    interpreter.allocate_tensors()
    for value in (np.array(["one", "größer"]), np.array([b"one", "größer".encode()], dtype=object), ["one", "größer"]):
        interpreter.set_tensor(0, value)
        interpreter.invoke()
        result = interpreter.get_tensor(2)
        assert result.dtype == object and result.shape == (1, 2)
        assert result.tolist() == [[b"one", "größer".encode()]]
    with pytest.raises(ValueError, match="Dimension mismatch"):
        interpreter.set_tensor(0, np.array(["one"]))
    with pytest.raises(ValueError, match="takes bytes and str, not float"):
        interpreter.set_tensor(0, np.array([1.5, "x"], dtype=object))
    with pytest.raises(ValueError, match="expected type STRING"):
        interpreter.set_tensor(0, np.zeros(2, np.float32))
    with pytest.raises(ValueError, match="cannot show in place"):
        interpreter.tensor(0)()


def test_strings_never_set_are_empty(models):
    interpreter = Interpreter(models / "strings.tflite")
    interpreter.allocate_tensors()
    assert interpreter.get_tensor(0).tolist() == [b"", b""]
    interpreter.invoke()
    assert interpreter.get_tensor(2).tolist() == [[b"", b""]]


# Signatures.


def test_signature_list(tiny, models):
    assert tiny.get_signature_list() == {"serving_default": {"inputs": ["features"], "outputs": ["halves", "positive"]}}
    assert tiny._get_full_signature_list() == {"serving_default": {"inputs": {"features": 0}, "outputs": {"halves": 3, "positive": 1}}}
    assert Interpreter(models / "plain.tflite").get_signature_list() == {}


def test_signature_runner(tiny):
    runner = tiny.get_signature_runner()
    assert isinstance(runner, lite.SignatureRunner)
    result = runner(features=np.array([[-1, 2, 3, 4], [5, 6, 7, -8]], np.float32))
    assert set(result) == {"halves", "positive"}
    np.testing.assert_array_equal(result["positive"], [[0, 2, 3, 4], [5, 6, 7, 0]])
    assert runner(features=np.ones((1, 4), np.float32))["halves"].shape == (2, 2)
    assert runner.get_input_details()["features"]["index"] == 0
    assert runner.get_output_details()["halves"]["name"] == "z"


def test_signature_runner_refuses(tiny, models):
    with pytest.raises(ValueError, match="Invalid signature_key provided"):
        tiny.get_signature_runner("other")
    with pytest.raises(ValueError, match="SignatureDef signature_key is None and model has 0 Signatures"):
        Interpreter(models / "plain.tflite").get_signature_runner()
    runner = tiny.get_signature_runner("serving_default")
    with pytest.raises(ValueError, match="Invalid number of inputs provided for running a SignatureDef, expected 1 vs provided 0"):
        runner()
    with pytest.raises(ValueError, match=r"Invalid Input name \(x\) for SignatureDef"):
        runner(x=np.zeros((1, 4), np.float32))
    with pytest.raises(TypeError):
        runner(np.zeros((1, 4), np.float32))
    with pytest.raises(AttributeError):
        runner(features=[[1, 2, 3, 4]])
    with pytest.raises(ValueError, match="Got value of type FLOAT64"):
        runner(features=np.zeros((1, 4)))


# Keeping all tensors.


def test_preserve_all_tensors(models):
    interpreter = Interpreter(models / "tiny.tflite", experimental_preserve_all_tensors=True)
    interpreter.allocate_tensors()
    run(interpreter, [[-1, 2, -3, 4]])
    assert interpreter.get_tensor(0).tolist() == [[-1, 2, -3, 4]]
    assert interpreter.get_tensor(1).tolist() == [[0, 2, 0, 4]]


def test_tensors_without_a_value_say_so(models):
    interpreter = Interpreter(models / "plain.tflite")
    interpreter.allocate_tensors()
    with pytest.raises(ValueError, match="experimental_preserve_all_tensors"):
        interpreter.get_tensor(2)


# Threads.


def test_invoke_lets_other_threads_run(models):
    """Many interpreters at once; and one interpreter misused by two threads is refused, not broken."""
    errors = []

    def work(interpreter, value):
        try:
            for _ in range(50):
                assert run(interpreter, np.full((1, 4), value)).sum() == 4 * value
        except Exception as error:  # pylint: disable=broad-except
            errors.append(error)

    own = []
    for value in range(1, 5):
        interpreter = Interpreter(models / "tiny.tflite", num_threads=1)
        interpreter.allocate_tensors()
        own.append(threading.Thread(target=work, args=(interpreter, value)))
    for thread in own:
        thread.start()
    for thread in own:
        thread.join()
    assert errors == []

    shared = Interpreter(models / "tiny.tflite")
    shared.resize_tensor_input(0, [100000, 4])
    shared.allocate_tensors()
    both = [threading.Thread(target=work, args=(shared, 1)) for _ in range(2)]

    def invoke_only():
        for _ in range(200):
            try:
                shared.invoke()
            except RuntimeError as error:
                assert "in use by another thread" in str(error)

    both = [threading.Thread(target=invoke_only) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    shared.invoke()


# A real model.


@pytest.mark.parametrize("name", ["digits_float", "digits_int8"])
def test_digits(digits, name):
    interpreter = Interpreter(digits / f"{name}.tflite", num_threads=2)
    interpreter.allocate_tensors()
    (image,), (scores,) = interpreter.get_input_details(), interpreter.get_output_details()
    images, labels = np.load(digits / "data/test_images.npy"), np.load(digits / "data/test_labels.npy")
    right = 0
    for pixels, label in list(zip(images, labels))[:100]:
        value = (pixels.reshape(image["shape"]).astype(np.float32) - 127.5) / 127.5
        scale, zero_point = image["quantization"]
        if scale:
            value = np.clip(np.round(value / scale) + zero_point, -128, 127)
        interpreter.set_tensor(image["index"], value.astype(image["dtype"]))
        interpreter.invoke()
        right += int(interpreter.get_tensor(scores["index"]).argmax() == label)
    assert right >= 90


def test_package_is_typed():
    folder = pathlib.Path(lite.__file__).parents[1]
    assert (folder / "py.typed").exists() and (folder / "_native.pyi").exists()
