"""Running a model's signature: inputs and outputs by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from goldcrest.lite import tensors

if TYPE_CHECKING:
    from goldcrest.lite.interpreter import Interpreter


class SignatureRunner:
    """Calls one signature of a model; made by Interpreter.get_signature_runner.

        runner = interpreter.get_signature_runner("serving_default")
        outputs = runner(x=np.zeros((1, 4), np.float32))    # a dict from name to array

    Inputs may have other shapes than the model's; the runner resizes. It works on the interpreter's tensors.
    """

    def __init__(self, interpreter: Interpreter, subgraph: int, inputs: dict[str, int], outputs: dict[str, int]) -> None:
        self._interpreter = interpreter
        self._subgraph_index = subgraph
        self._inputs = inputs
        self._outputs = outputs

    def __call__(self, **kwargs: np.ndarray) -> dict[str, np.ndarray]:
        if len(kwargs) != len(self._inputs):
            raise ValueError(
                "Invalid number of inputs provided for running a SignatureDef, "
                f"expected {len(self._inputs)} vs provided {len(kwargs)}"
            )
        for name in kwargs:
            if name not in self._inputs:
                raise ValueError(f"Invalid Input name ({name}) for SignatureDef")
        interpreter, subgraph = self._interpreter, self._subgraph_index
        interpreter._check_no_views()
        native = interpreter._native
        # A path may be given as it is.
        kwargs = {name: np.asarray(value) if isinstance(value, (str, bytes)) else value for name, value in kwargs.items()}
        for name, value in kwargs.items():
            native.resize(self._inputs[name], [int(d) for d in value.shape], False, subgraph)
        native.allocate(subgraph)
        for name, value in kwargs.items():
            tensors.set_tensor(native, self._inputs[name], value, subgraph)
        native.invoke(subgraph)
        return {name: tensors.get_tensor(native, index, subgraph) for name, index in self._outputs.items()}

    def get_input_details(self) -> dict[str, dict[str, Any]]:
        """From input name to the tensor's details."""
        return self._details(self._inputs)

    def get_output_details(self) -> dict[str, dict[str, Any]]:
        """From output name to the tensor's details."""
        return self._details(self._outputs)

    def _details(self, names: dict[str, int]) -> dict[str, dict[str, Any]]:
        return {name: tensors.details(self._interpreter._native, index, self._subgraph_index) for name, index in names.items()}
