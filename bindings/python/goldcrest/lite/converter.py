"""TFLiteConverter: from TensorFlow's models to .tflite, without TensorFlow where the model is a SavedModel or a frozen graph."""

import collections.abc
import enum
import os
import tempfile

import numpy as np

from goldcrest import _native
from goldcrest.lite.quantizer import quantize_content


class ConverterError(Exception):
    """A model could not be converted. `report` is a dict: unconvertible lists each operator with its node, origin, reason and ways out."""

    def __init__(self, message, report=None):
        super().__init__(message)
        self.report = report or {}


class Optimize(enum.Enum):
    """What `TFLiteConverter.optimizations` may hold. The first three mean the same: quantize."""

    DEFAULT = "DEFAULT"
    OPTIMIZE_FOR_SIZE = "OPTIMIZE_FOR_SIZE"
    OPTIMIZE_FOR_LATENCY = "OPTIMIZE_FOR_LATENCY"
    EXPERIMENTAL_SPARSITY = "EXPERIMENTAL_SPARSITY"

    def __str__(self):
        return str(self.value)


class OpsSet(enum.Enum):
    """The operators a converted model may hold."""

    TFLITE_BUILTINS = "TFLITE_BUILTINS"
    SELECT_TF_OPS = "SELECT_TF_OPS"
    TFLITE_BUILTINS_INT8 = "TFLITE_BUILTINS_INT8"
    EXPERIMENTAL_TFLITE_BUILTINS_ACTIVATIONS_INT16_WEIGHTS_INT8 = "EXPERIMENTAL_TFLITE_BUILTINS_ACTIVATIONS_INT16_WEIGHTS_INT8"
    EXPERIMENTAL_STABLEHLO_OPS = "EXPERIMENTAL_STABLEHLO_OPS"

    def __str__(self):
        return str(self.value)

    @staticmethod
    def get_options():
        return list(OpsSet)


class TargetSpec:
    """What the device that runs the model can do."""

    def __init__(self, supported_ops=None, supported_types=None, experimental_select_user_tf_ops=None, experimental_supported_backends=None):
        self.supported_ops = {OpsSet.TFLITE_BUILTINS} if supported_ops is None else supported_ops
        self.supported_types = set() if supported_types is None else supported_types
        self.experimental_select_user_tf_ops = set() if experimental_select_user_tf_ops is None else experimental_select_user_tf_ops
        self.experimental_supported_backends = experimental_supported_backends
        self._experimental_custom_op_registerers = []
        self._experimental_supported_accumulation_type = None


class RepresentativeDataset:
    """A function without arguments that gives samples of the model's inputs, one after another: lists, dicts, or (signature, dict)."""

    def __init__(self, input_gen):
        self.input_gen = input_gen


# The attributes of tf.lite.TFLiteConverter that change nothing here, with their defaults, so that code that sets or reads them runs.
_WITHOUT_EFFECT = {
    "experimental_new_converter": True,
    "experimental_new_quantizer": True,
    "experimental_enable_resource_variables": True,
    "experimental_lower_to_saved_model": True,
    "experimental_new_dynamic_range_quantizer": True,
    "experimental_use_stablehlo_quantizer": False,
    "experimental_stablehlo_quantizer_config": None,
    "unfold_batchmatmul": False,
    "legalize_custom_tensor_list_ops": False,
    "serialize_debug_metadata": False,
    "canonicalizing_inf_as_min_max_float": True,
    "ir_dump_dir": None,
    "ir_dump_pass_regex": None,
    "ir_dump_func_regex": None,
    "enable_timing": None,
    "print_ir_before": None,
    "print_ir_after": None,
    "print_ir_module_scope": None,
    "elide_elementsattrs_if_larger": None,
}


