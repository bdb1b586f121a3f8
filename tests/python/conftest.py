"""Where the tests find models.

tiny.tflite and its kin are written by the C++ build (bindings/c/testing/make_models.cc says what they are); the digits are in the tree.
"""

import os
import pathlib

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def models():
    """The folder with the models made for the bindings' tests."""
    for folder in (os.environ.get("GC_TEST_MODELS"), ROOT / "build/bindings/c/models"):
        if folder and (pathlib.Path(folder) / "tiny.tflite").exists():
            return pathlib.Path(folder)
    pytest.skip("no build/bindings/c/models/tiny.tflite; `make` writes it")


@pytest.fixture(scope="session")
def digits():
    return ROOT / "examples/digits"


@pytest.fixture(scope="session")
def shared():
    """The models that TensorFlow Lite is compared on."""
    folder = ROOT.parent / "shared/models"
    if not folder.exists():
        pytest.skip(f"{folder} is not here")
    return folder
