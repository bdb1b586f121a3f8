"""TFLiteConverter and quantize, as TensorFlow Lite's guides use them. TensorFlow is not needed."""

import pathlib

import numpy as np
import pytest

import goldcrest
from goldcrest import lite

MODELS = pathlib.Path(__file__).resolve().parents[3] / "shared" / "saved_models"
if not MODELS.is_dir():
    pytest.skip("the SavedModels are not there", allow_module_level=True)


def golden(name):
    return np.load(MODELS / name / "golden/inputs.npz"), np.load(MODELS / name / "golden/outputs.npz")


def run(content, inputs, key="serving_default"):
    runner = lite.Interpreter(model_content=content).get_signature_runner(key)
    return runner(**{name: inputs[name] for name in inputs.files})


def samples():
    images = np.load(MODELS / "digits/data.npz")["train_x"]
    for image in images[:100]:
        yield [image[np.newaxis].astype(np.float32)]


def test_a_saved_model_becomes_a_file_with_tensorflows_numbers():
    converter = lite.TFLiteConverter.from_saved_model(str(MODELS / "digits/saved_model"))
    stages = []
    converter.progress = lambda stage, done: stages.append(done)
    content = converter.convert()
    inputs, outputs = golden("digits")
    results = run(content, inputs)
    for name in outputs.files:
        np.testing.assert_allclose(results[name], outputs[name], atol=1e-5)
    assert converter.report["operators"]["CONV_2D"] > 0
    assert stages == sorted(stages) and stages[-1] == 1


def test_what_stands_in_the_way_is_named_at_once():
    converter = lite.TFLiteConverter.from_saved_model(str(MODELS / "select_ops/saved_model"))
    with pytest.raises(lite.ConverterError) as failure:
        converter.convert()
    named = {entry["operator"] for entry in failure.value.report["unconvertible"]}
    assert {"MatrixInverse", "MatrixDeterminant"} <= named
    for name in named:
        assert name in str(failure.value)


def test_a_missing_folder_is_an_os_error():
    with pytest.raises(OSError, match="SavedModel file does not exist at"):
        lite.TFLiteConverter.from_saved_model("/nowhere/at/all")


@pytest.mark.parametrize("types, smaller", [(set(), 0.6), ({np.float16}, 0.75)])
def test_weights_alone_are_quantized_without_samples(types, smaller):
    def convert(optimizations):
        converter = lite.TFLiteConverter.from_saved_model(str(MODELS / "mobilenet_v2_035_96/saved_model"), signature_keys=["serving_default"])
        converter.optimizations = optimizations
        converter.target_spec.supported_types = types
        return converter.convert()

    assert len(convert([lite.Optimize.DEFAULT])) < smaller * len(convert([]))


def test_full_integer_with_integer_inputs_and_outputs():
    converter = lite.TFLiteConverter.from_saved_model(str(MODELS / "digits/saved_model"))
    converter.optimizations = [lite.Optimize.DEFAULT]
    converter.representative_dataset = samples
    converter.target_spec.supported_ops = [lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = np.uint8
    converter.inference_output_type = np.uint8
    interpreter = lite.Interpreter(model_content=converter.convert())
    details = interpreter.get_input_details()[0]
    assert details["dtype"] == np.uint8
    data = np.load(MODELS / "digits/data.npz")
    scale, zero_point = details["quantization"]
    interpreter.allocate_tensors()
    right = 0
    for image, label in zip(data["test_x"], data["test_y"]):
        interpreter.set_tensor(details["index"], np.clip(np.round(image[None] / scale + zero_point), 0, 255).astype(np.uint8))
        interpreter.invoke()
        right += interpreter.get_tensor(interpreter.get_output_details()[0]["index"]).argmax() == label
    assert right / len(data["test_y"]) > 0.94  # float: 0.9547


@pytest.mark.parametrize(
    "change, error, message",
    [
        ({"representative_dataset": 5}, TypeError, "representative_dataset"),
        ({"inference_input_type": np.int8}, ValueError, "must be tf.float32"),
    ],
)
def test_attributes_that_contradict_each_other(change, error, message):
    converter = lite.TFLiteConverter.from_saved_model(str(MODELS / "digits/saved_model"))
    for name, value in change.items():
        setattr(converter, name, value)
    with pytest.raises(error, match=message):
        converter.convert()


def test_full_integer_without_samples_is_refused():
    converter = lite.TFLiteConverter.from_saved_model(str(MODELS / "digits/saved_model"))
    converter.optimizations = [lite.Optimize.DEFAULT]
    converter.target_spec.supported_ops = [lite.OpsSet.TFLITE_BUILTINS_INT8]
    with pytest.raises(ValueError, match="a `representative_dataset` must be specified"):
        converter.convert()


def test_what_a_generator_raises_comes_out(tmp_path):
    def broken():
        yield from [sample for sample, _ in zip(samples(), range(2))]
        raise KeyError("no such picture")

    content = lite.TFLiteConverter.from_saved_model(str(MODELS / "digits/saved_model")).convert()
    target = tmp_path / "out.tflite"
    with pytest.raises(KeyError, match="no such picture"):
        goldcrest.quantize(content, target, representative_dataset=broken)
    assert not target.exists()


def test_a_sample_of_the_wrong_shape_is_named():
    content = lite.TFLiteConverter.from_saved_model(str(MODELS / "digits/saved_model")).convert()
    with pytest.raises(RuntimeError, match="sample 0"):
        goldcrest.quantize(content, representative_dataset=lambda: iter([[np.zeros((1, 3, 3, 1), np.float32)]]))
