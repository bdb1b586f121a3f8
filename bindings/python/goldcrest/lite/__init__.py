"""The interface of tf.lite: change the import and keep the code."""

from goldcrest.lite.converter import ConverterError, OpsSet, Optimize, RepresentativeDataset, TargetSpec, TFLiteConverter
from goldcrest.lite.custom_operator import CustomOperator, TensorSpec, register_custom_op
from goldcrest.lite.delegate import Delegate, load_delegate
from goldcrest.lite.interpreter import Interpreter, InterpreterWithCustomOps, OpResolverType
from goldcrest.lite.signature_runner import SignatureRunner

__all__ = [
    "ConverterError",
    "CustomOperator",
    "Delegate",
    "Interpreter",
    "InterpreterWithCustomOps",
    "OpResolverType",
    "OpsSet",
    "Optimize",
    "RepresentativeDataset",
    "SignatureRunner",
    "TFLiteConverter",
    "TargetSpec",
    "TensorSpec",
    "load_delegate",
    "register_custom_op",
]
