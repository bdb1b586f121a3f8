"""What a model from an unknown source may cost: max_bytes and max_steps."""

import numpy as np
import pytest

from goldcrest.lite import Interpreter


def test_memory_of_an_interpreter(models):
    interpreter = Interpreter(str(models / "tiny.tflite"), max_bytes=1 << 20)
    interpreter.resize_tensor_input(0, [1_000_000, 4])
    with pytest.raises(RuntimeError, match=r"Limits::max_bytes \(1048576\)"):
        interpreter.allocate_tensors()
    interpreter.resize_tensor_input(0, [1, 4])  # it goes on with what fits
    interpreter.allocate_tensors()
    interpreter.set_tensor(0, np.array([[1, -2, 3, -4]], np.float32))
    interpreter.invoke()
    np.testing.assert_array_equal(interpreter.get_tensor(3), [[1, 0], [3, 0]])


def test_memory_of_reading(models):
    path = models / "tiny.tflite"
    for source in ({"model_path": str(path)}, {"model_content": path.read_bytes()}):
        with pytest.raises(ValueError, match="more memory than the limit allows"):
            Interpreter(**source, max_bytes=16)


def test_work_of_a_run(models):
    interpreter = Interpreter(str(models / "tiny.tflite"), max_steps=1)
    with pytest.raises(RuntimeError, match="max_steps"):
        interpreter.allocate_tensors()
        interpreter.invoke()


@pytest.mark.parametrize("value", [0, -1, 2**64, 1.5, "1"])
def test_limits_are_whole_numbers(models, value):
    for name in ("max_bytes", "max_steps"):
        with pytest.raises(ValueError, match=f"{name} should be an int from 1"):
            Interpreter(str(models / "tiny.tflite"), **{name: value})
