"""Goldcrest runs TensorFlow Lite models.

    import goldcrest
    interpreter = goldcrest.lite.Interpreter("model.tflite")

goldcrest.lite mirrors tf.lite.
"""

from goldcrest import lite
from goldcrest._native import __version__

__all__ = ["lite", "__version__"]