class TFLiteConverter:
    """Converts a model; the interface of tf.lite.TFLiteConverter.

    converter = TFLiteConverter.from_saved_model("my_model")
    content = converter.convert()

    `fix`, beyond TensorFlow's interface: True replaces operators without a builtin by equivalents, where a recipe is known. `replacements`
    maps single operators to recipes. `report` holds what the last conversion told. `progress`, where set, is called with a stage's name and
    the share of the work that is done.
    """

    def __init__(self, funcs=None, trackable_obj=None):
        self._funcs = funcs
        self._trackable = trackable_obj
        self._keras_model = None
        self._tags = ["serve"]
        self._signature_keys = []
        self.optimizations = set()
        self.representative_dataset = None
        self.target_spec = TargetSpec()
        self.inference_input_type = np.float32
        self.inference_output_type = np.float32
        self.allow_custom_ops = False
        self.exclude_conversion_metadata = False
        self.saved_model_dir = None
        self.model_origin_framework = "UNSET"
        self.fix = False
        self.replacements = {}
        self.report = {}
        self.progress = None
        for name, value in _WITHOUT_EFFECT.items():
            setattr(self, name, value)

    @classmethod
    def from_saved_model(cls, saved_model_dir, signature_keys=None, tags=None):
        """A converter of a SavedModel's signatures: those named, or all. OSError where there is none."""
        folder = os.fspath(saved_model_dir)
        if not os.path.exists(os.path.join(folder, "saved_model.pb")) and not os.path.isfile(folder):
            raise OSError(f"SavedModel file does not exist at: {folder}/{{saved_model.pbtxt|saved_model.pb}}")
        converter = cls()
        converter.saved_model_dir = folder
        converter._signature_keys = list(signature_keys or [])
        converter._tags = sorted(tags) if tags else ["serve"]
        return converter

    @classmethod
    def from_concrete_functions(cls, funcs, trackable_obj=None):
        """A converter of TensorFlow's concrete functions, which are saved as a SavedModel first (this needs TensorFlow)."""
        if not isinstance(funcs, list):
            raise TypeError("Expected a list of ConcreteFunctions, got " + type(funcs).__name__)
        for func in funcs:
            if not hasattr(func, "structured_input_signature"):
                message = 'This function takes in a list of ConcreteFunction.'
                if hasattr(func, "get_concrete_function"):
                    message += " To get the ConcreteFunction from a Function, call get_concrete_function."
                raise ValueError(message)
        return cls(funcs, trackable_obj)

    @classmethod
    def from_keras_model(cls, model):
        """A converter of a Keras model, which is saved as a SavedModel first (this needs TensorFlow)."""
        converter = cls()
        converter._keras_model = model
        return converter

    def convert(self):
        """The .tflite file, as bytes. ConverterError says what stands in the way."""
        if self._funcs is not None and not self._funcs:
            raise ValueError("No ConcreteFunction is specified.")
        if self.saved_model_dir is not None:
            return self._convert(self.saved_model_dir)
        with tempfile.TemporaryDirectory() as folder:
            self._save(folder)
            return self._convert(folder)

    def _save(self, folder):
        import tensorflow as tf  # only those who have TensorFlow's objects come here

        if self._keras_model is not None:
            if hasattr(self._keras_model, "export"):
                self._keras_model.export(folder, verbose=False)
            else:
                tf.saved_model.save(self._keras_model, folder)
            return
        signatures = {f"serving_default_{i}" if i else "serving_default": f for i, f in enumerate(self._funcs)}
        tf.saved_model.save(self._trackable if self._trackable is not None else tf.Module(), folder, signatures=signatures)

    def _options(self):
        ops = set(self.target_spec.supported_ops)
        return {
            "tags": self._tags,
            "signatures": self._signature_keys,
            "select_ops": OpsSet.SELECT_TF_OPS in ops,
            "allow_custom_ops": bool(self.allow_custom_ops),
            "fix": bool(self.fix),
            "replace": dict(self.replacements),
        }

    def _convert(self, folder):
        scheme = self._scheme()
        content, message, self.report = _native.convert_saved_model(folder, self._options(), self.progress)
        if content is None:
            raise ConverterError(message, self.report)
        return content if scheme is None else self._quantize(content, scheme)

    def _scheme(self):
        """How the attributes say to quantize: (scheme, strict), or None for a float model. Refuses attributes that contradict each other."""
        ops = set(self.target_spec.supported_ops)
        types = {_dtype(t) for t in self.target_spec.supported_types}
        int16 = OpsSet.EXPERIMENTAL_TFLITE_BUILTINS_ACTIVATIONS_INT16_WEIGHTS_INT8
        wanted = set(self.optimizations) - {Optimize.EXPERIMENTAL_SPARSITY}
        if self.representative_dataset is not None:
            generator = getattr(self.representative_dataset, "input_gen", self.representative_dataset)
            if not callable(generator):
                raise TypeError("`representative_dataset` must be a callable or a RepresentativeDataset")
        integer_only = OpsSet.TFLITE_BUILTINS_INT8 in ops and OpsSet.TFLITE_BUILTINS not in ops or types == {np.dtype(np.int8)}
        scheme = None
        if wanted and np.dtype(np.float16) in types:
            scheme = ("float16", False)
        elif wanted and self.representative_dataset is None:
            if integer_only or int16 in ops:
                raise ValueError("For full integer quantization, a `representative_dataset` must be specified.")
            scheme = ("dynamic", False)
        elif wanted:
            scheme = ("int16x8", OpsSet.TFLITE_BUILTINS not in ops) if int16 in ops else ("int8", integer_only)
        self._check_io_types(scheme)
        return scheme

    def _check_io_types(self, scheme):
        types = {name: _dtype(getattr(self, name)) for name in ("inference_input_type", "inference_output_type")}
        if all(t == np.float32 for t in types.values()):
            return
        allowed = {"int8": ("uint8", "int8"), "int16x8": ("int16",)}.get(scheme[0] if scheme else None)
        if allowed is None:
            raise ValueError("The inference_input_type and inference_output_type must be tf.float32.")
        for name, found in types.items():
            if found != np.float32 and found.name not in allowed:
                names = ", ".join(f"'tf.{a}'" for a in allowed)
                raise ValueError(f"Unsupported `{name}` value. Expected to be in ({names}), instead got tf.{found.name}.")

    def _quantize(self, content, scheme):
        samples = None
        if scheme[0] in ("int8", "int16x8"):
            samples = getattr(self.representative_dataset, "input_gen", self.representative_dataset)()
        try:
            return quantize_content(
                content,
                scheme=scheme[0],
                strict=scheme[1],
                samples=samples,
                input_type=_dtype(self.inference_input_type),
                output_type=_dtype(self.inference_output_type),
                per_channel=not getattr(self, "_experimental_disable_per_channel", False),
            )
        except RuntimeError as error:
            raise ConverterError(str(error), self.report) from error


def _dtype(value):
    """numpy's name of a type given as numpy's, TensorFlow's, or a string."""
    return np.dtype(getattr(value, "as_numpy_dtype", value))
