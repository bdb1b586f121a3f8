"""The interpreter of tf.lite."""

from __future__ import annotations

import ctypes
import enum
import os
import weakref
from typing import Any, Callable, Optional, Sequence, Union

import numpy as np

from goldcrest._native import NativeInterpreter
from goldcrest.lite import tensors
from goldcrest.lite.custom_operator import CustomOperator, registered
from goldcrest.lite.signature_runner import SignatureRunner


def _function_named(name: str) -> Callable[[int], None]:
    """The C function `name` of the libraries that are loaded with their symbols visible."""
    try:
        function = getattr(ctypes.CDLL(None), name)
    except AttributeError as e:
        raise ValueError(f"Looking up symbol '{name}' failed with error '{e}'.") from None
    function.argtypes = [ctypes.c_void_p]
    function.restype = None
    return function


def _sort_registerers(given: Optional[Sequence[Any]]) -> tuple[list[CustomOperator], list[Callable[[int], Any]]]:
    """Operators in Python, those given before those registered for all; then functions to call."""
    operators: list[CustomOperator] = []
    registerers: list[Callable[[int], Any]] = []
    for item in given or []:
        if isinstance(item, CustomOperator):
            operators.append(item)
        elif isinstance(item, str):
            registerers.append(_function_named(item))
        elif callable(item):
            registerers.append(item)
        else:
            raise TypeError(f"custom_op_registerers: a CustomOperator, str or callable, not {type(item).__name__}")
    return operators + registered(), registerers


def _limit(name: str, value: Optional[int]) -> int:
    """The limit as the engine takes it, 0 for the usual one."""
    if value is None:
        return 0
    if not isinstance(value, int) or not 1 <= value < 2**64:
        raise ValueError(f"{name} should be an int from 1 to 2**64 - 1, not {value!r}")
    return value


@enum.unique
class OpResolverType(enum.Enum):
    """Which kernels run a model. Only BUILTIN_REF makes a difference: plain kernels, slow and simple."""

    AUTO = 0
    BUILTIN = 1
    BUILTIN_REF = 2
    BUILTIN_WITHOUT_DEFAULT_DELEGATES = 3


