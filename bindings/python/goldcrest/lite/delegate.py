"""Delegates from shared libraries."""

from __future__ import annotations

import ctypes
from typing import Any, Optional

_Report = ctypes.CFUNCTYPE(None, ctypes.c_char_p)


class Delegate:
    """A delegate that a plug-in library made; see load_delegate. Destroyed when nobody refers to it, interpreters included."""

    def __init__(self, library: str, options: Optional[dict[Any, Any]] = None) -> None:
        self._pointer: Optional[int] = None
        self._library = ctypes.CDLL(library)
        create = self._library.tflite_plugin_create_delegate
        self._destroy = self._library.tflite_plugin_destroy_delegate
        strings = ctypes.POINTER(ctypes.c_char_p)
        create.argtypes = [strings, strings, ctypes.c_size_t, _Report]
        create.restype = ctypes.c_void_p
        self._destroy.argtypes = [ctypes.c_void_p]
        self._destroy.restype = None

        pairs = [(str(k).encode(), str(v).encode()) for k, v in (options or {}).items()]
        array = ctypes.c_char_p * len(pairs)
        said: list[str] = []
        report = _Report(lambda text: said.append((text or b"").decode(errors="replace")))
        pointer = create(array(*(k for k, _ in pairs)), array(*(v for _, v in pairs)), len(pairs), report)
        if not pointer:
            raise ValueError(f"Failed to load delegate from {library}\n" + "".join(said))
        self._pointer = pointer

    def __del__(self) -> None:
        if getattr(self, "_pointer", None) is not None:
            self._destroy(self._pointer)
            self._pointer = None

    def _get_native_delegate_pointer(self) -> int:
        assert self._pointer is not None
        return self._pointer


def load_delegate(library: str, options: Optional[dict[Any, Any]] = None) -> Delegate:
    """A delegate from a shared library, for Interpreter(experimental_delegates=[...]).

    The library exports tflite_plugin_create_delegate and tflite_plugin_destroy_delegate; keys and values of `options` are passed as
    strings. Raises OSError where the library cannot be opened, AttributeError where it lacks one of the functions, and ValueError with
    what the plug-in reports where it makes no delegate.
    """
    return Delegate(library, options)
