"""Half of the generated models of tests/oracle, compared with TensorFlow Lite's reference kernels; `make oracle` runs all of them."""

import pathlib
import subprocess
import sys

import pytest

RUN = pathlib.Path(__file__).resolve().parents[1] / "oracle/run.py"


def test_generated_models():
    result = subprocess.run([sys.executable, RUN, "--share", "0.5", "--cpus", ""], stdout=subprocess.PIPE, text=True)
    if result.returncode == 77:
        pytest.skip(result.stdout.splitlines()[-1])
    assert result.returncode == 0, result.stdout