class Interpreter:
    """Loads a TensorFlow Lite model and runs it.

        interpreter = Interpreter("model.tflite", num_threads=2)
        interpreter.allocate_tensors()
        interpreter.set_tensor(interpreter.get_input_details()[0]["index"], image)
        interpreter.invoke()
        scores = interpreter.get_tensor(interpreter.get_output_details()[0]["index"])

    One thread at a time: a call while another thread is in invoke() raises RuntimeError. invoke() releases Python's lock, so
    interpreters of different threads run side by side.

    Args:
      model_path: the model's file; nobody may change it while the interpreter is in use.
      model_content: the model's bytes, instead of a path.
      experimental_delegates: what load_delegate returned; applied in this order.
      num_threads: threads one run may use, at least 1. None means one, as in TensorFlow Lite.
      experimental_op_resolver_type: an OpResolverType.
      experimental_preserve_all_tensors: keep the value of every tensor after a run, for get_tensor.
      experimental_disable_delegate_clustering and the other experimental ones: accepted; they change nothing.
      custom_op_registerers: custom operators: CustomOperator objects; callables, or names of C functions in libraries that are loaded
        with their symbols visible, which are called with the address of a tflite::MutableOpResolver (see docs/cpp_clients.md).
      max_bytes, max_steps: what a model from an unknown source may cost, beyond tf.lite: bytes that the interpreter may hold, and the
        work of one run in multiply-adds or elements; None for 2 GiB and 2^40. What needs more raises ValueError or RuntimeError.
    """

    def __init__(
        self,
        model_path: Optional[Union[str, os.PathLike[str]]] = None,
        model_content: Optional[bytes] = None,
        experimental_delegates: Optional[Sequence[Any]] = None,
        num_threads: Optional[int] = None,
        experimental_op_resolver_type: OpResolverType = OpResolverType.AUTO,
        experimental_preserve_all_tensors: bool = False,
        experimental_disable_delegate_clustering: bool = False,
        experimental_default_delegate_latest_features: bool = False,
        experimental_compress_quantization_zero_points: bool = False,
        experimental_disable_delegate_node_fusion: bool = False,
        experimental_force_delegate_node_profiling: bool = False,
        custom_op_registerers: Optional[Sequence[Any]] = None,
        *,
        max_bytes: Optional[int] = None,
        max_steps: Optional[int] = None,
    ) -> None:
        # NumPy users may have other classes of the same name (tf.lite's own), so values count, not identity.
        kind = getattr(experimental_op_resolver_type, "value", None)
        if kind not in (0, 1, 2, 3):
            raise ValueError(f"Unrecognized passed in op resolver type: {experimental_op_resolver_type}")
        if num_threads is not None:
            if not isinstance(num_threads, int):
                raise ValueError("type of num_threads should be int")
            if num_threads < 1:
                raise ValueError("num_threads should >= 1")
        delegates = list(experimental_delegates or [])
        for delegate in delegates:
            if not hasattr(delegate, "_get_native_delegate_pointer"):
                raise ValueError(f"experimental_delegates: {type(delegate).__name__} is not what load_delegate returns")
        operators, registerers = _sort_registerers(custom_op_registerers)
        if not model_path and not model_content:
            raise ValueError("`model_path` or `model_content` must be specified.")
        if model_path and model_content:
            raise ValueError("Can't both provide `model_path` and `model_content`")
        options = (
            num_threads or 1,
            kind == OpResolverType.BUILTIN_REF.value,
            bool(experimental_preserve_all_tensors),
            delegates,
            operators,
            registerers,
            _limit("max_bytes", max_bytes),
            _limit("max_steps", max_steps),
        )
        if model_path:
            path = os.fspath(model_path)
            if not isinstance(path, str):
                raise TypeError(f"model_path should be str or os.PathLike, not {type(model_path).__name__}")
            self._native = NativeInterpreter.from_file(path, *options)
        else:
            if not isinstance(model_content, bytes):
                raise TypeError(f"model_content should be bytes, not {type(model_content).__name__}")
            self._native = NativeInterpreter.from_bytes(model_content, *options)
        self._views: list[weakref.ref[np.ndarray]] = []
        self._signatures = {key: (subgraph, i, o) for key, subgraph, i, o in self._native.signatures()}

    # Running.

    def allocate_tensors(self) -> None:
        """Prepares for the present input shapes; needed before set_tensor, invoke and get_tensor, and again after a resize."""
        self._check_no_views()
        self._native.allocate(0)

    def invoke(self) -> None:
        """Runs the model on what the inputs hold."""
        self._check_no_views()
        self._native.invoke(0)

    def reset_all_variables(self) -> None:
        """Sets variable tensors to zero."""
        self._native.reset_variables()

    def resize_tensor_input(self, input_index: int, tensor_size: Union[Sequence[int], np.ndarray], strict: bool = False) -> None:
        """Gives the tensor with the index `input_index` a new shape, from the next allocate_tensors on.

        strict: only dimensions that the model leaves open (-1 in shape_signature) may change. Variables keep a shape given to them;
        tensors that operators compute get the shape that follows from the inputs all the same.
        """
        dims = np.array(tensor_size, dtype=np.int32)
        if dims.ndim != 1:
            raise ValueError(f"Shape should be 1D instead of {dims.ndim}.")
        self._native.resize(input_index, dims.tolist(), strict, 0)

    # Tensors.

    def set_tensor(self, tensor_index: int, value: np.ndarray) -> None:
        """Copies `value`, of the tensor's type and shape, into an input. String tensors take bytes and str."""
        tensors.set_tensor(self._native, tensor_index, value, 0)

    def get_tensor(self, tensor_index: int, subgraph_index: int = 0) -> np.ndarray:
        """A copy of a tensor. Strings come as an array of bytes objects."""
        return tensors.get_tensor(self._native, tensor_index, subgraph_index)

    def tensor(self, tensor_index: int) -> Callable[[], np.ndarray]:
        """A function that gives an array over the tensor's own memory.

        While such an array, or a slice of it, is alive, allocate_tensors() and invoke() refuse to run: keep the function instead.
        """
        return lambda: self._view(tensor_index)

    def get_input_details(self) -> list[dict[str, Any]]:
        """A dictionary for each input: name, index, shape, shape_signature, dtype, quantization and more."""
        return [tensors.details(self._native, i, 0) for i in self._native.inputs(0)]

    def get_output_details(self) -> list[dict[str, Any]]:
        """The same for each output."""
        return [tensors.details(self._native, i, 0) for i in self._native.outputs(0)]

    def get_tensor_details(self, subgraph_index: int = 0) -> list[dict[str, Any]]:
        """The same for every tensor of a subgraph."""
        return [tensors.details(self._native, i, subgraph_index) for i in range(self._native.num_tensors(subgraph_index))]

    def num_subgraphs(self) -> int:
        return self._native.num_subgraphs()

    # Signatures.

    def get_signature_list(self) -> dict[str, dict[str, list[str]]]:
        """From signature key to {'inputs': names, 'outputs': names}, sorted."""
        return {key: {"inputs": sorted(i), "outputs": sorted(o)} for key, (_, i, o) in self._signatures.items()}

    def get_signature_runner(self, signature_key: Optional[str] = None) -> SignatureRunner:
        """A callable for the signature; None for the only one that the model has."""
        if signature_key is None:
            if len(self._signatures) != 1:
                raise ValueError(
                    f"SignatureDef signature_key is None and model has {len(self._signatures)} Signatures. "
                    "None is only allowed when the model has 1 SignatureDef"
                )
            signature_key = next(iter(self._signatures))
        if signature_key not in self._signatures:
            raise ValueError(f'Invalid signature_key provided: "{signature_key}".')
        return SignatureRunner(self, *self._signatures[signature_key])

    # What tools built on tf.lite use.

    def _get_full_signature_list(self) -> dict[str, dict[str, dict[str, int]]]:
        return {key: {"inputs": dict(i), "outputs": dict(o)} for key, (_, i, o) in self._signatures.items()}

    def _get_tensor_details(self, tensor_index: int, subgraph_index: int) -> dict[str, Any]:
        return tensors.details(self._native, tensor_index, subgraph_index)

    def _get_ops_details(self) -> list[dict[str, Any]]:
        return [self._op_details(i, node) for i, node in enumerate(self._native.nodes(0))]

    def _get_op_details(self, op_index: int) -> dict[str, Any]:
        nodes = self._native.nodes(0)
        if not 0 <= op_index < len(nodes):
            raise ValueError("Invalid node index")
        return self._op_details(op_index, nodes[op_index])

    def _op_details(self, index: int, node: tuple[str, list[int], list[int]]) -> dict[str, Any]:
        name, inputs, outputs = node
        return {
            "index": index,
            "op_name": name,
            "inputs": np.array(inputs, np.int32),
            "outputs": np.array(outputs, np.int32),
            "operand_types": [self._dtype(i) for i in inputs if i >= 0],
            "result_types": [self._dtype(i) for i in outputs],
        }

    def _dtype(self, index: int) -> Any:
        return tensors.dtype_of(self._native.facts(index, 0)[1])

    # Arrays over internal memory.

    def _view(self, index: int) -> np.ndarray:
        array, memory = tensors.view(self._native, index, 0)
        self._views = [v for v in self._views if v() is not None]
        if array is not memory:
            self._views.append(weakref.ref(memory))
        return array

    def _check_no_views(self) -> None:
        self._views = [v for v in self._views if v() is not None]
        if self._views:
            raise RuntimeError(
                "There is at least 1 reference to internal data in the interpreter in the form of a numpy array or slice. "
                "Be sure to only hold the function returned from tensor() if you are using raw data access."
            )


class InterpreterWithCustomOps(Interpreter):
    """An Interpreter with custom operators, as tf.lite has it; see Interpreter for `custom_op_registerers` and the rest."""

    def __init__(self, custom_op_registerers: Optional[Sequence[Any]] = None, **kwargs: Any) -> None:
        super().__init__(custom_op_registerers=custom_op_registerers, **kwargs)
