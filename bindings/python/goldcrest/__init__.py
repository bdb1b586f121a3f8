"""Goldcrest converts, quantizes and runs TensorFlow Lite models.

    import goldcrest
    content = goldcrest.lite.TFLiteConverter.from_saved_model("my_model").convert()
    interpreter = goldcrest.lite.Interpreter(model_content=content)

goldcrest.lite mirrors tf.lite; goldcrest.quantize makes a smaller .tflite of a float one.
"""

from goldcrest import lite
from goldcrest._native import __version__
from goldcrest.lite.quantizer import quantize

__all__ = ["lite", "quantize", "__version__"]
