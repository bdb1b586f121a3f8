"""The interface of tf.lite: change the import and keep the code."""

from goldcrest.lite.custom_operator import CustomOperator, TensorSpec, register_custom_op
from goldcrest.lite.delegate import Delegate, load_delegate
from goldcrest.lite.interpreter import Interpreter, InterpreterWithCustomOps, OpResolverType
from goldcrest.lite.signature_runner import SignatureRunner

__all__ = [
    "CustomOperator",
    "Delegate",
    "Interpreter",
    "InterpreterWithCustomOps",
    "OpResolverType",
    "SignatureRunner",
    "TensorSpec",
    "load_delegate",
    "register_custom_op",
]
