"""The interface of tf.lite: change the import and keep the code."""

from goldcrest.lite.interpreter import Interpreter, OpResolverType
from goldcrest.lite.signature_runner import SignatureRunner

__all__ = ["Interpreter", "OpResolverType", "SignatureRunner"]
