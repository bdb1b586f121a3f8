"""A third of the generated models of tests/oracle, against what TensorFlow Lite said of them when it was recorded."""

import pathlib
import sys

import numpy as np
import pytest

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "oracle"
sys.path.insert(0, str(FOLDER))

import families  # noqa: E402, F401
import recorded  # noqa: E402
import worker  # noqa: E402
from case import GENERATORS  # noqa: E402
from engines import key  # noqa: E402

SEED = 5  # of run.py


@pytest.mark.filterwarnings("ignore")
def test_recorded_results():
    records = recorded.load()
    make = worker.load("goldcrest")
    compared, missing, wrong = 0, 0, []
    with np.errstate(all="ignore"):
        cases = [c for _, g in sorted(GENERATORS.items()) for c in g.cases(SEED, recorded.SHARE)]
    for case in cases:
        record = records.get(bytes.fromhex(key(case))[:8])
        if record is None:
            missing += 1
            continue
        status, result = worker.run(make, case.model, case.runs, case.shapes, (1, False))
        text = result if status != "ok" else recorded.difference(case, record, result)
        compared += 1
        if text:
            wrong.append(f"{case.name}: {text}")
    print(f"{compared} cases compared, {missing} not recorded")
    # A few cases have no record: nothing runs them, or the difference is known.
    if missing > len(cases) // 10:
        pytest.skip(f"{missing} of {len(cases)} cases are not the recorded ones; `make oracle` records them again")
    assert not wrong, "\n".join(wrong[:50])
